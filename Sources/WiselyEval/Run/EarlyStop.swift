// SPDX-License-Identifier: Apache-2.0

/// Ends a run as soon as the betting test has decided about every candidate, or cannot any more.
///
/// Queries are taken in the planned random order, each as one difference of means, and one that is
/// not finished is waited for: what came first by chance must not be looked at first. Queries that
/// belong together are one observation, their mean, once the last of them is finished.
public struct EarlyStop: Sendable {
  /// What was decided about a candidate.
  public struct Decision: Hashable, Sendable {
    /// The candidate.
    public var setup: String
    /// Whether it is good enough; nil when the planned queries will not settle it.
    ///
    /// Otherwise it is worse by more than the margin, or right every time less often by more than
    /// that.
    public var isGoodEnough: Bool?
    /// After how many queries.
    public var queries: Int
  }

  fileprivate struct Candidate {
    var index: Int
    var good: Betting
    var bad: Betting
    /// Of "right in every trial", where there are trials enough for that to be part of the verdict.
    var steady: Betting?
    /// Whether that is less often so, by more than the margin.
    var unsteady: Betting?
    var quality = Outlook()
    var consistency = Outlook()
    /// How many queries were taken in.
    var queries = 0
    /// The sums of groups that are not complete: of the score, of the baseline's, and of both being
    /// right in every trial.
    var open: [String: [Sums]] = [:]
    var decision: Decision?
  }

  /// What one query adds to its group.
  fileprivate struct Sums {
    var difference: Double
    var steadiness: Double
  }

  private let plan: RunPlan
  private let baseline: Int
  private var candidates: [Candidate]
  private var next = 0
  /// How many queries of each group are not over yet.
  private var left: [String: Int] = [:]
  /// How many observations the plan can make.
  private let planned: Int

  /// The tests of a plan; with several candidates each gets its share of the error.
  init(_ plan: RunPlan) {
    self.plan = plan
    let baseline = plan.setups.firstIndex { $0.name == plan.baseline } ?? 0
    self.baseline = baseline
    for cluster in plan.queries.compactMap(\.cluster) { left[cluster, default: 0] += 1 }
    planned = left.count + plan.queries.count { $0.cluster == nil }
    let others = plan.setups.indices.filter { $0 != baseline }
    let alpha = 0.025 / Double(max(1, others.count))
    candidates = others.map { index in
      Candidate(
        index: index, good: Betting(.goodEnough, margin: plan.margin, alpha: alpha),
        bad: Betting(.worseByMargin, margin: plan.margin, alpha: alpha),
        steady: plan.trials >= 3
          ? Betting(.goodEnough, margin: plan.margin, alpha: alpha) : nil,
        unsteady: plan.trials >= 3
          ? Betting(.worseByMargin, margin: plan.margin, alpha: alpha) : nil)
    }
  }

  /// What was decided, in the order of the setups; nothing is, while the test goes on.
  var decisions: [Decision] {
    candidates.compactMap { candidate in
      candidate.decision
        ?? (isHopeless(candidate)
          ? Decision(
            setup: plan.setups[candidate.index].name, isGoodEnough: nil, queries: candidate.queries)
          : nil)
    }
  }

  private func isHopeless(_ candidate: Candidate) -> Bool {
    candidate.isHopeless(margin: plan.margin, planned: planned)
  }

  private var isSettled: Bool { candidates.allSatisfy { $0.decision != nil || isHopeless($0) } }

  /// Takes in the queries that are finished by now, in order.
  ///
  /// - Parameters:
  ///   - order: The queries in the order in which they are asked.
  ///   - isOver: Whether nothing more will come of the query asked as the n-th.
  ///   - mean: The mean score of a query by a setup; nil when it could not be scored.
  /// - Returns: Whether nothing is left to decide.
  mutating func update(
    order: [Int], isOver: (Int) -> Bool, mean: (_ query: Int, _ setup: Int) -> Double?
  ) -> Bool {
    while next < order.count, isOver(next) {
      let query = order[next]
      next += 1
      let cluster = plan.queries[query].cluster
      if let cluster { left[cluster, default: 1] -= 1 }
      let base = mean(query, baseline)
      for position in candidates.indices where candidates[position].decision == nil {
        let name = plan.setups[candidates[position].index].name
        if let base, let score = mean(query, candidates[position].index) {
          candidates[position].take(score, against: base, cluster: cluster)
        }
        if let cluster, left[cluster] ?? 0 > 0 { continue }
        candidates[position].observe(cluster, name: name)
      }
      if isSettled { break }
    }
    return !candidates.isEmpty && isSettled
  }
}

extension EarlyStop.Candidate {
  /// Takes a query in, to be observed with its group.
  fileprivate mutating func take(_ score: Double, against base: Double, cluster: String?) {
    // A mean of 1 is right in every trial.
    let sums = EarlyStop.Sums(
      difference: score - base, steadiness: (score >= 1 ? 1 : 0) - (base >= 1 ? 1 : 0))
    open[cluster ?? "", default: []].append(sums)
    queries += 1
  }

  /// Observes a group that is complete, or a query that stands alone.
  fileprivate mutating func observe(_ cluster: String?, name: String) {
    guard let sums = open.removeValue(forKey: cluster ?? ""),
      let difference = Mean.of(sums.map(\.difference)),
      let steadiness = Mean.of(sums.map(\.steadiness))
    else { return }
    good.observe(difference)
    bad.observe(difference)
    steady?.observe(steadiness)
    unsteady?.observe(steadiness)
    quality.add(difference)
    consistency.add(steadiness)
    if good.claimedAt != nil, steady.map({ $0.claimedAt != nil }) ?? true {
      decision = EarlyStop.Decision(setup: name, isGoodEnough: true, queries: queries)
    } else if bad.claimedAt != nil || unsteady?.claimedAt != nil {
      decision = EarlyStop.Decision(setup: name, isGoodEnough: false, queries: queries)
    }
  }

  /// Whether all that is planned will not settle it, even where things go on better than they went.
  fileprivate func isHopeless(margin: Double, planned: Int) -> Bool {
    guard decision == nil, quality.count >= QualityWord.fewestQueries else { return false }
    let isGoodOpen =
      good.claimedAt != nil || quality.canRise(above: -margin, within: planned)
    let isSteadyOpen =
      steady.map { $0.claimedAt != nil || consistency.canRise(above: -margin, within: planned) }
      ?? true
    let isBadOpen =
      quality.canFall(below: -margin, within: planned)
      || unsteady != nil && consistency.canFall(below: -margin, within: planned)
    return !(isGoodOpen && isSteadyOpen) && !isBadOpen
  }
}

/// How a mean difference may go on, from how it went.
private struct Outlook {
  var count = 0
  private var sum = 0.0
  private var squares = 0.0

  mutating func add(_ value: Double) {
    count += 1
    sum += value
    squares += value * value
  }

  /// Whether so many in all may show that the mean lies above a threshold.
  func canRise(above threshold: Double, within planned: Int) -> Bool {
    reaches(planned) { mean, error in mean + error - threshold }
  }

  /// Whether so many in all may show that the mean lies below a threshold.
  func canFall(below threshold: Double, within planned: Int) -> Bool {
    reaches(planned) { mean, error in threshold - mean + error }
  }

  /// By the friendlier end of what is known, and the number that a test needs which looks only
  /// once: the betting test needs more, so nothing is given up that could be reached.
  private func reaches(_ planned: Int, _ distance: (Double, Double) -> Double) -> Bool {
    let size = Double(count)
    let mean = sum / size
    let variance = max(0, squares - size * mean * mean) / (size - 1)
    let distance = distance(mean, Normal.critical(0.95) * (variance / size).squareRoot())
    guard distance > 0 else { return false }
    return SampleSize.toSettle(variance: variance, distance: distance).map { $0 <= planned } ?? true
  }
}
