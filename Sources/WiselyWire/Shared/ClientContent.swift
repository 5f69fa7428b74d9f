// SPDX-License-Identifier: Apache-2.0

import Wisely

extension [Block] {
  /// The content of a client's message in OpenAI's dialects: nothing, words, or parts that the dialect
  /// reads in its own way.
  init(
    client content: JSONValue?, _ place: String, part: (JSONValue) -> Block
  ) throws(ModelError) {
    switch content {
    case nil, .null: self = []
    case .string(let text): self = text.isEmpty ? [] : [.text(text)]
    case .array(let parts): self = parts.map(part)
    default: throw .unreadable("'\(place)'", "a text or a list of parts")
    }
  }
}

extension Transcript {
  /// Adds a tool's result; those of one turn belong into one message.
  mutating func append(_ result: ToolResult) {
    if let last = messages.indices.last, messages[last].isOnlyResults {
      messages[last].blocks.append(.toolResult(result))
    } else {
      append(Message(.user, [.toolResult(result)]))
    }
  }
}

extension Message {
  /// Whether there is nothing in it but results of tools.
  fileprivate var isOnlyResults: Bool {
    speaker == .user && blocks.allSatisfy { if case .toolResult = $0 { true } else { false } }
  }
}
