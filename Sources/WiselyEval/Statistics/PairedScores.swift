// SPDX-License-Identifier: Apache-2.0

internal import Wisely

/// The scores of two setups on the same queries, one row for each query.
///
/// The rows are put into the order of the SHA-256 of their queries' names, so that nothing computed
/// from them depends on the order in which they came.
package struct PairedScores: Hashable, Sendable {
  /// What two setups scored on one query.
  package struct Row: Hashable, Sendable {
    /// The query's name.
    package var query: String
    /// The mean of the candidate's scores over its trials.
    package var candidate: Double
    /// The mean of the baseline's scores over its trials.
    package var baseline: Double
    /// What queries that belong together have in common; nil for a query on its own.
    package var cluster: String?
    /// Whether either mean is over several trials.
    package var isRepeated: Bool

    /// A row; nil when one of the setups has no score.
    package init?(
      query: String, candidate: [Double], baseline: [Double], cluster: String? = nil
    ) {
      guard let left = Mean.of(candidate), let right = Mean.of(baseline) else { return nil }
      self.query = query
      self.candidate = left
      self.baseline = right
      self.cluster = cluster
      isRepeated = candidate.count > 1 || baseline.count > 1
    }

    /// How much better the candidate did.
    package var difference: Double { candidate - baseline }
  }

  /// The rows, in the order of the SHA-256 of their queries' names.
  package let rows: [Row]

  /// Some rows, in whatever order.
  package init(_ rows: [Row]) {
    self.rows = QueryOrder.canonical(rows) { $0.query }
  }

  /// How much better the candidate did on each query.
  package var differences: [Double] { rows.map(\.difference) }

  /// Whether every score is 0 or 1 and of one trial.
  package var isBinary: Bool {
    rows.allSatisfy {
      !$0.isRepeated && ($0.candidate == 0 || $0.candidate == 1)
        && ($0.baseline == 0 || $0.baseline == 1)
    }
  }

  /// On how many queries one of the setups did better than the other.
  package var counts: PairedCounts {
    PairedCounts(
      candidateOnly: rows.count { $0.candidate > $0.baseline },
      baselineOnly: rows.count { $0.candidate < $0.baseline }, queries: rows.count)
  }

  /// The indices of the rows of each cluster, or nil when every query stands on its own.
  package var clusters: [[Int]]? {
    var groups: [[Int]] = []
    var places: [String: Int] = [:]
    for (index, row) in rows.enumerated() {
      if let name = row.cluster, let place = places[name] {
        groups[place].append(index)
      } else {
        if let name = row.cluster { places[name] = groups.count }
        groups.append([index])
      }
    }
    return groups.count < rows.count ? groups : nil
  }

  /// The same with the setups changed over.
  package var swapped: PairedScores {
    PairedScores(
      rows.map {
        var row = $0
        row.candidate = $0.baseline
        row.baseline = $0.candidate
        return row
      })
  }
}

/// An order of queries that depends on nothing but their names.
package enum QueryOrder {
  /// The elements in the order of the SHA-256 of their names; of equal names, as they came.
  package static func canonical<Element>(
    _ elements: [Element], name: (Element) -> String
  ) -> [Element] {
    elements.enumerated()
      .map { (SHA256.hex(of: Array(name($0.element).utf8)), $0.offset, $0.element) }
      .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
      .map(\.2)
  }
}
