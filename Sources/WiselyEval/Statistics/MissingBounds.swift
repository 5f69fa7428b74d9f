// SPDX-License-Identifier: Apache-2.0

/// What missing scores could make of a difference, at worst and at best for the candidate.
package enum MissingBounds {
  /// The two differences of means over the same queries, a missing score being nil; nil without
  /// any.
  ///
  /// At worst the candidate's missing scores are 0 and the baseline's 1, at best the reverse.
  package static func difference(candidate: [Double?], baseline: [Double?]) -> Interval? {
    precondition(candidate.count == baseline.count, "The scores are of the same queries.")
    let worst = zip(candidate, baseline).map { ($0 ?? 0) - ($1 ?? 1) }
    let best = zip(candidate, baseline).map { ($0 ?? 1) - ($1 ?? 0) }
    guard let low = Mean.of(worst), let high = Mean.of(best) else { return nil }
    return Interval(low, high)
  }
}
