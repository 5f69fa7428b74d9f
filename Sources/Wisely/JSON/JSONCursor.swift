// SPDX-License-Identifier: Apache-2.0

/// A place in the bytes of one text, and the rules of RFC 8259 that parser and scanner share.
///
/// It lives only inside `withUnsafe…` closures. No access passes `bytes.count`: `current` answers 0
/// there, which is legal nowhere in JSON, and words are loaded only where eight bytes remain.
struct JSONCursor {
  let bytes: UnsafeBufferPointer<UInt8>
  var position = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  @inline(__always) var current: UInt8 { position < bytes.count ? bytes[position] : 0 }

  /// Moves to the first byte of the document's value.
  mutating func startDocument() throws(JSONFault) {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw .byteOrderMark }
    skipSpace()
  }

  /// Demands that nothing but white space is left.
  mutating func endDocument() throws(JSONFault) {
    skipSpace()
    guard position == bytes.count else { throw .somethingFollows }
  }

  @inline(__always) mutating func skipSpace() {
    while position < bytes.count {
      let byte = bytes[position]
      guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else {
        return
      }
      position += 1
    }
  }

  // MARK: - Containers

  /// Where a member's name stands, quotes included.
  struct Name {
    var start: Int
    var end: Int
    var hasEscapes: Bool
  }

  /// Moves to the next member's value, or behind the closing brace and answers nil.
  @inline(__always)
  mutating func nextName(isFirst: Bool) throws(JSONFault) -> Name? {
    skipSpace()
    if current == UInt8(ascii: "}") {
      position += 1
      return nil
    }
    if !isFirst {
      guard current == UInt8(ascii: ",") else { throw .commaOrBraceExpected }
      position += 1
      skipSpace()
    }
    guard current == UInt8(ascii: "\"") else { throw .nameExpected }
    let start = position
    let hasEscapes = try skipString()
    let end = position
    skipSpace()
    guard current == UInt8(ascii: ":") else { throw .colonExpected }
    position += 1
    skipSpace()
    return Name(start: start, end: end, hasEscapes: hasEscapes)
  }

  /// Moves to the next element, or behind the closing bracket and answers false.
  @inline(__always)
  mutating func nextElement(isFirst: Bool) throws(JSONFault) -> Bool {
    skipSpace()
    if current == UInt8(ascii: "]") {
      position += 1
      return false
    }
    if !isFirst {
      guard current == UInt8(ascii: ",") else { throw .commaOrBracketExpected }
      position += 1
      skipSpace()
    }
    return true
  }

  // MARK: - Scalars

  /// Moves behind a string, number or literal.
  @inline(__always)
  mutating func skipScalar() throws(JSONFault) {
    switch current {
    case UInt8(ascii: "\""): _ = try skipString()
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try skipNumber()
    case UInt8(ascii: "t"): try skipLiteral("true")
    case UInt8(ascii: "f"): try skipLiteral("false")
    case UInt8(ascii: "n"): try skipLiteral("null")
    default: throw position < bytes.count ? .valueExpected : .textEnds
    }
  }

  mutating func skipLiteral(_ word: StaticString) throws(JSONFault) {
    let length = word.utf8CodeUnitCount
    guard bytes.count - position >= length else { throw .valueExpected }
    for index in 0..<length where bytes[position + index] != word.utf8Start[index] {
      throw .valueExpected
    }
    position += length
  }

  mutating func skipNumber() throws(JSONFault) {
    if current == UInt8(ascii: "-") { position += 1 }
    if current == UInt8(ascii: "0") {
      position += 1
      if isDigit(current) { throw .leadingZero }
    } else {
      try skipDigits()
    }
    if current == UInt8(ascii: ".") {
      position += 1
      try skipDigits()
    }
    if current | 0x20 == UInt8(ascii: "e") {
      position += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
      try skipDigits()
    }
  }

  private mutating func skipDigits() throws(JSONFault) {
    guard isDigit(current) else { throw .digitExpected }
    while isDigit(current) { position += 1 }
  }

  @inline(__always) private func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
}

// MARK: - Running

extension JSONCursor {
  /// Runs a reader over bytes and turns its fault into an error with a place.
  static func read<Result>(
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ body: (inout JSONCursor) throws(JSONFault) -> Result
  ) throws(JSONError) -> Result {
    var cursor = JSONCursor(bytes)
    do {
      return try body(&cursor)
    } catch {
      throw JSONError(error.reason, offset: cursor.position, in: bytes)
    }
  }

  /// Runs a reader over an array's bytes.
  static func read<Result>(
    _ bytes: [UInt8], _ body: (inout JSONCursor) throws(JSONFault) -> Result
  ) throws(JSONError) -> Result {
    try bytes.withUnsafeBufferPointer { buffer throws(JSONError) in try read(buffer, body) }
  }
}
