// SPDX-License-Identifier: Apache-2.0

// Eight bytes at a time in a UInt64: SIMD types are not inlined in generic code and were
// 300 times slower here.
private let ones: UInt64 = 0x0101_0101_0101_0101
private let highs: UInt64 = 0x8080_8080_8080_8080

/// Marks (bit 7) the first byte of a word that is `"`, `\`, below 0x20 or above 0x7F.
///
/// Marks behind the first one may be wrong, because a borrow runs upwards; none before it is.
@inline(__always) private func special(in word: UInt64) -> UInt64 {
  (escaped(in: word) | word) & highs
}

/// Marks (bit 7) the first byte of a word that is `"`, `\` or below 0x20.
@inline(__always) private func escaped(in word: UInt64) -> UInt64 {
  let quote = word ^ (ones &* 0x22)
  let backslash = word ^ (ones &* 0x5C)
  let borrows = (quote &- ones) | (backslash &- ones) | (word &- (ones &* 0x20))
  return borrows & ~word & highs
}

extension JSONCursor {
  /// Moves behind a string and answers whether it has escapes; escapes and UTF-8 are checked.
  mutating func skipString() throws(JSONFault) -> Bool {
    position += 1
    var hasEscapes = false
    while true {
      position = JSONCursor.endOfPlain(in: bytes, from: position)
      guard position < bytes.count else { throw .stringUnfinished }
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        return hasEscapes
      case UInt8(ascii: "\\"):
        hasEscapes = true
        try skipEscape()
      case 0..<0x20: throw .controlCharacter
      default: try skipMultibyte()
      }
    }
  }

  /// The first byte from there on that is `"`, `\`, a control character or not ASCII.
  @inline(__always)
  static func endOfPlain(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var position = start
    let raw = UnsafeRawBufferPointer(bytes)
    while position + 8 <= bytes.count {
      let word = UInt64(
        littleEndian: raw.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      let marks = special(in: word)
      guard marks == 0 else { return position + marks.trailingZeroBitCount >> 3 }
      position += 8
    }
    while position < bytes.count {
      let byte = bytes[position]
      if byte < 0x20 || byte >= 0x80 || byte == 0x22 || byte == 0x5C { break }
      position += 1
    }
    return position
  }

  /// The first byte from there on that must be escaped inside a string.
  static func endOfUnescaped(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var position = start
    let raw = UnsafeRawBufferPointer(bytes)
    while position + 8 <= bytes.count {
      let word = UInt64(
        littleEndian: raw.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      let marks = escaped(in: word)
      guard marks == 0 else { return position + marks.trailingZeroBitCount >> 3 }
      position += 8
    }
    while position < bytes.count {
      let byte = bytes[position]
      if byte < 0x20 || byte == 0x22 || byte == 0x5C { break }
      position += 1
    }
    return position
  }

  private mutating func skipEscape() throws(JSONFault) {
    guard position + 1 < bytes.count else {
      position = bytes.count
      throw .stringUnfinished
    }
    switch bytes[position + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position += 2
    case UInt8(ascii: "u"):
      position += 2
      for _ in 0..<4 {
        guard JSONCursor.hexValue(current) != nil else { throw .hexDigitsExpected }
        position += 1
      }
    default:
      position += 1
      throw .unknownEscape
    }
  }

  /// Moves behind all non-ASCII characters that follow one another (Unicode 16, table 3-7).
  private mutating func skipMultibyte() throws(JSONFault) {
    while position < bytes.count, bytes[position] >= 0x80 {
      let lead = bytes[position]
      let second: ClosedRange<UInt8>
      let length: Int
      switch lead {
      case 0xC2...0xDF: (second, length) = (0x80...0xBF, 2)
      case 0xE0: (second, length) = (0xA0...0xBF, 3)
      case 0xED: (second, length) = (0x80...0x9F, 3)
      case 0xE1...0xEF: (second, length) = (0x80...0xBF, 3)
      case 0xF0: (second, length) = (0x90...0xBF, 4)
      case 0xF1...0xF3: (second, length) = (0x80...0xBF, 4)
      case 0xF4: (second, length) = (0x80...0x8F, 4)
      default: throw .invalidUTF8
      }
      guard position + length <= bytes.count, second.contains(bytes[position + 1]) else {
        throw .invalidUTF8
      }
      if length > 2, bytes[position + 2] & 0xC0 != 0x80 { throw .invalidUTF8 }
      if length > 3, bytes[position + 3] & 0xC0 != 0x80 { throw .invalidUTF8 }
      position += length
    }
  }

  @inline(__always) static func hexValue(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - 0x30)
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - 0x57)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - 0x37)
    default: nil
    }
  }
}

// MARK: - Unescaping

extension JSONCursor {
  /// The text of a string that `skipString` has accepted; the range excludes its quotes.
  @inline(__always)
  func string(_ range: Range<Int>, hasEscapes: Bool) -> String {
    let raw = UnsafeBufferPointer(rebasing: bytes[range])
    return hasEscapes ? JSONCursor.unescaped(raw) : String(decoding: raw, as: UTF8.self)
  }

  /// The unescaped name of a member.
  @inline(__always)
  func string(_ name: Name) -> String {
    string(name.start + 1..<name.end - 1, hasEscapes: name.hasEscapes)
  }

  /// No escape is shorter than what it stands for, so the raw length is capacity enough.
  private static func unescaped(_ raw: UnsafeBufferPointer<UInt8>) -> String {
    String(unsafeUninitializedCapacity: raw.count) { output in
      var read = 0
      var written = 0
      while read < raw.count {
        guard raw[read] == UInt8(ascii: "\\") else {
          let end = max(endOfPlain(in: raw, from: read), read + 1)
          for index in read..<end { output[written + index - read] = raw[index] }
          written += end - read
          read = end
          continue
        }
        let escape = raw[read + 1]
        read += 2
        guard escape == UInt8(ascii: "u") else {
          output[written] = meaning(of: escape)
          written += 1
          continue
        }
        for byte in UTF8.encode(scalar(in: raw, at: &read)) ?? UTF8.encodedReplacementCharacter {
          output[written] = byte
          written += 1
        }
      }
      return written
    }
  }

  private static func meaning(of escape: UInt8) -> UInt8 {
    switch escape {
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    default: escape
    }
  }

  /// A lone surrogate has no UTF-8 form; it becomes U+FFFD, as in every mainstream reader.
  private static func scalar(
    in raw: UnsafeBufferPointer<UInt8>, at read: inout Int
  ) -> Unicode.Scalar {
    let high = unit(in: raw, at: read)
    read += 4
    if 0xD800...0xDBFF ~= high, read + 6 <= raw.count, raw[read] == UInt8(ascii: "\\"),
      raw[read + 1] == UInt8(ascii: "u")
    {
      let low = unit(in: raw, at: read + 2)
      if 0xDC00...0xDFFF ~= low {
        read += 6
        return Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)) ?? "\u{FFFD}"
      }
    }
    return Unicode.Scalar(high) ?? "\u{FFFD}"
  }

  private static func unit(in raw: UnsafeBufferPointer<UInt8>, at start: Int) -> UInt32 {
    (start..<start + 4).reduce(0) { $0 << 4 | (hexValue(raw[$1]) ?? 0) }
  }
}
