// SPDX-License-Identifier: Apache-2.0

import Wisely

/// What consulting did: how often, for how much, and to what effect.
public struct ConsultingView: Hashable, Sendable {
  /// Setups that can consult, by name.
  public var setups: [SetupConsulting]
  /// What the advisor adds, apart from what its executor does alone.
  public var effects: [AdvisorEffect]
  /// Where two setups disagree about what is difficult.
  public var disagreements: [DifficultyDisagreement]

  /// Whether there is nothing to show.
  public var isEmpty: Bool { setups.isEmpty && effects.isEmpty }

  init(_ table: OutcomeTable, setups: [String], grouping: Grouping) {
    let names = setups.sorted()
    let consulting = names.filter { name in
      let counts = table.outcomes(of: name).compactMap(\.consultations)
      // A log has the field for every setup; a configured name says nothing of what is in it.
      return counts.contains { $0 > 0 }
        || !counts.isEmpty && table.notation(of: name)?.hasAdvisor ?? false
    }
    self.setups = consulting.map { SetupConsulting(table, setup: $0) }
    effects = names.flatMap { AdvisorEffect.all(of: $0, in: table, grouping: grouping) }
    disagreements = consulting.indices.flatMap { left in
      consulting.indices.dropFirst(left + 1).compactMap { right in
        DifficultyDisagreement(table, consulting[left], consulting[right])
      }
    }
  }
}

/// How one setup consulted.
public struct SetupConsulting: Hashable, Sendable {
  /// The setup.
  public var setup: String
  /// Its attempts.
  public var attempts: Int
  /// The share of attempts with a consultation, over queries.
  public var rate: Estimate?
  /// Consultations of an attempt, on average.
  public var perAttempt: Double
  /// What of the money went to whom, as shares by role; empty when nobody says.
  public var shareByRole: [String: Double]
  /// Consultations by what brought them about.
  public var triggers: [String: Int]
  /// Consultations that ended in advice.
  public var advised: Int
  /// Consultations that ended in none, by what became of them.
  public var failed: [String: Int]
  /// The verdicts, by their word.
  public var verdicts: [String: Int]
  /// Advice that the work followed.
  public var followed: Int
  /// Advice that changed nothing although it asked for a change.
  public var ignored: Int
  /// Advice of which nobody can tell.
  public var unclear: Int

  init(_ table: OutcomeTable, setup: String) {
    self.setup = setup
    let rows = table.queries.map { table.outcomes(of: setup, for: $0) }.filter { !$0.isEmpty }
    let outcomes = rows.flatMap { Array($0) }
    attempts = outcomes.count
    rate = Mean.ofScores(
      rows.compactMap { trials in
        Mean.of(trials.compactMap { $0.consultations.map { $0 > 0 ? 1 : 0 } })
      })
    perAttempt = Mean.of(outcomes.compactMap(\.consultations).map(Double.init)) ?? 0
    let roles = SetupSummary(table, setup: setup, line: nil).cost?.byRole ?? [:]
    let sum = ExactSum.of(roles.values)
    shareByRole = sum > 0 ? roles.mapValues { $0 / sum } : [:]
    triggers = [:]
    advised = 0
    failed = [:]
    verdicts = [:]
    followed = 0
    ignored = 0
    unclear = 0
    let executor = AdvisedNotation(setup, in: table)?.executor
    for outcome in outcomes {
      let alone = executor.flatMap { executor in
        table.outcomes(of: executor, for: outcome.query).first { $0.trial == outcome.trial }
      }
      for consultation in outcome.fields["consultations"]?.array ?? [] {
        take(consultation, of: outcome, alone: alone)
      }
    }
  }

  private mutating func take(_ consultation: JSONValue, of outcome: Outcome, alone: Outcome?) {
    guard let ending = consultation["outcome"]?.string else { return }
    if let trigger = consultation["trigger"]?.string { triggers[trigger, default: 0] += 1 }
    guard ending == Consultation.Outcome.advised.rawValue else {
      failed[ending, default: 0] += 1
      return
    }
    advised += 1
    let verdict = consultation["verdict"]?.string
    if let verdict { verdicts[verdict, default: 0] += 1 }
    switch consultation["followed"]?.bool ?? Self.wasFollowed(verdict, outcome, alone) {
    case true?: followed += 1
    case false?: ignored += 1
    case nil: unclear += 1
    }
  }

  /// Whether the work followed, as far as the answers show; nil where they do not.
  private static func wasFollowed(
    _ verdict: String?, _ outcome: Outcome, _ alone: Outcome?
  ) -> Bool? {
    guard verdict != Verdict.proceed.rawValue else { return true }
    guard let answer = outcome.answer, let other = alone?.answer else { return nil }
    if answer == other { return false }
    // Two long answers are never the same, whatever was advised.
    return Fingerprint.isLong(answer) || Fingerprint.isLong(other) ? nil : true
  }
}

extension SetupConsulting {
  /// How many consultations there were.
  var consultations: Int { advised + failures }
  /// How many of them ended without advice.
  var failures: Int { failed.values.reduce(0, +) }

  /// Why its figures may say nothing of the advisor; nil where they do.
  var doubt: String? {
    if attempts > 0, perAttempt == 0 {
      return
        "\(setup) consulted in none of \(Figures.count(attempts, "attempt", "attempts")): what it scored says nothing of its advisor."
    }
    // More than one in ten, in whole numbers.
    guard failures * 10 > consultations else { return nil }
    let reasons = failed.sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }
      .map { "\($0.key) \(Figures.count($0.value))" }
    return
      "\(Figures.count(failures)) of \(Figures.count(consultations, "consultation", "consultations")) of \(setup) ended without advice: \(reasons.joined(separator: ", "))."
  }
}

extension OutcomeTable {
  /// What a setup is made of: what its name says, or what the plan says that the name stands for.
  func notation(of setup: String) -> SetupNotation? {
    try? SetupNotation(parsing: facts.notations[setup] ?? setup)
  }

  /// Whether a setup has more than one model in it.
  func isComposite(_ setup: String) -> Bool {
    notation(of: setup).map { $0.names.count > 1 } ?? false
  }
}

extension SetupNotation {
  /// Whether anybody in it can be consulted.
  fileprivate var hasAdvisor: Bool {
    switch self {
    case .model: false
    case .advised: true
    case .planned(let first, let second), .cascade(let first, let second):
      first.hasAdvisor || second.hasAdvisor
    }
  }
}

/// The parts of an advised setup's name.
struct AdvisedNotation {
  /// The executor's own setup.
  let executor: String
  /// The advisor's own setup.
  let advisor: String
  /// The advisor at low effort, if it is one model.
  let advisorAtLow: String?

  init?(_ setup: String, in table: OutcomeTable) {
    guard case .advised(let executor, let advisor)? = table.notation(of: setup) else { return nil }
    self.executor = executor.description
    self.advisor = advisor.description
    if case .model(let name, _) = advisor {
      advisorAtLow = name + "@low"
    } else {
      advisorAtLow = nil
    }
  }
}
