// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Looks at the seven gates of a comparison.
struct GateKeeper: Sendable {
  let table: OutcomeTable
  /// Everything that was asked.
  let asked: Pairing
  /// What the words rest on.
  let pairing: Pairing
  let people: PeopleComparison?
  let progress: PlanProgress
  /// What the bets on quality say.
  let claims: AnytimeClaims
  let level: Double
  let margin: Double
  let quality: QualityWord
  let consistency: MeasuredConsistency?
  let judging: Judging
  /// Whether the difference is what people corrected the judge's to.
  let isCorrected: Bool
  /// What the words come to while no gate is looked at.
  let overall: Overall

  /// All seven, in the order of ``Gate``.
  var findings: [GateFinding] {
    [
      missingOutcomes, suspiciousRun, dependentTrials, duplicates, peeking, inSample, judge,
    ]
  }

  // MARK: - Missing outcomes

  /// What the difference may be at worst and at best; nil when nothing is missing.
  var withMissing: Interval? {
    guard hasMissing else { return nil }
    guard let low = Mean.of(worst.differences), let high = Mean.of(best.differences) else {
      return nil
    }
    return Interval(low, high)
  }

  private var hasMissing: Bool {
    let missing = pairing.missing
    return missing.candidate + missing.baseline > 0
  }

  private var worst: PairedScores { pairing.scores(candidate: 0, baseline: 1) }
  private var best: PairedScores { pairing.scores(candidate: 1, baseline: 0) }

  private var missingOutcomes: GateFinding {
    guard hasMissing else {
      guard let people, people.decides else {
        return GateFinding(.missingOutcomes, isClosed: false, "No outcome is missing.")
      }
      let rated = people.queries + people.preference.neither
      return GateFinding(
        .missingOutcomes, isClosed: false,
        "People rated \(Figures.count(rated)) of \(Figures.count(asked.all.count, "query", "queries")), which are shown in random order: what they left out is no outcome that is missing."
      )
    }
    let missing = pairing.missing
    let bounds = withMissing.map {
      " the difference lies between \(Figures.signed($0.low)) and \(Figures.signed($0.high)) points"
    }
    let start =
      "\(Figures.count(missing.candidate, "outcome", "outcomes")) of \(pairing.candidate) and \(missing.baseline) of \(pairing.baseline) are missing;\(bounds ?? " nothing is known")"
    let survives =
      holds(quality, worst: worst, best: best) {
        judging.corrected($0, level: level)?.estimate
      }
      && consistency.map { measured in
        let trials = measured.shares.trials
        let line = measured.shares.line
        return holds(
          measured.word,
          worst: pairing.everyTrial(trials, line: line, fill: (0, 1)),
          best: pairing.everyTrial(trials, line: line, fill: (1, 0))
        ) {
          judging.correctedEveryTrial($0, trials: trials, line: line, level: level)?.estimate
        }
      } ?? true
    return GateFinding(
      .missingOutcomes, isClosed: !survives,
      survives
        ? "\(start), and the claim holds all the same." : "\(start), and the claim does not hold.")
  }

  /// Whether a claim holds when what is missing is as bad for it as can be.
  private func holds(
    _ word: QualityWord, worst: PairedScores, best: PairedScores,
    corrected: (PairedScores) -> Estimate?
  ) -> Bool {
    guard let claim = word.claim else { return true }
    let scores = claim == .aboveZero || claim == .aboveMargin ? worst : best
    guard
      let estimate = isCorrected
        ? corrected(scores) : PairedDifference(scores, level: level)?.estimate
    else { return false }
    return claim.holds(in: estimate.interval, margin: margin)
  }

  // MARK: - Suspicious runs

  private var doubts: [SetupDoubts] {
    [pairing.candidate, pairing.baseline].map { SetupDoubts(table, setup: $0) }
  }

  private var suspiciousRun: GateFinding {
    let reasons = doubts.compactMap(\.suspicion)
    return reasons.isEmpty
      ? GateFinding(
        .suspiciousRun, isClosed: false, "Nothing looks as if it had not been asked.")
      : GateFinding(.suspiciousRun, isClosed: true, reasons.joined(separator: " "))
  }

  // MARK: - Trials

  private var dependentTrials: GateFinding {
    let copies = doubts.compactMap(\.copies)
    guard !copies.isEmpty else {
      return GateFinding(.dependentTrials, isClosed: false, "No trial is a copy of another.")
    }
    return GateFinding(
      .dependentTrials, isClosed: copies.contains(where: \.isCertain),
      copies.map(\.reason).joined(separator: " "))
  }

  // MARK: - Duplicates

  private var duplicates: GateFinding {
    let queries = pairing.paired.map(\.query)
    let distinct = pairing.grouping.distinctTexts(of: queries)
    guard distinct < queries.count else {
      return GateFinding(.duplicates, isClosed: false, "No query was asked twice.")
    }
    let start =
      "Of \(Figures.count(queries.count)) queries only \(Figures.count(distinct)) are different"
    guard quality != .tooFew, distinct >= QualityWord.fewestQueries else {
      return GateFinding(
        .duplicates, isClosed: quality != .tooFew,
        "\(start), and fewer than \(QualityWord.fewestQueries) claim nothing.")
    }
    let naive = PairedDifference(pairing.scoresWithCopies, level: level)
      .map { QualityWord($0, margin: margin) }
    guard naive == quality || judging.isJudged else {
      return GateFinding(
        .duplicates, isClosed: true,
        "\(start); counted apart, the copies would change the claim to '\(naive?.rawValue ?? "none")'."
      )
    }
    return GateFinding(
      .duplicates, isClosed: false, "\(start); copies count as one cluster, and the claim holds.")
  }

  // MARK: - The run

  private var peeking: GateFinding {
    guard let planned = progress.planned else {
      return GateFinding(
        .peeking, isClosed: false, "There is no plan to say that these are not all queries.")
    }
    let done = progress.done
    guard done < planned else {
      return GateFinding(
        .peeking, isClosed: false, "All \(Figures.count(planned)) planned queries were asked.")
    }
    let start = "\(Figures.count(done)) of \(Figures.count(planned)) planned queries are done"
    if let query = decidedAt {
      return GateFinding(
        .peeking, isClosed: false,
        "\(start), and the test that may be looked at any time decided at query \(query).")
    }
    return GateFinding(
      .peeking, isClosed: true,
      "\(start), and the test that may be looked at any time has not decided.")
  }

  /// The query at which the betting test made every claim that the decision rests on; nil if it did
  /// not.
  private var decidedAt: Int? {
    switch overall {
    case .use:
      // Consistency is part of this decision, and was looked at as early.
      guard let quality = claims.query(of: Betting.Claim.goodEnough), let consistency,
        let steady = consistency.claims.query(of: Betting.Claim.goodEnough)
      else { return nil }
      return max(quality, steady)
    case .useOnAverage: return claims.query(of: Betting.Claim.goodEnough)
    case .tradeOff: return claims.query(of: quality == .better ? Betting.Claim.better : .worse)
    case .doNotUse:
      // Of cost there is no such test.
      if quality == .worse { return claims.query(of: Betting.Claim.worseByMargin) }
      return consistency?.word == .worse
        ? consistency?.claims.query(of: Betting.Claim.worseByMargin) : nil
    case .notProven: return nil
    }
  }

  private var inSample: GateFinding {
    table.facts.isInSample
      ? GateFinding(
        .inSample, isClosed: true,
        "Something was chosen by looking at these queries; confirm it on others, such as those that '--part tune' leaves for '--part decide'."
      )
      : GateFinding(.inSample, isClosed: false, "Nobody said that these queries were tuned on.")
  }

  private var judge: GateFinding {
    guard judging.isJudged else {
      return GateFinding(.judge, isClosed: false, "No language model judged.")
    }
    let labels =
      "people labelled answers of \(pairing.candidate) to \(Figures.count(judging.candidateLabels, "query", "queries")) and of \(pairing.baseline) to \(judging.baselineLabels)"
    return isCorrected
      ? GateFinding(.judge, isClosed: false, "A language model judged, and \(labels).")
      : GateFinding(
        .judge, isClosed: true,
        "A language model judged, and \(labels); it takes \(Judging.fewestLabels) of each.")
  }
}

extension Outcome {
  /// Whether it looks as if the model had never been asked.
  var looksUnasked: Bool {
    if outputTokens == 0, ending != .infrastructureFailure { return true }
    // Tokens show that a free model did answer.
    return cost == 0 && effectiveScore == 0 && (outputTokens ?? 0) == 0
  }
}

extension Figures {
  /// A number without needless decimals.
  static func trimmed(_ value: Double) -> String {
    var text = fixed(value, 3)
    while text.hasSuffix("0") { text.removeLast() }
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }
}
