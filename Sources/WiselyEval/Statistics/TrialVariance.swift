// SPDX-License-Identifier: Apache-2.0

/// Where the spread of scores comes from: other queries, or other trials of the same query.
///
/// Within = mean over queries of the sample variance of their trials; between = variance of the
/// queries' means less what the trials put into it (within/K), at least 0.
package struct TrialVariance: Hashable, Sendable {
  /// The variance of the trials of a query.
  package let within: Double
  /// The variance of the queries' means.
  package let ofMeans: Double
  /// The variance between queries, without what comes from their trials.
  package let between: Double
  /// The standard error of the mean score, which counts queries.
  package let standardError: Double
  /// What it would wrongly be if each attempt counted as a query.
  package let naiveStandardError: Double

  /// The parts of some queries' scores, a list for each; nil unless two queries have two trials
  /// each.
  package init?(_ scores: [[Double]]) {
    let variances = scores.compactMap { Mean.variance($0) }
    guard scores.count > 1, variances.count == scores.count,
      let within = Mean.of(variances),
      let ofMeans = Mean.variance(scores.compactMap { Mean.of($0) }),
      let noise = Mean.of(zip(variances, scores).map { $0 / Double($1.count) }),
      let naive = Mean.standardError(scores.flatMap { $0 })
    else { return nil }
    self.within = within
    self.ofMeans = ofMeans
    between = max(0, ofMeans - noise)
    standardError = (ofMeans / Double(scores.count)).squareRoot()
    naiveStandardError = naive
  }

  /// The share of the variance between queries; nil when nothing varies.
  package var share: Double? {
    between + within > 0 ? between / (between + within) : nil
  }
}
