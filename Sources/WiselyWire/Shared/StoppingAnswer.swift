// SPDX-License-Identifier: Apache-2.0

package import Wisely

/// Reads an answer of a dialect that knows no stop sequences, and ends it where one comes.
///
/// The words stop before the first one, wherever the deltas are cut; then nothing more is read, so that
/// the model need not go on. Only words end an answer, no reasoning and no arguments.
package struct StoppingAnswer<Base: AnswerReader>: AnswerReader {
  private var base: Base
  private let served: ModelID
  private let role: CallRole
  private let sequences: [[UInt8]]
  /// Words that came and are not handed on, since a sequence may begin in them.
  private var waiting: [UInt8] = []
  /// The words of the block that grows, as they were handed on.
  private var shown: [UInt8] = []
  private var blocks: [Block] = []
  private var model: ModelID?
  private var steps: [ModelUsage] = []
  private var bytes = 0
  private var stop: String?
  private var isWholeByItself = false

  /// An answer that ends where a sequence comes; empty sequences are none.
  package init(_ base: Base, at sequences: [String], of context: OpenAIAnswerContext) {
    self.base = base
    self.sequences = sequences.map { Array($0.utf8) }.filter { !$0.isEmpty }
    served = context.requested
    role = context.role
  }

  /// Whether anything of the answer has been handed on.
  package var hasContent: Bool { base.hasContent }
  /// Whether enough has come for a response.
  package var isWhole: Bool { stop != nil || base.isWhole }
  /// Whether the event has come after which the stream ends.
  package var isEnded: Bool { stop != nil || base.isEnded }
  /// Whether nothing that may still come is of use.
  package var isFinal: Bool { stop != nil }

  /// Takes one event of a stream.
  package mutating func receive(_ event: ServerSentEvent) throws(ModelError) -> [ModelEvent] {
    guard stop == nil else { return [] }
    return filtered(try base.receive(event))
  }

  /// Takes a whole answer.
  package mutating func receive(whole json: JSONValue) throws(ModelError) -> [ModelEvent] {
    let events = try base.receive(whole: json)
    // It is paid for to its end, and says itself how much that was.
    isWholeByItself = true
    return filtered(events)
  }

  /// Takes the end of the stream.
  package mutating func finish() throws(ModelError) -> [ModelEvent] {
    guard stop == nil else { return [] }
    return filtered(try base.finish())
  }

  /// The whole answer, or what came before the sequence.
  package func response() throws(ModelError) -> ModelResponse {
    guard let stop else { return try base.response() }
    var response =
      isWholeByItself
      ? try base.response()
      : ModelResponse(
        id: "", model: model ?? served, message: .assistant(""), stopReason: .stopSequence,
        usage: usage)
    response.message.blocks = blocks
    response.stopReason = .stopSequence
    response.stopDetails = nil
    response.extra["stop_sequence"] = .string(stop)
    return response
  }
}

// MARK: - Words

extension StoppingAnswer {
  private mutating func filtered(_ events: [ModelEvent]) -> [ModelEvent] {
    var passed: [ModelEvent] = []
    for event in events {
      count(event)
      // Behind the end only the bill is of interest.
      if stop != nil {
        if case .usage = event { passed.append(event) }
        continue
      }
      switch event {
      case .textDelta(let text): take(text, &passed)
      case .block(let block):
        if case .text = block { hand(waiting.count, &passed) }
        shown = []
        blocks.append(block)
        passed.append(event)
      default: passed.append(event)
      }
    }
    return passed
  }

  private mutating func take(_ text: String, _ passed: inout [ModelEvent]) {
    waiting += Array(text.utf8)
    if let (start, sequence) = firstSequence {
      hand(start, &passed)
      waiting = []
      stop = String(decoding: sequence, as: UTF8.self)
      guard !shown.isEmpty else { return }
      let block = Block.text(String(decoding: shown, as: UTF8.self))
      blocks.append(block)
      passed.append(.block(block))
    } else {
      hand(waiting.count - beginning, &passed)
    }
  }

  /// Hands on the first of the waiting words.
  private mutating func hand(_ count: Int, _ passed: inout [ModelEvent]) {
    guard count > 0 else { return }
    passed.append(.textDelta(String(decoding: waiting[..<count], as: UTF8.self)))
    shown += waiting[..<count]
    waiting.removeFirst(count)
  }

  /// Where a sequence stands first, and the longest that stands there.
  private var firstSequence: (start: Int, sequence: [UInt8])? {
    let longest = sequences.sorted { $0.count > $1.count }
    for start in waiting.indices {
      let rest = waiting[start...]
      if let found = longest.first(where: { rest.starts(with: $0) }) { return (start, found) }
    }
    return nil
  }

  /// How many of the last waiting bytes may be the beginning of a sequence.
  ///
  /// Sequences begin with a whole character, so what comes before those bytes ends with one.
  private var beginning: Int {
    let most = min(waiting.count, (sequences.map(\.count).max() ?? 1) - 1)
    return stride(from: most, to: 0, by: -1).first { length in
      sequences.contains { $0.count > length && $0.starts(with: waiting.suffix(length)) }
    } ?? 0
  }

  // MARK: - The bill

  private mutating func count(_ event: ModelEvent) {
    switch event {
    case .started(let model, _): self.model = model
    case .textDelta(let text), .thinkingDelta(let text): bytes += text.utf8.count
    case .toolUseDelta(_, let json): bytes += json.utf8.count
    case .block(.thinking(let thinking)):
      // Hidden reasoning is billed, and the size of what it is sealed in is all that tells of it.
      bytes += (thinking.raw["encrypted_content"]?.string?.utf8.count ?? 0) * 3 / 4
    case .usage(let step): steps = [step]
    default: break
    }
  }

  /// What a stream that was left has used; the provider tells that at its end only.
  private var usage: [ModelUsage] {
    guard steps.isEmpty else { return steps }
    let usage = Usage(output: (bytes + 3) / 4, isEstimated: true)
    return [ModelUsage(model: model ?? served, role: role, usage: usage)]
  }
}
