// SPDX-License-Identifier: Apache-2.0

import Glibc

/// How the mean cost of the candidate compares to that of the baseline on the same queries.
///
/// ρ = x̄/ȳ; u_i = x_i/x̄ - y_i/ȳ, SE of ln ρ = SD(u)/√n, interval ρ·exp(±z·SE): the delta method
/// on the logarithm. Queries that belong together widen it, see ``ClusteredError``.
package struct CostRatio: Hashable, Sendable {
  /// How many queries both setups answered.
  package let queries: Int
  /// The mean cost of the candidate.
  package let candidate: Double
  /// The mean cost of the baseline.
  package let baseline: Double
  /// The ratio of the means.
  package let ratio: Double
  /// The logarithm of the ratio; changing the setups over changes nothing but its sign.
  package let logarithm: Double
  /// The standard error of the logarithm; 0 when the ratio is the same for every query, and nil
  /// when all queries belong together, so that nothing shows how it varies.
  package let standardError: Double?
  /// How many groups the queries come in; as many as queries where nothing belongs together.
  package let groups: Int
  /// How sure the interval is.
  package let level: Double

  /// Fewer queries than this claim nothing about cost.
  package static let fewestQueries = 30

  /// A ratio; nil with fewer than two queries or when one of the means is not above 0.
  ///
  /// - Parameters:
  ///   - candidate: What each query costs with the candidate.
  ///   - baseline: What the same queries cost with the baseline.
  ///   - clusters: The indices of the queries of each group; nil when every query stands on its own.
  ///   - level: How sure the interval is.
  package init?(
    candidate: [Double], baseline: [Double], clusters: [[Int]]? = nil, level: Double = 0.95
  ) {
    precondition(candidate.count == baseline.count, "The costs are of the same queries.")
    guard candidate.count > 1, let left = Mean.of(candidate), let right = Mean.of(baseline),
      left > 0, right > 0
    else { return nil }
    queries = candidate.count
    self.candidate = left
    self.baseline = right
    self.level = level
    ratio = left / right
    logarithm = log(left) - log(right)
    let off = zip(candidate, baseline).map { $0 / left - $1 / right }
    // What a proportional price list leaves is rounding, not variance.
    let isConstant = off.allSatisfy { $0.magnitude < 1e-12 }
    groups = clusters?.count ?? candidate.count
    standardError =
      if isConstant {
        0
      } else if let clusters {
        ClusteredError(off, groups: clusters)?.larger
      } else {
        Mean.standardError(off) ?? 0
      }
  }

  /// How many standard errors the interval reaches to each side.
  private var critical: Double {
    groups < queries
      ? StudentT.critical(level, degrees: Double(groups - 1)) : Normal.critical(level)
  }

  /// The interval of the ratio; nil when the ratio is the same for every query, or all belong
  /// together.
  package var interval: Interval? {
    guard let standardError, standardError > 0 else { return nil }
    let half = critical * standardError
    return Interval(ratio * exp(-half), ratio * exp(half))
  }

  /// Whether the candidate is cheaper: from 30 queries on, and by more than chance.
  ///
  /// A ratio that is the same for every query is a fact of the price list and needs no interval.
  package var isCheaper: Bool { isCheaper(fewest: CostRatio.fewestQueries) }

  /// Whether the candidate is dearer: from 30 queries on, and by more than chance.
  package var isDearer: Bool { isDearer(fewest: CostRatio.fewestQueries) }

  func isCheaper(fewest: Int) -> Bool {
    reach.map { queries >= fewest && logarithm < -$0 } ?? false
  }

  func isDearer(fewest: Int) -> Bool {
    reach.map { queries >= fewest && logarithm > $0 } ?? false
  }

  /// How far the interval of the logarithm reaches to each side; nil where nobody knows.
  private var reach: Double? {
    // Of a fact there is no doubt to be multiplied, however few groups it was seen in.
    standardError.map { $0 == 0 ? 0 : critical * $0 }
  }
}
