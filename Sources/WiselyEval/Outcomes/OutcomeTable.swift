// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// All outcomes of an evaluation in one fixed order, whatever order they came in.
public struct OutcomeTable: Sendable {
  /// The outcomes by query, setup and trial.
  public let outcomes: [Outcome]
  /// The setups, by name.
  public let setups: [String]
  /// The queries, by id.
  public let queries: [String]
  /// What is known of how they came about.
  public var facts: RunFacts
  /// What a reader should know about how they were read, in sentences.
  public var remarks: [String]
  /// What was paid for them now, replays left out; nil when nobody says.
  public var spent: Money?
  /// What judging cost; nil when nobody says.
  public var judging: Money?

  /// What people chose between answers; nothing where nobody was asked.
  public var preferences = Preferences([])

  private let positions: [String: [String: Range<Int>]]

  /// A table of outcomes.
  ///
  /// - Throws: `EvalError` when two outcomes are of the same query, setup and trial, or a score is
  ///   outside of 0 to 1.
  public init(
    _ outcomes: consuming [Outcome], facts: RunFacts = RunFacts(), remarks: [String] = []
  ) throws(EvalError) {
    var sorted = outcomes
    sorted.sort {
      ($0.query, $0.setup, $0.trial) < ($1.query, $1.setup, $1.trial)
    }
    var positions: [String: [String: Range<Int>]] = [:]
    for (index, outcome) in sorted.enumerated() {
      if let score = outcome.score, !(0...1).contains(score) {
        throw EvalError(
          .input,
          "Query '\(outcome.query)', setup '\(outcome.setup)' has the score \(score); a score is from 0 to 1."
        )
      }
      let before = positions[outcome.setup]?[outcome.query]
      if let before, sorted[before.upperBound - 1].trial == outcome.trial {
        throw EvalError(
          .input,
          "Query '\(outcome.query)', setup '\(outcome.setup)', trial \(outcome.trial) is there twice; compare one run at a time."
        )
      }
      positions[outcome.setup, default: [:]][outcome.query] =
        (before?.lowerBound ?? index)..<index + 1
    }
    self.outcomes = sorted
    self.positions = positions
    self.facts = facts
    self.remarks = remarks
    setups = positions.keys.sorted()
    var queries: [String] = []
    for outcome in sorted where queries.last != outcome.query { queries.append(outcome.query) }
    self.queries = queries
  }

  /// The outcomes of one setup for one query, by trial.
  public func outcomes(of setup: String, for query: String) -> ArraySlice<Outcome> {
    positions[setup]?[query].map { outcomes[$0] } ?? []
  }

  /// All outcomes of one setup, by query and trial.
  public func outcomes(of setup: String) -> [Outcome] {
    outcomes.filter { $0.setup == setup }
  }

  /// How many trials of a query a setup has, at most.
  public func trials(of setup: String) -> Int {
    positions[setup]?.values.map(\.count).max() ?? 0
  }

  /// A setup's name, if it is here.
  ///
  /// - Throws: `EvalError` that lists the ones that are.
  public func checked(_ setup: String) throws(EvalError) -> String {
    guard positions[setup] == nil else { return setup }
    let hint = NearestName.find(setup, among: setups).map { " Did you mean '\($0)'?" } ?? ""
    throw EvalError(
      .name,
      "There is no setup '\(setup)' in these outcomes.\(hint) They have: \(setups.joined(separator: ", "))."
    )
  }

  /// What every query belongs to by a field of its rows, or of what a plan notes of it; queries
  /// without it stand alone.
  ///
  /// - Parameters:
  ///   - field: The field; `cluster` is also what the plan calls so.
  ///   - option: What it was named by, for errors.
  /// - Returns: The values by query.
  /// - Throws: `EvalError` when no row has the field, or rows of a query disagree.
  public func clusters(
    by field: String, option: String = "--cluster"
  ) throws(EvalError) -> [String: String] {
    var clusters: [String: String] = [:]
    func take(_ value: JSONValue?, _ query: String) throws(EvalError) {
      guard let value, !value.isNull else { return }
      let name = value.string ?? value.text
      if let other = clusters[query], other != name {
        throw EvalError(
          .input,
          "Query '\(query)' has '\(field)' both \(other) and \(name); a query belongs to one \(option.drop { $0 == "-" })."
        )
      }
      clusters[query] = name
    }
    for outcome in outcomes { try take(outcome.fields[field], outcome.query) }
    for query in queries { try take(facts.metadata[query]?[field], query) }
    if clusters.isEmpty, field == "cluster" {
      for query in queries { clusters[query] = facts.clusters[query] }
    }
    guard !clusters.isEmpty else {
      let known = fieldNames
      let hint =
        NearestName.find(field, among: known).map { " Did you mean '\($0)'?" }
        ?? (known.isEmpty ? "" : " They have: \(known.prefix(20).joined(separator: ", ")).")
      throw EvalError(
        .name,
        "No query has the field '\(field)'; name one for \(option) that says what queries have in common.\(hint)"
      )
    }
    return clusters
  }

  /// The fields that queries may have in common, by name.
  private var fieldNames: [String] {
    var names: Set<String> = []
    for outcome in outcomes { for member in outcome.fields.members { names.insert(member.key) } }
    for query in queries {
      for member in facts.metadata[query]?.members ?? [] { names.insert(member.key) }
    }
    return names.subtracting(AttemptLine.particulars).sorted()
  }
}
