// SPDX-License-Identifier: Apache-2.0

/// Intervals for figures that have no formula, from resampled queries.
///
/// Efron's percentile interval: whole queries, or whole clusters, are drawn with replacement, never
/// attempts. The rows have to come in an order that depends on nothing but the data.
package struct Bootstrap: Hashable, Sendable {
  /// How many times the queries are drawn anew.
  package var resamples: Int
  /// What determines the draws.
  package var seed: UInt64
  /// How sure the interval is.
  package var level: Double

  /// Fewer queries than this are not resampled.
  package static let fewestQueries = 50

  /// A bootstrap.
  package init(resamples: Int = 10_000, seed: UInt64 = 1, level: Double = 0.95) {
    self.resamples = resamples
    self.seed = seed
    self.level = level
  }

  /// The interval of a figure of some of the queries, given by their indices.
  ///
  /// Nil with fewer than 50 queries or fewer than two clusters, when the figure is undefined for
  /// any one of the resamples, when it is infinite for so many that the interval has no upper end,
  /// and when the interval would have no width.
  package func interval(
    queries: Int, clusters: [[Int]]? = nil, of figure: ([Int]) -> Double?
  ) -> Interval? {
    guard queries >= Bootstrap.fewestQueries, resamples > 0 else { return nil }
    if let clusters, clusters.count < 2 { return nil }
    var random = Xoshiro(seed: seed)
    var figures: [Double] = []
    figures.reserveCapacity(resamples)
    var drawn: [Int] = []
    drawn.reserveCapacity(queries)
    for _ in 0..<resamples {
      drawn.removeAll(keepingCapacity: true)
      if let clusters {
        for _ in clusters.indices { drawn += clusters[random.below(clusters.count)] }
      } else {
        for _ in 0..<queries { drawn.append(random.below(queries)) }
      }
      guard let value = figure(drawn), value > -.infinity else { return nil }
      figures.append(value)
    }
    figures.sort()
    let tail = (1 - level) / 2
    guard let low = Quantile.of(figures, tail), let high = Quantile.of(figures, 1 - tail),
      low < high, high.isFinite
    else { return nil }
    return Interval(low, high)
  }
}

/// Values that a share of others lies below.
package enum Quantile {
  /// A quantile of sorted values, between two neighbours by their distance (type 7); nil of
  /// nothing.
  package static func of(_ sorted: [Double], _ share: Double) -> Double? {
    guard let last = sorted.last else { return nil }
    let place = share * Double(sorted.count - 1)
    let below = Int(place.rounded(.down))
    guard below + 1 < sorted.count else { return last }
    return sorted[below] + (place - Double(below)) * (sorted[below + 1] - sorted[below])
  }
}
