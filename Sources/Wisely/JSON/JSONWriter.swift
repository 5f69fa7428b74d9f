// SPDX-License-Identifier: Apache-2.0

/// Writes values as compact or indented JSON, always the same bytes for the same value.
public struct JSONWriter: Sendable {
  /// Spaces for each level, or nil for one line without spaces.
  public var indent: Int?
  /// The bytes so far.
  public private(set) var bytes: [UInt8] = []

  /// An empty writer.
  public init(indent: Int? = nil) { self.indent = indent }

  /// Appends one value.
  public mutating func write(_ value: JSONValue) { write(value, level: 0) }

  private mutating func write(_ value: JSONValue, level: Int) {
    switch value {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
    case .number(let number): bytes.append(contentsOf: number.lexeme.utf8)
    case .string(let string): write(string)
    case .array(let elements):
      writeContainer(open: "[", close: "]", count: elements.count, level: level) { writer, index in
        writer.write(elements[index], level: level + 1)
      }
    case .object(let object):
      writeContainer(open: "{", close: "}", count: object.members.count, level: level) {
        writer, index in
        writer.write(object.members[index].key)
        writer.bytes.append(UInt8(ascii: ":"))
        if writer.indent != nil { writer.bytes.append(UInt8(ascii: " ")) }
        writer.write(object.members[index].value, level: level + 1)
      }
    }
  }

  private mutating func writeContainer(
    open: String, close: String, count: Int, level: Int,
    element: (inout JSONWriter, Int) -> Void
  ) {
    bytes.append(contentsOf: open.utf8)
    for index in 0..<count {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      newline(level: level + 1)
      element(&self, index)
    }
    if count > 0 { newline(level: level) }
    bytes.append(contentsOf: close.utf8)
  }

  private mutating func newline(level: Int) {
    guard let indent else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent * level))
  }

  /// Appends a quoted string; only what JSON forbids is escaped, slashes and non-ASCII are not.
  public mutating func write(_ string: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in string.utf8 {
      switch byte {
      case UInt8(ascii: "\""): bytes.append(contentsOf: #"\""#.utf8)
      case UInt8(ascii: "\\"): bytes.append(contentsOf: #"\\"#.utf8)
      case 0x0A: bytes.append(contentsOf: #"\n"#.utf8)
      case 0x0D: bytes.append(contentsOf: #"\r"#.utf8)
      case 0x09: bytes.append(contentsOf: #"\t"#.utf8)
      case 0..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(contentsOf: #"\u00"#.utf8)
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
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
