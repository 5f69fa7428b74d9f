// SPDX-License-Identifier: Apache-2.0

/// A fraction in plain school arithmetic, never shortened.
///
/// It traps where 128 bits do not hold it: examples are made small enough.
package struct FractionOracle: Equatable {
  package var above: Int128
  package var below: Int128

  package init(_ above: Int128, _ below: Int128 = 1) { (self.above, self.below) = (above, below) }

  package static func + (a: Self, b: Self) -> Self {
    a.below == b.below
      ? Self(a.above + b.above, a.below)
      : Self(a.above * b.below + b.above * a.below, a.below * b.below)
  }
  package static func - (a: Self, b: Self) -> Self { a + Self(-b.above, b.below) }
  package static func * (a: Self, b: Self) -> Self { Self(a.above * b.above, a.below * b.below) }
  package static func / (a: Self, b: Self) -> Self {
    b.above < 0
      ? Self(-a.above * b.below, a.below * -b.above) : Self(a.above * b.below, a.below * b.above)
  }

  package static func == (a: Self, b: Self) -> Bool { a.above * b.below == b.above * a.below }

  /// The decimal fraction by long division, or nil when it does not end within that many places.
  package func decimal(places: Int = 12) -> String? {
    let sign = above < 0 ? "-" : ""
    var rest = abs(above) % below
    var text = "\(sign)\(abs(above) / below)"
    guard rest != 0 else { return text }
    text += "."
    for _ in 0..<places {
      rest *= 10
      text += "\(rest / below)"
      rest %= below
      if rest == 0 { return text }
    }
    return nil
  }

  /// Half away from zero, to so many places, zeros at the end left out.
  package func rounded(places: Int) -> String {
    var scale: Int128 = 1
    for _ in 0..<places { scale *= 10 }
    let doubled = 2 * abs(above) * scale + below
    let whole = doubled / (2 * below)
    return Self(above < 0 ? -whole : whole, scale).decimal(places: places) ?? ""
  }
}
