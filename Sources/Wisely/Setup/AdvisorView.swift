// SPDX-License-Identifier: Apache-2.0

/// Builds what an advisor is shown: always one user message that ends with the request for advice.
///
/// One message, because a request that is only appended when the last turn was not a user turn gets
/// the worker's transcript continued instead of advice; quoted as text, because one model's thinking
/// and tool calls are not another's (gateway trap 52).
struct AdvisorView {
  /// The executor's standing instructions, without what the harness added.
  var system: String?
  /// The conversation as the executor saw it.
  var transcript: Transcript
  /// The executor's question, options and leaning.
  var inquiry: Inquiry
  /// What made the consultation happen.
  var trigger: Trigger
  /// The stall detector's evidence, if that was it.
  var evidence: String?
  /// The request that ends the message.
  var adviceRequest: String

  /// What the executor said when it asked.
  struct Inquiry: Hashable, Sendable {
    var question: String?
    var options: [String] = []
    var leaning: String?
  }

  /// Bytes for each token: fewer than English has, so that a brief stays within its bound.
  static let bytesPerToken = 3

  /// The message for a view.
  func message(_ view: View) -> String {
    switch view {
    case .brief(let tokens): brief(bytes: tokens * Self.bytesPerToken)
    case .transcript: whole
    }
  }

  private var whole: String {
    var sections: [String] = []
    if let system { sections.append("## The executor's instructions\n" + system) }
    let turns = transcript.messages.map { QuotedMessage($0).text }.filter { !$0.isEmpty }
    sections.append("## The conversation so far\n" + turns.joined(separator: "\n\n"))
    sections.append(question)
    sections.append(adviceRequest)
    return sections.joined(separator: "\n\n")
  }

  // MARK: - Brief

  /// Fills the bound in order of worth: the request and the question always, then the user's words,
  /// then results from the newest back, then what was tried.
  private func brief(bytes bound: Int) -> String {
    // The executor's question is material as well: one of any length must not push the rest out.
    let question = Self.cut(question, to: bound / 3)
    let fixed = question.utf8.count + adviceRequest.utf8.count + 200
    var left = max(0, bound - fixed)
    let words = "## The user's words\n" + Self.cut(userWords, to: left / 2)
    left -= words.utf8.count
    var instructions: String?
    if let system, left > 0 {
      let text = "## The executor's instructions\n" + Self.cut(system, to: left / 6)
      left -= text.utf8.count
      instructions = text
    }
    let triedBound = left / 4
    let results = newestResults(bytes: left - triedBound)
    left -= results.utf8.count
    let tried = "## What was tried\n" + Self.tail(of: attempts, bytes: max(0, left))
    return [instructions, words, results, tried, question, adviceRequest]
      .compactMap { $0 }.joined(separator: "\n\n")
  }

  private var userWords: String {
    let prompts = transcript.messages.filter { $0.speaker == .user }.map(\.text)
      .filter { !$0.isEmpty }
    guard prompts.count > 1, let last = prompts.last else { return prompts.last ?? "" }
    let earlier = prompts.dropLast().map { "Earlier: " + $0 }.joined(separator: "\n\n")
    return "\(last)\n\n\(earlier)"
  }

  private var question: String {
    var lines = ["## The executor's question"]
    switch trigger {
    case .asked: lines.append(inquiry.question ?? "Is this the right way to go on?")
    case .stalled: lines.append("A rule found the executor stalled. \(evidence ?? "")")
    case .beforeFirstWrite:
      lines.append("The executor is about to make its first change. Should it?")
    case .beforeDone: lines.append("The executor believes it is done. Is its answer right?")
    case .wished:
      lines.append(inquiry.question ?? "The user asked for your opinion before the work goes on.")
    }
    if trigger != .asked, trigger != .wished, let question = inquiry.question {
      lines.append(question)
    }
    if !inquiry.options.isEmpty {
      lines.append("Options: " + inquiry.options.joined(separator: " | "))
    }
    if let leaning = inquiry.leaning { lines.append("Leaning: " + leaning) }
    return lines.joined(separator: "\n")
  }

  private static let gap = "\n\n"

  private func newestResults(bytes bound: Int) -> String {
    var kept: [String] = []
    // Room for the heading and the note at the end.
    var left = bound - 70
    var skipped = 0
    for (call, result) in ToolPair.pairs(in: transcript).reversed() {
      let text =
        "### \(ToolPair.describe(call))\(result.isError ? " (failed)" : "")\n" + result.text
      let size = text.utf8.count + Self.gap.utf8.count
      guard size <= left else {
        // The newest result is worth a part even when all of it does not fit.
        if kept.isEmpty, left > 200 { kept.append(Self.cut(text, to: left)) } else { skipped += 1 }
        left = 0
        continue
      }
      kept.append(text)
      left -= size
    }
    if kept.isEmpty { return "## Newest tool results\n(none)" }
    if skipped > 0 { kept.append("(\(skipped) older results left out)") }
    return "## Newest tool results\n" + kept.joined(separator: Self.gap)
  }

  /// One line a call, and what the executor said to it, oldest first.
  private var attempts: [String] {
    var lines: [String] = []
    let answered = Dictionary(
      ToolPair.pairs(in: transcript).map { ($0.call.id, $0.result) }, uniquingKeysWith: { $1 })
    for message in transcript.messages where message.speaker == .assistant {
      let said = message.text.trimmingSpace()
      if !said.isEmpty { lines.append("said: " + Self.cut(said, to: 600)) }
      for call in message.toolUses {
        let ending = answered[call.id].map { $0.isError ? "failed" : "answered" } ?? "not run yet"
        lines.append("\(Self.cut(ToolPair.describe(call), to: 200)): \(ending)")
      }
    }
    return lines.isEmpty ? ["(nothing yet)"] : lines
  }

  // MARK: - Cutting

  /// The beginning and the end of a text within that many bytes, with a note between them.
  static func cut(_ text: String, to bytes: Int) -> String {
    guard text.utf8.count > bytes else { return text }
    // Less than the note needs is no room at all.
    guard bytes >= 60 else { return "" }
    let half = (bytes - 40) / 2
    let head = prefix(of: text, bytes: half)
    let tail = suffix(of: text, bytes: half)
    return
      "\(head)\n[… \(text.utf8.count - head.utf8.count - tail.utf8.count) bytes left out …]\n\(tail)"
  }

  private static func tail(of lines: [String], bytes: Int) -> String {
    // Room for the heading and the note.
    var left = bytes - 50
    var kept: [String] = []
    for line in lines.reversed() {
      left -= line.utf8.count + 1
      guard left >= 0 else { break }
      kept.append(line)
    }
    if kept.count < lines.count { kept.append("(\(lines.count - kept.count) earlier left out)") }
    return kept.reversed().joined(separator: "\n")
  }

  private static func prefix(of text: String, bytes: Int) -> Substring {
    var end = text.startIndex
    var size = 0
    while end < text.endIndex {
      size += text[end].utf8.count
      guard size <= bytes else { break }
      end = text.index(after: end)
    }
    return text[..<end]
  }

  private static func suffix(of text: String, bytes: Int) -> Substring {
    var start = text.endIndex
    var size = 0
    while start > text.startIndex {
      let before = text.index(before: start)
      size += text[before].utf8.count
      guard size <= bytes else { break }
      start = before
    }
    return text[start...]
  }
}

/// Tool calls with their answers.
enum ToolPair {
  /// Every answered call of a transcript, in the order of the answers.
  static func pairs(in transcript: Transcript) -> [(call: ToolUse, result: ToolResult)] {
    let calls = Dictionary(
      transcript.messages.flatMap(\.toolUses).map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    return transcript.messages.flatMap(\.toolResults).compactMap { result in
      calls[result.toolUseID].map { ($0, result) }
    }
  }

  /// A call on one line.
  static func describe(_ call: ToolUse) -> String { "\(call.name) \(call.input.text)" }
}

/// A turn as readable text for a model that did not make it.
struct QuotedMessage {
  let message: Message

  init(_ message: Message) { self.message = message }

  /// The turn, a label before each part; thinking is left out.
  var text: String {
    message.blocks.compactMap(part).joined(separator: "\n")
  }

  private func part(_ block: Block) -> String? {
    let speaker = message.speaker == .user ? "user" : "executor"
    switch block {
    case .text(let words): return "[\(speaker)] \(words.text)"
    case .thinking: return nil
    case .toolUse(let call): return "[executor calls] \(ToolPair.describe(call))"
    case .toolResult(let result):
      return "[tool\(result.isError ? ", failed" : "")] \(result.text)"
    case .image: return "[\(speaker) shows a picture]"
    case .consultation: return nil
    case .plan(let plan): return "[plan] \(plan.text)"
    case .escalation(let escalation):
      return "[\(escalation.to) took over from \(escalation.from): \(escalation.reason)]"
    case .other(let value): return "[\(speaker), \(value["type"]?.string ?? "unknown")]"
    }
  }
}
