// SPDX-License-Identifier: Apache-2.0

/// What a setup cost over some queries; costs are skewed, so there is no standard deviation.
public struct CostSummary: Hashable, Sendable {
  /// The sum.
  public let total: Double
  /// The mean for a query.
  public let mean: Double
  /// What half of the queries cost less than.
  public let median: Double
  /// What 95 of 100 queries cost less than.
  public let percentile95: Double
  /// The share of the total that the dearest query took; nil when nothing was spent.
  public let largestShare: Double?

  /// A summary; nil of nothing.
  public init?(_ costs: [Double]) {
    let sorted = costs.sorted()
    guard let dearest = sorted.last, let median = Quantile.of(sorted, 0.5),
      let percentile95 = Quantile.of(sorted, 0.95)
    else { return nil }
    total = ExactSum.of(costs)
    mean = total / Double(costs.count)
    self.median = median
    self.percentile95 = percentile95
    largestShare = total > 0 ? dearest / total : nil
  }

  /// Whether one query takes more than a tenth of the total, so that resampling says little.
  public var isHeavyTailed: Bool { (largestShare ?? 0) > 0.1 }
}

/// What right answers cost.
package enum RightAnswer {
  /// Σ cost / Σ score; nil, not infinite, with no right answer.
  package static func cost(_ costs: [Double], scores: [Double]) -> Double? {
    let right = ExactSum.of(scores)
    return right > 0 ? ExactSum.of(costs) / right : nil
  }

  /// The price of one more right answer: the difference in mean cost by that in mean score.
  ///
  /// Nil unless the second setup is better and dearer than the first.
  package static func extraCost(
    from cheap: (quality: Double, cost: Double), to dear: (quality: Double, cost: Double)
  ) -> Double? {
    guard dear.quality > cheap.quality, dear.cost > cheap.cost else { return nil }
    return (dear.cost - cheap.cost) / (dear.quality - cheap.quality)
  }

  /// The interval of that price by resampling queries; nil where it is not defined.
  ///
  /// The caller asks only when the interval of the difference in score does not contain 0.
  package static func extraCostInterval(
    from cheap: [SetupRow], to dear: [SetupRow], clusters: [[Int]]? = nil,
    bootstrap: Bootstrap = Bootstrap()
  ) -> Interval? {
    precondition(cheap.count == dear.count, "The rows are of the same queries.")
    return bootstrap.interval(queries: cheap.count, clusters: clusters) { drawn in
      var cost = 0.0
      var score = 0.0
      for index in drawn {
        cost += dear[index].cost - cheap[index].cost
        score += dear[index].quality - cheap[index].quality
      }
      // Where nothing is gained no money buys it, which is not to say that there is no price.
      return score > 0 ? cost / score : .infinity
    }
  }
}

/// What one setup scored and cost on one query.
package struct SetupRow: Hashable, Sendable {
  /// The score, from 0 to 1.
  package var quality: Double
  /// The cost.
  package var cost: Double

  /// A row.
  package init(quality: Double, cost: Double) {
    self.quality = quality
    self.cost = cost
  }
}
