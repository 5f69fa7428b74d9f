// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Whether a language model gave the scores of a pair, and what people said of the same answers.
struct Judging: Sendable {
  /// Whether any score came from a judge.
  let isJudged: Bool
  /// Answers of the candidate with a person's label beside the judge's score.
  let candidateLabels: Int
  /// Answers of the baseline with one.
  let baselineLabels: Int
  private let human: [String: Double]

  /// Fewer labelled answers of a setup than this confirm nothing.
  static let fewestLabels = 30

  /// Nobody but people judged.
  init() {
    isJudged = false
    candidateLabels = 0
    baselineLabels = 0
    human = [:]
  }

  init(_ table: OutcomeTable, candidate: String, baseline: String) {
    var isJudged = false
    var labels = [0, 0]
    var human: [String: Double] = [:]
    for query in table.queries {
      let sides = [candidate, baseline].map { table.outcomes(of: $0, for: query) }
      isJudged = isJudged || sides.contains { $0.contains(where: \.isJudged) }
      let said = sides.map { $0.compactMap(\.humanScore) }
      for index in 0...1 { labels[index] += said[index].count }
      if let left = Mean.of(said[0]), let right = Mean.of(said[1]) { human[query] = left - right }
    }
    self.isJudged = isJudged
    candidateLabels = labels[0]
    baselineLabels = labels[1]
    self.human = human
  }

  /// Whether people labelled enough answers of both.
  var isChecked: Bool {
    candidateLabels >= Self.fewestLabels && baselineLabels >= Self.fewestLabels
  }

  /// The judged difference, corrected by what people said; nil where they said too little.
  func corrected(_ scores: PairedScores, level: Double) -> Estimate? {
    guard isJudged, isChecked else { return nil }
    let labelled = scores.rows.compactMap { row in
      human[row.query].map { (judge: row.difference, human: $0) }
    }
    guard labelled.count >= Self.fewestLabels else { return nil }
    return PredictionPowered.estimate(judge: scores.differences, labelled: labelled, level: level)
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
