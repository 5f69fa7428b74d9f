// SPDX-License-Identifier: Apache-2.0

import Wisely

/// The queries of two setups side by side: the unit of everything that is claimed.
struct Pairing: Sendable {
  /// The scores of one query.
  struct Row: Sendable {
    var query: String
    /// The candidate's, by trial; nil where one is missing.
    var candidate: [Double?]
    /// The baseline's, by trial; nil where one is missing.
    var baseline: [Double?]

    /// The means of the known scores; nil unless both have one.
    var means: (candidate: Double, baseline: Double)? {
      guard let left = Mean.of(candidate.compactMap(\.self)),
        let right = Mean.of(baseline.compactMap(\.self))
      else { return nil }
      return (left, right)
    }
  }

  let candidate: String
  let baseline: String
  /// Every query that either was asked, by id.
  let all: [Row]
  /// Those with a score of both.
  let paired: [Row]
  /// What the queries belong to.
  let grouping: Grouping

  init(
    _ table: OutcomeTable, candidate: String, baseline: String, grouping: Grouping
  ) {
    self.candidate = candidate
    self.baseline = baseline
    let planned = table.facts.plannedTrials ?? 1
    func scores(_ outcomes: ArraySlice<Outcome>) -> [Double?] {
      let known = outcomes.map(\.effectiveScore)
      return known + Array(repeating: nil, count: max(0, planned - known.count))
    }
    var all: [Row] = []
    for query in table.queries {
      let left = table.outcomes(of: candidate, for: query)
      let right = table.outcomes(of: baseline, for: query)
      guard !left.isEmpty || !right.isEmpty else { continue }
      all.append(Row(query: query, candidate: scores(left), baseline: scores(right)))
    }
    self.all = all
    paired = all.filter { $0.means != nil }
    self.grouping = grouping
  }

  init(candidate: String, baseline: String, all: [Row], paired: [Row], grouping: Grouping) {
    self.candidate = candidate
    self.baseline = baseline
    self.all = all
    self.paired = paired
    self.grouping = grouping
  }

  /// How many attempts have no score.
  var missing: (candidate: Int, baseline: Int) {
    (
      all.reduce(0) { $0 + $1.candidate.count { $0 == nil } },
      all.reduce(0) { $0 + $1.baseline.count { $0 == nil } }
    )
  }

  /// How many queries have answers of both and no score of both, because nobody graded them.
  func ungraded(in table: OutcomeTable) -> Int {
    all.count { row in
      let sides = [candidate, baseline].map { table.outcomes(of: $0, for: row.query) }
      return row.means == nil
        && sides.allSatisfy { $0.contains { $0.ending != .infrastructureFailure } }
    }
  }

  /// What the two scored, with what is missing left out.
  var scores: PairedScores { scores(paired, grouping) { $0 } }

  /// What the two scored on all queries, with what is missing taken as that score.
  func scores(candidate: Double, baseline: Double) -> PairedScores {
    scores(all, grouping) { row in
      var row = row
      row.candidate = row.candidate.map { $0 ?? candidate }
      row.baseline = row.baseline.map { $0 ?? baseline }
      return row
    }
  }

  /// What the two scored, with copies of a query counted as queries.
  var scoresWithCopies: PairedScores { scores(paired, grouping.withoutDuplicates) { $0 } }

  /// Which queries each got right in every one of the first so many trials.
  ///
  /// - Parameters:
  ///   - trials: The number of trials.
  ///   - line: The score from which an answer is right.
  ///   - fill: What missing scores are taken as; nil leaves their queries out.
  /// - Returns: 1 for a query that was right every time, else 0.
  func everyTrial(
    _ trials: Int, line: Double, fill: (candidate: Double, baseline: Double)? = nil
  ) -> PairedScores {
    func indicator(_ scores: [Double?], _ fill: Double?) -> Double? {
      let known = scores.compactMap { $0 ?? fill }.prefix(trials)
      guard known.count == trials else { return nil }
      return known.allSatisfy { $0 >= line } ? 1 : 0
    }
    return scores(all, grouping) { row in
      var row = row
      row.candidate = [indicator(row.candidate, fill?.candidate)]
      row.baseline = [indicator(row.baseline, fill?.baseline)]
      return row
    }
  }

  private func scores(
    _ rows: [Row], _ grouping: Grouping, _ change: (Row) -> Row
  ) -> PairedScores {
    let rows = rows.map(change)
    let names = grouping.names(of: rows.map(\.query))
    return PairedScores(
      rows.indices.compactMap { index in
        PairedScores.Row(
          query: rows[index].query, candidate: rows[index].candidate.compactMap(\.self),
          baseline: rows[index].baseline.compactMap(\.self), cluster: names[index])
      })
  }
}

extension Outcome {
  /// The score that counts: a model's failure is 0, the network's is none.
  var effectiveScore: Double? {
    switch ending {
    case .scored: score
    case .modelFailure: 0
    case .infrastructureFailure: nil
    }
  }
}
