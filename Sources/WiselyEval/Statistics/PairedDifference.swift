// SPDX-License-Identifier: Apache-2.0

/// How much better the candidate did than the baseline, query by query, with its interval.
///
/// The method follows from the scores: Bonett and Price for scores of 0 and 1 with one trial; else
/// Student's t if at least ten queries differ, ±(1 - α^(1/n)) if none does, and the betting
/// interval in between. Queries that belong together widen it, see ``ClusteredError``.
package struct PairedDifference: Hashable, Sendable {
  /// How many queries both setups answered.
  package let queries: Int
  /// How many groups of queries there are; as many as queries where nothing belongs together.
  package let groups: Int
  /// The mean difference, its standard error and the interval to judge by.
  package let estimate: Estimate
  /// The interval as if all queries stood on their own.
  package let independent: Interval?
  /// The interval from the groups; nil where nothing belongs together or there is only one group.
  package let clustered: Interval?
  /// On how many queries either setup did better.
  package let counts: PairedCounts
  /// McNemar's exact p; nil unless every score is 0 or 1 and of one trial.
  package let mcnemar: Double?

  /// Fewer differing queries than this say too little of their variance for Student's t.
  package static let fewestForT = 10
  /// Fewer groups than this say too little of their variance to be judged by alone.
  package static let fewestGroups = 10

  /// Compares two setups; nil without a query.
  package init?(_ pairs: PairedScores, level: Double = 0.95) {
    let differences = pairs.differences
    guard let mean = Mean.of(differences) else { return nil }
    let clusters = pairs.clusters
    let counts = pairs.counts
    let isBinary = pairs.isBinary
    queries = differences.count
    groups = clusters?.count ?? differences.count
    self.counts = counts
    mcnemar = isBinary ? counts.mcnemar : nil

    let simple = PairedDifference.independent(
      differences, counts: isBinary ? counts : nil, level: level)
    independent = simple.interval
    guard let clusters else {
      clustered = nil
      estimate = Estimate(
        mean, standardError: Mean.standardError(differences), interval: simple.interval,
        method: simple.method)
      return
    }
    let error = ClusteredError(differences, groups: clusters)
    let between = PairedDifference.clustered(
      differences, mean: mean, error: error, counts: isBinary ? counts : nil,
      independent: simple.interval, level: level)
    clustered = between
    estimate = Estimate(
      mean, standardError: error?.larger, interval: between,
      method: between == nil ? "none" : "cluster-t")
  }

  /// Whether too few queries differ for their variance to be known.
  package var hasFewDifferences: Bool {
    counts.candidateOnly + counts.baselineOnly < PairedDifference.fewestForT
  }

  /// The one-sided p of "not worse by the margin": P(Z > (d + δ)/SE).
  package static func nonInferiority(
    _ difference: Double, standardError: Double, margin: Double
  ) -> Double {
    Normal.above((difference + margin) / standardError)
  }

  /// What all queries being equal leaves open: ±(1 - α^(1/n)).
  package static func allTies(_ queries: Int, level: Double = 0.95) -> Interval? {
    guard queries > 0 else { return nil }
    let half = Proportion.neverHappened(in: queries, level: level)
    return Interval(-half, half)
  }

  private static func independent(
    _ differences: [Double], counts: PairedCounts?, level: Double
  ) -> (interval: Interval?, method: String) {
    if let counts { return (counts.bonettPrice(level: level), "bonett-price") }
    let differing = differences.count { $0 != 0 }
    if differing == 0 { return (allTies(differences.count, level: level), "all-ties") }
    if differing >= fewestForT, let interval = Mean.tInterval(differences, level: level) {
      return (interval.clipped, "t")
    }
    let interval = ConfidenceSequence.interval(ofDifferences: differences, level: level)
    return (interval, interval == nil ? "none" : "betting")
  }

  private static func clustered(
    _ differences: [Double], mean: Double, error: ClusteredError?, counts: PairedCounts?,
    independent: Interval?, level: Double
  ) -> Interval? {
    guard let error, let independent else { return nil }
    let half =
      StudentT.critical(level, degrees: Double(error.groups - 1)) * error.larger
    let student = Interval(mean - half, mean + half).clipped
    let differing = differences.count { $0 != 0 }
    if differing >= fewestForT, error.larger > 0 { return student }
    // Too few differences to know their variance: as wide as either, and ties of a group are one
    // tie.
    var widest = Interval(
      min(student.low, independent.low), max(student.high, independent.high))
    if differing == 0 {
      let ties = PairedCounts(candidateOnly: 0, baselineOnly: 0, queries: error.groups)
      let open =
        counts == nil ? allTies(error.groups, level: level) : ties.bonettPrice(level: level)
      if let open { widest = Interval(min(widest.low, open.low), max(widest.high, open.high)) }
    }
    return widest
  }
}

extension Interval {
  /// The part that a difference of scores can lie in.
  var clipped: Interval { Interval(max(-1, low), min(1, high)) }
}
