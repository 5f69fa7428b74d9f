// SPDX-License-Identifier: Apache-2.0

/// How alike the trials of one setup come out.
public struct SetupConsistency: Hashable, Sendable {
  /// The most trials of a query.
  public var trials: Int
  /// The score from which an answer counts as right: "I would send this".
  public var line: Double
  /// The share of queries right in k trials of k, from k = 1 to the most trials.
  public var passPower: [Estimate]
  /// The share of queries right in every trial.
  public var always: Double
  /// The share of queries right in some trials only.
  public var sometimes: Double
  /// The share of queries right in no trial.
  public var never: Double
  /// How often two trials of a query disagree; nil with one trial.
  public var disagreement: Double?
  /// The mean score of the worst of k trials, from k = 1.
  public var worst: [Double]
}

extension SetupConsistency {
  /// Consistency of scores by query and trial; nil when there are none.
  ///
  /// A query with fewer known trials than k says nothing about k of them.
  init?(_ queries: [[Double]], line: Double) {
    let queries = queries.filter { !$0.isEmpty }
    guard let trials = queries.map(\.count).max() else { return nil }
    self.trials = trials
    self.line = line
    let counts = queries.map { PassPower.Trials($0, threshold: line) }
    passPower = (1...trials).compactMap { k in
      PassPower.allRight(counts.filter { $0.count >= k }, power: k)
    }
    let classes = ConsistencyClasses(counts)
    let share = { (count: Int) in Double(count) / Double(queries.count) }
    always = share(classes.always)
    sometimes = share(classes.sometimes)
    never = share(classes.never)
    disagreement = PassPower.flips(counts.filter { $0.count > 1 })
    worst = (1...trials).compactMap { k in
      Mean.of(queries.compactMap { PassPower.worst($0, power: k) })
    }
  }

  /// What counts as right where nobody said: 1, provided that nothing lies between 0 and 1.
  static func usualLine(_ scores: some Sequence<Double>) -> Double? {
    scores.allSatisfy { $0 == 0 || $0 == 1 } ? 1 : nil
  }
}
