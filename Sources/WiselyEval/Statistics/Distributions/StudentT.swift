// SPDX-License-Identifier: Apache-2.0

/// Student's t distribution.
package enum StudentT {
  /// The share above a value.
  package static func above(_ value: Double, degrees: Double) -> Double {
    let square = value * value
    let outside = tails(square, degrees) / 2
    return value >= 0 ? outside : 1 - outside
  }

  /// The share below a value.
  package static func below(_ value: Double, degrees: Double) -> Double {
    above(-value, degrees: degrees)
  }

  /// How many standard errors hold the middle of the distribution: 2.2622 for 0.95 and 9 degrees.
  package static func critical(_ level: Double, degrees: Double) -> Double {
    precondition(level > 0 && level < 1, "A level lies between 0 and 1.")
    precondition(degrees > 0, "There is at least one degree of freedom.")
    var high = 2.0
    while tails(high * high, degrees) > 1 - level { high *= 2 }
    return Bisection.root(from: 0, to: high) { (1 - level) - tails($0 * $0, degrees) }
  }

  /// The share on both sides outside of a value, of which the square is given.
  private static func tails(_ square: Double, _ degrees: Double) -> Double {
    // Above instead of below where the value is small, so that 1 - tiny keeps its digits.
    square < degrees
      ? Beta.above(square / (degrees + square), 0.5, degrees / 2)
      : Beta.below(degrees / (degrees + square), degrees / 2, 0.5)
  }
}
