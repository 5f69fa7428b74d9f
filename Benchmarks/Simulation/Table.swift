// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The table that says why the assessment uses the intervals and the test that it uses.
package enum Table {
  /// The rows: queries, disagreement, margin.
  package static let rows: [(queries: Int, disagreement: Double, margin: Double)] = [
    (10, 0.1, 0.05), (20, 0.1, 0.05), (30, 0.1, 0.05), (50, 0.2, 0.05), (100, 0.1, 0.05),
    (200, 0.1, 0.05), (500, 0.3, 0.1),
  ]

  /// Disagreement and margin where results are looked at while they come in.
  package static let peeking: [(disagreement: Double, margin: Double)] = [(0.2, 0.05), (0.2, 0.1)]

  /// Disagreement and margin, and the queries that a fixed plan needs.
  package static let needed: [(disagreement: Double, margin: Double, fixed: Int)] = [
    (0.1, 0.05, 314), (0.05, 0.05, 157), (0.2, 0.1, 157),
  ]

  /// Simulates and prints the table in Markdown, row by row.
  package static func print(_ simulation: Simulation) async {
    let names = Method.allCases.map(\.rawValue).joined(separator: " | ")
    Swift.print("| n (disagreement, margin) | \(names) |")
    Swift.print("|---|" + Method.allCases.map { _ in "---|" }.joined())
    for row in rows {
      let scenario = Scenario.atMargin(row.margin, disagreement: row.disagreement)
      let found = await simulation.coverage(queries: row.queries, of: scenario)
      let cells = Method.allCases.map { method in
        let cell = found[method] ?? Simulation.Coverage()
        return "\(decimal(cell.covered, 3)) / \(decimal(cell.falseClaims, 3))"
      }
      Swift.print(
        "| \(row.queries) (\(decimal(row.disagreement, 2)), \(points(row.margin))) | "
          + cells.joined(separator: " | ") + " |")
    }
    Swift.print("\nEach cell: coverage of the 95 % interval / false claims of \"good enough\".\n")
    Swift.print("| looking every 10 queries from 30 to 500 | fixed interval | betting test |")
    Swift.print("|---|---|---|")
    for row in peeking {
      let scenario = Scenario.atMargin(row.margin, disagreement: row.disagreement)
      let found = await simulation.peeking(scenario)
      Swift.print(
        "| disagreement \(decimal(row.disagreement, 2)), margin \(points(row.margin)) | "
          + "\(decimal(found.fixed * 100, 1)) % | \(decimal(found.betting * 100, 1)) % |")
    }
    Swift.print("\n| queries needed when truly equal | median | 80 % of runs | fixed plan |")
    Swift.print("|---|---|---|---|")
    for row in needed {
      let found = await simulation.needed(
        .equal(margin: row.margin, disagreement: row.disagreement))
      Swift.print(
        "| disagreement \(decimal(row.disagreement, 2)), margin \(points(row.margin)) | "
          + "\(found.median) | \(found.most) | \(row.fixed) |")
    }
  }

  private static func points(_ share: Double) -> String { "\(Int((share * 100).rounded())) points" }

  private static func decimal(_ value: Double, _ places: Int) -> String {
    let scale = pow(10, Double(places))
    let digits = String(Int((value * scale).rounded()))
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    return padded.dropLast(places) + "." + padded.suffix(places)
  }
}
