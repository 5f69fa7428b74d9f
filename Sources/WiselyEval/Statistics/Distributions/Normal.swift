// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The standard normal distribution.
package enum Normal {
  /// The share below a value.
  package static func below(_ value: Double) -> Double {
    0.5 * erfc(-value / 2.0.squareRoot())
  }

  /// The share above a value, exact in the far tail as well.
  package static func above(_ value: Double) -> Double {
    0.5 * erfc(value / 2.0.squareRoot())
  }

  /// The value that a share lies below; a share outside of 0 to 1 has none.
  ///
  /// Abramowitz and Stegun 26.2.23 begins, Halley's method on `erfc` ends.
  package static func quantile(_ share: Double) -> Double {
    precondition(share >= 0 && share <= 1, "A share lies between 0 and 1.")
    if share == 0 { return -.infinity }
    if share == 1 { return .infinity }
    if share == 0.5 { return 0 }
    let tail = min(share, 1 - share)
    let root = (-2 * log(tail)).squareRoot()
    let above = 2.515517 + root * (0.802853 + root * 0.010328)
    let below = 1 + root * (1.432788 + root * (0.189269 + root * 0.001308))
    var value = above / below - root
    for _ in 0..<4 {
      let density = exp(-value * value / 2) / (2 * Double.pi).squareRoot()
      guard density > 0 else { break }
      let step = (Normal.below(value) - tail) / density
      value -= step / (1 + value * step / 2)
    }
    return share < 0.5 ? value : -value
  }

  /// How many standard deviations hold the middle of the distribution: 1.96 for 0.95.
  package static func critical(_ level: Double) -> Double { -quantile((1 - level) / 2) }
}
