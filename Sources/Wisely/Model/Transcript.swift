// SPDX-License-Identifier: Apache-2.0

/// One side's turn.
public struct Message: Hashable, Codable, Sendable {
  /// Who speaks.
  public enum Speaker: String, Hashable, Codable, Sendable {
    /// The person, and the tools that answer for them.
    case user
    /// The model.
    case assistant
    /// An instruction given in mid-conversation.
    case system
  }

  /// Who speaks.
  public var speaker: Speaker
  /// What is said.
  public var blocks: [Block]
  /// Unknown members of the wire message, in order.
  public var extra: JSONObject

  /// A turn.
  public init(_ speaker: Speaker, _ blocks: [Block], extra: JSONObject = [:]) {
    self.speaker = speaker
    self.blocks = blocks
    self.extra = extra
  }

  /// A person's words.
  public static func user(_ text: String) -> Message { Message(.user, [.text(text)]) }
  /// What tools said, a turn that answers the calls of the one before it.
  public static func toolResults(_ results: [ToolResult]) -> Message {
    Message(.user, results.map { .toolResult($0) })
  }
  /// A model's words.
  public static func assistant(_ text: String) -> Message { Message(.assistant, [.text(text)]) }

  /// The words of the turn, joined; thinking, tools and pictures are left out.
  public var text: String {
    blocks.compactMap { block in
      guard case .text(let words) = block else { return nil }
      return words.text
    }.joined()
  }

  /// The words of the last executor turn in it that said anything: the answer, without what was
  /// said before advice came in or a stronger model took over.
  public var answer: String {
    var current = ""
    var last = ""
    for block in blocks {
      switch block {
      case .text(let words): current += words.text
      case .consultation, .plan, .escalation:
        if !current.isEmpty { last = current }
        current = ""
      default: break
      }
    }
    return current.isEmpty ? last : current
  }

  /// The tool calls of the turn, in order.
  public var toolUses: [ToolUse] {
    blocks.compactMap { block in
      guard case .toolUse(let call) = block else { return nil }
      return call
    }
  }

  /// The tool results of the turn, in order.
  public var toolResults: [ToolResult] {
    blocks.compactMap { block in
      guard case .toolResult(let result) = block else { return nil }
      return result
    }
  }
}

/// A conversation so far, append-only: what was once sent is never edited.
public struct Transcript: Hashable, Codable, Sendable {
  /// The turns, oldest first.
  public var messages: [Message]

  /// A conversation.
  public init(_ messages: [Message] = []) { self.messages = messages }

  /// Adds a turn at the end.
  public mutating func append(_ message: Message) { messages.append(message) }

  /// A copy with a turn added at the end.
  public func appending(_ message: Message) -> Transcript { Transcript(messages + [message]) }

  /// The position of the newest turn in which the person spoke (not only tools), if any.
  public var lastPromptIndex: Int? {
    messages.lastIndex { message in
      message.speaker == .user && !message.text.isEmpty
    }
  }
}
