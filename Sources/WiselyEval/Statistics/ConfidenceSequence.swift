// SPDX-License-Identifier: Apache-2.0

import Glibc

/// An interval for a mean difference that may be looked at after every query.
///
/// The hedged betting confidence sequence of Waudby-Smith and Ramdas (2024) on x = (d + 1)/2, with
/// the stakes λ_t = √(2 ln(2/α)/(v_{t-1}·t·ln(t+1))), at most half of what can be lost, and θ = ½.
/// The order of the queries has to be random, settled before the run.
package struct ConfidenceSequence: Hashable, Sendable {
  /// The share of sequences that may miss the mean somewhere.
  package let alpha: Double
  /// The differences so far, from -1 to 1.
  package private(set) var differences: [Double] = []

  // In differences rather than in x, so that changing the setups over changes nothing but signs.
  private var stakes: [Double] = []
  private var sum = 0.0
  private var squares = 1.0

  /// A sequence of no queries.
  package init(level: Double = 0.95) { alpha = 1 - level }

  /// Takes in the difference of one query, from -1 to 1; several trials come in as their mean.
  package mutating func observe(_ difference: Double) {
    let time = Double(differences.count + 1)
    let variance = squares / time / 4
    stakes.append((2 * log(2 / alpha) / (variance * time * log(time + 1))).squareRoot())
    differences.append(difference)
    sum += difference
    let off = difference - sum / (time + 1)
    squares += off * off
  }

  /// Whether the interval lies above a mean difference, at a fraction of what the interval itself
  /// takes.
  func excludes(below mean: Double) -> Bool {
    mean < -1 || !differences.isEmpty && isImplausible(mean, sign: 1)
  }

  /// The mean differences that no bet so far has made implausible.
  ///
  /// Nil without queries, and when all are, which differences in no random order can bring about.
  package var interval: Interval? {
    guard !differences.isEmpty else { return nil }
    let low = edge(sign: 1)
    let high = -edge(sign: -1)
    return low < high ? Interval(low, high) : nil
  }

  /// The interval of a mean difference, from differences from -1 to 1 in their random order.
  package static func interval(
    ofDifferences differences: [Double], level: Double = 0.95
  ) -> Interval? {
    var sequence = ConfidenceSequence(level: level)
    for difference in differences { sequence.observe(difference) }
    return sequence.interval
  }

  /// The smallest mean that betting on a higher one has not ruled out.
  ///
  /// Every factor of the wealth falls as the mean rises, so that the means ruled out are one
  /// stretch.
  private func edge(sign: Double) -> Double {
    if !isImplausible(-1, sign: sign) { return -1 }
    return Bisection.root(from: -1, to: 1) { isImplausible($0, sign: sign) ? -1 : 1 }
  }

  private func isImplausible(_ mean: Double, sign: Double) -> Bool {
    var wealth = 0.5
    for (difference, stake) in zip(differences, stakes) {
      wealth *= 1 + min(stake, 1 / (1 + mean)) * ((sign * difference - mean) / 2)
      if wealth >= 1 / alpha { return true }
    }
    return false
  }
}
