// SPDX-License-Identifier: Apache-2.0

/// A JSON number, kept as it was spelled so that nothing is rounded on the way through.
public struct JSONNumber: Hashable, Sendable {
  /// The spelling, valid JSON.
  public let lexeme: String

  /// An integer.
  public init(_ value: Int) { lexeme = String(value) }

  /// A number already known to be spelled as JSON demands.
  init(validated lexeme: String) { self.lexeme = lexeme }

  /// The value as an integer, or nil when it has a fraction or does not fit.
  public var int: Int? {
    if let exact = Int(lexeme) { return exact }
    guard let double = Double(lexeme), double.rounded() == double, abs(double) < 9e15 else {
      return nil
    }
    return Int(double)
  }

  /// The nearest binary floating-point value.
  public var double: Double? { Double(lexeme) }
}
