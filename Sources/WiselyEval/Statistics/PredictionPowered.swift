// SPDX-License-Identifier: Apache-2.0

/// A judge's mean score corrected by a subset that people labelled.
package enum PredictionPowered {
  /// The corrected mean; nil without judged answers or with fewer than two labelled ones.
  ///
  /// Angelopoulos et al. (2023): mean(judge on all) + mean(human - judge on labelled), with variance
  /// Var(judge)/N + Var(human - judge)/n. For a difference between setups give per-query differences.
  package static func estimate(
    judge: [Double], labelled: [(judge: Double, human: Double)], level: Double = 0.95
  ) -> Estimate? {
    let corrections = labelled.map { $0.human - $0.judge }
    guard let judged = Mean.of(judge), let correction = Mean.of(corrections),
      let spread = Mean.variance(judge), let error = Mean.variance(corrections)
    else { return nil }
    let standardError =
      (spread / Double(judge.count) + error / Double(labelled.count)).squareRoot()
    let value = judged + correction
    let half = Normal.critical(level) * standardError
    let interval = half > 0 ? Interval(value - half, value + half) : nil
    return Estimate(
      value, standardError: standardError, interval: interval,
      method: interval == nil ? "none" : "prediction-powered")
  }
}
