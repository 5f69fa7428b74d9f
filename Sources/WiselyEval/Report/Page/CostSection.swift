// SPDX-License-Identifier: Apache-2.0

/// What the setups cost, and whom it went to.
struct CostSection: Sendable {
  var report: Report

  var markup: Markup {
    Page.section("cost", "Cost") {
      if bars.isEmpty { Page.paragraph("No cost is known.") }
      Page.chart(
        "cost", title: "Mean cost of a query by role", description: description,
        caption:
          "Failed calls, advisors and planners are part of what a query costs; judges are not, nor is what was cut off when the run was stopped. Where a setup's cost was replayed, it is what it cost when it was recorded."
      ) { size in chart(size).canvas() }
      if roles.count > 1 { Page.figures(report.roleTable, report.roleTable.title) }
      Page.table(report.costTable)
      Page.table(report.priceTable)
    }
  }

  private var roles: [String] { report.costRoles }

  private var bars: [BarChart.Bar] {
    report.setups.compactMap { setup in
      guard let cost = setup.cost, let parts = report.costParts(of: setup, roles) else {
        return nil
      }
      return BarChart.Bar(
        name: setup.setup, parts: parts, figure: Figures.dollars(cost.perQuery.mean))
    }
  }

  private func chart(_ size: ChartSize) -> BarChart {
    let looks = ["executor": 1, "advisor": 2, "planner": 3, "check": 4, Report.unsplit: 6]
    return BarChart(
      id: "cost-\(size.rawValue)",
      categories: roles.map { .init(name: $0, look: roles.count == 1 ? 1 : looks[$0] ?? 5) },
      bars: bars, limit: nil,
      label: { Figures.tick($0) },
      axis: "mean cost of a query, US dollars",
      size: size)
  }

  private var description: String {
    bars.map { bar in
      let parts = zip(roles, bar.parts).filter { $0.1 > 0 }
        .map { "\($0) \(Figures.dollars($1))" }
      return "\(bar.name): \(bar.figure)"
        + (parts.isEmpty ? "." : ", of which \(parts.joined(separator: ", ")).")
    }.joined(separator: " ")
  }
}
