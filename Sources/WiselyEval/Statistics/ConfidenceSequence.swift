// SPDX-License-Identifier: Apache-2.0

import Glibc

/// An interval for a mean of bounded values that may be looked at after every query.
///
/// The hedged betting confidence sequence of Waudby-Smith and Ramdas (2024), with the stakes
/// λ_t = √(2 ln(2/α) / (v_{t-1}·t·ln(t+1))), at most half of what can be lost, and θ = ½.
public struct ConfidenceSequence: Hashable, Sendable {
  /// The share of sequences that may miss the mean somewhere.
  public let alpha: Double
  /// The values so far, from 0 to 1.
  public private(set) var values: [Double] = []
  private var stakes: [Double] = []
  private var sum = 0.5
  private var squares = 0.25

  /// A sequence of no values.
  public init(level: Double = 0.95) { alpha = 1 - level }

  /// Takes in a value from 0 to 1.
  public mutating func observe(_ value: Double) {
    let time = Double(values.count + 1)
    let variance = squares / time
    stakes.append((2 * log(2 / alpha) / (variance * time * log(time + 1))).squareRoot())
    values.append(value)
    sum += value
    let off = value - sum / (time + 1)
    squares += off * off
  }

  /// The means that no bet so far has made implausible; nil when all are, or without values.
  public var interval: Interval? {
    guard !values.isEmpty else { return nil }
    let low = edge(fromBelow: true)
    let high = 1 - edge(fromBelow: false)
    return low < high ? Interval(low, high) : nil
  }

  /// The interval of a mean difference, from differences from -1 to 1 in their random order.
  public static func interval(
    ofDifferences differences: [Double], level: Double = 0.95
  ) -> Interval? {
    var sequence = ConfidenceSequence(level: level)
    for difference in differences { sequence.observe((difference + 1) / 2) }
    guard let interval = sequence.interval else { return nil }
    return Interval(2 * interval.low - 1, 2 * interval.high - 1)
  }

  /// The smallest mean that betting on a higher one has not ruled out.
  ///
  /// Every factor of the wealth falls as the mean rises, so that the means ruled out are one stretch.
  private func edge(fromBelow: Bool) -> Double {
    let isRuledOut = { mean in isImplausible(mean, fromBelow: fromBelow) }
    if !isRuledOut(0) { return 0 }
    return Bisection.root(from: 0, to: 1) { isRuledOut($0) ? -1 : 1 }
  }

  private func isImplausible(_ mean: Double, fromBelow: Bool) -> Bool {
    var wealth = 0.5
    for (value, stake) in zip(values, stakes) {
      let bounded = min(stake, 0.5 / mean)
      wealth *= 1 + bounded * ((fromBelow ? value : 1 - value) - mean)
      if wealth >= 1 / alpha { return true }
    }
    return false
  }
}
