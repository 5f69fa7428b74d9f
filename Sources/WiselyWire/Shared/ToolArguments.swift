// SPDX-License-Identifier: Apache-2.0

import Wisely

extension ToolUse {
  /// The arguments as text, as OpenAI's dialects have them.
  var arguments: String { input.object == nil ? input.string ?? "{}" : input.text }
}

/// The arguments of a tool call while their pieces come in.
struct ToolArguments: Hashable {
  /// What has come.
  private(set) var text = ""

  /// Takes one piece of JSON text.
  mutating func append(_ piece: String) { text += piece }

  /// Whether what has come is a whole object.
  var isObject: Bool { parsed?.object != nil }

  /// The arguments: an object, or the text as it came where it is none.
  ///
  /// No arguments are an empty object (gateway trap 44).
  var finished: JSONValue {
    let isEmpty = text.utf8.allSatisfy { $0 <= 0x20 } || text == "null"
    guard !isEmpty else { return [:] }
    guard let parsed, parsed.object != nil else { return .string(text) }
    return parsed
  }

  private var parsed: JSONValue? { try? JSONValue(parsing: Array(text.utf8)) }
}
