// SPDX-License-Identifier: Apache-2.0

/// The costs of two setups on the same queries.
struct CostPairing: Sendable {
  private var queries: [String] = []
  private var candidate: [Double] = []
  private var baseline: [Double] = []
  private var attempts = 0
  private var unknown = 0

  init(_ table: OutcomeTable, queries: [String], candidate: String, baseline: String) {
    for query in queries {
      let left = table.outcomes(of: candidate, for: query)
      let right = table.outcomes(of: baseline, for: query)
      attempts += left.count + right.count
      unknown += left.count { $0.cost == nil } + right.count { $0.cost == nil }
      guard let one = left.meanCost, let other = right.meanCost else { continue }
      self.queries.append(query)
      self.candidate.append(one)
      self.baseline.append(other)
    }
  }

  /// The mean of a query, for the candidate.
  var candidateMean: Double? { Mean.of(candidate) }
  /// The mean of a query, for the baseline.
  var baselineMean: Double? { Mean.of(baseline) }

  func comparison(level: Double, grouping: Grouping) -> CostComparison {
    let share = attempts > 0 ? Double(unknown) / Double(attempts) : 0
    let ratio = CostRatio(
      candidate: candidate, baseline: baseline, clusters: grouping.clusters(of: queries),
      level: level)
    return CostComparison(
      candidate: candidateMean, baseline: baselineMean, ratio: ratio?.ratio,
      interval: ratio.flatMap { $0.queries >= CostRatio.fewestQueries ? $0.interval : nil },
      word: CostWord(ratio, unknownShare: attempts > 0 ? share : 1), unknown: share)
  }

  /// The ratio without the one query that moves it most; nil without a ratio.
  func leaveOut(level: Double, grouping: Grouping) -> LeaveOut.Cost? {
    guard queries.count > 2,
      CostRatio(candidate: candidate, baseline: baseline, level: level) != nil
    else { return nil }
    let (left, right) = (ExactSum.of(candidate), ExactSum.of(baseline))
    let pull = queries.indices.map { (candidate[$0] / left - baseline[$0] / right).magnitude }
    guard let index = queries.indices.max(by: { pull[$0] < pull[$1] }) else { return nil }
    var rest = self
    let query = rest.queries.remove(at: index)
    rest.candidate.remove(at: index)
    rest.baseline.remove(at: index)
    let ratio = CostRatio(
      candidate: rest.candidate, baseline: rest.baseline,
      clusters: grouping.clusters(of: rest.queries), level: level)
    // 30 queries less one are not too few for this question.
    let word: CostWord =
      if queries.count < CostRatio.fewestQueries {
        .unclear
      } else {
        CostWord(
          ratio, unknownShare: attempts > 0 ? Double(unknown) / Double(attempts) : 1,
          fewest: CostRatio.fewestQueries - 1)
      }
    return LeaveOut.Cost(query: query, ratio: ratio?.ratio, word: word)
  }

  /// What one more right answer costs with the dearer of the two, if that is the better one.
  func pricePerRightAnswer(
    _ scores: PairedScores, difference: Estimate?, isCorrected: Bool, bootstrap: Bootstrap
  ) -> Estimate? {
    // An interval that holds 0 may be no difference at all, and then no answer was bought.
    guard let difference, let interval = difference.interval,
      interval.low > 0 || interval.high < 0
    else { return nil }
    let places = Dictionary(uniqueKeysWithValues: zip(queries, queries.indices))
    let rows = scores.rows.filter { places[$0.query] != nil }
    var left: [SetupRow] = []
    var right: [SetupRow] = []
    for row in rows {
      guard let place = places[row.query] else { continue }
      left.append(SetupRow(quality: row.candidate, cost: candidate[place]))
      right.append(SetupRow(quality: row.baseline, cost: baseline[place]))
    }
    let isBetter = interval.low > 0
    let (cheap, dear) = isBetter ? (right, left) : (left, right)
    guard let from = SetupRow(meanOf: cheap), var to = SetupRow(meanOf: dear) else { return nil }
    // The judge's scores are not what people corrected them to, and resampling knows no labels.
    if isCorrected { to.quality = from.quality + difference.value.magnitude }
    guard
      let price = RightAnswer.extraCost(
        from: (from.quality, from.cost), to: (to.quality, to.cost))
    else { return nil }
    return Estimate(
      price,
      interval: isCorrected
        ? nil
        : RightAnswer.extraCostInterval(
          from: cheap, to: dear, clusters: PairedScores(rows).clusters, bootstrap: bootstrap),
      method: isCorrected ? "none" : "bootstrap")
  }
}

extension ArraySlice where Element == Outcome {
  /// The mean cost; nil when one is unknown or there is none.
  var meanCost: Double? {
    let known = compactMap(\.cost)
    return known.count == count ? Mean.of(known) : nil
  }

  /// The mean of the known scores; nil when there is none.
  var meanScore: Double? { Mean.of(compactMap(\.effectiveScore)) }
}

extension CostWord {
  /// The word for a ratio; one that is the same for every query is a fact and needs no interval.
  init(_ ratio: CostRatio?, unknownShare: Double, fewest: Int = CostRatio.fewestQueries) {
    self =
      if unknownShare > CostWord.largestUnknownShare {
        .unknown
      } else if ratio?.isCheaper(fewest: fewest) == true {
        .cheaper
      } else if ratio?.isDearer(fewest: fewest) == true {
        .dearer
      } else {
        .unclear
      }
  }
}
