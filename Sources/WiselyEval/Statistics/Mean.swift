// SPDX-License-Identifier: Apache-2.0

/// The mean of some values, with its uncertainty.
package enum Mean {
  /// The mean; nil of nothing.
  package static func of(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : ExactSum.of(values) / Double(values.count)
  }

  /// The variance with n - 1; nil of fewer than two values, and exactly 0 of equal ones.
  package static func variance(_ values: [Double]) -> Double? {
    guard values.count > 1, let first = values.first, let mean = of(values) else { return nil }
    // The mean of equal values may be rounded, which is no variance.
    if values.allSatisfy({ $0 == first }) { return 0 }
    return ExactSum.of(values.map { ($0 - mean) * ($0 - mean) }) / Double(values.count - 1)
  }

  /// The standard error of the mean; nil of fewer than two values.
  package static func standardError(_ values: [Double]) -> Double? {
    variance(values).map { ($0 / Double(values.count)).squareRoot() }
  }

  /// Student's interval; nil where it cannot be made or would have no width.
  package static func tInterval(_ values: [Double], level: Double = 0.95) -> Interval? {
    guard let mean = of(values), let error = standardError(values) else { return nil }
    // What averaging equal values leaves is rounding, not variance.
    guard error > 1e-12 * (values.lazy.map(\.magnitude).max() ?? 0) else { return nil }
    let half = StudentT.critical(level, degrees: Double(values.count - 1)) * error
    return Interval(mean - half, mean + half)
  }

  /// The mean of scores from 0 to 1 that come in groups which belong together; nil of nothing.
  ///
  /// As wide as without groups, or as ``ClusteredError`` has it; equal scores of a group are one
  /// score, and one group alone has no interval.
  public static func ofScores(
    _ scores: [Double], clusters: [[Int]]?, level: Double = 0.95
  ) -> Estimate? {
    guard var estimate = ofScores(scores, level: level), let clusters else {
      return ofScores(scores, level: level)
    }
    let alone = estimate.interval
    estimate.interval = nil
    estimate.method = "none"
    guard let error = ClusteredError(scores, groups: clusters), let alone else { return estimate }
    let widest: Interval
    if error.larger == 0, let first = scores.first,
      let few = ofScores(Array(repeating: first, count: clusters.count), level: level)?.interval
    {
      widest = Interval(min(alone.low, few.low), max(alone.high, few.high))
    } else {
      let half = StudentT.critical(level, degrees: Double(clusters.count - 1)) * error.larger
      widest = Interval(
        max(0, min(alone.low, estimate.value - half)),
        min(1, max(alone.high, estimate.value + half)))
    }
    estimate.standardError = error.larger
    estimate.interval = widest
    estimate.method = "cluster-t"
    return estimate
  }

  /// The mean of scores from 0 to 1; nil of nothing.
  ///
  /// Scores of 0 and 1 get Wilson's interval, equal ones what 1 - 0.05^(1/n) leaves open, others
  /// Student's within 0 and 1.
  package static func ofScores(_ scores: [Double], level: Double = 0.95) -> Estimate? {
    guard let mean = of(scores), let first = scores.first else { return nil }
    let error = standardError(scores)
    if scores.allSatisfy({ $0 == 0 || $0 == 1 }) {
      let right = scores.count { $0 == 1 }
      return Estimate(
        mean, standardError: error,
        interval: Proportion.wilson(right, scores.count, level: level), method: "wilson")
    }
    if let interval = tInterval(scores, level: level) {
      return Estimate(
        mean, standardError: error,
        interval: Interval(max(0, interval.low), min(1, interval.high)), method: "t")
    }
    guard scores.count > 1 else {
      return Estimate(mean, standardError: nil, interval: nil, method: "none")
    }
    let open = Proportion.neverHappened(in: scores.count, level: level)
    return Estimate(
      first, standardError: error,
      interval: Interval(max(0, first - open), min(1, first + open)), method: "all-equal")
  }
}
