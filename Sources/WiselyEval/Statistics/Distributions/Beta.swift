// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The beta distribution, and the functions that the others are made of.
package enum Beta {
  /// The logarithm of the gamma function of a positive number.
  static func logGamma(_ value: Double) -> Double {
    let (logarithm, _): (Double, Int) = lgamma(value)
    return logarithm
  }

  /// The logarithm of the beta function of two positive numbers.
  ///
  /// Of large numbers the gammas would cancel, so that Stirling's formula is subtracted beforehand.
  package static func logFunction(_ left: Double, _ right: Double) -> Double {
    let small = min(left, right)
    let large = max(left, right)
    let sum = small + large
    if large < 10 { return logGamma(small) + logGamma(large) - logGamma(sum) }
    let rest = stirlingRest(large) - stirlingRest(sum)
    if small < 10 {
      return logGamma(small) + rest + small - small * log(sum)
        + (large - 0.5) * log1p(-small / sum)
    }
    return 0.5 * log(2 * Double.pi / large) + stirlingRest(small) + rest
      + (small - 0.5) * log(small / sum) + large * log1p(-small / sum)
  }

  /// What Stirling's formula leaves of the logarithm of the gamma function, from 10 on; DLMF
  /// 5.11.1.
  private static func stirlingRest(_ value: Double) -> Double {
    let factors = [
      1 / 12.0, -1 / 360.0, 1 / 1_260.0, -1 / 1_680.0, 1 / 1_188.0, -691 / 360_360.0, 1 / 156.0,
    ]
    let square = 1 / (value * value)
    return factors.reversed().reduce(0) { $0 * square + $1 } / value
  }

  /// The share below a value, which is the regularised incomplete beta function.
  ///
  /// The continued fraction of DLMF 8.17.22 by Lentz's method.
  package static func below(_ value: Double, _ left: Double, _ right: Double) -> Double {
    if value <= 0 { return 0 }
    if value >= 1 { return 1 }
    // The fraction converges fast only on this side of the mean.
    guard value <= (left + 1) / (left + right + 2) else {
      return 1 - lowerTail(1 - value, value, right, left)
    }
    return lowerTail(value, 1 - value, left, right)
  }

  /// The share above a value.
  package static func above(_ value: Double, _ left: Double, _ right: Double) -> Double {
    if value <= 0 { return 1 }
    if value >= 1 { return 0 }
    guard value <= (left + 1) / (left + right + 2) else {
      return lowerTail(1 - value, value, right, left)
    }
    return 1 - lowerTail(value, 1 - value, left, right)
  }

  /// The incomplete function where the fraction converges; the rest comes in apart to keep its
  /// digits.
  static func lowerTail(
    _ value: Double, _ rest: Double, _ left: Double, _ right: Double
  ) -> Double {
    let front = density(value, rest, left, right) / left
    guard front > 0 else { return 0 }
    let tiny = 1e-300
    var denominator = 1 - (left + right) * value / (left + 1)
    if denominator.magnitude < tiny { denominator = tiny }
    denominator = 1 / denominator
    var ratio = 1.0
    var result = denominator
    for step in 1...10_000 {
      let m = Double(step)
      for even in [true, false] {
        let term =
          even
          ? m * (right - m) * value / ((left + 2 * m - 1) * (left + 2 * m))
          : -(left + m) * (left + right + m) * value / ((left + 2 * m) * (left + 2 * m + 1))
        denominator = 1 + term * denominator
        if denominator.magnitude < tiny { denominator = tiny }
        denominator = 1 / denominator
        ratio = 1 + term / ratio
        if ratio.magnitude < tiny { ratio = tiny }
        result *= denominator * ratio
      }
      if (denominator * ratio - 1).magnitude < 1e-16 { break }
    }
    return min(1, front * result)
  }

  /// x^a·(1 - x)^b/B(a, b), where the larger of x and its rest may have lost digits.
  private static func density(
    _ value: Double, _ rest: Double, _ left: Double, _ right: Double
  ) -> Double {
    if left < 10 || right < 10 {
      let logValue = rest < 0.5 ? log1p(-rest) : log(value)
      let logRest = value < 0.5 ? log1p(-value) : log(rest)
      return exp(left * logValue + right * logRest - logFunction(left, right))
    }
    // By the distance from the mean, near which both powers are huge and cancel.
    let sum = left + right
    let off = value < 0.5 ? value - left / sum : right / sum - rest
    let powers =
      left * logRatio(value, to: left / sum, off: off)
      + right * logRatio(rest, to: right / sum, off: -off)
    let scale = 0.5 * log(left * right / (2 * Double.pi * sum))
    return exp(powers + scale + stirlingRest(sum) - stirlingRest(left) - stirlingRest(right))
  }

  private static func logRatio(_ value: Double, to mean: Double, off: Double) -> Double {
    off.magnitude < mean / 2 ? log1p(off / mean) : log(value / mean)
  }

  /// The value that a share lies below, by bisection.
  package static func quantile(_ share: Double, _ left: Double, _ right: Double) -> Double {
    precondition(share >= 0 && share <= 1, "A share lies between 0 and 1.")
    if share == 0 { return 0 }
    if share == 1 { return 1 }
    // Bisecting the upper tail keeps the digits of a share that is close to 1.
    return Bisection.root(from: 0, to: 1) { value in
      share <= 0.5
        ? below(value, left, right) - share : (1 - share) - above(value, left, right)
    }
  }
}
