// SPDX-License-Identifier: Apache-2.0

import Wisely

/// One setup by itself; comparing two of these says nothing, only pairs do.
public struct SetupSummary: Hashable, Sendable {
  /// The setup.
  public var setup: String
  /// The queries with a score.
  public var queries: Int
  /// All attempts.
  public var attempts: Int
  /// Attempts that the model failed.
  public var modelFailures: Int
  /// Attempts whose answer was kept from earlier, or comes from a recording.
  public var replayed: Int
  /// Attempts that were never scored.
  public var missing: Int
  /// The mean score over queries.
  public var score: Estimate?
  /// How alike its trials are; nil where nobody said what counts as right.
  public var consistency: SetupConsistency?
  /// What it costs; nil where no cost is known.
  public var cost: SetupCost?
  /// Output tokens of an attempt, on average.
  public var outputTokens: Double?

  init(
    _ table: OutcomeTable, setup: String, line: Double?, grouping: Grouping? = nil,
    level: Double = 0.95
  ) {
    self.setup = setup
    var scores: [[Double]] = []
    var scored: [String] = []
    var costs: [Double] = []
    var unknown = 0
    var right = 0.0
    var outcomes: [Outcome] = []
    for query in table.queries {
      let rows = table.outcomes(of: setup, for: query)
      guard !rows.isEmpty else { continue }
      outcomes += rows
      let known = rows.compactMap(\.effectiveScore)
      if !known.isEmpty {
        scores.append(known)
        scored.append(query)
      }
      let paid = rows.compactMap(\.cost)
      unknown += rows.count - paid.count
      if let mean = Mean.of(paid) { costs.append(mean) }
      right += ExactSum.of(known)
    }
    queries = scores.count
    attempts = outcomes.count
    modelFailures = outcomes.count { $0.ending == .modelFailure }
    replayed = outcomes.count { $0.isReplayed || $0.isKept }
    missing = outcomes.count { $0.effectiveScore == nil }
    score = Mean.ofScores(
      scores.compactMap { Mean.of($0) }, clusters: grouping?.clusters(of: scored), level: level)
    consistency = (line ?? SetupConsistency.usualLine(scores.joined())).flatMap {
      SetupConsistency(scores, line: $0)
    }
    cost = SetupCost(
      perQuery: costs, all: outcomes.compactMap(\.cost), unknown: unknown, right: right,
      roles: outcomes.map(\.costByRole))
    outputTokens = Mean.of(outcomes.compactMap(\.outputTokens).map(Double.init))
  }
}

/// What a setup costs.
public struct SetupCost: Hashable, Sendable {
  /// The mean of a query and its neighbours, in dollars.
  public var perQuery: CostSummary
  /// All attempts with a known cost together.
  public var total: Double
  /// Attempts whose cost is unknown.
  public var unknown: Int
  /// What a right answer costs; nil when a cost is unknown, or nothing was right.
  public var perRightAnswer: Double?
  /// What of the money went to whom, by role.
  public var byRole: [String: Double]

  init?(
    perQuery: [Double], all: [Double], unknown: Int, right: Double, roles: [[String: Double]]
  ) {
    guard let summary = CostSummary(perQuery) else { return nil }
    self.perQuery = summary
    total = ExactSum.of(all)
    self.unknown = unknown
    perRightAnswer = unknown == 0 && right > 0 ? total / right : nil
    var parts: [String: [Double]] = [:]
    for role in roles { for (name, part) in role { parts[name, default: []].append(part) } }
    byRole = parts.mapValues { ExactSum.of($0) }
  }
}
