// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

@testable import WiselyEval

@Suite struct ChartTests {
  @Test("No label lies on another or leaves the chart, for up to eight setups", arguments: 1...8)
  func planes(count: Int) {
    for seed in 0..<60 {
      let points = Self.points(count, seed: UInt64(seed))
      for size in ChartSize.allCases {
        let chart = PlaneChart(
          points: points, mix: count > 1 ? (0, 1) : nil,
          ceiling: .init(quality: 0.9, routerCost: 0.01, cascadeCost: 0.012), size: size)
        guard let canvas = chart.canvas() else {
          Issue.record("no chart")
          continue
        }
        Self.check(canvas)
        let names = Set(canvas.texts.map(\.text))
        for point in points {
          #expect(
            names.contains(size.name.fitted(point.name, size == .wide ? 230 : 150)),
            "\(point.name) has no label with seed \(seed), \(size)")
        }
      }
    }
  }

  @Test("Two dozen setups have numbers, and those find room too")
  func keys() throws {
    for size in ChartSize.allCases {
      let chart = PlaneChart(points: Self.points(24, seed: 3), size: size)
      #expect(chart.hasKeys)
      Self.check(try #require(chart.canvas()))
    }
  }

  @Test("Setups at the very same place still have a label each", arguments: ChartSize.allCases)
  func sameplace(size: ChartSize) throws {
    let points = (1...8).map { Self.point("haiku+opus-\($0)", cost: 0.01, quality: 0.8, 0.05) }
    let canvas = try #require(PlaneChart(points: points, size: size).canvas())
    Self.check(canvas)
    #expect(canvas.texts.count { $0.text.hasPrefix("haiku+opus-") } == 8)
  }

  @Test("Differences and bars keep their words apart", arguments: 1...8)
  func rows(count: Int) throws {
    for seed in 0..<40 {
      var random = Xoshiro(seed: UInt64(seed * 10 + count))
      let names = (0..<count).map { ReportFixture.eight[$0] }
      for size in ChartSize.allCases {
        let differences = DifferenceChart(
          rows: names.map { name in
            let value = random.unit() * 2 - 1
            return .init(
              name: name, value: value,
              interval: Interval(max(-1, value - random.unit()), min(1, value + random.unit())),
              word: QualityWord.allCases.randomElement(using: &random) ?? .worse)
          }, baseline: ReportFixture.eight[7], margin: [0.005, 0.05, 0.5, 0.9][seed % 4],
          size: size)
        Self.check(try #require(differences.canvas()))
        let bars = BarChart(
          id: "bars",
          categories: (1...6).map { .init(name: "some category \($0)", look: $0) },
          bars: names.map { name in
            .init(
              name: name, parts: (0..<6).map { _ in random.unit() < 0.3 ? 0 : random.unit() / 50 },
              figure: "$0.00123")
          }, limit: nil, label: { Figures.tick($0) }, axis: "mean cost of a query", size: size)
        Self.check(try #require(bars.canvas()))
      }
    }
  }

  @Test("Nothing to draw gives no chart, and no value gives an axis all the same")
  func nothing() throws {
    #expect(PlaneChart(points: [], size: .wide).canvas() == nil)
    #expect(DifferenceChart(rows: [], baseline: "b", margin: 0.05, size: .wide).canvas() == nil)
    let free = PlaneChart(points: [Self.point("free", cost: 0, quality: 1, 0)], size: .wide)
    Self.check(try #require(free.canvas()))
    #expect(!free.isLogarithmic)
  }

  @Test("Costs that are far apart get a logarithmic axis, unless one of them is nothing")
  func logarithmic() {
    func chart(_ costs: [Double]) -> PlaneChart {
      PlaneChart(points: costs.map { Self.point("\($0)", cost: $0, quality: 0.5, 0) }, size: .wide)
    }
    #expect(chart([0.001, 0.05]).isLogarithmic)
    #expect(!chart([0.01, 0.05]).isLogarithmic)
    #expect(!chart([0, 0.001, 0.05]).isLogarithmic)
  }

  // MARK: - Helpers

  private static func check(_ canvas: ChartCanvas) {
    for (index, text) in canvas.texts.enumerated() {
      #expect(canvas.box.contains(text.box), "\(text) leaves \(canvas.box)")
      for other in canvas.texts.dropFirst(index + 1) {
        #expect(!text.box.overlaps(other.box), "\(text) lies on \(other)")
      }
    }
  }

  private static func points(_ count: Int, seed: UInt64) -> [PlaneChart.Point] {
    var random = Xoshiro(seed: seed)
    // Every third set is crowded, every other third far apart.
    let spread = [0.03, 1, 1][Int(seed % 3)]
    return (0..<count).map { index in
      let name = count > 8 ? "setup-\(index)" : ReportFixture.eight[index]
      let cost = 0.01 * (1 + spread * random.unit() * (seed % 3 == 2 ? 200 : 2))
      return point(name, cost: cost, quality: 0.7 + spread * 0.3 * random.unit(), random.unit() / 9)
    }
  }

  private static func point(
    _ name: String, cost: Double, quality: Double, _ half: Double
  ) -> PlaneChart.Point {
    .init(
      name: name, cost: cost, costInterval: half == 0 ? nil : Interval(cost * 0.9, cost * 1.2),
      quality: quality,
      qualityInterval: half == 0 ? nil : Interval(max(0, quality - half), min(1, quality + half)),
      isBaseline: name == "opus", isOnFrontier: half < 0.06)
  }
}
