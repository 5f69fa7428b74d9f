// SPDX-License-Identifier: Apache-2.0

import Glibc

/// How the mean cost of the candidate compares to that of the baseline on the same queries.
///
/// ρ = x̄/ȳ; u_i = x_i/x̄ - y_i/ȳ, SE of ln ρ = SD(u)/√n, interval ρ·exp(±z·SE): the delta method on the
/// logarithm.
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
  /// The standard error of the logarithm; 0 when the ratio is the same for every query.
  package let standardError: Double
  /// How sure the interval is.
  package let level: Double

  /// Fewer queries than this claim nothing about cost.
  package static let fewestQueries = 30

  /// A ratio; nil with fewer than two queries or when one of the means is not above 0.
  package init?(candidate: [Double], baseline: [Double], level: Double = 0.95) {
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
    standardError = isConstant ? 0 : Mean.standardError(off) ?? 0
  }

  /// The interval of the ratio; nil when the ratio is the same for every query.
  package var interval: Interval? {
    guard standardError > 0 else { return nil }
    let half = Normal.critical(level) * standardError
    return Interval(ratio * exp(-half), ratio * exp(half))
  }

  /// Whether the candidate is cheaper: from 30 queries on, and by more than chance.
  ///
  /// A ratio that is the same for every query is a fact of the price list and needs no interval.
  package var isCheaper: Bool {
    queries >= CostRatio.fewestQueries && logarithm < -Normal.critical(level) * standardError
  }

  /// Whether the candidate is dearer: from 30 queries on, and by more than chance.
  package var isDearer: Bool {
    queries >= CostRatio.fewestQueries && logarithm > Normal.critical(level) * standardError
  }
}
