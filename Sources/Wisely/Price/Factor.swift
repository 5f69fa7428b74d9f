// SPDX-License-Identifier: Apache-2.0

/// An exact multiplier on a price, such as 11/10 for a pinned region or 1/2 for a batch.
public struct Factor: Hashable, Sendable {
  /// Above the line; not negative.
  public let numerator: Int64
  /// Below the line; positive.
  public let denominator: Int64

  /// A multiplier, reduced; nil unless the denominator is positive and the numerator not negative.
  public init?(_ numerator: Int64, _ denominator: Int64) {
    guard numerator >= 0, denominator > 0 else { return nil }
    let divisor = Self.greatestCommonDivisor(numerator, denominator)
    self.numerator = numerator / divisor
    self.denominator = denominator / divisor
  }

  /// Reads a decimal such as `1.1`, exactly; nil when it is not one, is over 1,000 or has over six decimals.
  public init?(decimal text: some StringProtocol) {
    guard let money = Money(dollars: text), money.picodollars >= 0,
      money.picodollars % 1_000_000 == 0, money.picodollars <= 1_000_000_000_000_000
    else { return nil }
    self.init(Int64(money.picodollars / 1_000_000), 1_000_000)
  }

  /// No change.
  public static let one = Factor(unchecked: 1, 1)

  private init(unchecked numerator: Int64, _ denominator: Int64) {
    self.numerator = numerator
    self.denominator = denominator
  }

  private static func greatestCommonDivisor(_ left: Int64, _ right: Int64) -> Int64 {
    var (left, right) = (left, right)
    while right != 0 { (left, right) = (right, left % right) }
    return max(left, 1)
  }
}

extension Money {
  /// The amount times several factors, rounded once, half a picodollar up; nil beyond 128 bits.
  ///
  /// All current rates and factors divide evenly; the rounding is for those of a user's own file.
  func multiplied(by factors: [Factor]) -> Money? {
    var numerator = picodollars
    var denominator: Int128 = 1
    for factor in factors {
      let product = numerator.multipliedReportingOverflow(by: Int128(factor.numerator))
      let below = denominator.multipliedReportingOverflow(by: Int128(factor.denominator))
      guard !product.overflow, !below.overflow else { return nil }
      (numerator, denominator) = (product.partialValue, below.partialValue)
    }
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    return Money(picodollars: remainder >= denominator - remainder ? quotient + 1 : quotient)
  }

  /// The amount, that many times.
  static func * (left: Money, count: Int) -> Money {
    Money(picodollars: left.picodollars * Int128(count))
  }
}
