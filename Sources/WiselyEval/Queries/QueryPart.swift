// SPDX-License-Identifier: Apache-2.0

import Wisely

/// One of two parts of the queries: some to choose prompts, thresholds and models by, the others to
/// decide.
///
/// What was chosen by looking at queries is not proven by them. The parts follow from names alone,
/// so that they stay the same whoever runs what, and queries that belong together are in the same
/// part.
public enum QueryPart: String, Hashable, Sendable, CaseIterable {
  /// About 40 of 100, to choose by; a verdict on them is in-sample.
  case tune
  /// The others, to decide by.
  case decide

  /// How many of 100 queries are for choosing.
  public static let tuningShare = 40

  /// The part of a query.
  ///
  /// - Parameters:
  ///   - query: Its name.
  ///   - cluster: What it has in common with others, if anything.
  public init(of query: String, cluster: String? = nil) {
    var digest = SHA256()
    // Another hash than a shard's, so that every shard has both.
    digest.update((cluster.map { "part cluster:\($0)" } ?? "part query:\(query)").utf8)
    let number = digest.finish().prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    self = number % 100 < UInt64(Self.tuningShare) ? .tune : .decide
  }
}

extension OutcomeTable {
  /// The outcomes of one part of the queries; those for choosing are in-sample.
  ///
  /// - Parameters:
  ///   - part: The part.
  ///   - clusters: What queries belong to; nil for what the plan says.
  /// - Returns: The outcomes, with what is known of the part alone.
  /// - Throws: `EvalError` when there is no query of that part.
  public func only(
    _ part: QueryPart, clusters: [String: String]? = nil
  ) throws(EvalError) -> OutcomeTable {
    let clusters = clusters ?? facts.clusters
    func isIncluded(_ query: String) -> Bool {
      QueryPart(of: query, cluster: clusters[query]) == part
    }
    let chosen = Set(queries.filter(isIncluded))
    guard !chosen.isEmpty else {
      throw EvalError(.input, "None of these queries is in the part '\(part.rawValue)'.")
    }
    var facts = facts
    if facts.plannedQueries != nil, let order = facts.order {
      facts.plannedQueries = order.count(where: isIncluded)
    }
    facts.isInSample = facts.isInSample || part == .tune
    var table = try OutcomeTable(
      outcomes.filter { chosen.contains($0.query) }, facts: facts, remarks: remarks)
    table.preferences = preferences
    table.spent = spent
    table.judging = judging
    return table
  }
}
