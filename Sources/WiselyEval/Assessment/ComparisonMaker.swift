// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Makes the comparison of one candidate with the baseline.
struct ComparisonMaker: Sendable {
  let table: OutcomeTable
  let options: AssessmentOptions
  let grouping: Grouping
  /// How sure each interval has to be for all candidates together.
  let level: Double
  /// What category each query is of.
  let categories: [String: String]
  /// The cheap setup, if there is one.
  let cheap: String?
  /// What people chose between setups.
  let choices: [QueryChoices]

  func compare(_ candidate: String) -> Comparison {
    let baseline = options.baseline
    let asked = Pairing(
      table, candidate: candidate, baseline: baseline, grouping: grouping)
    let (pairing, people) = evidence(asked)
    let restsOnPeople = people?.decides ?? false
    let scores = pairing.scores
    let difference = PairedDifference(scores, level: level)
    // Without any score there still is a bill.
    let priced = scores.rows.isEmpty ? pairing.all.map(\.query) : scores.rows.map(\.query)
    let money = CostPairing(
      table, queries: priced, candidate: candidate, baseline: baseline)
    let judging =
      restsOnPeople ? Judging() : Judging(table, candidate: candidate, baseline: baseline)
    // A judge's word counts as far as people confirm it.
    let corrected = judging.corrected(scores, level: level)
    let progress = PlanProgress(table, asked)
    // Looked at before its end, a run may say what the bets say and no more.
    let looksEarly = progress.isEarly && !restsOnPeople && corrected == nil
    let anytime = looksEarly && !scores.rows.isEmpty ? claims(scores) : nil
    let quality =
      anytime?.word(queries: scores.rows.count)
      ?? word(scores, difference, corrected: corrected)
    let estimate =
      anytime.map { difference?.estimate.within($0.interval) }
      ?? corrected?.estimate ?? difference?.estimate
    let independent =
      corrected.map(\.independent)
      ?? (difference?.isClustered == true && !looksEarly ? difference?.independent : nil)
    let everyTrial = everyTrial(
      pairing, judging, isCorrected: corrected != nil, looksEarly: looksEarly)
    let consistency: ConsistencyWord = everyTrial.map { .measured($0.word) } ?? .notMeasured
    let cost = money.comparison(level: level, grouping: grouping)
    let line = line(candidate)
    let open = Overall(
      quality: quality, consistency: consistency, cost: cost.word,
      isBeyondLine: line?.isBeyond ?? false)
    let keeper = GateKeeper(
      table: table, asked: asked, pairing: pairing, people: people, progress: progress,
      claims: anytime ?? claims(scores), level: level,
      margin: options.margin, quality: quality,
      consistency: everyTrial, judging: judging, isCorrected: corrected != nil, overall: open)
    let gates = keeper.findings
    let behind = open.behind(gates)
    let isDisputed = people?.disputes(behind, quality: quality) ?? false
    return Comparison(
      candidate: candidate, baseline: baseline, queries: scores.rows.count,
      ungraded: restsOnPeople ? 0 : pairing.ungraded(in: table),
      candidateScore: restsOnPeople
        ? nil : score(scores.rows.map(\.candidate), corrected?.shifts.candidate),
      baselineScore: restsOnPeople
        ? nil : score(scores.rows.map(\.baseline), corrected?.shifts.baseline),
      difference: estimate,
      independent: independent == estimate?.interval ? nil : independent,
      trials: trials(pairing), groups: difference?.groups ?? 0,
      candidateOnly: difference?.counts.candidateOnly ?? 0,
      baselineOnly: difference?.counts.baselineOnly ?? 0, mcnemar: difference?.mcnemar, holm: nil,
      nonInferiority: estimate.flatMap { nonInferiority($0, difference) },
      leaveOut: LeaveOut(
        quality: restsOnPeople || corrected != nil
          ? nil
          : LeaveOut.Quality(
            scores, word: looksEarly || quality == .tooFew ? nil : quality, level: level,
            margin: options.margin),
        cost: money.leaveOut(level: level, grouping: grouping)),
      level: level, margin: options.margin, cost: cost, quality: quality,
      consistency: consistency, overall: isDisputed ? .notProven : behind, gates: gates,
      everyTrial: everyTrial?.shares, oracle: oracle(candidate), line: line,
      pricePerRightAnswer: money.pricePerRightAnswer(
        scores, difference: estimate, isCorrected: corrected != nil, bootstrap: bootstrap),
      queriesNeeded: difference.flatMap {
        QueryProjection(scores, $0, corrected: corrected?.estimate, level: level)?
          .queries(margin: options.margin)
      }, withMissing: keeper.withMissing,
      categories: CategoryDifference.all(of: pairing, categories: categories, level: level),
      isJudged: judging.isJudged, isCorrected: corrected != nil, people: people,
      isDisputed: isDisputed)
  }

  /// What the words rest on: the scores, or where those are too few for any claim what people
  /// chose.
  private func evidence(_ asked: Pairing) -> (Pairing, PeopleComparison?) {
    guard let choices = choices.first(where: { $0.first == asked.candidate }) else {
      return (asked, nil)
    }
    let chosen = Pairing(choices, grouping: grouping)
    let decides =
      asked.paired.count < QualityWord.fewestQueries && chosen.paired.count > asked.paired.count
    let people = PeopleComparison(
      choices, chosen, decides: decides, level: level, margin: options.margin)
    return (decides ? chosen : asked, people)
  }

  private var bootstrap: Bootstrap {
    Bootstrap(resamples: options.resamples, seed: options.seed)
  }

  private func word(
    _ scores: PairedScores, _ difference: PairedDifference?, corrected: Judging.Corrected?
  ) -> QualityWord {
    guard let difference else { return .tooFew }
    return corrected?.word(scores, margin: options.margin)
      ?? QualityWord(difference, margin: options.margin)
  }

  /// A mean score, as people see it where they corrected a judge.
  private func score(_ scores: [Double], _ shift: Double?) -> Double? {
    Mean.of(scores).map { min(1, max(0, $0 + (shift ?? 0))) }
  }

  /// The p that goes with an estimate; nil where its interval rests on something else than a
  /// standard error.
  private func nonInferiority(_ estimate: Estimate, _ difference: PairedDifference?) -> Double? {
    guard let error = estimate.standardError, error > 0 else { return nil }
    // A bet has no standard error worth the name: of few differences nobody knows the variance.
    if estimate.method == "betting" { return nil }
    // Nor has an interval of groups that such a bet widens.
    if estimate.method == "cluster-t", let difference, difference.hasFewDifferences { return nil }
    return PairedDifference.nonInferiority(
      estimate.value, standardError: error, margin: options.margin)
  }

  private func claims(_ scores: PairedScores) -> AnytimeClaims {
    AnytimeClaims(scores, order: table.facts.order, level: level, margin: options.margin)
  }

  // MARK: - Consistency

  private func trials(_ pairing: Pairing) -> Int {
    min(table.trials(of: pairing.candidate), table.trials(of: pairing.baseline))
  }

  /// How the shares compare that were right in every trial; nil where that was not measured.
  ///
  /// Where people corrected the judge's difference they have to correct this one as well: it rests
  /// on the same scores.
  private func everyTrial(
    _ pairing: Pairing, _ judging: Judging, isCorrected: Bool, looksEarly: Bool
  ) -> MeasuredConsistency? {
    let trials = trials(pairing)
    guard trials >= ConsistencyWord.fewestTrials else { return nil }
    let all = pairing.all.lazy.flatMap { $0.candidate + $0.baseline }.compactMap(\.self)
    guard let line = options.line ?? SetupConsistency.usualLine(all) else { return nil }
    let scores = pairing.everyTrial(trials, line: line)
    guard let difference = PairedDifference(scores, level: level) else { return nil }
    let corrected =
      isCorrected
      ? judging.correctedEveryTrial(scores, trials: trials, line: line, level: level) : nil
    guard !isCorrected || corrected != nil else { return nil }
    let claims = claims(scores)
    return MeasuredConsistency(
      word: looksEarly
        ? claims.word(queries: scores.rows.count)
        : corrected?.word(scores, margin: options.margin)
          ?? QualityWord(difference, margin: options.margin),
      claims: claims,
      shares: EveryTrial(
        trials: trials, line: line, queries: scores.rows.count,
        candidate: score(scores.rows.map(\.candidate), corrected?.shifts.candidate) ?? 0,
        baseline: score(scores.rows.map(\.baseline), corrected?.shifts.baseline) ?? 0,
        difference: looksEarly
          ? difference.estimate.within(claims.interval)
          : corrected?.estimate ?? difference.estimate))
  }

  // MARK: - Cheap and expensive

  /// The two setups that a switch would choose between, for a candidate.
  private func ends(_ candidate: String) -> (cheap: String, expensive: String)? {
    if let cheap, cheap != candidate, table.isComposite(candidate) {
      return (cheap, options.baseline)
    }
    let costs = CostPairing(
      table, queries: table.queries, candidate: candidate, baseline: options.baseline)
    // By what they cost, so that changing the two over changes nothing.
    if let left = costs.candidateMean, let right = costs.baselineMean, left > right {
      return (options.baseline, candidate)
    }
    return (candidate, options.baseline)
  }

  private func oracle(_ candidate: String) -> OracleCeiling? {
    guard let (cheap, expensive) = ends(candidate) else { return nil }
    let rows = SetupRows(table, setups: [cheap, expensive])
    guard let oracle = Oracle(cheap: rows[0], expensive: rows[1]) else { return nil }
    return OracleCeiling(
      cheap: cheap, expensive: expensive, quality: oracle.quality,
      routerCost: rows.haveCosts ? oracle.routerCost : nil,
      cascadeCost: rows.haveCosts ? oracle.cascadeCost : nil, escalated: oracle.escalated)
  }

  private func line(_ candidate: String) -> LineTest? {
    guard let cheap, cheap != candidate, cheap != options.baseline else { return nil }
    let rows = SetupRows(
      table, setups: [candidate, cheap, options.baseline], needsCosts: true)
    guard let own = SetupRow(meanOf: rows[0]), let low = SetupRow(meanOf: rows[1]),
      let high = SetupRow(meanOf: rows[2]),
      let line = MixLine(cheap: low, expensive: high, setup: own)
    else { return nil }
    return LineTest(
      cheap: cheap, expensive: options.baseline, queries: rows.queries.count,
      position: line.position, quality: line.quality, lift: line.lift, score: own.quality,
      interval: MixLine.liftInterval(
        cheap: rows[1], expensive: rows[2], setup: rows[0],
        clusters: rows.clusters(grouping), bootstrap: bootstrap))
  }
}

extension Estimate {
  /// The figure within what may be said at any time.
  fileprivate func within(_ interval: Interval?) -> Estimate {
    Estimate(
      value, standardError: standardError, interval: interval,
      method: interval == nil ? "none" : "betting")
  }
}
