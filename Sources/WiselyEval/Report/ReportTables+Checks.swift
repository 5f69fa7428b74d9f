// SPDX-License-Identifier: Apache-2.0

// What the figures hang on: one query, the hardest ones, the judge; and what a right answer costs.

extension Report {
  /// What one more right answer costs with the dearer setup of a pair, where that is the better
  /// one.
  var priceTable: ReportTable {
    ReportTable(
      "What one more right answer costs",
      head: ["with", "instead of", "dollars (95 %)"], numeric: [2],
      rows: comparisons.compactMap { pair in
        guard let price = pair.pricePerRightAnswer else { return nil }
        let isBetter = (pair.difference?.value ?? 0) > 0
        let range = price.interval.map {
          " (\(Figures.dollars($0.low)) to \(Figures.dollars($0.high)))"
        }
        return [
          .name(isBetter ? pair.candidate : pair.baseline),
          .name(isBetter ? pair.baseline : pair.candidate),
          .words(Figures.dollars(price.value) + (range ?? "")),
        ]
      })
  }

  /// What the figures are without the one query that moves them most.
  var leaveOutTable: ReportTable {
    ReportTable(
      "Without the one query that moves it most",
      head: ["setup", "without", "points", "quality", "without", "cost ratio", "cost"],
      numeric: [2, 5],
      rows: comparisons.compactMap { pair in
        let (quality, cost) = (pair.leaveOut.quality, pair.leaveOut.cost)
        guard quality != nil || cost != nil else { return nil }
        return [
          .name(pair.candidate), quality.map { .name($0.query) } ?? "–",
          .words(
            quality.map { Typography.minus(Figures.signed($0.difference)) } ?? "–"),
          .words(quality?.word?.title ?? "–"), cost.map { .name($0.query) } ?? "–",
          .words((cost?.ratio).map { Figures.factor($0) } ?? "–"),
          .words(cost?.word.title ?? "–"),
        ]
      })
  }

  /// What every setup scores on the hardest queries.
  var hardestTable: ReportTable {
    let hardest = assessment?.hardest
    let title = hardest.map {
      "The \(Figures.count($0.queries)) of \(Figures.count($0.all)) queries that all setups together find hardest, without claims"
    }
    return ReportTable(
      title ?? "The hardest queries", head: ["setup", "mean score"], numeric: [1],
      rows: (hardest?.scores ?? []).map { [.name($0.setup), .words(Figures.percent($0.score))] })
  }

  /// How the judge compares with people.
  var judgeTable: ReportTable {
    ReportTable(
      "The judge against people's labels",
      head: [
        "setup", "labelled answers", "agreement", "κ", "right ones seen", "wrong ones seen",
        "people less judge, points (95 %)",
      ], numeric: [1, 2, 3, 4, 5, 6],
      rows: (assessment?.judgeChecks ?? []).map { check in
        let agreement = check.errors?.agreement
        return [
          .name(check.setup), .words(Figures.count(check.answers)),
          .words(Figures.percent(agreement?.agreement)),
          .words(agreement?.kappa.map { Typography.minus(Figures.fixed($0, 2)) } ?? "–"),
          .words(Figures.percent(check.errors?.sensitivity)),
          .words(Figures.percent(check.errors?.specificity)), .words(Figures.points(check.shift)),
        ]
      })
  }
}
