// SPDX-License-Identifier: Apache-2.0

import Wisely

/// The arguments of a tool call while their pieces come in.
struct ToolArguments: Hashable {
  /// What has come.
  private(set) var text = ""

  /// Takes one piece of JSON text.
  mutating func append(_ piece: String) { text += piece }

  /// Whether what has come is a whole object.
  var isObject: Bool { parsed?.object != nil }

  /// The arguments, and whether they are whole.
  ///
  /// A call that was cut off is never run, and an empty object keeps the conversation legal. No
  /// arguments are an empty object, too (gateway trap 44).
  var finished: (input: JSONValue, isWhole: Bool) {
    let isEmpty = text.utf8.allSatisfy { $0 <= 0x20 } || text == "null"
    guard !isEmpty else { return ([:], true) }
    guard let parsed, parsed.object != nil else { return ([:], false) }
    return (parsed, true)
  }

  private var parsed: JSONValue? { try? JSONValue(parsing: Array(text.utf8)) }
}
