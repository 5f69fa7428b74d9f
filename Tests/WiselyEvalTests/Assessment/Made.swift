// SPDX-License-Identifier: Apache-2.0

import Wisely

@testable import WiselyEval

/// Outcomes for tests, in a few words.
enum Made {
  /// A name that sorts like its number.
  static func id(_ number: Int) -> String {
    let digits = String(number)
    return "q" + String(repeating: "0", count: 5 - digits.count) + digits
  }

  /// One outcome for each score of a list, a query each.
  static func outcomes(
    _ setup: String, _ scores: [Double?], trial: Int = 0, cost: (Int) -> Double? = { _ in nil },
    change: (inout Outcome, Int) -> Void = { _, _ in }
  ) -> [Outcome] {
    scores.enumerated().map { index, score in
      var outcome = Outcome(
        query: id(index), setup: setup, trial: trial, score: score, cost: cost(index))
      change(&outcome, index)
      return outcome
    }
  }

  /// So many scores of 1, then so many of 0.
  static func right(_ right: Int, wrong: Int) -> [Double?] {
    Array(repeating: 1, count: right) + Array(repeating: 0, count: wrong)
  }

  /// A baseline and a candidate with b, c and n as given: both right elsewhere, but wrong on a few.
  static func pair(
    candidateOnly: Int, baselineOnly: Int, queries: Int, bothWrong: Int = 1,
    costs: (candidate: Double?, baseline: Double?) = (nil, nil)
  ) -> [Outcome] {
    var candidate: [Double?] = []
    var baseline: [Double?] = []
    for index in 0..<queries {
      let isFirst = index < candidateOnly
      let isSecond = !isFirst && index < candidateOnly + baselineOnly
      let isWrong = index >= queries - bothWrong
      candidate.append(isWrong || isSecond ? 0 : 1)
      baseline.append(isWrong || isFirst ? 0 : 1)
    }
    // Costs that differ from query to query, as those of models do.
    func cost(_ cost: Double?) -> (Int) -> Double? {
      { index in cost.map { $0 * (1 + Double(index * 7 % 10) / 20) } }
    }
    return outcomes("candidate", candidate, cost: cost(costs.candidate))
      + outcomes("baseline", baseline, cost: { cost(costs.baseline)($0 + 3) })
  }

  /// The comparison of `candidate` with `baseline`.
  static func comparison(
    _ outcomes: [Outcome], facts: RunFacts = RunFacts(),
    _ change: (inout AssessmentOptions) -> Void = { _ in }
  ) throws -> Comparison {
    var options = AssessmentOptions(baseline: "baseline")
    options.candidates = ["candidate"]
    options.resamples = 500
    change(&options)
    return try Assessment(try OutcomeTable(outcomes, facts: facts), options).comparisons[0]
  }

  /// The table of some lines.
  static func table(
    _ lines: [String], name: String = "results.jsonl",
    _ settings: OutcomeReader.Settings = OutcomeReader.Settings()
  ) throws -> OutcomeTable {
    var reader = OutcomeReader(settings)
    try reader.read(Array((lines.joined(separator: "\n") + "\n").utf8), name: name)
    return try reader.table()
  }
}
