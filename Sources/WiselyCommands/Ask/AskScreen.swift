// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Wisely

/// Shows an answer while it is made: words on standard output, everything else on standard error.
final class AskScreen: Sendable {
  /// When words are printed.
  enum Words {
    /// As they come, also what is said between tool calls.
    case live
    /// The answer alone, once it is complete.
    case atTheEnd
    /// Never; the report has them.
    case never
  }

  private struct State {
    var printed = ""
    var draft: String?
    var needsBreak = false
    var consulting: (start: ConsultationStart, since: Timestamp)?
    var notices: [Notice] = []
  }

  private let console: Console
  private let words: Words
  private let isQuiet: Bool
  private let now: @Sendable () -> Timestamp
  private let state = Mutex(State())

  init(
    _ console: Console, words: Words, isQuiet: Bool, now: @escaping @Sendable () -> Timestamp
  ) {
    self.console = console
    self.words = words
    self.isQuiet = isQuiet
    self.now = now
  }

  /// Everything the user should know, so far.
  var notices: [Notice] { state.withLock { $0.notices } }

  /// Shows one event.
  func receive(_ event: ModelEvent) throws {
    switch event {
    case .started: state.withLock { $0.needsBreak = !$0.printed.isEmpty }
    case .textDelta(let text): try receive(text: text)
    case .toolUseStarted(_, let name): console.show(status: "\(name) …")
    case .consulting(let start):
      state.withLock { $0.consulting = (start, now()) }
      tick()
    case .consulted(let consultation):
      state.withLock { $0.consulting = nil }
      show(consultation)
    case .planned(let plan, let quote): show(plan, quote)
    case .draftBegan(let model):
      state.withLock { $0.draft = "" }
      console.show(status: "\(model) drafts …")
    case .draftChecked(let result): try finishDraft(result)
    case .notice(let notice):
      let isNews = state.withLock { state in
        // A conversation near a price step stays near it: once is enough.
        guard notice.code != .priceStep || !state.notices.contains(where: { $0.code == .priceStep })
        else { return false }
        state.notices.append(notice)
        return true
      }
      if isNews { console.say("note: \(sanitised(notice.message))") }
    default: break
    }
  }

  /// Brings the line about a running consultation up to date.
  func tick() {
    guard let (start, since) = state.withLock({ $0.consulting }) else { return }
    let price = start.worstCase.amount.map { ", at most \($0.display)" } ?? ""
    console.show(
      status: "consulting \(start.advisor) (\(start.trigger.rawValue)), "
        + "\(Explanation.seconds(now() - since))\(price) … Ctrl-C stops")
  }

  /// Prints what is left of the answer.
  func finish(_ answer: String) throws {
    console.clearStatus()
    let (printed, draft) = state.withLock { ($0.printed, $0.draft) }
    switch words {
    case .never: return
    case .atTheEnd: try console.answer(Self.line(sanitisedForOutput(answer)))
    case .live:
      if printed.isEmpty || draft?.isEmpty == false {
        try console.answer(Self.line(sanitisedForOutput(draft ?? answer)))
      } else if console.isMidLine {
        try console.answer("\n")
      }
    }
  }

  private static func line(_ text: String) -> String {
    text.isEmpty || text.hasSuffix("\n") ? text : text + "\n"
  }

  /// Into a file or a pipe an answer goes byte for byte; a terminal must not obey it.
  private func sanitisedForOutput(_ text: String) -> String {
    console.isOutputTerminal ? sanitised(text) : text
  }

  private func receive(text: String) throws {
    guard words == .live else { return }
    let piece = state.withLock { state -> String? in
      if state.draft != nil {
        state.draft?.append(text)
        return nil
      }
      let lead = state.needsBreak && console.isMidLine ? "\n" : ""
      state.needsBreak = false
      state.printed += lead + text
      return lead + text
    }
    if let piece { try console.answer(sanitisedForOutput(piece)) }
  }

  private func finishDraft(_ result: CheckResult) throws {
    let draft = state.withLock { state in
      defer { state.draft = nil }
      return state.draft ?? ""
    }
    guard result.passed else {
      console.say(
        console.dim("the check '\(result.check)' failed: \(sanitised(result.reason))"))
      return
    }
    guard words == .live, !draft.isEmpty else { return }
    state.withLock { $0.printed += draft }
    try console.answer(sanitisedForOutput(draft))
  }

  private func show(_ consultation: Consultation) {
    console.clearStatus()
    guard !isQuiet, console.isErrorTerminal else { return }
    let result = consultation.verdict?.rawValue ?? consultation.outcome.rawValue
    console.say(
      console.dim(
        "consulted \(consultation.advisor) (\(consultation.trigger.rawValue)): \(result), "
          + "\(consultation.cost.display), \(Explanation.seconds(consultation.duration))"))
  }

  private func show(_ plan: Plan, _ quote: HandoverQuote) {
    console.clearStatus()
    guard !isQuiet else { return }
    console.say(
      console.dim(
        "\(plan.planner) made \(plan.id), handed over \(plan.handover.rawValue); "
          + "a fresh start reads about \(grouped(quote.freshTokens)) tokens (\(quote.fresh.display)), "
          + "keeping the conversation \(grouped(quote.keepTokens)) (\(quote.keep.display))"))
  }
}
