// SPDX-License-Identifier: Apache-2.0

/// Reads strict JSON (RFC 8259) from bytes; nothing after the value but white space.
struct JSONParser {
  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0

  /// Deeper nesting is refused rather than risking the stack.
  static let maximumDepth = 512

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func parse() throws(JSONError) -> JSONValue {
    skipSpace()
    let value = try parseValue()
    skipSpace()
    guard position == bytes.count else { throw error("something follows the value") }
    return value
  }

  private func error(_ reason: String) -> JSONError {
    JSONError(reason, offset: position, in: bytes)
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  private mutating func parseValue() throws(JSONError) -> JSONValue {
    switch current {
    case UInt8(ascii: "{"): return try parseObject()
    case UInt8(ascii: "["): return try parseArray()
    case UInt8(ascii: "\""): return .string(try parseString())
    case UInt8(ascii: "t"): return try parseLiteral("true", .bool(true))
    case UInt8(ascii: "f"): return try parseLiteral("false", .bool(false))
    case UInt8(ascii: "n"): return try parseLiteral("null", .null)
    case .some(UInt8(ascii: "-")), .some(UInt8(ascii: "0")...UInt8(ascii: "9")):
      return .number(try parseNumber())
    case nil: throw error("the text ends where a value was expected")
    default: throw error("a value was expected")
    }
  }

  private mutating func parseLiteral(
    _ word: StaticString, _ value: JSONValue
  ) throws(JSONError) -> JSONValue {
    let length = word.utf8CodeUnitCount
    let matches = word.withUTF8Buffer { expected in
      position + length <= bytes.count
        && bytes[position..<position + length].elementsEqual(expected)
    }
    guard matches else { throw error("a value was expected") }
    position += length
    return value
  }

  private mutating func parseArray() throws(JSONError) -> JSONValue {
    try descend()
    defer { depth -= 1 }
    var elements: [JSONValue] = []
    skipSpace()
    if current == UInt8(ascii: "]") {
      position += 1
      return .array(elements)
    }
    while true {
      skipSpace()
      elements.append(try parseValue())
      skipSpace()
      switch current {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "]"):
        position += 1
        return .array(elements)
      default: throw error("a comma or a closing bracket was expected")
      }
    }
  }

  private mutating func parseObject() throws(JSONError) -> JSONValue {
    try descend()
    defer { depth -= 1 }
    var object = JSONObject()
    skipSpace()
    if current == UInt8(ascii: "}") {
      position += 1
      return .object(object)
    }
    while true {
      skipSpace()
      guard current == UInt8(ascii: "\"") else { throw error("a quoted name was expected") }
      let key = try parseString()
      skipSpace()
      guard current == UInt8(ascii: ":") else { throw error("a colon was expected") }
      position += 1
      skipSpace()
      object.members.append(JSONObject.Member(key: key, value: try parseValue()))
      skipSpace()
      switch current {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "}"):
        position += 1
        return .object(object)
      default: throw error("a comma or a closing brace was expected")
      }
    }
  }

  private mutating func descend() throws(JSONError) {
    guard depth < Self.maximumDepth else {
      throw error("the nesting is deeper than \(Self.maximumDepth) levels")
    }
    depth += 1
    position += 1
  }

  private mutating func parseNumber() throws(JSONError) -> JSONNumber {
    let start = position
    if current == UInt8(ascii: "-") { position += 1 }
    if current == UInt8(ascii: "0") {
      position += 1
    } else {
      try parseDigits()
    }
    if current == UInt8(ascii: ".") {
      position += 1
      try parseDigits()
    }
    if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
      position += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
      try parseDigits()
    }
    return JSONNumber(validated: String(decoding: bytes[start..<position], as: UTF8.self))
  }

  private mutating func parseDigits() throws(JSONError) {
    let start = position
    while let byte = current, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { position += 1 }
    guard position > start else { throw error("a digit was expected") }
  }

  private mutating func parseString() throws(JSONError) -> String {
    position += 1
    let start = position
    while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 {
      position += 1
    }
    if current == UInt8(ascii: "\"") {
      let text = try validated(Array(bytes[start..<position]))
      position += 1
      return text
    }
    var unescaped = Array(bytes[start..<position])
    while true {
      guard let byte = current else { throw error("the text ends inside a string") }
      switch byte {
      case UInt8(ascii: "\""):
        let text = try validated(unescaped)
        position += 1
        return text
      case UInt8(ascii: "\\"):
        position += 1
        try parseEscape(into: &unescaped)
      case 0..<0x20: throw error("a control character must be escaped inside a string")
      default:
        unescaped.append(byte)
        position += 1
      }
    }
  }

  private func validated(_ text: [UInt8]) throws(JSONError) -> String {
    guard let string = String(validating: text, as: UTF8.self) else {
      throw error("the string is not valid UTF-8")
    }
    return string
  }

  private mutating func parseEscape(into text: inout [UInt8]) throws(JSONError) {
    guard let byte = current else { throw error("the text ends inside a string") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"): text.append(contentsOf: String(try parseScalar()).utf8)
    default:
      position -= 1
      throw error("an unknown escape stands in a string")
    }
  }

  /// A lone surrogate has no UTF-8 form; it becomes U+FFFD, as in every mainstream reader.
  private mutating func parseScalar() throws(JSONError) -> Character {
    let high = try parseHex()
    guard 0xD800...0xDBFF ~= high, current == UInt8(ascii: "\\"),
      position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "u")
    else { return Character(Unicode.Scalar(high) ?? "\u{FFFD}") }
    let mark = position
    position += 2
    let low = try parseHex()
    guard 0xDC00...0xDFFF ~= low else {
      position = mark
      return "\u{FFFD}"
    }
    let value = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)
    return Character(Unicode.Scalar(value) ?? "\u{FFFD}")
  }

  private mutating func parseHex() throws(JSONError) -> UInt32 {
    guard position + 4 <= bytes.count,
      let text = String(validating: bytes[position..<position + 4], as: UTF8.self),
      text.allSatisfy(\.isHexDigit), let value = UInt32(text, radix: 16)
    else { throw error("four hexadecimal digits were expected") }
    position += 4
    return value
  }
}

extension JSONValue {
  /// Reads one JSON value; nothing but white space may follow it.
  public init(parsing bytes: [UInt8]) throws(JSONError) {
    var parser = JSONParser(bytes)
    self = try parser.parse()
  }

  /// Reads one JSON value from a text.
  public init(parsing text: String) throws(JSONError) {
    try self.init(parsing: Array(text.utf8))
  }
}
