// SPDX-License-Identifier: Apache-2.0

extension JSON5Reader {
  // MARK: - Strings

  mutating func readString() throws(JSONError) -> String {
    let start = position
    let quote = current
    var text = String.UnicodeScalarView()
    position += 1
    while let scalar = current {
      if scalar == quote {
        position += 1
        return String(text)
      }
      switch scalar {
      case "\\":
        if let meant = try readEscape() { text.append(meant) }
      case "\n", "\r":
        throw error(
          "the string is not closed on its line; end the line with \\ to go on", at: start)
      case "\u{0}"..<" " where scalar != "\t":
        throw error("a control character must be escaped inside a string")
      default:
        text.append(scalar)
        position += scalar.utf8.count
      }
    }
    throw error("the text ends inside a string", at: start)
  }

  /// What the escape at the position means; nil for a line continuation.
  private mutating func readEscape() throws(JSONError) -> Unicode.Scalar? {
    let start = position
    position += 1
    guard let scalar = current else { throw error("the text ends inside a string", at: start) }
    position += scalar.utf8.count
    switch scalar {
    case "b": return "\u{8}"
    case "f": return "\u{C}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "v": return "\u{B}"
    case "x": return Unicode.Scalar(try readHex(digits: 2))
    case "u": return try readUnicodeEscape(from: start)
    case "0":
      if let next = current, "0"..."9" ~= next {
        throw error("an octal escape is not allowed; write \\x00 for a NUL", at: start)
      }
      return "\u{0}"
    case "1"..."9": throw error("an unknown escape stands in a string", at: start)
    case "\r":
      if current == "\n" { position += 1 }
      return nil
    case _ where scalar.isJSON5LineEnd: return nil
    default: return scalar
    }
  }

  private mutating func readUnicodeEscape(from start: Int) throws(JSONError) -> Unicode.Scalar {
    let high = try readHex(digits: 4)
    if let scalar = Unicode.Scalar(high) { return scalar }
    if high < 0xDC00, bytes[position...].starts(with: [0x5C, 0x75]) {
      position += 2
      let low = try readHex(digits: 4)
      if 0xDC00...0xDFFF ~= low,
        let scalar = Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
      {
        return scalar
      }
    }
    throw error("half a surrogate pair is not a character", at: start)
  }

  private mutating func readHex(digits: Int) throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<digits {
      guard position < bytes.count, let digit = JSONCursor.hexValue(bytes[position]) else {
        throw error("\(digits == 2 ? "two" : "four") hexadecimal digits were expected")
      }
      value = value << 4 | digit
      position += 1
    }
    return value
  }

  // MARK: - Names

  /// An ECMAScript identifier, or an empty text when none starts here.
  mutating func readIdentifier() throws(JSONError) -> String {
    var name = String.UnicodeScalarView()
    while let scalar = current {
      let start = position
      var meant = scalar
      if scalar == "\\" {
        position += 1
        guard current == "u" else { throw error("only \\u escapes may stand in a key", at: start) }
        position += 1
        meant = try readUnicodeEscape(from: start)
      }
      let isAllowed =
        meant == "$" || meant == "_" || meant.properties.isIDStart
        || (!name.isEmpty
          && (meant.properties.isIDContinue || meant == "\u{200C}" || meant == "\u{200D}"))
      guard isAllowed else {
        guard scalar != "\\" else {
          throw error("this character cannot stand in a key without quotes", at: start)
        }
        break
      }
      name.append(meant)
      if scalar != "\\" { position += scalar.utf8.count }
    }
    return String(name)
  }

  // MARK: - Numbers

  /// A number, respelled where JSON is stricter: no plus, no bare point, no hexadecimal.
  mutating func readNumber() throws(JSONError) -> JSONNumber {
    let start = position
    var lexeme = ""
    if current == "+" || current == "-" {
      if current == "-" { lexeme = "-" }
      position += 1
    }
    if current == "I" || current == "N" {
      throw error("\(try readIdentifier()) is not a number Wisely can use", at: start)
    }
    if bytes[position...].starts(with: Array("0x".utf8))
      || bytes[position...].starts(with: Array("0X".utf8))
    {
      lexeme += try readHexInteger()
    } else {
      let integers = takeDigits()
      guard integers.count < 2 || !integers.hasPrefix("0") else {
        throw error("a number must not start with a needless zero", at: start)
      }
      lexeme += integers.isEmpty ? "0" : integers
      var fraction = ""
      if current == "." {
        position += 1
        fraction = takeDigits()
        if !fraction.isEmpty { lexeme += ".\(fraction)" }
      }
      guard !integers.isEmpty || !fraction.isEmpty else { throw error("a digit was expected") }
      if let mark = current, mark == "e" || mark == "E" {
        lexeme.unicodeScalars.append(mark)
        position += 1
        if let sign = current, sign == "+" || sign == "-" {
          lexeme.unicodeScalars.append(sign)
          position += 1
        }
        let exponent = takeDigits()
        guard !exponent.isEmpty else { throw error("a digit was expected") }
        lexeme += exponent
      }
    }
    if let next = current, next.properties.isIDContinue || next == "." {
      throw error("a number cannot go on with \"\(next)\"; if text is meant, put it in quotes")
    }
    return JSONNumber(validated: lexeme)
  }

  private mutating func readHexInteger() throws(JSONError) -> String {
    position += 2
    let start = position
    while position < bytes.count, JSONCursor.hexValue(bytes[position]) != nil { position += 1 }
    let digits = String(decoding: bytes[start..<position], as: UTF8.self)
    guard !digits.isEmpty else { throw error("a hexadecimal digit was expected") }
    guard let value = UInt128(digits, radix: 16) else {
      throw error("the hexadecimal number is longer than 128 bits", at: start)
    }
    return String(value)
  }

  private mutating func takeDigits() -> String {
    let start = position
    while let digit = current, "0"..."9" ~= digit { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }
}
