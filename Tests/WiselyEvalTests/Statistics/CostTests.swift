// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyEval
import WiselyTesting

@Suite("Costs")
struct CostTests {
  @Test("The ratio of mean costs is the worked one")
  func workedRatio() throws {
    let worked = try Worked()
    let found = try #require(
      CostRatio(
        candidate: try worked["cost_ratio", "x"].numbers(),
        baseline: try worked["cost_ratio", "y"].numbers()))
    #expect(isClose(found.ratio, try worked.number("cost_ratio", "ratio")))
    #expect(isClose(found.standardError, try worked.number("cost_ratio", "se_log")))
    let expected = Interval(
      try worked.number("cost_ratio", "lo"), try worked.number("cost_ratio", "hi"))
    #expect(isClose(found.interval, expected))
    // Far below 1, but five queries claim nothing.
    #expect(!found.isCheaper && !found.isDearer)
  }

  @Test("Changing the setups over inverts the ratio, and cheaper is dearer")
  func mirrored() throws {
    var random = SeededGenerator(seed: 11)
    for scale in [0.2, 0.9, 1, 1.1, 4] {
      let left = (0..<40).map { _ in Double.random(in: 0...scale, using: &random) }
      let right = (0..<40).map { _ in Double.random(in: 0...1, using: &random) }
      let one = try #require(CostRatio(candidate: left, baseline: right))
      let other = try #require(CostRatio(candidate: right, baseline: left))
      #expect(one.logarithm == -other.logarithm)
      #expect(one.standardError == other.standardError)
      #expect(one.isCheaper == other.isDearer && one.isDearer == other.isCheaper)
      #expect(isClose(one.ratio, 1 / other.ratio, within: 1e-14))
      #expect(isClose(one.interval?.low, 1 / (other.interval?.high ?? 0), within: 1e-14))
      let order = left.indices.shuffled(using: &random)
      #expect(
        one == CostRatio(candidate: order.map { left[$0] }, baseline: order.map { right[$0] }))
    }
  }

  @Test("Queries that belong together widen the ratio, and all in one group say nothing of it")
  func clustered() throws {
    // Ten documents of six questions each; what the candidate costs goes by the document.
    let candidate = (0..<60).map { 0.5 + Double($0 / 6 % 5) / 4 }
    let baseline = (0..<60).map { 1.1 + Double($0 % 3) / 10 }
    let documents = (0..<10).map { document in (0..<6).map { document * 6 + $0 } }
    let alone = try #require(CostRatio(candidate: candidate, baseline: baseline))
    let together = try #require(
      CostRatio(candidate: candidate, baseline: baseline, clusters: documents))
    #expect(together.ratio == alone.ratio)
    #expect((together.standardError ?? 0) > 2 * (alone.standardError ?? 0))
    #expect(alone.isCheaper && !together.isCheaper)
    #expect(together.groups == 10 && alone.groups == 60)
    let mirrored = try #require(
      CostRatio(candidate: baseline, baseline: candidate, clusters: documents))
    #expect(mirrored.standardError == together.standardError)
    let one = try #require(
      CostRatio(candidate: candidate, baseline: baseline, clusters: [Array(0..<60)]))
    #expect(one.interval == nil && !one.isCheaper && !one.isDearer)
    // A price list is a fact, in however few groups.
    let half = try #require(
      CostRatio(candidate: baseline.map { $0 / 2 }, baseline: baseline, clusters: [Array(0..<60)]))
    #expect(half.isCheaper)
  }

  @Test("A mean of zero has no ratio, and a price list no interval")
  func degenerate() throws {
    #expect(CostRatio(candidate: [], baseline: []) == nil)
    #expect(CostRatio(candidate: [1], baseline: [2]) == nil)
    #expect(CostRatio(candidate: [0, 0], baseline: [1, 2]) == nil)
    #expect(CostRatio(candidate: [1, 2], baseline: [0, 0]) == nil)
    let costs = (1...30).map { Double($0) * 0.0137 }
    let half = try #require(CostRatio(candidate: costs.map { $0 * 0.3 }, baseline: costs))
    #expect(half.interval == nil)
    #expect(half.isCheaper && !half.isDearer)
    let same = try #require(CostRatio(candidate: costs, baseline: costs))
    #expect(!same.isCheaper && !same.isDearer)
    #expect(!(try #require(CostRatio(candidate: [1, 2], baseline: [10, 20]))).isCheaper)
  }

  @Test("One more right answer costs what was worked out")
  func extraCost() throws {
    let worked = try Worked()
    let found = RightAnswer.extraCost(
      from: (0, 0),
      to: (
        try worked.number("icer", "delta_quality"), try worked.number("icer", "delta_cost")
      ))
    #expect(isClose(found, try worked.number("icer", "usd_per_extra_solved")))
    #expect(RightAnswer.extraCost(from: (0.5, 1), to: (0.5, 2)) == nil)
    #expect(RightAnswer.extraCost(from: (0.5, 1), to: (0.6, 1)) == nil)
    #expect(RightAnswer.cost([1, 2, 3], scores: [0, 1, 0.5]) == 4)
    #expect(RightAnswer.cost([1, 2], scores: [0, 0]) == nil)
    #expect(RightAnswer.cost([], scores: []) == nil)
  }

  @Test("The price of one more right answer has an interval where it is defined")
  func extraCostInterval() throws {
    let cheap = (0..<200).map { SetupRow(quality: $0 % 4 == 0 ? 0 : 1, cost: 0.1) }
    let dear = (0..<200).map { SetupRow(quality: $0 % 12 == 0 ? 0 : 1, cost: 0.5) }
    let found = try #require(
      RightAnswer.extraCostInterval(from: cheap, to: dear, bootstrap: Bootstrap(resamples: 2_000)))
    // 0.4 more for 33 more right answers of 200.
    #expect(found.low < 0.4 * 200 / 33 && found.high > 0.4 * 200 / 33)
    #expect(RightAnswer.extraCostInterval(from: cheap, to: cheap) == nil)
    // 30 gained and so many lost of 200: in about one resample of a hundred nothing is gained, in the
    // other case in every third.
    func mixed(lost: Int) -> Interval? {
      RightAnswer.extraCostInterval(
        from: (0..<200).map { SetupRow(quality: $0 < 30 ? 0 : 1, cost: 0.1) },
        to: (0..<200).map { SetupRow(quality: 30..<30 + lost ~= $0 ? 0 : 1, cost: 0.5) },
        bootstrap: Bootstrap(resamples: 2_000))
    }
    let wide = try #require(mixed(lost: 15))
    #expect(wide.low < 0.4 * 200 / 15 && wide.high > 0.4 * 200 / 15)
    #expect(mixed(lost: 27) == nil)
  }

  @Test("The coding tasks have the published mean scores and costs")
  func codingTasks() throws {
    var scores: [String: [Double]] = [:]
    var costs: [String: [Double]] = [:]
    var order: [String] = []
    for row in try SharedData.lines("recordings/hybrid_arena.jsonl") {
      let setup = try #require(row["setup"]?.string)
      guard let score = row["score"]?.double else { continue }
      if scores[setup] == nil { order.append(setup) }
      scores[setup, default: []].append(score)
      let tokens = try ["cloud_prompt", "cloud_completion"].map { try #require(row[$0]?.double) }
      costs[setup, default: []].append((tokens[0] * 5 + tokens[1] * 30) / 1e6)
    }
    let expected = [
      (0.742174, 0.079885), (0.328623, 0), (0.659951, 0.173039), (0.599213, 0.141497),
      (0.247505, 0.396302),
    ]
    #expect(order.count == expected.count)
    for (setup, (score, cost)) in zip(order, expected) {
      #expect(scores[setup]?.count == 46)
      #expect((try #require(Mean.of(scores[setup] ?? [])) - score).magnitude < 5e-7, "\(setup)")
      #expect((try #require(CostSummary(costs[setup] ?? [])).mean - cost).magnitude < 5e-7)
    }
    let alone = try #require(costs["cheap_alone"])
    #expect(CostRatio(candidate: alone, baseline: try #require(costs["expensive_alone"])) == nil)
  }

  @Test("A summary has the quantiles, and says when one query takes too much")
  func summary() throws {
    let found = try #require(CostSummary((1...101).map { Double($0) }))
    #expect(found.median == 51 && found.percentile95 == 96 && found.mean == 51)
    #expect(found.total == 5_151 && !found.isHeavyTailed)
    #expect(try #require(CostSummary([1, 1, 8])).isHeavyTailed)
    #expect(CostSummary([]) == nil)
    let nothing = try #require(CostSummary([0, 0]))
    #expect(nothing.largestShare == nil && nothing.total == 0)
  }
}
