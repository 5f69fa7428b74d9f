// SPDX-License-Identifier: Apache-2.0

import Wisely

/// A protocol that models are asked in.
package enum Dialect: String, CaseIterable, Hashable, Sendable {
  /// Anthropic's Messages API.
  case anthropicMessages = "anthropic-messages"
  /// OpenAI's Chat Completions, which most servers imitate.
  case openAIChat = "openai-chat"
  /// OpenAI's Responses.
  case openAIResponses = "openai-responses"

  /// Where a block keeps members that only this dialect understands, or only one maker's servers.
  ///
  /// Blocks travel between dialects, and what one of them does not know is a 400 there. Members
  /// without such a name are those of the Messages API.
  package func mark(of maker: String? = nil) -> String {
    maker.map { "\(rawValue):\($0)" } ?? rawValue
  }

  fileprivate static func isMark(_ key: String) -> Bool {
    allCases.contains { key == $0.rawValue || key.hasPrefix($0.rawValue + ":") }
  }
}

extension JSONObject {
  /// The members kept under a name of their dialect; nothing when there are none.
  func marked(_ mark: String) -> JSONObject { isEmpty ? [:] : [mark: .object(self)] }

  /// The members that belong to a dialect: any server's of it, and those of one maker.
  func members(of dialect: Dialect, maker: String? = nil) -> JSONObject {
    var found = self[dialect.mark()]?.object ?? [:]
    if let maker { found.members += self[dialect.mark(of: maker)]?.object?.members ?? [] }
    return found
  }

  /// The members that stand under no dialect's name.
  var unmarked: JSONObject {
    var rest = self
    rest.members.removeAll { Dialect.isMark($0.key) }
    return rest
  }
}

extension JSONValue {
  /// The value in it, if it was kept under that dialect's name.
  func unwrapped(from dialect: Dialect, maker: String? = nil) -> JSONValue? {
    guard let members = object?.members, members.count == 1, let only = members.first,
      only.key == dialect.mark() || maker.map({ only.key == dialect.mark(of: $0) }) ?? false
    else { return nil }
    return only.value
  }

  /// The value kept under a dialect's name.
  func wrapped(_ mark: String) -> JSONValue { .object([mark: self]) }

  /// Whether it is a value kept under any dialect's name.
  var isWrapped: Bool {
    object.map { $0.members.count == 1 && $0.unmarked.isEmpty } ?? false
  }
}
