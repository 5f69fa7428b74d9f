// SPDX-License-Identifier: Apache-2.0

import Wisely

/// What a scalar means by YAML 1.2's core schema: `no` is a text and `1:30` is one too.
enum YAMLScalar {
  /// The beginning of YAML's own tags.
  static let prefix = "tag:yaml.org,2002:"

  /// The value of a scalar.
  static func value(
    _ text: String, tag: String?, isPlain: Bool, line: Int
  ) throws(YAMLError) -> JSONValue {
    guard let tag else { return isPlain ? resolved(text) : .string(text) }
    switch tag {
    case "!", prefix + "str": return .string(text)
    case prefix + "null", prefix + "bool", prefix + "int", prefix + "float":
      let value = resolved(text)
      let isRight =
        switch value {
        case .null: tag.hasSuffix("null")
        case .bool: tag.hasSuffix("bool")
        case .number: tag.hasSuffix("int") || tag.hasSuffix("float")
        default: false
        }
      guard isRight else {
        throw YAMLError(reason: "'\(text)' is no \(tag.dropFirst(prefix.count))", line: line)
      }
      return value
    default:
      throw YAMLError(reason: "the tag \(tag) is not supported; leave it out", line: line)
    }
  }

  private static func resolved(_ text: String) -> JSONValue {
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .bool(true)
    case "false", "False", "FALSE": return .bool(false)
    default: return number(text).map { .number($0) } ?? .string(text)
    }
  }

  /// The number, spelled as JSON does; nil for a text, and for infinities, which JSON has not.
  private static func number(_ text: String) -> JSONNumber? {
    if let number = JSONNumber(lexeme: text) { return number }
    guard let first = text.utf8.first, first < 0x3A else { return nil }
    for (prefix, radix) in [("0x", 16), ("0o", 8)] where text.hasPrefix(prefix) {
      let digits = text.dropFirst(2)
      guard digits.first?.isHexDigit == true else { return nil }
      return Int(digits, radix: radix).map { JSONNumber($0) }
    }
    var rest = text[...]
    var sign = ""
    if let mark = rest.first, mark == "-" || mark == "+" {
      sign = mark == "-" ? "-" : ""
      rest.removeFirst()
    }
    let whole = rest.prefix { ("0"..."9").contains($0) }
    rest = rest.dropFirst(whole.count)
    var fraction: Substring = ""
    if rest.first == "." {
      fraction = rest.dropFirst().prefix { ("0"..."9").contains($0) }
      rest = rest.dropFirst(1 + fraction.count)
    }
    guard !whole.isEmpty || !fraction.isEmpty else { return nil }
    let digits = whole.drop { $0 == "0" }
    let point = fraction.isEmpty ? "" : "." + fraction
    return JSONNumber(lexeme: sign + (digits.isEmpty ? "0" : digits) + point + rest)
  }
}
