// SPDX-License-Identifier: Apache-2.0

/// The ceiling of switching: the expensive model only where it does strictly better.
///
/// An advisor can exceed it, on queries that neither model gets right alone.
package struct Oracle: Hashable, Sendable {
  /// The mean of the better score of each query.
  package let quality: Double
  /// The mean cost when only the model chosen runs.
  package let routerCost: Double
  /// The mean cost when the cheap model always runs and the expensive one on top.
  package let cascadeCost: Double
  /// The share of queries that go to the expensive model.
  package let escalated: Double

  /// The ceiling over the same queries; nil without any.
  package init?(cheap: [SetupRow], expensive: [SetupRow]) {
    precondition(cheap.count == expensive.count, "The rows are of the same queries.")
    let pairs = zip(cheap, expensive).map { (cheap: $0, expensive: $1) }
    let isBetter = pairs.map { $0.expensive.quality > $0.cheap.quality }
    guard let quality = Mean.of(pairs.map { max($0.cheap.quality, $0.expensive.quality) }),
      let router = Mean.of(zip(pairs, isBetter).map { $1 ? $0.expensive.cost : $0.cheap.cost }),
      let cascade = Mean.of(
        zip(pairs, isBetter).map { $0.cheap.cost + ($1 ? $0.expensive.cost : 0) })
    else { return nil }
    self.quality = quality
    routerCost = router
    cascadeCost = cascade
    escalated = Double(isBetter.count { $0 }) / Double(pairs.count)
  }
}
