// SPDX-License-Identifier: Apache-2.0

/// One candidate held against the baseline, query by query.
public struct Comparison: Hashable, Sendable {
  /// The candidate.
  public var candidate: String
  /// The baseline, normally the expensive model alone.
  public var baseline: String
  /// The queries with a score of both.
  public var queries: Int
  /// The queries that both answered and that have no score of both, because nobody graded an
  /// answer.
  public var ungraded: Int
  /// The mean score of the candidate on the queries with a score of both; nil without any.
  public var candidateScore: Double?
  /// The mean score of the baseline on the same queries; nil without any.
  public var baselineScore: Double?
  /// The difference of the means, candidate less baseline, with the interval that the words rest
  /// on; nil without queries.
  public var difference: Estimate?
  /// The interval as if every query stood alone; nil where that is the one above.
  public var independent: Interval?
  /// How many trials of a query both have, at most.
  public var trials: Int
  /// How many groups the queries come in.
  public var groups: Int
  /// Queries on which the candidate did better.
  public var candidateOnly: Int
  /// Queries on which the baseline did better.
  public var baselineOnly: Int
  /// McNemar's exact p; nil unless every query has one trial, right or wrong.
  public var mcnemar: Double?
  /// The same, adjusted for the number of candidates.
  public var holm: Double?
  /// The one-sided p of "not worse by the margin"; nil where the difference has no standard error.
  public var nonInferiority: Double?
  /// What it comes to without the one query that moves it most.
  public var leaveOut: LeaveOut
  /// How sure the intervals are, corrected for the number of candidates.
  public var level: Double
  /// The loss of quality that is accepted.
  public var margin: Double
  /// The money.
  public var cost: CostComparison
  /// What may be claimed of quality.
  public var quality: QualityWord
  /// What may be claimed of consistency.
  public var consistency: ConsistencyWord
  /// What it comes to.
  public var overall: Overall
  /// All gates, closed or not.
  public var gates: [GateFinding]
  /// Right in every trial, side by side; nil where it was not measured.
  public var everyTrial: EveryTrial?
  /// What a perfect choice between cheap and expensive would reach; nil without two to choose from.
  public var oracle: OracleCeiling?
  /// The candidate against a random mix of cheap and expensive; nil without a cheap setup.
  public var line: LineTest?
  /// What one more right answer costs; nil where the dearer setup is not better.
  public var pricePerRightAnswer: Estimate?
  /// How many queries the margin probably takes; nil when too few were asked to tell.
  public var queriesNeeded: QueriesNeeded?
  /// What the difference may be when the missing outcomes are the worst and the best; nil when none
  /// is.
  public var withMissing: Interval?
  /// The difference by category of queries; empty where no field was named.
  public var categories: [CategoryDifference]
  /// Whether only a language model judged.
  public var isJudged: Bool
  /// Whether the figures are what people who labelled answers corrected the judge's to.
  public var isCorrected: Bool
  /// What people chose between the two; nil where nobody was asked.
  public var people: PeopleComparison?
  /// Whether people's choices keep what the scores come to from being claimed.
  public var isDisputed: Bool

  /// The gates that are closed.
  public var closedGates: [Gate] { gates.filter(\.isClosed).map(\.gate) }
}

/// The shares of queries that were right in every trial.
public struct EveryTrial: Hashable, Sendable {
  /// The number of trials.
  public var trials: Int
  /// The score from which an answer is right.
  public var line: Double
  /// The queries with that many trials of both.
  public var queries: Int
  /// The candidate's share.
  public var candidate: Double
  /// The baseline's share.
  public var baseline: Double
  /// Their difference.
  public var difference: Estimate
}

/// What the two setups cost on the same queries.
public struct CostComparison: Hashable, Sendable {
  /// The mean of a query for the candidate, in dollars; nil when no cost is known.
  public var candidate: Double?
  /// The mean of a query for the baseline, in dollars; nil when no cost is known.
  public var baseline: Double?
  /// The ratio of the means; nil when one of them is 0 or unknown.
  public var ratio: Double?
  /// The interval of the ratio; nil with fewer than 30 queries, or when it is the same for all.
  public var interval: Interval?
  /// What may be claimed.
  public var word: CostWord
  /// The share of attempts without a known cost.
  public var unknown: Double
}

/// What a perfect choice between a cheap and an expensive setup would reach: a ceiling.
public struct OracleCeiling: Hashable, Sendable {
  /// The cheap setup.
  public var cheap: String
  /// The expensive setup.
  public var expensive: String
  /// The mean of the better score.
  public var quality: Double
  /// The mean cost when one of the two is asked; nil when a cost is unknown.
  public var routerCost: Double?
  /// The mean cost when the cheap one always is, and the expensive one on top; nil when unknown.
  public var cascadeCost: Double?
  /// The share of queries that need the expensive one.
  public var escalated: Double
}

/// A setup held against the straight line between a cheap and an expensive one.
public struct LineTest: Hashable, Sendable {
  /// The cheap setup.
  public var cheap: String
  /// The expensive setup.
  public var expensive: String
  /// The queries with scores and costs of all three.
  public var queries: Int
  /// Where its cost lies: 0 is the cheap setup's, 1 the expensive one's.
  public var position: Double
  /// What a random mix of the same cost scores; nil where no mix has that cost.
  public var quality: Double?
  /// How much better the setup scores than that mix.
  public var lift: Double?
  /// What the setup itself scores.
  public var score: Double
  /// The interval of the lift, from resampled queries; nil below 50 queries.
  public var interval: Interval?

  /// Whether it costs more than the expensive setup.
  public var isBeyond: Bool { position > 1 }
}
