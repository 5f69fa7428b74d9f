// SPDX-License-Identifier: Apache-2.0

/// What a judge that saw each pair of answers in both orders says of the first setup.
package struct JudgeSwap: Hashable, Sendable {
  /// The share of pairs on which the order changed nothing.
  package let consistency: Double
  /// The share of verdicts for the answer that was shown first; ½ without position bias.
  package let firstPositionRate: Double
  /// How often the first setup wins, where a verdict that flips is a tie.
  package let winRate: Estimate
  /// How often it wins in the first order alone, for comparison.
  package let singleOrderRate: Double

  /// The verdicts of some pairs; nil without any.
  ///
  /// In the first order the first setup's answer was shown first; 1 is a win of the first setup, 0
  /// a loss, ½ a tie.
  package init?(_ pairs: [(first: Double, swapped: Double)], level: Double = 0.95) {
    let scores = pairs.map { ($0.first + $0.swapped) / 2 }
    guard let estimate = Mean.ofScores(scores, level: level),
      let single = Mean.of(pairs.map(\.first)),
      let position = Mean.of(pairs.flatMap { [$0.first, 1 - $0.swapped] })
    else { return nil }
    consistency = Double(pairs.count { $0.first == $0.swapped }) / Double(pairs.count)
    firstPositionRate = position
    winRate = estimate
    singleOrderRate = single
  }
}
