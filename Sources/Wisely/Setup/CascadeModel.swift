// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Answers with a cheap model, checks, and has a strong one re-do what fails: `haiku^opus`.
///
/// The cheap model's tool calls go to the caller as they come; when it ends its turn the check
/// decides. A draft that passes is the answer. For one that fails, the strong model starts again from
/// the person's newest words without seeing the draft, `Block.escalation` marks the take-over, and the
/// rest of the question stays with it; the next question starts cheap again. Nothing is kept between
/// calls: all of that is read off the conversation (`CascadeTranscript`).
///
/// The cheap model's words stream live after `draftBegan`; `draftChecked` follows when it ended its
/// turn, and a draft that failed is superseded by what comes after. A refusal, a cut-off or empty
/// answer, a stall and an error of the cheap model count as failed drafts.
public struct CascadeModel: LanguageModel {
  /// The setup's name.
  public let id: ModelID
  private let first: any LanguageModel
  private let strong: any LanguageModel
  private let check: any Check

  /// A cheap model, the one that re-does its failures, and what tells them.
  public init(
    first: any LanguageModel, strong: any LanguageModel, check: any Check, id: ModelID? = nil
  ) {
    self.first = first
    self.strong = strong
    self.check = check
    self.id = id ?? ModelID("\(first.id.operand)^\(strong.id.operand)")
  }

  /// Answers, checks, and answers again where the check failed.
  public func respond(
    to request: ModelRequest, emitting sink: EventSink
  ) async throws -> ModelResponse {
    let history = history(of: request)
    guard !history.isEscalated else {
      return try await strong.respond(
        to: inner(request, history.strong(takingOver: false)), emitting: sink)
    }
    var tally = Tally()
    let mark = DraftMark(first.id)
    let call = InnerCall(model: first, request: inner(request, history.first))
    switch try await call.result(emitting: sink, through: { mark.translate($0) }) {
    case .failed(let error, let bill):
      // What the budget has no room for is too dear for the strong model as well.
      guard error.code != .budget else { throw error }
      tally.add(error, bill: bill)
      try await sink(
        .notice(Notice(.escalated, "\(first.id) failed and \(strong.id) takes over: \(error)")))
      let result = CheckResult(passed: false, check: "error", reason: error.message)
      try await report(result, mark, emitting: sink)
      return try await escalate(request, history, result, draft: nil, tally, emitting: sink)
    case .answered(let response):
      tally.add(response)
      if Self.goesToCaller(response.stopReason) {
        try await sink.announce(response.message.blocks)
        return response
      }
      let result = try await judge(response, request, &tally, emitting: sink)
      try await report(result, mark, emitting: sink)
      guard result.passed else {
        return try await escalate(request, history, result, draft: response, tally, emitting: sink)
      }
      try await sink.announce(response.message.blocks)
      return tally.whole(response)
    }
  }

  /// The size of the next call's prompt.
  public func countTokens(of request: ModelRequest) async throws -> TokenCount {
    let history = history(of: request)
    return history.isEscalated
      ? try await strong.countTokens(of: inner(request, history.strong(takingOver: false)))
      : try await first.countTokens(of: inner(request, history.first))
  }

  /// The next call's prompt; the worst case is a draft, its check and the strong model's answer.
  public func quote(for request: ModelRequest) async throws -> Quote {
    let history = history(of: request)
    guard !history.isEscalated else {
      return try await strong.quote(for: inner(request, history.strong(takingOver: false)))
    }
    var quote = try await first.quote(for: inner(request, history.first))
    let draft = Draft(answer: request.options.longestText, to: request)
    let checking = try await check.worstCase(for: draft)
    let redoing = try await strong.quote(for: inner(request, history.strong(takingOver: true)))
    quote.worstCase = quote.worstCase + checking + redoing.worstCase
    return quote
  }
}

// MARK: - The draft

extension CascadeModel {
  private func history(of request: ModelRequest) -> CascadeTranscript {
    CascadeTranscript(request.transcript, from: first.id, to: strong.id)
  }

  private func inner(_ request: ModelRequest, _ transcript: Transcript) -> ModelRequest {
    var inner = request
    inner.transcript = transcript
    inner.context = request.context.inner(.executor, of: id)
    return inner
  }

  /// Whether the turn is not over, or it is the person's or the budget's turn to speak.
  private static func goesToCaller(_ reason: StopReason) -> Bool {
    let reasons: Set<StopReason> = [
      .toolUse, .pauseTurn, .planProposed, .planRejected, .budgetExhausted,
    ]
    return reasons.contains(reason)
  }

  private func judge(
    _ response: ModelResponse, _ request: ModelRequest, _ tally: inout Tally,
    emitting sink: EventSink
  ) async throws -> CheckResult {
    func failed(_ reason: String) -> CheckResult {
      CheckResult(passed: false, check: "stop-reason", reason: reason)
    }
    switch response.stopReason {
    case .refusal: return failed("\(first.id) declined to answer.")
    case .maximumTokens: return failed("The answer of \(first.id) was cut off.")
    case .contextWindowExceeded: return failed("The context window of \(first.id) is full.")
    case .stalled: return failed("\(first.id) went in circles.")
    default: break
    }
    guard !response.message.text.trimmingSpace().isEmpty else {
      return failed("\(first.id) said nothing.")
    }
    var context = request
    context.context = request.context.inner(.check, of: id)
    let watched = WatchedSink(sink)
    do {
      let draft = Draft(answer: response.message.text, to: context)
      let verdict = try await check.verdict(on: draft, emitting: watched.sink)
      tally.add(verdict)
      return verdict.result
    } catch let error as CancellationError {
      throw error
    } catch {
      try watched.checkDeparture()
      return CheckResult(
        passed: false, check: check.name, reason: "The answer could not be judged: \(error)")
    }
  }

  private func report(
    _ result: CheckResult, _ mark: DraftMark, emitting sink: EventSink
  ) async throws {
    for event in mark.begin() { try await sink(event) }
    try await sink(.draftChecked(result))
  }
}

// MARK: - The take-over

extension CascadeModel {
  private func escalate(
    _ request: ModelRequest, _ history: CascadeTranscript, _ result: CheckResult,
    draft: ModelResponse?, _ tally: Tally, emitting sink: EventSink
  ) async throws -> ModelResponse {
    let escalation = Escalation(
      from: first.id, to: strong.id, check: result.check, reason: result.reason)
    // Consultations stay on record: later caps are counted from the conversation.
    let consulted = draft?.message.blocks.filter(\.isConsultation) ?? []
    let blocks = consulted + [.escalation(escalation)]
    let opening = Opening(blocks)
    let call = InnerCall(
      model: strong, request: inner(request, history.strong(takingOver: true)))
    switch try await call.result(emitting: sink, through: { opening.translate($0) }) {
    case .answered(let response):
      try await sink.announce(opening.take())
      var whole = response
      whole.message.blocks = blocks + response.message.blocks
      return tally.before(whole)
    case .failed(let error, let rows):
      guard error.code == .budget, !opening.isOver, var unchecked = draft,
        unchecked.message.toolUses.isEmpty
      else { throw tally.before(error) }
      // The draft is all there is; the stop reason and the failed check say what it is worth.
      try await sink(
        .notice(Notice(.escalated, "The budget has no room for \(strong.id): \(error)")))
      unchecked.stopReason = .budgetExhausted
      // The strong model may be a setup that had spent something before the budget ended.
      var tally = tally
      tally.add(error, bill: rows)
      try await sink.announce(unchecked.message.blocks)
      return tally.whole(unchecked)
    }
  }

  /// Announces the take-over in front of the strong model's first words.
  private final class Opening: Sendable {
    private let blocks: Mutex<[Block]>

    init(_ blocks: [Block]) { self.blocks = Mutex(blocks) }

    var isOver: Bool { blocks.withLock(\.isEmpty) }

    func take() -> [Block] {
      blocks.withLock { blocks in
        defer { blocks = [] }
        return blocks
      }
    }

    func translate(_ event: ModelEvent) -> [ModelEvent] {
      switch event {
      case .billed, .notice: [event]
      default: take().map { .block($0) } + [event]
      }
    }
  }

  /// Says once, before the first words, that what follows is a draft; its blocks wait for the check.
  private final class DraftMark: Sendable {
    private let model: ModelID
    private let hasBegun = Mutex(false)

    init(_ model: ModelID) { self.model = model }

    func begin() -> [ModelEvent] {
      hasBegun.withLock { hasBegun in
        defer { hasBegun = true }
        return hasBegun ? [] : [.draftBegan(model)]
      }
    }

    func translate(_ event: ModelEvent) -> [ModelEvent] {
      switch event {
      case .block: []
      case .textDelta: begin() + [event]
      default: [event]
      }
    }
  }
}

extension Block {
  fileprivate var isConsultation: Bool {
    guard case .consultation = self else { return false }
    return true
  }
}

extension Notice.Code {
  /// The strong model of a cascade takes over, or cannot.
  public static let escalated = Notice.Code(rawValue: "escalated")
}
