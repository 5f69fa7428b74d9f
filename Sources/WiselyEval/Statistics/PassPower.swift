// SPDX-License-Identifier: Apache-2.0

/// How consistently a setup is right: over the trials of each query, then over the queries.
package enum PassPower {
  /// The trials of one query: how many were right, of how many.
  package struct Trials: Hashable, Sendable {
    /// The trials that were right.
    package var right: Int
    /// All trials.
    package var count: Int

    /// Some trials.
    package init(right: Int, of count: Int) {
      precondition(right >= 0 && right <= count, "The right trials are among all.")
      self.right = right
      self.count = count
    }

    /// The trials of some scores, of which those of at least a threshold are right.
    package init(_ scores: [Double], threshold: Double = 1) {
      self.init(right: scores.count { $0 >= threshold }, of: scores.count)
    }
  }

  /// The chance that k trials drawn from those of a query are all right: C(c, k)/C(n, k).
  ///
  /// The estimator of τ-bench (Yao et al., 2024). Nil for more trials than there are: it is not
  /// p̄^k.
  package static func allRight(_ trials: Trials, power: Int) -> Double? {
    guard power > 0, power <= trials.count else { return nil }
    return share(trials.right, of: trials.count, power: power)
  }

  /// The chance that any of k trials drawn is right: 1 - C(n - c, k)/C(n, k).
  ///
  /// The estimator of Chen et al. (*Codex*, 2021). Nil for more trials than there are.
  package static func anyRight(_ trials: Trials, power: Int) -> Double? {
    guard power > 0, power <= trials.count else { return nil }
    return 1 - share(trials.count - trials.right, of: trials.count, power: power)
  }

  /// pass^k over queries; nil without queries, or when one of them has fewer trials.
  package static func allRight(_ queries: [Trials], power: Int, level: Double = 0.95) -> Estimate? {
    estimate(queries, level: level) { allRight($0, power: power) }
  }

  /// pass@k over queries; nil without queries, or when one of them has fewer trials.
  package static func anyRight(_ queries: [Trials], power: Int, level: Double = 0.95) -> Estimate? {
    estimate(queries, level: level) { anyRight($0, power: power) }
  }

  /// The chance that two trials of a query differ: 2c(n - c)/(n(n - 1)); nil with one trial.
  package static func flips(_ trials: Trials) -> Double? {
    guard trials.count > 1 else { return nil }
    let wrong = trials.count - trials.right
    return 2 * Double(trials.right * wrong) / Double(trials.count * (trials.count - 1))
  }

  /// The mean chance that two trials of a query differ; nil when a query has one trial.
  package static func flips(_ queries: [Trials]) -> Double? {
    let chances = queries.compactMap { flips($0) }
    return chances.count == queries.count ? Mean.of(chances) : nil
  }

  /// The expected worst of k trials drawn from graded ones: Σ x_(i)·C(n - i, k - 1)/C(n, k),
  /// ascending.
  package static func worst(_ scores: [Double], power: Int) -> Double? {
    guard power > 0, power <= scores.count else { return nil }
    let ascending = scores.sorted()
    // The weight of the i-th: that it is drawn, and all others drawn come after it.
    let weights = ascending.indices.map { index in
      let after = ascending.count - index
      return share(after, of: ascending.count, power: power)
        - share(after - 1, of: ascending.count, power: power)
    }
    return ExactSum.of(zip(ascending, weights).map { $0 * $1 })
  }

  /// C(c, k)/C(n, k).
  private static func share(_ right: Int, of count: Int, power: Int) -> Double {
    guard power <= right else { return 0 }
    var result = 1.0
    for step in 0..<power { result *= Double(right - step) / Double(count - step) }
    return result
  }

  private static func estimate(
    _ queries: [Trials], level: Double, _ figure: (Trials) -> Double?
  ) -> Estimate? {
    let figures = queries.compactMap { figure($0) }
    return figures.count == queries.count ? Mean.ofScores(figures, level: level) : nil
  }
}
