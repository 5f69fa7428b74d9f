// SPDX-License-Identifier: Apache-2.0

import Wisely

/// A query on which a candidate and the baseline did differently.
struct Flip: Sendable {
  /// What one of the two made of it.
  struct Side: Sendable {
    var setup: String
    /// Every attempt, by trial.
    var attempts: [Outcome]
    /// The mean of its scores.
    var score: Double
    /// The attempt that shows the difference best.
    var shown: Outcome?
    /// Whether people preferred it; nil where scores decide.
    var isPreferred: Bool?

    /// The scores of the trials.
    var scores: [Double?] { attempts.map(\.effectiveScore) }
    /// What came of it, behind the setup's name.
    var result: String {
      if let isPreferred { return isPreferred ? "was preferred" : "was not preferred" }
      return "scored " + scores.map { $0.map { Figures.trimmed($0) } ?? "?" }.joined(separator: " ")
    }
    /// Consultations of the attempt that is shown.
    var consultations: [JSONValue] { shown?.fields["consultations"]?.array ?? [] }
  }

  var query: String
  /// What was asked, if anybody says.
  var prompt: String?
  /// What was expected, if anybody says.
  var expected: [String]
  var candidate: Side
  var baseline: Side

  /// How much better the candidate did.
  var difference: Double { candidate.score - baseline.score }
}

/// The queries on which a candidate and the baseline did differently, the clearest first.
struct FlipList: Sendable {
  var candidate: String
  /// Those on which the baseline did better.
  var lost: [Flip] = []
  /// Those on which the candidate did better.
  var won: [Flip] = []

  /// Whether people's choices decide, and not scores.
  private let isChosen: Bool

  /// The queries on which scores differ; with choices those on which people preferred one.
  init(
    _ table: OutcomeTable, candidate: String, baseline: String, plan: ReportPlan?,
    choices: QueryChoices? = nil
  ) {
    self.candidate = candidate
    isChosen = choices != nil
    for query in table.queries {
      let own = table.outcomes(of: candidate, for: query)
      let other = table.outcomes(of: baseline, for: query)
      if let choices {
        add(query, choices, own, other, plan)
        continue
      }
      guard let score = own.meanScore, let otherScore = other.meanScore, score != otherScore else {
        continue
      }
      let isLost = score < otherScore
      let flip = Flip(
        query: query, prompt: plan?.queries[query]?.prompt ?? Self.prompt(own + other),
        expected: plan?.queries[query]?.expected ?? Self.expected(own + other),
        candidate: Self.side(candidate, own, score, showsWorst: isLost),
        baseline: Self.side(baseline, other, otherScore, showsWorst: !isLost))
      if isLost { lost.append(flip) } else { won.append(flip) }
    }
    // Sorting is stable only by luck; the query settles ties.
    lost.sort { ($0.difference, $0.query) < ($1.difference, $1.query) }
    won.sort { (-$0.difference, $0.query) < (-$1.difference, $1.query) }
  }

  private mutating func add(
    _ query: String, _ choices: QueryChoices, _ own: ArraySlice<Outcome>,
    _ other: ArraySlice<Outcome>, _ plan: ReportPlan?
  ) {
    guard let result = choices.results[query], result == .first || result == .second else {
      return
    }
    func side(_ place: Int, _ setup: String, _ attempts: ArraySlice<Outcome>) -> Flip.Side {
      let isPreferred = (result == .first) == (place == 0)
      let trial = choices.trials[query]?[place]
      return Flip.Side(
        setup: setup, attempts: Array(attempts), score: isPreferred ? 1 : 0,
        shown: attempts.first { $0.trial == trial }, isPreferred: isPreferred)
    }
    let flip = Flip(
      query: query, prompt: plan?.queries[query]?.prompt ?? Self.prompt(own + other),
      expected: plan?.queries[query]?.expected ?? Self.expected(own + other),
      candidate: side(0, choices.first, own), baseline: side(1, choices.second, other))
    if result == .second { lost.append(flip) } else { won.append(flip) }
  }

  /// What the queries of a side have in common, those of `lost` being the baseline's.
  func title(_ setup: String) -> String {
    guard !isChosen else { return "People preferred \(setup)" }
    let isPlain = (lost + won).allSatisfy { flip in
      [flip.candidate, flip.baseline].allSatisfy { side in
        side.attempts.count == 1 && (side.score == 0 || side.score == 1)
      }
    }
    return isPlain ? "Only \(setup) was right" : "\(setup) did better"
  }

  private static func side(
    _ setup: String, _ attempts: ArraySlice<Outcome>, _ score: Double, showsWorst: Bool
  ) -> Flip.Side {
    let known = attempts.filter { $0.effectiveScore != nil }
    let better = { (left: Outcome, right: Outcome) -> Bool in
      let (one, other) = (left.effectiveScore ?? 0, right.effectiveScore ?? 0)
      guard one == other else { return one < other }
      return showsWorst ? left.trial < right.trial : left.trial > right.trial
    }
    return Flip.Side(
      setup: setup, attempts: Array(attempts), score: score,
      shown: showsWorst ? known.min(by: better) : known.max(by: better))
  }

  private static func prompt(_ outcomes: ArraySlice<Outcome>) -> String? {
    text(outcomes, ["query", "question", "prompt", "input"])
  }

  private static func expected(_ outcomes: ArraySlice<Outcome>) -> [String] {
    let names = ["expected", "ideal", "target", "expected_output", "ground_truth"]
    return text(outcomes, names).map { [$0] } ?? []
  }

  private static func text(_ outcomes: ArraySlice<Outcome>, _ names: [String]) -> String? {
    for outcome in outcomes {
      for name in names {
        guard let value = outcome.fields[name], !value.isNull else { continue }
        return value.string ?? value.text
      }
    }
    return nil
  }
}
