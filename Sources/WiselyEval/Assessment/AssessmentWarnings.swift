// SPDX-License-Identifier: Apache-2.0

import Wisely

/// What a reader has to know beside the figures.
struct AssessmentWarnings: Sendable {
  /// The sentences, in a fixed order.
  let sentences: [String]

  init(
    _ table: OutcomeTable, _ comparisons: [Comparison], _ setups: [SetupSummary],
    _ consulting: ConsultingView, _ options: AssessmentOptions
  ) {
    var sentences = table.remarks
    if let planned = table.facts.margin, planned != options.margin {
      sentences.append(
        "The plan accepts a loss of \(Figures.margin(planned)) points, and \(Figures.margin(options.margin)) were chosen now."
      )
    }
    let counts = setups.map { table.trials(of: $0.setup) }
    if let most = counts.max(), let least = counts.min(), most != least {
      sentences.append(
        "The setups have between \(least) and \(most) trials of a query; consistency is compared over the smaller number."
      )
    }
    if (counts.max() ?? 0) >= ConsistencyWord.fewestTrials,
      setups.contains(where: { $0.consistency == nil && $0.score != nil })
    {
      sentences.append(
        "Scores lie between 0 and 1; say with --trials-line from which score you would send an answer, and consistency can be measured."
      )
    }
    for setup in setups {
      if let cost = setup.cost {
        if cost.unknown > 0 {
          sentences.append(
            "The cost of \(Figures.count(cost.unknown, "attempt", "attempts")) of \(setup.setup) is unknown, out of \(Figures.count(setup.attempts))."
          )
        }
        if cost.perQuery.isHeavyTailed, setup.queries >= Bootstrap.fewestQueries {
          sentences.append(
            "One query took \(Figures.percent(cost.perQuery.largestShare ?? 0)) of what \(setup.setup) cost; intervals of cost are rough."
          )
        }
      } else {
        sentences.append("No cost of \(setup.setup) is known.")
      }
    }
    let ungraded = Dictionary(
      grouping: table.outcomes.filter { $0.ending == .scored && $0.score == nil }, by: \.query)
    // Where people have decided, nobody needs to be told that they could.
    if !ungraded.isEmpty, !comparisons.contains(where: { $0.people?.decides == true }) {
      let isJudged = ungraded.values.contains { $0.contains(where: \.isJudged) }
      let answers = ungraded.values.reduce(0) { $0 + $1.count }
      sentences.append(
        "\(Figures.count(answers, "answer has", "answers have")) no score, of \(Figures.count(ungraded.count, "query", "queries")). \(isJudged ? Comparison.judgeIsSilent : Comparison.howToGrade)"
      )
    }
    sentences += Self.judging(table, setups)
    if comparisons.contains(where: \.isCorrected) {
      sentences.append(
        "The scores of single setups are the judge's; where setups are compared they are what people correct them to."
      )
    }
    sentences += consulting.setups.compactMap(\.doubt)
    for setup in setups where setup.replayed > 0 {
      sentences.append(
        "\(Figures.count(setup.replayed)) of \(Figures.count(setup.attempts, "attempt", "attempts")) of \(setup.setup) were replayed from kept answers; their cost is what they took when they were made."
      )
    }
    for comparison in comparisons {
      let differ = comparison.candidateOnly + comparison.baselineOnly
      if comparison.mcnemar != nil, differ < 6 {
        sentences.append(
          "\(comparison.candidate) and \(comparison.baseline) disagree on \(Figures.count(differ, "query", "queries")); below 6 no p-value can be under 0.05."
        )
      }
      if comparison.groups < comparison.queries, comparison.groups < PairedDifference.fewestGroups {
        sentences.append(
          "The queries of \(comparison.candidate) come in \(Figures.count(comparison.groups, "group", "groups")); below \(PairedDifference.fewestGroups) a claim needs both intervals, with and without groups."
        )
      }
      sentences += comparison.leaveOut.warnings(comparison)
      for finding in comparison.gates where finding.isClosed && !finding.gate.isOfSetups {
        sentences.append(
          "\(comparison.candidate), \(finding.gate.title): \(finding.reason)")
      }
    }
    // What is wrong with the baseline is wrong once, and not with every candidate.
    for setup in setups { sentences += SetupDoubts(table, setup: setup.setup).warnings }
    self.sentences = sentences
  }
}

extension AssessmentWarnings {
  /// Those that say more than the closed gates, which stand with their candidates.
  static func beyondGates(_ warnings: [String], of comparisons: [Comparison]) -> [String] {
    let closed = comparisons.flatMap { pair in
      pair.gates.filter(\.isClosed).map { (pair.candidate, $0) }
    }
    return warnings.filter { warning in
      !closed.contains { candidate, finding in
        guard finding.gate.isOfSetups else {
          return warning == "\(candidate), \(finding.gate.title): \(finding.reason)"
        }
        let title = "\(finding.gate.sentenceTitle): "
        return warning.hasPrefix(title) && finding.reason.contains(warning.dropFirst(title.count))
      }
    }
  }

  /// How sure a judge is of itself, and how long the answers are that it had before it.
  private static func judging(_ table: OutcomeTable, _ setups: [SetupSummary]) -> [String] {
    guard table.outcomes.contains(where: \.isJudged) else { return [] }
    var sentences: [String] = []
    let twice = table.outcomes.compactMap { outcome -> Bool? in
      guard let first = outcome.score,
        let second = outcome.fields[AttemptRecord.secondScoreField]?.double
      else { return nil }
      return first != second
    }
    if !twice.isEmpty {
      let changed = twice.count { $0 }
      sentences.append(
        "The judge was asked twice about \(Figures.count(twice.count, "answer", "answers")) and gave another score to \(Figures.count(changed)) of them (\(Figures.percent(Double(changed) / Double(twice.count))))."
      )
    }
    let lengths = setups.compactMap { setup in
      setup.outputTokens.map { "\(setup.setup) \(Figures.fixed($0, 0))" }
    }
    if lengths.count > 1 {
      sentences.append(
        "Judges like long answers; output tokens of an attempt: \(lengths.joined(separator: ", "))."
      )
    }
    return sentences
  }
}

extension Gate {
  /// Whether it closes for what one setup did, whatever it is compared with.
  var isOfSetups: Bool { self == .suspiciousRun || self == .dependentTrials }
}
