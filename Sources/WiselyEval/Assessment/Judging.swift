// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Whether a language model gave the scores of a pair, and what people said of the same answers.
struct Judging: Sendable {
  /// A difference of judged scores as far as people bear it out.
  struct Corrected: Sendable {
    var estimate: Estimate
    /// The interval as if every query stood alone; nil where that is the one of the estimate.
    var independent: Interval?
    /// What people add to the judge's mean of each, or take from it.
    var shifts: (candidate: Double, baseline: Double)
  }

  /// The answers to one query that both the judge and a person have seen.
  private struct Labels {
    /// What people say more than the judge, on average.
    var shift: Double
    /// What people say of every answer, by trial; nil where one of them has no label.
    var human: [Double]?
  }

  /// Whether any score came from a judge.
  let isJudged: Bool
  private let candidate: [String: Labels]
  private let baseline: [String: Labels]

  /// Fewer labelled queries of a setup than this confirm nothing.
  static let fewestLabels = 30

  /// Nobody but people judged.
  init() {
    isJudged = false
    candidate = [:]
    baseline = [:]
  }

  init(_ table: OutcomeTable, candidate: String, baseline: String) {
    isJudged = [candidate, baseline].contains { table.outcomes(of: $0).contains(where: \.isJudged) }
    self.candidate = Self.labels(table, candidate)
    self.baseline = Self.labels(table, baseline)
  }

  private static func labels(_ table: OutcomeTable, _ setup: String) -> [String: Labels] {
    var labels: [String: Labels] = [:]
    for query in table.queries {
      let trials = table.outcomes(of: setup, for: query)
      let shifts = trials.compactMap { outcome -> Double? in
        guard let human = outcome.humanScore, let judge = outcome.effectiveScore else { return nil }
        return human - judge
      }
      guard let shift = Mean.of(shifts) else { continue }
      labels[query] = Labels(
        shift: shift, human: shifts.count == trials.count ? trials.compactMap(\.humanScore) : nil)
    }
    return labels
  }

  /// Queries of which people labelled an answer of the candidate's.
  ///
  /// Trials of one query are not counted one by one: they say the same thing once more.
  var candidateLabels: Int { candidate.count }
  /// Queries of which people labelled an answer of the baseline's.
  var baselineLabels: Int { baseline.count }

  /// Whether people labelled enough answers of both.
  var isChecked: Bool {
    candidateLabels >= Self.fewestLabels && baselineLabels >= Self.fewestLabels
  }

  /// The judged difference, corrected by what people said; nil where they said too little.
  func corrected(_ scores: PairedScores, level: Double) -> Corrected? {
    guard isJudged, isChecked else { return nil }
    return corrected(scores, level: level) { labels, _ in labels.shift }
  }

  /// The difference in "right in every trial", corrected by people who labelled every trial of a
  /// query; nil where they did so of too few.
  ///
  /// - Parameters:
  ///   - scores: 1 for a query that the judge calls right in every trial, else 0.
  ///   - trials: The number of trials.
  ///   - line: The score from which an answer is right.
  ///   - level: How sure the interval is.
  /// - Returns: The difference of the shares.
  func correctedEveryTrial(
    _ scores: PairedScores, trials: Int, line: Double, level: Double
  ) -> Corrected? {
    corrected(scores, level: level) { labels, judged in
      guard let human = labels.human?.prefix(trials), human.count == trials else { return nil }
      return (human.allSatisfy { $0 >= line } ? 1 : 0) - judged
    }
  }

  private func corrected(
    _ scores: PairedScores, level: Double, shift: (Labels, _ judged: Double) -> Double?
  ) -> Corrected? {
    let own = scores.rows.map { row in candidate[row.query].flatMap { shift($0, row.candidate) } }
    let other = scores.rows.map { row in baseline[row.query].flatMap { shift($0, row.baseline) } }
    let counts = [own, other].map { $0.count { $0 != nil } }
    guard counts.allSatisfy({ $0 >= Self.fewestLabels }),
      let found = PredictionPowered.difference(
        judge: scores.differences, corrections: .init(candidate: own, baseline: other),
        clusters: scores.clusters, level: level),
      let left = Mean.of(own.compactMap(\.self)), let right = Mean.of(other.compactMap(\.self))
    else { return nil }
    return Corrected(
      estimate: found.estimate, independent: found.independent, shifts: (left, right))
  }
}

extension Judging.Corrected {
  /// The word for it; with few groups nothing is claimed that the queries alone do not say.
  func word(_ scores: PairedScores, margin: Double) -> QualityWord {
    let queries = scores.rows.count
    let word = QualityWord(queries: queries, interval: estimate.interval, margin: margin)
    guard word != .tooFew, let groups = scores.clusters?.count,
      groups < PairedDifference.fewestGroups
    else { return word }
    return word == QualityWord(queries: queries, interval: independent, margin: margin)
      ? word : .inconclusive
  }
}

extension Outcome {
  /// Whether a language model gave the score.
  var isJudged: Bool { !judges.isEmpty }

  /// The graders of its score that are language models.
  var judges: [String] {
    let names =
      (fields["grades"]?.array ?? []).compactMap { $0["grader"]?.string }
      + [fields["grader"]?.string].compactMap(\.self)
    // Others name theirs `llm-judge` and the like.
    return names.filter {
      $0.contains(Assertion.Kind.judge.rawValue) || $0.hasPrefix("pairwise")
    }
  }

  /// What a person said of the answer, in the field `human`.
  var humanScore: Double? {
    guard let value = fields["human"] else { return nil }
    if let isRight = value.bool { return isRight ? 1 : 0 }
    return value.double.flatMap { (0...1).contains($0) ? $0 : nil }
  }
}
