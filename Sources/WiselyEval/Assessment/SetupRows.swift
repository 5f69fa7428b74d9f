// SPDX-License-Identifier: Apache-2.0

/// Quality and cost of several setups on the queries that all of them answered.
struct SetupRows: Sendable {
  /// The queries, in the order in which they are resampled.
  let queries: [String]
  /// Whether every cost is known; unknown ones stand as 0 and must not be used.
  let haveCosts: Bool
  private let rows: [[SetupRow]]

  /// - Parameters:
  ///   - table: The outcomes.
  ///   - setups: The setups.
  ///   - needsCosts: Whether queries without a known cost of all are left out.
  init(_ table: OutcomeTable, setups: [String], needsCosts: Bool = false) {
    var rows = setups.map { _ in [SetupRow]() }
    var queries: [String] = []
    var haveCosts = true
    for query in QueryOrder.canonical(table.queries, name: { $0 }) {
      let outcomes = setups.map { table.outcomes(of: $0, for: query) }
      let scores = outcomes.compactMap(\.meanScore)
      let costs = outcomes.compactMap(\.meanCost)
      guard scores.count == setups.count, !needsCosts || costs.count == setups.count else {
        continue
      }
      let isPriced = costs.count == setups.count
      haveCosts = haveCosts && isPriced
      queries.append(query)
      for index in setups.indices {
        rows[index].append(
          SetupRow(quality: scores[index], cost: isPriced ? costs[index] : 0))
      }
    }
    self.queries = queries
    self.haveCosts = haveCosts
    self.rows = rows
  }

  /// The rows of a setup, by its place.
  subscript(index: Int) -> [SetupRow] { rows[index] }

  /// The places of the queries of each group; nil when all stand alone.
  func clusters(_ grouping: Grouping) -> [[Int]]? { grouping.clusters(of: queries) }
}
