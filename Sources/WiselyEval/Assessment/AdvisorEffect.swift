// SPDX-License-Identifier: Apache-2.0

/// One setup against another that shows what a part of it does; figures without a verdict.
public struct AdvisorEffect: Hashable, Sendable {
  /// What the pair shows.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Executor with advisor against the executor alone.
    case advisor
    /// The executor advising itself against the executor alone.
    case placebo
    /// Executor with advisor against the executor advising itself.
    case beyondPlacebo = "beyond_placebo"
    /// Executor with advisor against the expensive model alone at low effort: the one to beat.
    case lowEffort = "low_effort"
  }

  /// What the pair shows.
  public var kind: Kind
  /// The setup with the part.
  public var setup: String
  /// The setup without it.
  public var against: String
  /// The queries with a score of both.
  public var queries: Int
  /// How much better it did.
  public var difference: Estimate
  /// What both cost.
  public var cost: CostComparison

  private init?(
    _ kind: Kind, _ setup: String, _ against: String, in table: OutcomeTable, grouping: Grouping
  ) {
    guard setup != against, table.setups.contains(against) else { return nil }
    let scores = Pairing(table, candidate: setup, baseline: against, grouping: grouping).scores
    guard let difference = PairedDifference(scores) else { return nil }
    self.kind = kind
    self.setup = setup
    self.against = against
    queries = scores.rows.count
    self.difference = difference.estimate
    cost = CostPairing(
      table, queries: scores.rows.map(\.query), candidate: setup, baseline: against
    ).comparison(level: 0.95, grouping: grouping)
  }

  /// Everything that the outcomes show of an advised setup.
  static func all(of setup: String, in table: OutcomeTable, grouping: Grouping) -> [AdvisorEffect] {
    guard let parts = AdvisedNotation(setup, in: table) else { return [] }
    let isPlacebo = parts.executor == parts.advisor || table.facts.placebos.contains(setup)
    let pairs: [(Kind, String?)] =
      isPlacebo
      ? [(.placebo, parts.executor)]
      : [
        (.advisor, parts.executor), (.beyondPlacebo, placebo(of: parts.executor, in: table)),
        (.lowEffort, parts.advisorAtLow),
      ]
    return pairs.compactMap { kind, against in
      against.flatMap { AdvisorEffect(kind, setup, $0, in: table, grouping: grouping) }
    }
  }

  private static func placebo(of executor: String, in table: OutcomeTable) -> String? {
    table.setups.first { setup in
      guard let parts = AdvisedNotation(setup, in: table), parts.executor == executor else {
        return false
      }
      return parts.advisor == executor || table.facts.placebos.contains(setup)
    }
  }
}

/// The queries that one setup took for difficult and another did not.
public struct DifficultyDisagreement: Hashable, Sendable {
  /// The setup that consulted.
  public struct Side: Hashable, Sendable {
    /// The setup that consulted.
    public var consulted: String
    /// The setup that did not.
    public var other: String
    /// The attempts where it was so, matched by query and trial.
    public var attempts: Int
    /// Attempts on which only the one that consulted was the better one.
    public var consultedBetter: Int
    /// Attempts on which the other was the better one.
    public var otherBetter: Int
    /// The mean score of the one that consulted; nil without scores.
    public var consultedScore: Double?
    /// The mean score of the other; nil without scores.
    public var otherScore: Double?
  }

  /// Where the first consulted alone.
  public var first: Side
  /// Where the second consulted alone.
  public var second: Side

  init?(_ table: OutcomeTable, _ left: String, _ right: String) {
    var first: [(Double, Double)] = []
    var second: [(Double, Double)] = []
    for query in table.queries {
      for one in table.outcomes(of: left, for: query) {
        guard
          let other = table.outcomes(of: right, for: query).first(where: { $0.trial == one.trial }),
          let asked = one.consultations, let otherAsked = other.consultations,
          let score = one.effectiveScore, let otherScore = other.effectiveScore
        else { continue }
        if asked > 0, otherAsked == 0 { first.append((score, otherScore)) }
        if asked == 0, otherAsked > 0 { second.append((otherScore, score)) }
      }
    }
    guard !first.isEmpty || !second.isEmpty else { return nil }
    self.first = Side(left, right, first)
    self.second = Side(right, left, second)
  }
}

extension DifficultyDisagreement.Side {
  fileprivate init(_ consulted: String, _ other: String, _ scores: [(Double, Double)]) {
    self.consulted = consulted
    self.other = other
    attempts = scores.count
    consultedBetter = scores.count { $0.0 > $0.1 }
    otherBetter = scores.count { $0.0 < $0.1 }
    consultedScore = Mean.of(scores.map(\.0))
    otherScore = Mean.of(scores.map(\.1))
  }
}
