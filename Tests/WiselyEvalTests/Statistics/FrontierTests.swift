// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyEval
import WiselyTesting

@Suite("Cost and quality")
struct FrontierTests {
  @Test("The line between cheap and expensive is the worked one")
  func workedLine() throws {
    let worked = try Worked()
    let found = try #require(
      MixLine(
        cheap: .init(
          quality: try worked.number("mix_line", "cheap"),
          cost: try worked.number("mix_line", "cc")),
        expensive: .init(
          quality: try worked.number("mix_line", "exp"), cost: try worked.number("mix_line", "ce")),
        setup: .init(
          quality: try worked.number("mix_line", "setup"),
          cost: try worked.number("mix_line", "cs"))))
    #expect(isClose(found.position, try worked.number("mix_line", "cost_position")))
    #expect(isClose(found.quality, try worked.number("mix_line", "quality_on_line")))
    #expect(isClose(found.lift, try worked.number("mix_line", "lift")))
    #expect(isClose(found.gapRecovered, try worked.number("mix_line", "pgr")))
  }

  @Test("Past the expensive model there is no lift, and below the cheap one no line")
  func outside() throws {
    let cheap = SetupRow(quality: 0.5, cost: 1)
    let expensive = SetupRow(quality: 0.8, cost: 3)
    let dear = try #require(
      MixLine(cheap: cheap, expensive: expensive, setup: .init(quality: 0.9, cost: 3.5)))
    #expect(dear.position == 1.25 && dear.lift == nil && dear.quality == nil)
    let below = try #require(
      MixLine(cheap: cheap, expensive: expensive, setup: .init(quality: 0.6, cost: 0.5)))
    #expect(below.position == -0.25 && below.quality == 0.5)
    #expect(isClose(below.lift, 0.1, within: 1e-12))
    #expect(MixLine(cheap: cheap, expensive: cheap, setup: expensive) == nil)
    #expect(MixLine(cheap: expensive, expensive: cheap, setup: cheap) == nil)
    let flat = try #require(
      MixLine(cheap: cheap, expensive: .init(quality: 0.5, cost: 2), setup: cheap))
    #expect(flat.gapRecovered == nil && flat.lift == 0)
  }

  @Test("The lift has an interval from whole queries, around zero for a coin")
  func liftInterval() throws {
    var random = SeededGenerator(seed: 21)
    let cheap = (0..<600).map { _ in
      SetupRow(quality: Double.random(in: 0...1, using: &random).rounded(), cost: 0.1)
    }
    let expensive = cheap.map {
      SetupRow(quality: max($0.quality, Bool.random(using: &random) ? 1 : 0), cost: 1)
    }
    let coin = zip(cheap, expensive).map { Bool.random(using: &random) ? $0 : $1 }
    let bootstrap = Bootstrap(resamples: 2_000, seed: 9)
    let found = try #require(
      MixLine.liftInterval(cheap: cheap, expensive: expensive, setup: coin, bootstrap: bootstrap))
    #expect(found.low < 0 && found.high > 0 && found.high - found.low < 0.12)
    // Always right where it matters, at half of the money.
    let clever = zip(cheap, expensive).map { $1.quality > $0.quality ? $1 : $0 }
    let lift = try #require(
      MixLine.liftInterval(cheap: cheap, expensive: expensive, setup: clever, bootstrap: bootstrap))
    #expect(lift.low > 0.05)
    let dear = cheap.map { SetupRow(quality: $0.quality, cost: 2) }
    #expect(MixLine.liftInterval(cheap: cheap, expensive: expensive, setup: dear) == nil)
    #expect(
      MixLine.liftInterval(
        cheap: Array(cheap.prefix(49)), expensive: Array(expensive.prefix(49)),
        setup: Array(coin.prefix(49))) == nil)
    #expect(MixLine.liftInterval(cheap: [], expensive: [], setup: []) == nil)
  }

  @Test("The oracle goes to the expensive model only where it does strictly better")
  func oracle() throws {
    let cheap = [(1.0, 1.0), (0, 1), (0, 1), (1, 3)].map { SetupRow(quality: $0.0, cost: $0.1) }
    let dear = [(1.0, 10.0), (1, 20), (0, 30), (0, 40)].map {
      SetupRow(quality: $0.0, cost: $0.1)
    }
    let found = try #require(Oracle(cheap: cheap, expensive: dear))
    #expect(found.quality == 0.75 && found.escalated == 0.25)
    #expect(found.routerCost == (1 + 20 + 1 + 3) / 4.0)
    #expect(found.cascadeCost == (1 + 21 + 1 + 3) / 4.0)
    #expect(Oracle(cheap: [], expensive: []) == nil)
    let order = [2, 0, 3, 1]
    #expect(
      found == Oracle(cheap: order.map { cheap[$0] }, expensive: order.map { dear[$0] }))
  }

  @Test("The frontier, its hull and the area below are the worked ones")
  func frontier() throws {
    let worked = try Worked()
    let setups = try #require(try worked["frontier", "points"].object).members.map { member in
      let place = try member.value.numbers()
      return Frontier.Point(member.key, cost: place[0], quality: place[1])
    }
    let found = Frontier(setups)
    #expect(
      found.points.map(\.name)
        == (try #require(worked["frontier", "pareto"].array).map { try #require($0.string) }))
    #expect(found.hull.map { [$0.cost, $0.quality] } == (try worked["frontier", "hull"].rows()))
    #expect(
      isClose(
        found.meanQuality(from: 1, to: 10), try worked.number("frontier", "aiq_1_to_10")))
    #expect(Frontier(setups.reversed()) == found)
    // Past the last point the quality stays.
    #expect(isClose(found.meanQuality(from: 10, to: 20), 0.8, within: 1e-12))
    #expect(isClose(found.meanQuality(from: 1.5, to: 2), 0.69, within: 1e-12))
    #expect(found.meanQuality(from: 0.5, to: 2) == nil)
    #expect(found.meanQuality(from: 2, to: 2) == nil)
  }

  @Test("Setups that are alike both stay, and the hull bends one way only")
  func frontierTies() {
    let alike = Frontier([
      .init("b", cost: 1, quality: 0.5), .init("a", cost: 1, quality: 0.5),
      .init("c", cost: 1, quality: 0.4), .init("d", cost: 2, quality: 0.5),
    ])
    #expect(alike.points.map(\.name) == ["a", "b"])
    #expect(alike.hull.map(\.name) == ["a"])
    #expect(Frontier([]).points.isEmpty)
    #expect(Frontier([]).meanQuality(from: 0, to: 1) == nil)
    let bent = Frontier([
      .init("a", cost: 1, quality: 0.5), .init("b", cost: 2, quality: 0.51),
      .init("c", cost: 3, quality: 0.9),
    ])
    #expect(bent.points.count == 3)
    #expect(bent.hull.map(\.name) == ["a", "c"])
  }

  @Test("A router's curve has the worked figures")
  func routerCurve() throws {
    let worked = try Worked()
    let found = try #require(
      RouterCurve(
        shares: try worked["apgr", "share"].numbers(),
        qualities: try worked["apgr", "quality"].numbers()))
    for (value, expected) in zip(found.recovered, try worked["apgr", "pgr"].numbers()) {
      #expect(isClose(value, expected))
    }
    #expect(isClose(found.area, try worked.number("apgr", "apgr_trapezoid")))
    #expect(isClose(found.share(recovering: 0.5), try worked.number("apgr", "cpt50")))
    #expect(isClose(found.share(recovering: 0.8), try worked.number("apgr", "cpt80")))
    #expect(found.share(recovering: 0) == 0)
    #expect(found.share(recovering: 1.1) == nil)
    #expect(RouterCurve(shares: [0, 1], qualities: [0.5, 0.5]) == nil)
    #expect(RouterCurve(shares: [0, 0.9], qualities: [0.5, 0.6]) == nil)
    #expect(RouterCurve(shares: [], qualities: []) == nil)
  }

  @Test("Missing scores widen the difference to the worked bounds")
  func missing() throws {
    let worked = try Worked()
    let candidate: [Double?] =
      [Double?](repeating: 1, count: 80) + [Double?](repeating: 0, count: 17) + [nil, nil, nil]
    let baseline: [Double?] =
      [Double?](repeating: 1, count: 84) + [nil] + [Double?](repeating: 0, count: 15)
    let found = MissingBounds.difference(candidate: candidate, baseline: baseline)
    #expect(isClose(found?.low, try worked.number("missing_bounds", "low")))
    #expect(isClose(found?.high, try worked.number("missing_bounds", "high")))
    #expect(MissingBounds.difference(candidate: [], baseline: []) == nil)
    #expect(MissingBounds.difference(candidate: [nil], baseline: [nil]) == Interval(-1, 1))
  }
}
