// SPDX-License-Identifier: Apache-2.0

/// The standard error of a mean whose values come in groups that belong together.
///
/// r_i = x_i - mean; SE = √(Σ_g (Σ_{i∈g} r_i)²)/n · √(G/(G-1)) with G - 1 degrees of freedom. With
/// few groups it is often too small, so the larger of it and the independent one counts; Miller,
/// *Adding Error Bars to Evals* (2024).
package struct ClusteredError: Hashable, Sendable {
  /// How many groups there are.
  package let groups: Int
  /// From the groups, without the correction for their number.
  package let uncorrected: Double
  /// From the groups: times √(G/(G-1)).
  package let clustered: Double
  /// As if the values had nothing to do with each other.
  package let independent: Double

  /// An error from groups of the values' indices; nil with fewer than two groups.
  package init?(_ values: [Double], groups: [[Int]]) {
    guard groups.count > 1, let mean = Mean.of(values),
      let independent = Mean.standardError(values)
    else { return nil }
    let squares = groups.map { members in
      let sum = ExactSum.of(members.map { values[$0] - mean })
      return sum * sum
    }
    let count = Double(groups.count)
    self.groups = groups.count
    self.independent = independent
    // The mean of equal values may be rounded, which is no variance.
    uncorrected = independent == 0 ? 0 : ExactSum.of(squares).squareRoot() / Double(values.count)
    clustered = uncorrected * (count / (count - 1)).squareRoot()
  }

  /// The one to judge by.
  package var larger: Double { max(clustered, independent) }
}
