// SPDX-License-Identifier: Apache-2.0

/// Reads JSON5 from valid UTF-8 and notes where everything stands.
struct JSON5Reader {
  typealias Place = JSON5Document.Place

  /// What people write is shallow, and each level costs more of the stack than in strict JSON.
  static let maximumDepth = 128

  let bytes: [UInt8]
  var position = 0
  private(set) var keys: [JSONPath: Place] = [:]
  private(set) var values: [JSONPath: Place] = [:]
  /// The first byte of each line.
  private let lines: [Int]
  private var path = JSONPath.root

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var lines = [0]
    for (offset, byte) in bytes.enumerated() {
      let next = offset + 1 < bytes.count ? bytes[offset + 1] : 0
      if byte == 0x0A || (byte == 0x0D && next != 0x0A) { lines.append(offset + 1) }
    }
    self.lines = lines
  }

  mutating func read() throws(JSONError) -> JSONValue {
    try skipSpace()
    let value = try readValue()
    try skipSpace()
    guard position == bytes.count else { throw error("something follows the value") }
    return value
  }

  // MARK: - Values

  private mutating func readValue() throws(JSONError) -> JSONValue {
    values[path] = place(at: position)
    switch current {
    case "{": return .object(try readObject())
    case "[": return .array(try readArray())
    case "\"", "'": return .string(try readString())
    case let digit? where "+-.0123456789".unicodeScalars.contains(digit):
      return .number(try readNumber())
    case nil: throw error("the text ends where a value was expected")
    default: return try readWord()
    }
  }

  private mutating func readArray() throws(JSONError) -> [JSONValue] {
    try checkDepth()
    var elements: [JSONValue] = []
    position += 1
    try skipSpace()
    while current != "]" {
      path.components.append(.index(elements.count))
      elements.append(try readValue())
      path.components.removeLast()
      try skipComma(before: "]", name: "bracket")
    }
    position += 1
    return elements
  }

  private mutating func readObject() throws(JSONError) -> JSONObject {
    try checkDepth()
    var object = JSONObject()
    position += 1
    try skipSpace()
    while current != "}" {
      let start = position
      let key = try readKey()
      path.components.append(.key(key))
      if let first = keys[path] {
        position = start
        throw error("the key \(JSONValue(key).text) stands on line \(first.line) already")
      }
      keys[path] = place(at: start)
      try skipSpace()
      guard current == ":" else { throw error("a colon was expected after the key") }
      position += 1
      try skipSpace()
      object.members.append(JSONObject.Member(key: key, value: try readValue()))
      path.components.removeLast()
      try skipComma(before: "}", name: "brace")
    }
    position += 1
    return object
  }

  private mutating func skipComma(
    before close: Unicode.Scalar, name: String
  ) throws(JSONError) {
    try skipSpace()
    if current == "," {
      position += 1
      try skipSpace()
    } else if current != close {
      throw error("a comma or a closing \(name) was expected")
    }
  }

  private func checkDepth() throws(JSONError) {
    guard path.components.count < Self.maximumDepth else {
      throw error("the nesting is deeper than \(Self.maximumDepth) levels")
    }
  }

  private mutating func readKey() throws(JSONError) -> String {
    if current == "\"" || current == "'" { return try readString() }
    let start = position
    let name = try readIdentifier()
    guard !name.isEmpty else { throw error("a key was expected") }
    if let next = current, !":,}/".unicodeScalars.contains(next), !next.isJSON5Space {
      throw error(
        "the key that starts with \(JSONValue(name).text) has a \"\(next)\" in it; put it in quotes",
        at: start)
    }
    return name
  }

  private mutating func readWord() throws(JSONError) -> JSONValue {
    let start = position
    let word = try readIdentifier()
    switch word {
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "null": return .null
    case "Infinity", "NaN": throw error("\(word) is not a number Wisely can use", at: start)
    case "": throw error("a value was expected")
    default:
      throw error("a value was expected; if \(word) is meant as text, put it in quotes", at: start)
    }
  }

  // MARK: - Space

  mutating func skipSpace() throws(JSONError) {
    while let scalar = current {
      if scalar.isJSON5Space {
        position += scalar.utf8.count
      } else if scalar == "/" {
        try skipComment()
      } else {
        return
      }
    }
  }

  private mutating func skipComment() throws(JSONError) {
    let start = position
    position += 1
    switch current {
    case "/":
      while let scalar = current, !scalar.isJSON5LineEnd { position += scalar.utf8.count }
    case "*":
      position += 1
      while position + 1 < bytes.count {
        if bytes[position] == UInt8(ascii: "*"), bytes[position + 1] == UInt8(ascii: "/") {
          position += 2
          return
        }
        position += 1
      }
      throw error("the comment is never closed", at: start)
    default: throw error("a comment starts with // or /*", at: start)
    }
  }

  // MARK: - Places

  /// The character at the position; the bytes are known to be valid UTF-8.
  var current: Unicode.Scalar? {
    guard position < bytes.count else { return nil }
    let byte = bytes[position]
    if byte < 0x80 { return Unicode.Scalar(byte) }
    let end = min(position + 4, bytes.count)
    return String(decoding: bytes[position..<end], as: UTF8.self).unicodeScalars.first
  }

  func error(_ reason: String, at offset: Int? = nil) -> JSONError {
    let place = place(at: offset ?? position)
    return JSONError(reason, offset: place.offset, line: place.line, column: place.column)
  }

  private func place(at offset: Int) -> Place {
    var low = 0
    var high = lines.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lines[middle] <= offset { low = middle } else { high = middle }
    }
    return Place(offset: offset, line: low + 1, column: offset - lines[low] + 1)
  }
}

extension Unicode.Scalar {
  /// Whether ECMAScript ends a line here.
  var isJSON5LineEnd: Bool { "\n\r\u{2028}\u{2029}".unicodeScalars.contains(self) }

  /// Whether JSON5 skips it between values.
  var isJSON5Space: Bool {
    switch self {
    case "\t", "\u{B}", "\u{C}", " ", "\u{A0}", "\u{FEFF}": true
    default: isJSON5LineEnd || properties.generalCategory == .spaceSeparator
    }
  }
}
