// SPDX-License-Identifier: Apache-2.0

/// Whether a setup does better than sending a share of the queries to the expensive model at
/// random.
///
/// Position λ = (cost_S - cost_cheap)/(cost_exp - cost_cheap), lift = quality_S - [quality_cheap +
/// λ(quality_exp - quality_cheap)]: RouterBench's zero router (Hu et al., 2024) by cost.
package struct MixLine: Hashable, Sendable {
  /// The setup's place between the cheap model's cost, 0, and the expensive one's, 1.
  package let position: Double
  /// The quality that the same money buys at random.
  ///
  /// Nil where the setup is dearer than the expensive model. No mixture costs less than the cheap
  /// model, so that below it the cheap model itself is the measure.
  package let quality: Double?
  /// How much better the setup is; nil where it is dearer than the expensive model.
  package let lift: Double?
  /// The share of the gap in quality that the setup closes, RouteLLM's PGR; nil without a gap.
  package let gapRecovered: Double?

  /// A line; nil unless the expensive model is dearer than the cheap one.
  package init?(cheap: SetupRow, expensive: SetupRow, setup: SetupRow) {
    guard expensive.cost > cheap.cost else { return nil }
    let gap = expensive.quality - cheap.quality
    position = (setup.cost - cheap.cost) / (expensive.cost - cheap.cost)
    gapRecovered = gap == 0 ? nil : (setup.quality - cheap.quality) / gap
    if position > 1 {
      quality = nil
      lift = nil
    } else {
      let onLine = cheap.quality + max(0, position) * gap
      quality = onLine
      lift = setup.quality - onLine
    }
  }

  /// The interval of the lift by resampling whole queries, all setups together.
  ///
  /// Nil below 50 queries and wherever the lift itself is.
  package static func liftInterval(
    cheap: [SetupRow], expensive: [SetupRow], setup: [SetupRow], clusters: [[Int]]? = nil,
    bootstrap: Bootstrap = Bootstrap()
  ) -> Interval? {
    precondition(
      cheap.count == expensive.count && cheap.count == setup.count,
      "The rows are of the same queries.")
    guard let means = means(cheap, expensive, setup),
      MixLine(cheap: means.0, expensive: means.1, setup: means.2)?.lift != nil
    else { return nil }
    return bootstrap.interval(queries: cheap.count, clusters: clusters) { drawn in
      var low = SetupRow(quality: 0, cost: 0)
      var high = low
      var own = low
      for index in drawn {
        low.add(cheap[index])
        high.add(expensive[index])
        own.add(setup[index])
      }
      guard high.cost > low.cost else { return nil }
      // Resamples may lie past the expensive model; cutting them off would bend the interval.
      let position = max(0, (own.cost - low.cost) / (high.cost - low.cost))
      let onLine = low.quality + position * (high.quality - low.quality)
      return (own.quality - onLine) / Double(drawn.count)
    }
  }

  private static func means(
    _ cheap: [SetupRow], _ expensive: [SetupRow], _ setup: [SetupRow]
  ) -> (SetupRow, SetupRow, SetupRow)? {
    guard let low = SetupRow(meanOf: cheap), let high = SetupRow(meanOf: expensive),
      let own = SetupRow(meanOf: setup)
    else { return nil }
    return (low, high, own)
  }
}

extension SetupRow {
  /// The mean quality and cost of some rows; nil of nothing.
  package init?(meanOf rows: [SetupRow]) {
    guard let quality = Mean.of(rows.map(\.quality)), let cost = Mean.of(rows.map(\.cost)) else {
      return nil
    }
    self.init(quality: quality, cost: cost)
  }

  fileprivate mutating func add(_ row: SetupRow) {
    quality += row.quality
    cost += row.cost
  }
}
