// SPDX-License-Identifier: Apache-2.0

import WiselyEval

/// What a run's queries can hope to show, said before it costs anything.
struct RunPromise {
  private let summary: QuerySummary

  init(_ plan: RunPlan) {
    summary = QuerySummary(QuerySet(plan.queries, format: plan.format), margin: plan.margin)
  }

  /// The sentence, for disagreements of 10 to 20 in 100 queries as they are usual.
  var sentence: String {
    let count = summary.clusters
    let independent = count == summary.queries ? "" : " independent"
    guard count >= QuerySummary.fewest else {
      return
        "\(grouped(count))\(independent) \(count == 1 ? "query is" : "queries are") too few to claim anything; \(QuerySummary.fewest) are the least."
    }
    let needs = summary.needs.filter { $0.disagreement == 0.1 || $0.disagreement == 0.2 }
    let margins = needs.compactMap(\.margin).map(points)
    let differences = needs.compactMap(\.difference).map(points)
    let numbers = needs.compactMap(\.queries).map(grouped)
    guard margins.count == 2, numbers.count == 2 else {
      return "\(grouped(count))\(independent) queries."
    }
    let shown =
      differences.count == 2
      ? "differences of about \(differences[0]) to \(differences[1]) points, or " : ""
    return
      "With \(grouped(count))\(independent) queries, and setups that disagree on 10 to 20 % of them, you can hope to show \(shown)that an equally good setup loses at most \(margins[0]) to \(margins[1]) points; your margin of \(points(summary.margin)) takes \(numbers[0]) to \(numbers[1])."
  }

  /// A share in points with one decimal at most, rounded up: nothing is promised that does not
  /// hold.
  private func points(_ share: Double) -> String {
    let tenths = Int((share * 1_000 - 1e-9).rounded(.up))
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }
}
