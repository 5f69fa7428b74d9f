// SPDX-License-Identifier: Apache-2.0

/// Which setups no other beats in both cost and quality.
package struct Frontier: Hashable, Sendable {
  /// A setup in the plane of cost and quality.
  package struct Point: Hashable, Sendable {
    /// The setup.
    package var name: String
    /// Its mean cost.
    package var cost: Double
    /// Its mean score.
    package var quality: Double

    /// A point.
    package init(_ name: String, cost: Double, quality: Double) {
      self.name = name
      self.cost = cost
      self.quality = quality
    }
  }

  /// The setups that are not dominated, cheapest first; setups that are alike in both all stay.
  package let points: [Point]
  /// Those of them that no mixture of two others beats.
  package let hull: [Point]

  /// The frontier of some setups.
  package init(_ setups: [Point]) {
    let sorted = setups.sorted {
      ($0.cost, -$0.quality, $0.name) < ($1.cost, -$1.quality, $1.name)
    }
    points = sorted.filter { point in
      !sorted.contains { other in
        other.cost <= point.cost && other.quality >= point.quality
          && (other.cost < point.cost || other.quality > point.quality)
      }
    }
    hull = points.reduce(into: []) { hull, point in
      if let last = hull.last, last.cost == point.cost { return }
      while let last = hull.last, let before = hull.dropLast().last,
        (last.quality - before.quality) * (point.cost - before.cost)
          <= (point.quality - before.quality) * (last.cost - before.cost)
      { hull.removeLast() }
      hull.append(point)
    }
  }

  /// The mean quality of the hull over a range of costs, RouterBench's AIQ.
  ///
  /// Past the dearest setup the quality stays as it is. Nil for an empty range, and for costs below
  /// the cheapest setup's, which buy nothing.
  package func meanQuality(from low: Double, to high: Double) -> Double? {
    guard low < high, let first = hull.first, let last = hull.last, low >= first.cost else {
      return nil
    }
    var areas: [Double] = []
    for (left, right) in zip(hull, hull.dropFirst()) {
      let from = max(low, left.cost)
      let to = min(high, right.cost)
      guard from < to else { continue }
      let slope = (right.quality - left.quality) / (right.cost - left.cost)
      areas.append((left.quality + slope * ((from + to) / 2 - left.cost)) * (to - from))
    }
    if high > last.cost { areas.append(last.quality * (high - max(low, last.cost))) }
    return ExactSum.of(areas) / (high - low)
  }
}
