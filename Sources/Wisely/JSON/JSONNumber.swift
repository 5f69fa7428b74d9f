// SPDX-License-Identifier: Apache-2.0

/// A JSON number, kept as it was spelled so that nothing is rounded on the way through.
///
/// Two numbers are equal when they are spelled alike: `1` and `1.0` differ.
public struct JSONNumber: Hashable, Sendable {
  /// The spelling, valid JSON.
  public let lexeme: String

  /// An integer.
  public init(_ value: Int) { lexeme = String(value) }

  /// A number spelled as RFC 8259 demands, kept as it is; nil for any other text.
  public init?(lexeme: String) {
    let isNumber = try? JSONCursor.read(Array(lexeme.utf8)) { cursor throws(JSONFault) in
      try cursor.skipNumber()
      return cursor.position == cursor.bytes.count
    }
    guard isNumber == true else { return nil }
    self.lexeme = lexeme
  }

  /// The shortest spelling that reads back as that value (`0.1`, `1.0`, `1e+20`); nil unless finite.
  public init?(exactly value: Double) {
    guard value.isFinite else { return nil }
    lexeme = value.description
  }

  /// A number already known to be spelled as JSON demands.
  init(validated lexeme: String) { self.lexeme = lexeme }

  /// The value as an integer, or nil when it has a fraction or does not fit.
  public var int: Int? { Int(lexeme) ?? decimal.integer() }

  /// The nearest binary floating-point value, or nil when it is too large for one.
  public var double: Double? {
    guard let value = Double(lexeme), value.isFinite else { return nil }
    return value
  }

  /// The exact value, for comparing and counting.
  package var decimal: JSONDecimal { JSONDecimal(self) }
}
