// SPDX-License-Identifier: Apache-2.0

/// Writes values as compact or indented JSON, always the same bytes for the same value.
package struct JSONWriter: Sendable {
  /// Spaces for each level, or nil for one line without spaces.
  package var indent: Int?
  /// The bytes so far.
  package private(set) var bytes: [UInt8] = []

  /// An empty writer.
  package init(indent: Int? = nil) { self.indent = indent }

  /// Appends one value.
  package mutating func write(_ value: JSONValue) { write(value, level: 0) }

  private mutating func write(_ value: JSONValue, level: Int) {
    switch value {
    case .null: append("null")
    case .bool(let flag): append(flag ? "true" : "false")
    case .number(let number):
      var lexeme = number.lexeme
      lexeme.withUTF8 { bytes.append(contentsOf: $0) }
    case .string(let string): write(string)
    case .array(let elements): write(elements, level: level)
    case .object(let object): write(object.members, level: level)
    }
  }

  private mutating func write(_ elements: [JSONValue], level: Int) {
    bytes.append(UInt8(ascii: "["))
    for (index, element) in elements.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      newline(level: level + 1)
      write(element, level: level + 1)
    }
    if !elements.isEmpty { newline(level: level) }
    bytes.append(UInt8(ascii: "]"))
  }

  private mutating func write(_ members: [JSONObject.Member], level: Int) {
    bytes.append(UInt8(ascii: "{"))
    for (index, member) in members.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      newline(level: level + 1)
      write(member.key)
      bytes.append(UInt8(ascii: ":"))
      if indent != nil { bytes.append(UInt8(ascii: " ")) }
      write(member.value, level: level + 1)
    }
    if !members.isEmpty { newline(level: level) }
    bytes.append(UInt8(ascii: "}"))
  }

  private mutating func newline(level: Int) {
    guard let indent else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent * level))
  }

  /// Appends a quoted string; only what JSON forbids is escaped, slashes and non-ASCII are not.
  package mutating func write(_ string: String) {
    bytes.append(UInt8(ascii: "\""))
    var string = string
    string.withUTF8 { text in
      var start = 0
      while start < text.count {
        let end = JSONCursor.endOfUnescaped(in: text, from: start)
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<end]))
        if end < text.count { writeEscape(text[end]) }
        start = end + 1
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func writeEscape(_ byte: UInt8) {
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
    case 0x0A: bytes.append(UInt8(ascii: "n"))
    case 0x0D: bytes.append(UInt8(ascii: "r"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    default:
      append(byte < 0x10 ? "u000" : "u001")
      bytes.append(contentsOf: String(byte & 15, radix: 16).utf8)
    }
  }

  private mutating func append(_ text: StaticString) {
    bytes.append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }
}

extension JSONValue {
  /// The value as compact JSON bytes.
  public var bytes: [UInt8] {
    var writer = JSONWriter()
    writer.write(self)
    return writer.bytes
  }

  /// The value as compact JSON text.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The value as JSON text, two spaces a level.
  public var prettyText: String {
    var writer = JSONWriter(indent: 2)
    writer.write(self)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
