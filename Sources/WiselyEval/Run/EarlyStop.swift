// SPDX-License-Identifier: Apache-2.0

/// Ends a run as soon as the betting test has decided about every candidate.
///
/// Queries are taken in the planned random order, each as one difference of means, and one that is not
/// finished is waited for: what came first by chance must not be looked at first.
public struct EarlyStop: Sendable {
  /// What was decided about a candidate.
  public struct Decision: Hashable, Sendable {
    /// The candidate.
    public var setup: String
    /// Whether it is good enough; otherwise it is worse by more than the margin.
    public var isGoodEnough: Bool
    /// After how many queries.
    public var queries: Int
  }

  fileprivate struct Candidate {
    var index: Int
    var good: Betting
    var bad: Betting
    /// Of "right in every trial", where there are trials enough for that to be part of the verdict.
    var steady: Betting?
    var decision: Decision?
  }

  private let plan: RunPlan
  private let baseline: Int
  private var candidates: [Candidate]
  private var next = 0

  /// The tests of a plan; with several candidates each gets its share of the error.
  init(_ plan: RunPlan) {
    self.plan = plan
    let baseline = plan.setups.firstIndex { $0.name == plan.baseline } ?? 0
    self.baseline = baseline
    let others = plan.setups.indices.filter { $0 != baseline }
    let alpha = 0.025 / Double(max(1, others.count))
    candidates = others.map { index in
      Candidate(
        index: index, good: Betting(.goodEnough, margin: plan.margin, alpha: alpha),
        bad: Betting(.worseByMargin, margin: plan.margin, alpha: alpha),
        steady: plan.trials >= 3
          ? Betting(.goodEnough, margin: plan.margin, alpha: alpha) : nil)
    }
  }

  /// What was decided, in the order of the setups.
  var decisions: [Decision] { candidates.compactMap(\.decision) }

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
      guard let base = mean(query, baseline) else { continue }
      for position in candidates.indices where candidates[position].decision == nil {
        guard let score = mean(query, candidates[position].index) else { continue }
        let name = plan.setups[candidates[position].index].name
        candidates[position].observe(score, against: base, name: name)
      }
      if candidates.allSatisfy({ $0.decision != nil }) { break }
    }
    return !candidates.isEmpty && candidates.allSatisfy { $0.decision != nil }
  }
}

extension EarlyStop.Candidate {
  fileprivate mutating func observe(_ score: Double, against base: Double, name: String) {
    good.observe(score - base)
    bad.observe(score - base)
    // A mean of 1 is right in every trial.
    steady?.observe((score >= 1 ? 1 : 0) - (base >= 1 ? 1 : 0))
    if let steady {
      if let quality = good.claimedAt, let consistency = steady.claimedAt {
        decision = EarlyStop.Decision(
          setup: name, isGoodEnough: true, queries: max(quality, consistency))
        return
      }
    } else if let queries = good.claimedAt {
      decision = EarlyStop.Decision(setup: name, isGoodEnough: true, queries: queries)
      return
    }
    if let queries = bad.claimedAt {
      decision = EarlyStop.Decision(setup: name, isGoodEnough: false, queries: queries)
    }
  }
}
