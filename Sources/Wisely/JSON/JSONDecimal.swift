// SPDX-License-Identifier: Apache-2.0

/// The exact value of a JSON number: equal for `1`, `1.0` and `10e-1`.
package struct JSONDecimal: Hashable, Sendable {
  /// Whether it is below zero; zero itself never is.
  let isNegative: Bool
  /// The significant digits, each 0 to 9, no zero at either end; empty for zero.
  let digits: [UInt8]
  /// The power of ten: the value is 0.digits × 10^exponent.
  let exponent: Int

  /// No number of the real world has such an exponent; those beyond are treated as having this one.
  private static let largestExponent = 1 << 60

  package init(_ number: JSONNumber) {
    var digits: [UInt8] = []
    var point: Int?
    var isNegative = false
    var shift = 0
    let bytes = number.lexeme.utf8
    scan: for (offset, byte) in zip(bytes.indices, bytes) {
      switch byte {
      case UInt8(ascii: "-"): isNegative = true
      case UInt8(ascii: "."): point = digits.count
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digits.append(byte - 0x30)
      default:
        shift = Self.exponent(bytes[bytes.index(after: offset)...])
        break scan
      }
    }
    let zeros = digits.prefix { $0 == 0 }.count
    let integers = point ?? digits.count
    while digits.last == 0 { digits.removeLast() }
    guard digits.count > zeros else {
      self.isNegative = false
      self.digits = []
      exponent = 0
      return
    }
    self.isNegative = isNegative
    self.digits = Array(digits[zeros...])
    exponent = integers - zeros + shift
  }

  private static func exponent(_ text: Substring.UTF8View) -> Int {
    guard let text = String(text), let value = Int(text) else {
      return text.first == UInt8(ascii: "-") ? -largestExponent : largestExponent
    }
    return min(max(value, -largestExponent), largestExponent)
  }

  /// Whether there is nothing behind the decimal point.
  package var isInteger: Bool { digits.isEmpty || digits.count <= exponent }

  /// The value as an integer of that type, or nil when it has a fraction or does not fit.
  package func integer<Integer: FixedWidthInteger>(as type: Integer.Type = Integer.self) -> Integer?
  {
    guard isInteger, exponent <= 39 else { return nil }
    var value: Integer = 0
    for place in 0..<exponent {
      let (tenfold, overflow) = value.multipliedReportingOverflow(by: 10)
      let digit = place < digits.count ? Integer(digits[place]) : 0
      let next =
        isNegative
        ? tenfold.subtractingReportingOverflow(digit) : tenfold.addingReportingOverflow(digit)
      guard !overflow, !next.overflow else { return nil }
      value = next.partialValue
    }
    return value
  }

  /// Whether this is a whole multiple of that number; nil when the divisor has over 18 digits.
  package func isMultiple(of divisor: JSONDecimal) -> Bool? {
    guard (1...18).contains(divisor.digits.count) else { return nil }
    guard !digits.isEmpty else { return true }
    // As integers: digits × 10^shift against the divisor's digits.
    let shift = (exponent - digits.count) - (divisor.exponent - divisor.digits.count)
    // The last digit is not zero, so no power of ten divides what is left.
    guard shift >= 0 else { return false }
    let modulus = divisor.digits.reduce(UInt64(0)) { $0 * 10 + UInt64($1) }
    let rest = digits.reduce(UInt64(0)) { Self.product($0, 10, modulus: modulus, plus: UInt64($1)) }
    var power: UInt64 = 1 % modulus
    var base: UInt64 = 10 % modulus
    var remaining = shift
    while remaining > 0 {
      if remaining & 1 == 1 { power = Self.product(power, base, modulus: modulus) }
      base = Self.product(base, base, modulus: modulus)
      remaining >>= 1
    }
    return Self.product(rest, power, modulus: modulus) == 0
  }

  private static func product(
    _ left: UInt64, _ right: UInt64, modulus: UInt64, plus summand: UInt64 = 0
  ) -> UInt64 {
    UInt64((UInt128(left) * UInt128(right) + UInt128(summand)) % UInt128(modulus))
  }
}

extension JSONDecimal: Comparable {
  package static func < (left: JSONDecimal, right: JSONDecimal) -> Bool {
    guard left.isNegative == right.isNegative else { return left.isNegative }
    return left.isNegative
      ? right.isSmallerMagnitude(than: left) : left.isSmallerMagnitude(than: right)
  }

  private func isSmallerMagnitude(than other: JSONDecimal) -> Bool {
    guard !digits.isEmpty, !other.digits.isEmpty else { return !other.digits.isEmpty }
    guard exponent == other.exponent else { return exponent < other.exponent }
    return digits.lexicographicallyPrecedes(other.digits)
  }
}
