// SPDX-License-Identifier: Apache-2.0

/// The difference within one category of queries: shown, not judged.
public struct CategoryDifference: Hashable, Sendable {
  /// The category.
  public var category: String
  /// Its queries with a score of both.
  public var queries: Int
  /// The difference, candidate less baseline.
  public var difference: Estimate

  /// The differences by category, in the order of their names; queries of none are left out.
  static func all(
    of pairing: Pairing, categories: [String: String], level: Double
  ) -> [CategoryDifference] {
    var rows: [String: [PairedScores.Row]] = [:]
    for row in pairing.scores.rows {
      if let category = categories[row.query] { rows[category, default: []].append(row) }
    }
    return rows.sorted { $0.key < $1.key }.compactMap { category, rows in
      PairedDifference(PairedScores(rows), level: level).map {
        CategoryDifference(category: category, queries: rows.count, difference: $0.estimate)
      }
    }
  }
}

extension CategoryDifference {
  /// The difference of the category.
  var sentence: String {
    let range = difference.interval.map {
      " (\(Figures.signed($0.low)) to \(Figures.signed($0.high)))"
    }
    return
      "\(category): \(Figures.signed(difference.value)) points\(range ?? "") on \(Figures.count(queries, "query", "queries"))"
  }
}
