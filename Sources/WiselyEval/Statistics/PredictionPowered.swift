// SPDX-License-Identifier: Apache-2.0

/// A judge's mean score corrected by a subset that people labelled.
package enum PredictionPowered {
  /// The corrected mean; nil without judged answers or with fewer than two labelled ones.
  ///
  /// Angelopoulos et al. (2023): mean(judge on all) + mean(human - judge on labelled), with
  /// variance Var(judge)/N + Var(human - judge)/n.
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
    return Estimate(
      value, standardError: standardError,
      interval: interval(value, standardError, Normal.critical(level)))
  }

  /// What people said more than the judge of the labelled answers to each query.
  package struct Corrections: Hashable, Sendable {
    /// Of the candidate's answers, by query; nil where none was labelled.
    package var candidate: [Double?]
    /// Of the baseline's.
    package var baseline: [Double?]

    /// Corrections, both lists in the order of the judge's differences.
    package init(candidate: [Double?], baseline: [Double?]) {
      precondition(candidate.count == baseline.count, "The corrections are of the same queries.")
      self.candidate = candidate
      self.baseline = baseline
    }
  }

  /// The corrected difference of two setups; nil when either has fewer than two labelled queries.
  ///
  /// The same formula on differences, whether people labelled both answers to a query or drew them
  /// for each setup by itself: with pairs it is the formula for per-query differences, without any
  /// the variances of both corrections add up. Queries that belong together widen it as they do
  /// everywhere, see ``ClusteredError``; then `independent` is the interval as if they did not.
  package static func difference(
    judge: [Double], corrections: Corrections, clusters: [[Int]]? = nil, level: Double = 0.95
  ) -> (estimate: Estimate, independent: Interval?)? {
    precondition(
      judge.count == corrections.candidate.count, "The corrections are of the same queries.")
    let labels = [corrections.candidate, corrections.baseline].map { $0.compactMap(\.self) }
    guard let judged = Mean.of(judge), let spread = Mean.variance(judge),
      let own = Mean.of(labels[0]), let other = Mean.of(labels[1]),
      let fewest = labels.map(\.count).min(), fewest > 1
    else { return nil }
    // Exactly, so that changing the setups over changes nothing but the sign.
    let value = ExactSum.of([judged, own, -other])
    // What each query's labels move the correction by.
    let moves = judge.indices.map { index in
      (corrections.candidate[index].map { ($0 - own) / Double(labels[0].count) } ?? 0)
        - (corrections.baseline[index].map { ($0 - other) / Double(labels[1].count) } ?? 0)
    }
    let labelling =
      ExactSum.of(moves.map { $0 * $0 }) * Double(fewest) / Double(fewest - 1)
    let alone = (spread / Double(judge.count) + labelling).squareRoot()
    let independent = interval(value, alone, Normal.critical(level))
    guard let clusters else {
      return (Estimate(value, standardError: alone, interval: independent), nil)
    }
    guard clusters.count > 1 else {
      return (Estimate(value, standardError: nil, interval: nil), independent)
    }
    let count = Double(clusters.count)
    let squares = clusters.map { members in
      let sum = ExactSum.of(
        members.map { (judge[$0] - judged) / Double(judge.count) + moves[$0] })
      return sum * sum
    }
    let error = max(alone, (ExactSum.of(squares) * count / (count - 1)).squareRoot())
    let critical = StudentT.critical(level, degrees: count - 1)
    return (
      Estimate(value, standardError: error, interval: interval(value, error, critical)),
      independent
    )
  }

  private static func interval(
    _ value: Double, _ standardError: Double, _ critical: Double
  ) -> Interval? {
    let half = critical * standardError
    return half > 0 ? Interval(value - half, value + half) : nil
  }
}

extension Estimate {
  fileprivate init(_ value: Double, standardError: Double?, interval: Interval?) {
    self.init(
      value, standardError: standardError, interval: interval,
      method: interval == nil ? "none" : "prediction-powered")
  }
}
