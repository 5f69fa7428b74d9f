// SPDX-License-Identifier: Apache-2.0

/// How often the same setup gets the same query right.
struct ConsistencySection: Sendable {
  var report: Report

  var markup: Markup {
    Page.section("consistency", "Consistency") {
      if report.trials < ConsistencyWord.fewestTrials {
        Page.paragraph(
          "There \(report.trials == 1 ? "was 1 trial" : "were \(report.trials) trials") of each query; it takes \(ConsistencyWord.fewestTrials) to say how consistent a setup is."
        )
      }
      if measured.contains(where: { $0.1.trials > 1 }) {
        Page.chart(
          "consistency", title: "Queries that are right always, sometimes and never",
          description: description,
          caption:
            "The share of queries that a setup got right in all of its trials, in some, and in none."
        ) { size in chart(size).canvas() }
      }
      if report.trials > 1 {
        Page.table(report.consistencyTable)
        Page.figures(report.passTable, report.passTable.title)
      }
    }
  }

  private var measured: [(String, SetupConsistency)] {
    report.setups.compactMap { setup in setup.consistency.map { (setup.setup, $0) } }
  }

  private func chart(_ size: ChartSize) -> BarChart {
    BarChart(
      id: "consistency-\(size.rawValue)",
      categories: [
        .init(name: "always right", look: 1), .init(name: "sometimes", look: 2),
        .init(name: "never", look: 6),
      ],
      bars: measured.map { name, own in
        BarChart.Bar(
          name: name, parts: [own.always, own.sometimes, own.never],
          figure: "\(Figures.percent(own.always)) always")
      }, limit: 1, label: { Figures.points($0.value, 0) + " %" }, axis: "share of the queries",
      size: size)
  }

  private var description: String {
    measured.map { name, own in
      "\(name): always \(Figures.percent(own.always)), sometimes \(Figures.percent(own.sometimes)), never \(Figures.percent(own.never))."
    }.joined(separator: " ")
  }
}
