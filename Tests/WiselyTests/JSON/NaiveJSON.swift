// SPDX-License-Identifier: Apache-2.0

/// RFC 8259 written a second time, character by character and slowly, as the judge of the fast one.
struct NaiveJSON {
  private var rest: Substring.UnicodeScalarView
  private var depth = 0

  static func accepts(_ bytes: [UInt8]) -> Bool {
    guard let text = String(validating: bytes, as: UTF8.self) else { return false }
    var reader = NaiveJSON(rest: Substring(text).unicodeScalars)
    return reader.value()
      && {
        reader.space(); return reader.rest.isEmpty
      }()
  }

  private init(rest: Substring.UnicodeScalarView) { self.rest = rest }

  private mutating func space() {
    while let c = rest.first, " \n\r\t".unicodeScalars.contains(c) { rest.removeFirst() }
  }

  private mutating func take(_ allowed: String) -> Bool {
    guard let c = rest.first, allowed.unicodeScalars.contains(c) else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func word(_ word: String) -> Bool {
    guard rest.starts(with: word.unicodeScalars) else { return false }
    rest.removeFirst(word.unicodeScalars.count)
    return true
  }

  private mutating func value() -> Bool {
    space()
    if word("null") || word("true") || word("false") { return true }
    if take("\"") { return string() }
    if take("[") { return container("]") { $0.value() } }
    if take("{") { return container("}") { $0.member() } }
    return number()
  }

  private mutating func container(_ close: String, entry: (inout NaiveJSON) -> Bool) -> Bool {
    depth += 1
    defer { depth -= 1 }
    guard depth <= 512 else { return false }
    space()
    if take(close) { return true }
    repeat {
      guard entry(&self) else { return false }
      space()
    } while take(",")
    return take(close)
  }

  private mutating func member() -> Bool {
    space()
    guard take("\""), string() else { return false }
    space()
    return take(":") && value()
  }

  private mutating func string() -> Bool {
    while let c = rest.popFirst() {
      switch c {
      case "\"": return true
      case "\\":
        if take("\"\\/bfnrt") { continue }
        guard take("u") else { return false }
        for _ in 0..<4 where !take("0123456789abcdefABCDEF") { return false }
      default: if c.value < 0x20 { return false }
      }
    }
    return false
  }

  private mutating func digits() -> Bool {
    guard take("0123456789") else { return false }
    while take("0123456789") {}
    return true
  }

  private mutating func number() -> Bool {
    _ = take("-")
    guard take("0") || digits() else { return false }
    if take("."), !digits() { return false }
    if take("eE") {
      _ = take("+-")
      return digits()
    }
    return true
  }
}
