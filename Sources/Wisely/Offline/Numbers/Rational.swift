// SPDX-License-Identifier: Apache-2.0

/// An exact fraction of 128-bit integers; operations return nil where they would overflow.
struct Rational: Hashable, CustomStringConvertible {
  let numerator: Int128
  /// Positive, without a factor in common with the numerator.
  let denominator: Int128

  init(_ value: Int) { (numerator, denominator) = (Int128(value), 1) }

  init?(_ numerator: Int128, _ denominator: Int128) {
    guard denominator != 0, numerator != .min, denominator != .min else { return nil }
    let divisor = Self.divisor(numerator.magnitude, denominator.magnitude)
    let sign: Int128 = denominator < 0 ? -1 : 1
    self.numerator = sign * numerator / Int128(divisor)
    self.denominator = sign * denominator / Int128(divisor)
  }

  /// Reads `-12.5`; no grouping, no exponent.
  init?(decimal text: some StringProtocol) {
    var digits: Int128 = 0
    var scale: Int128 = 1
    var seen = false
    var isFraction = false
    let isNegative = text.first == "-"
    for character in text.dropFirst(isNegative ? 1 : 0) {
      if character == ".", !isFraction {
        isFraction = true
        continue
      }
      guard character.isASCII, let digit = character.wholeNumberValue else { return nil }
      seen = true
      let (product, over) = digits.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(Int128(digit))
      guard !over, !carry else { return nil }
      digits = sum
      guard isFraction else { continue }
      let (wider, full) = scale.multipliedReportingOverflow(by: 10)
      guard !full else { return nil }
      scale = wider
    }
    guard seen else { return nil }
    self.init(isNegative ? -digits : digits, scale)
  }

  static func divisor(_ left: UInt128, _ right: UInt128) -> UInt128 {
    var (left, right) = (left, right)
    while right != 0 { (left, right) = (right, left % right) }
    return max(left, 1)
  }

  func plus(_ other: Rational) -> Rational? {
    let (a, one) = numerator.multipliedReportingOverflow(by: other.denominator)
    let (b, two) = other.numerator.multipliedReportingOverflow(by: denominator)
    let (sum, three) = a.addingReportingOverflow(b)
    let (below, four) = denominator.multipliedReportingOverflow(by: other.denominator)
    guard !one, !two, !three, !four else { return nil }
    return Rational(sum, below)
  }

  func minus(_ other: Rational) -> Rational? { other.times(Rational(-1)).flatMap(plus) }

  func times(_ other: Rational) -> Rational? {
    // Cancelling across first keeps intermediate products small.
    guard let left = Rational(numerator, other.denominator),
      let right = Rational(other.numerator, denominator)
    else { return nil }
    let (above, one) = left.numerator.multipliedReportingOverflow(by: right.numerator)
    let (below, two) = left.denominator.multipliedReportingOverflow(by: right.denominator)
    guard !one, !two else { return nil }
    return Rational(above, below)
  }

  func over(_ other: Rational) -> Rational? {
    Rational(other.denominator, other.numerator).flatMap(times)
  }

  var isInteger: Bool { denominator == 1 }

  /// Whether numerator and denominator stay within that many digits.
  func fits(digits: Int) -> Bool {
    "\(numerator.magnitude)".count <= digits && "\(denominator)".count <= digits
  }

  /// The value modulo a prime, or nil when the denominator has no inverse.
  func modulo(_ prime: UInt64) -> UInt64? {
    let below = UInt64(denominator.magnitude % UInt128(prime))
    guard below != 0 else { return nil }
    var above = UInt64(numerator.magnitude % UInt128(prime))
    if numerator < 0, above != 0 { above = prime - above }
    return Modular(prime).times(above, Modular(prime).power(below, prime - 2))
  }

  /// Exact where the decimal fraction ends within 18 places, otherwise rounded to four places, or to
  /// four digits that count where the value is smaller than one.
  var description: String {
    var rest = denominator
    var places = 0
    while rest % 10 == 0 { (rest, places) = (rest / 10, places + 1) }
    while rest % 2 == 0 { (rest, places) = (rest / 2, places + 1) }
    while rest % 5 == 0 { (rest, places) = (rest / 5, places + 1) }
    return rest == 1 && places <= 18 ? decimal(places: places) : decimal(places: roundedPlaces)
  }

  private var roundedPlaces: Int {
    var (places, scaled) = (4, numerator.magnitude)
    let below = UInt128(denominator)
    // From 0.1 on there are four digits at once.
    while places < 18, scaled < below {
      let (tenfold, over) = scaled.multipliedReportingOverflow(by: 10)
      guard !over, tenfold < below else { break }
      (scaled, places) = (tenfold, places + 1)
    }
    return places
  }

  /// The value in full: as a fraction where the decimal fraction does not end.
  var exact: String {
    Rational(decimal: description) == self ? description : "\(numerator)/\(denominator)"
  }

  /// Rounded half away from zero, without zeros at the end.
  func decimal(places: Int) -> String {
    let below = UInt128(denominator)
    var whole = numerator.magnitude / below
    var rest = numerator.magnitude % below
    var (scale, fraction) = (1 as UInt128, 0 as UInt128)
    for _ in 0..<places {
      // Ten times the rest may not fit; a digit of it always does.
      var (digit, tenfold) = (0 as UInt128, 0 as UInt128)
      for _ in 0..<10 {
        tenfold += rest
        if tenfold >= below { (tenfold, digit) = (tenfold - below, digit + 1) }
      }
      (rest, scale, fraction) = (tenfold, scale * 10, fraction * 10 + digit)
    }
    if rest * 2 >= below { fraction += 1 }
    if fraction == scale { (whole, fraction) = (whole + 1, 0) }
    let sign = numerator < 0 && (whole > 0 || fraction > 0) ? "-" : ""
    guard fraction > 0 else { return "\(sign)\(whole)" }
    var digits = "\(fraction)"
    digits = String(repeating: "0", count: places - digits.count) + digits
    while digits.last == "0" { digits.removeLast() }
    return "\(sign)\(whole).\(digits)"
  }
}

/// Arithmetic modulo a prime below 2^32: the second route by which results are checked.
struct Modular {
  let prime: UInt64

  init(_ prime: UInt64) { self.prime = prime }

  func times(_ left: UInt64, _ right: UInt64) -> UInt64 { left * right % prime }

  func power(_ base: UInt64, _ exponent: UInt64) -> UInt64 {
    var (result, square, rest) = (1 as UInt64, base % prime, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result = times(result, square) }
      square = times(square, square)
      rest >>= 1
    }
    return result
  }
}
