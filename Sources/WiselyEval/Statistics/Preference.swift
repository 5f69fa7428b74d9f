// SPDX-License-Identifier: Apache-2.0

/// What people said who saw two answers without knowing whose they were.
public struct Preference: Hashable, Sendable {
  /// Items on which the first setup's answer was preferred.
  public var wins: Int
  /// Items on which the second setup's answer was preferred.
  public var losses: Int
  /// Items on which both would do.
  public var ties: Int
  /// Items on which neither would do, which is no evidence for either and counted apart.
  public var neither: Int

  /// Some preferences.
  public init(wins: Int, losses: Int, ties: Int, neither: Int = 0) {
    self.wins = wins
    self.losses = losses
    self.ties = ties
    self.neither = neither
  }

  /// Wins and losses over all items but those on which neither would do.
  package var counts: PairedCounts {
    PairedCounts(candidateOnly: wins, baselineOnly: losses, queries: wins + losses + ties)
  }

  /// The exact sign test on decided items.
  public var signTest: Double { counts.mcnemar }

  /// How often the first setup wins with ties as halves; nil without items.
  public var winRate: Double? {
    let items = counts.queries
    guard items > 0 else { return nil }
    return (Double(wins) + Double(ties) / 2) / Double(items)
  }

  /// The interval of win minus loss by Bonett and Price; nil without items.
  public func interval(level: Double = 0.95) -> Interval? { counts.bonettPrice(level: level) }
}
