// SPDX-License-Identifier: Apache-2.0

/// Reads strict JSON (RFC 8259) from bytes; nothing after the value but white space.
struct JSONParser {
  private var cursor: JSONCursor
  private var depth = 0

  /// Deeper nesting is refused rather than risking the stack.
  static let maximumDepth = 512

  private init(_ cursor: JSONCursor) { self.cursor = cursor }

  /// Reads a whole document and leaves the cursor where reading stopped.
  static func parse(_ cursor: inout JSONCursor) throws(JSONFault) -> JSONValue {
    var parser = JSONParser(cursor)
    defer { cursor.position = parser.cursor.position }
    try parser.cursor.startDocument()
    let value = try parser.parseValue()
    try parser.cursor.endDocument()
    return value
  }

  private mutating func parseValue() throws(JSONFault) -> JSONValue {
    let start = cursor.position
    switch cursor.current {
    case UInt8(ascii: "{"): return .object(try parseObject())
    case UInt8(ascii: "["): return .array(try parseArray())
    case UInt8(ascii: "\""):
      let hasEscapes = try cursor.skipString()
      return .string(cursor.string(start + 1..<cursor.position - 1, hasEscapes: hasEscapes))
    default:
      try cursor.skipScalar()
    }
    switch cursor.bytes[start] {
    case UInt8(ascii: "t"): return .bool(true)
    case UInt8(ascii: "f"): return .bool(false)
    case UInt8(ascii: "n"): return .null
    default:
      let lexeme = cursor.string(start..<cursor.position, hasEscapes: false)
      return .number(JSONNumber(validated: lexeme))
    }
  }

  private mutating func parseArray() throws(JSONFault) -> [JSONValue] {
    try descend()
    var elements: [JSONValue] = []
    while try cursor.nextElement(isFirst: elements.isEmpty) {
      elements.append(try parseValue())
    }
    depth -= 1
    return elements
  }

  private mutating func parseObject() throws(JSONFault) -> JSONObject {
    try descend()
    var object = JSONObject()
    while let name = try cursor.nextName(isFirst: object.members.isEmpty) {
      // Growing one by one would move the first members of every small object twice.
      if object.members.isEmpty { object.members.reserveCapacity(4) }
      let key = cursor.string(name)
      object.members.append(JSONObject.Member(key: key, value: try parseValue()))
    }
    depth -= 1
    return object
  }

  private mutating func descend() throws(JSONFault) {
    guard depth < Self.maximumDepth else { throw .tooDeep }
    depth += 1
    cursor.position += 1
  }
}

extension JSONValue {
  /// Reads one JSON value; nothing but white space may follow it.
  public init(parsing bytes: [UInt8]) throws(JSONError) {
    self = try JSONCursor.read(bytes, JSONParser.parse)
  }

  /// Reads one JSON value from a text.
  public init(parsing text: String) throws(JSONError) {
    self = try text.utf8Span.span.withUnsafeBufferPointer { buffer throws(JSONError) in
      try JSONCursor.read(buffer, JSONParser.parse)
    }
  }
}
