// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Intervals for a share of so many out of so many.
package enum Proportion {
  /// Wilson's score interval (1927), for display; everything is possible of nothing.
  package static func wilson(_ successes: Int, _ trials: Int, level: Double = 0.95) -> Interval {
    precondition(successes >= 0 && successes <= trials, "The successes are among the trials.")
    guard trials > 0 else { return Interval(0, 1) }
    let n = Double(trials)
    let share = Double(successes) / n
    let z = Normal.critical(level)
    let scale = 1 + z * z / n
    let centre = (share + z * z / (2 * n)) / scale
    let half = z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot() / scale
    return Interval(
      successes == 0 ? 0 : max(0, centre - half), successes == trials ? 1 : min(1, centre + half))
  }

  /// The exact interval of Clopper and Pearson (1934), where a guarantee is stated.
  package static func clopperPearson(
    _ successes: Int, _ trials: Int, level: Double = 0.95
  ) -> Interval {
    precondition(successes >= 0 && successes <= trials, "The successes are among the trials.")
    guard trials > 0 else { return Interval(0, 1) }
    let k = Double(successes)
    let n = Double(trials)
    let tail = (1 - level) / 2
    return Interval(
      successes == 0 ? 0 : Beta.quantile(tail, k, n - k + 1),
      successes == trials ? 1 : Beta.quantile(1 - tail, k + 1, n - k))
  }

  /// What the rate of an event lies below that never happened in so many trials.
  ///
  /// The rule of three, exactly: 1 - 0.05^(1/n), about 3/n; one-sided.
  package static func neverHappened(in trials: Int, level: Double = 0.95) -> Double {
    neverHappened(in: Double(trials), level: level)
  }

  /// The same for a number that is expected, and need not be whole.
  static func neverHappened(in trials: Double, level: Double) -> Double {
    trials > 0 ? -expm1(log(1 - level) / trials) : 1
  }
}
