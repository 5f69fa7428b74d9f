// SPDX-License-Identifier: Apache-2.0

/// Cost against quality, and whether anything but money is at work.
struct PlaneSection: Sendable {
  var report: Report

  var markup: Markup {
    Page.section("plane", "Cost and quality") {
      if points.isEmpty {
        Page.paragraph("No cost is known, so nothing can be drawn against it.")
      } else {
        Page.chart(
          "plane", title: "Cost and quality of \(Figures.count(points.count, "setup", "setups"))",
          description: description, caption: caption
        ) { size in chart(size).canvas() }
      }
      // Without names in the chart its numbers must be looked up.
      if chart(.wide).hasKeys {
        Page.table(report.planeTable)
      } else {
        Page.figures(report.planeTable)
      }
      if !sentences.isEmpty {
        Markup("h3") { "Against chance and against perfection" }
        if sentences.count > Self.mostSentences {
          Markup("details", ["class": "figures"]) {
            Markup("summary") { "Each setup in a sentence" }
            list
          }
        } else {
          list
        }
        Page.figures(report.mixTable, report.mixTable.title)
      }
    }
  }

  /// More sentences than this are behind a line that opens them.
  private static let mostSentences = 8

  private var list: Markup {
    Markup("ul") {
      for (name, text) in sentences {
        Markup("li") {
          Page.name(name)
          ": " + Typography.sentence(text)
        }
      }
    }
  }

  private var sentences: [(String, String)] {
    var sentences: [(String, String)] = []
    for pair in report.comparisons {
      if let line = pair.lineSentence { sentences.append((pair.candidate, line)) }
    }
    // The ceiling is one of cheap and baseline, and is told once.
    let isOurs = { (oracle: OracleCeiling) in
      oracle.cheap == report.cheap && oracle.expensive == report.baseline
    }
    if let pair = report.comparisons.first(where: { $0.oracle.map(isOurs) ?? false }),
      let sentence = pair.oracleSentence
    {
      sentences.append(("oracle", sentence))
    }
    return sentences
  }

  private var caption: String {
    var parts = [
      "Up is better, left is cheaper. Vertical bars are 95 % intervals of one setup alone: that two of them overlap says nothing about their difference, which is below."
    ]
    if points.contains(where: { $0.costInterval != nil }) {
      parts.append(
        "Horizontal bars are the interval of the ratio to the baseline's cost.")
    }
    let missing = report.setups.filter { setup in
      !points.contains { $0.name == setup.setup }
    }
    if !missing.isEmpty {
      parts.append(
        "Not drawn, because a figure is unknown: \(missing.map(\.setup).joined(separator: ", ")).")
    }
    return parts.joined(separator: " ")
  }

  private var description: String {
    points.map { point in
      let interval = point.qualityInterval.map {
        " (\(Figures.points($0.low)) to \(Figures.points($0.high)))"
      }
      return
        "\(point.name): \(Figures.percent(point.quality))\(interval ?? "") at \(Figures.dollars(point.cost)) a query"
        + (point.isOnFrontier ? ", on the frontier." : ".")
    }.joined(separator: " ")
  }

  private var points: [PlaneChart.Point] {
    report.setups.compactMap { setup in
      guard let score = setup.score, let cost = setup.cost?.perQuery.mean else { return nil }
      return PlaneChart.Point(
        name: setup.setup, cost: cost, costInterval: costInterval(setup.setup, mean: cost),
        quality: score.value, qualityInterval: score.interval,
        isBaseline: setup.setup == report.baseline && report.setups.count > 1,
        isOnFrontier: report.frontier.contains(setup.setup))
    }
  }

  /// What the setup may cost, if the baseline costs what it did.
  private func costInterval(_ setup: String, mean: Double) -> Interval? {
    guard let pair = report.comparisons.first(where: { $0.candidate == setup })?.cost,
      let ratio = pair.ratio, let interval = pair.interval
    else { return nil }
    return Interval(interval.low / ratio * mean, interval.high / ratio * mean)
  }

  private func chart(_ size: ChartSize) -> PlaneChart {
    let points = points
    var mix: (cheap: Int, expensive: Int)?
    if let cheap = report.cheap, cheap != report.baseline,
      let low = points.firstIndex(where: { $0.name == cheap }),
      let high = points.firstIndex(where: { $0.name == report.baseline }),
      points[low].cost < points[high].cost
    {
      mix = (low, high)
    }
    let ceiling = report.ceiling.flatMap { ceiling -> PlaneChart.Ceiling? in
      guard let router = ceiling.routerCost, let cascade = ceiling.cascadeCost else { return nil }
      return PlaneChart.Ceiling(
        quality: ceiling.quality, routerCost: router, cascadeCost: cascade)
    }
    return PlaneChart(points: points, mix: mix, ceiling: ceiling, size: size)
  }
}
