// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Remembers for which models a cut prompt was said already: once a session is enough.
public final class PromptWatch: Sendable {
  private let said = Mutex<Set<ModelID>>([])
  private let tell: @Sendable (Notice) -> Void

  /// Nothing was said yet; a closure is told as well, for those who do not follow events.
  public init(telling tell: @escaping @Sendable (Notice) -> Void = { _ in }) { self.tell = tell }

  /// The notice, unless that model's was made before.
  func notice(of model: ModelID, _ sentence: String) -> Notice? {
    guard said.withLock({ $0.insert(model).inserted }) else { return nil }
    let notice = Notice(.promptCut, sentence)
    tell(notice)
    return notice
  }
}

/// How much text a request holds, to compare what a server says it read with.
struct PromptSize: Hashable {
  /// The bytes of all that is read as text, runs of one byte counted once: rows of spaces and dashes
  /// are few tokens however long they are.
  private(set) var bytes = 0

  init(of request: ModelRequest) {
    add(request.system ?? "")
    for tool in request.tools {
      add(tool.name)
      add(tool.description)
      add(tool.inputSchema.text)
    }
    for message in request.transcript.messages { message.blocks.forEach { add($0) } }
  }

  /// The prompt's size in tokens, about, if a server that reports this usage has cut it; else nil.
  ///
  /// Text has three to five bytes a token. More than eight is no text that was read to its end. Between
  /// the two stands proof only where the figure is the context's size: the known one, or a whole
  /// number of 1,024 tokens, as people set it (with up to four tokens of framing).
  func cut(reading usage: Usage, context: Int? = nil) -> Int? {
    let read = usage.prompt
    // An estimate is ours, and a short prompt proves nothing.
    guard !usage.isEstimated, read > 0, bytes >= 2_000 else { return nil }
    let isFull = context.map { read >= $0 } ?? false
    let isRound = read >= 1_024 && read % 1_024 <= 4
    let isCut =
      bytes > 8 * read || isRound && bytes > 5 * read || isFull && bytes > 3 * read
    return isCut ? bytes / 4 : nil
  }

  private mutating func add(_ block: Block) {
    switch block {
    case .text(let words): add(words.text)
    case .toolUse(let call): add(call.input.text)
    case .toolResult(let result): result.content.forEach { add($0) }
    case .consultation(let turn):
      for answered in turn.answered {
        add(answered.call.input.text)
        answered.result.content.forEach { add($0) }
      }
    case .plan(let plan): add(plan.text)
    // Servers count pictures as they like, and reasoning does not go to all of them.
    case .thinking, .image, .escalation, .other: break
    }
  }

  private mutating func add(_ text: String) {
    var last: UInt8 = 0
    for byte in text.utf8 where byte != last {
      bytes += 1
      last = byte
    }
  }
}
