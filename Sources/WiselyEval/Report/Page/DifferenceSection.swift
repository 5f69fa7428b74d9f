// SPDX-License-Identifier: Apache-2.0

/// The paired differences: what the words about quality rest on.
struct DifferenceSection: Sendable {
  var report: Report

  var markup: [Markup] {
    guard !report.comparisons.isEmpty else { return [] }
    return [
      Page.section("differences", "Differences, query by query") {
        if rows.isEmpty {
          Page.paragraph("No query has a score of two setups.")
        }
        Page.chart(
          "differences", title: "Paired differences from \(report.baseline)",
          description: description, caption: caption
        ) { size in
          DifferenceChart(
            rows: rows, baseline: report.baseline, margin: report.options.margin, size: size
          ).canvas()
        }
        Page.figures(report.differenceTable)
        Page.table(report.leaveOutTable)
        Page.table(report.hardestTable)
        Page.table(report.categoryTable)
      }
    ]
  }

  private var rows: [DifferenceChart.Row] {
    report.comparisons.compactMap { pair in
      pair.difference.map {
        DifferenceChart.Row(
          name: pair.candidate, value: $0.value, interval: $0.interval, word: pair.quality)
      }
    }
  }

  private var caption: String {
    let level =
      rows.count > 1
      ? "Each interval is at \(Figures.percent(report.level, 2)), so that all of them hold together at 95 %."
      : "The interval is at 95 %."
    return
      "\(level) A setup is good enough when its whole interval lies to the right of the margin. Triangles up are better, circles good enough, triangles down worse, hollow circles open."
  }

  private var description: String {
    rows.map { row in
      let interval = row.interval.map { " (\(Figures.range($0)))" }
      return
        "\(row.name): \(Typography.minus(Figures.signed(row.value)))\(interval ?? "") points, \(row.word.title)."
    }.joined(separator: " ")
  }
}
