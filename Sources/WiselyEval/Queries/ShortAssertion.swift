// SPDX-License-Identifier: Apache-2.0

import Wisely

/// promptfoo's short form of an assertion: `[not-]type[(threshold)]:value`.
enum ShortAssertion {
  /// The same as an object; what has no known type before its colon is an expected text.
  static func expanded(_ text: String, line: Int) -> LocatedValue {
    let text = text.trimmingSpace()
    for (alias, type) in aliases where text.hasPrefix(alias) {
      return make(type, text.dropFirst(alias.count).trimmingSpace(), line: line)
    }
    if text.hasPrefix("file://") { return make("javascript", text, line: line) }
    var rest = text[...]
    let isNegated = rest.hasPrefix("not-")
    if isNegated { rest = rest.dropFirst(4) }
    let name = String(rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" })
    rest = rest.dropFirst(name.count)
    var threshold: Double?
    if rest.first == "(", let end = rest.firstIndex(of: ")"),
      let number = Double(rest[rest.index(after: rest.startIndex)..<end])
    {
      threshold = number
      rest = rest[rest.index(after: end)...]
    }
    let isKnown = AssertionNames.kinds[name] != nil || AssertionNames.refusal(of: name) != nil
    guard isKnown, rest.isEmpty || rest.first == ":" else {
      return make("equals", text, line: line)
    }
    return make(
      (isNegated ? "not-" : "") + name, rest.isEmpty ? nil : rest.dropFirst().trimmingSpace(),
      threshold: threshold, line: line)
  }

  private static let aliases = [
    ("fn:", "javascript"), ("eval:", "javascript"), ("grade:", "llm-rubric"),
  ]

  private static func make(
    _ type: String, _ value: String?, threshold: Double? = nil, line: Int
  ) -> LocatedValue {
    var object: JSONObject = ["type": .string(type), "value": value.map { .string($0) } ?? .null]
    object["threshold"] = threshold.flatMap { JSONNumber(exactly: $0) }.map { .number($0) }
    return LocatedValue(.object(object), line: line)
  }

  /// The parts of a list with commas; a part in quotation marks may have commas itself.
  static func list(_ text: String) -> [String] {
    let table = CSVReader(Array(text.utf8), separator: ",")
    guard table.problems.isEmpty, table.records.count == 1 else {
      return text.split(separator: ",").map { $0.trimmingSpace() }
    }
    return table.records[0].fields.map { $0.trimmingSpace() }.filter { !$0.isEmpty }
  }
}
