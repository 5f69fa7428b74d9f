// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The binomial distribution.
package enum Binomial {
  /// The probability of exactly so many successes.
  package static func probability(_ successes: Int, of trials: Int, chance: Double) -> Double {
    guard successes >= 0, successes <= trials else { return 0 }
    if chance <= 0 { return successes == 0 ? 1 : 0 }
    if chance >= 1 { return successes == trials ? 1 : 0 }
    let k = Double(successes)
    let n = Double(trials)
    let ways = -log(n + 1) - Beta.logFunction(k + 1, n - k + 1)
    return exp(ways + k * log(chance) + (n - k) * log1p(-chance))
  }

  /// The probability of at most so many successes.
  package static func atMost(_ successes: Int, of trials: Int, chance: Double) -> Double {
    if successes < 0 { return 0 }
    if successes >= trials { return 1 }
    return Beta.above(chance, Double(successes + 1), Double(trials - successes))
  }

  /// The probability of at least so many successes.
  package static func atLeast(_ successes: Int, of trials: Int, chance: Double) -> Double {
    if successes <= 0 { return 1 }
    if successes > trials { return 0 }
    return Beta.below(chance, Double(successes), Double(trials - successes + 1))
  }
}
