// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyEval
import WiselyTesting

@Suite("Means")
struct MeanTests {
  @Test("A mean of scores that belong together is as sure as their groups")
  func groups() throws {
    let scores = (0..<100).map { Double($0 / 10 % 2) }
    let groups = (0..<10).map { group in (0..<10).map { group * 10 + $0 } }
    let alone = try #require(Mean.ofScores(scores))
    let together = try #require(Mean.ofScores(scores, clusters: groups))
    #expect(together.value == alone.value)
    let (narrow, wide) = (try #require(alone.interval), try #require(together.interval))
    #expect(wide.high - wide.low > 2 * (narrow.high - narrow.low))
    #expect(Mean.ofScores(scores, clusters: nil) == alone)
    #expect(Mean.ofScores(scores, clusters: [Array(0..<100)])?.interval == nil)
    // A hundred equal scores of ten groups are ten.
    let equal = try #require(
      Mean.ofScores([Double](repeating: 1, count: 100), clusters: groups)?.interval)
    #expect(equal == Proportion.wilson(10, 10))
  }

  @Test("Student's interval is the worked one")
  func workedInterval() throws {
    let worked = try Worked()
    let scores = try worked["t_interval", "scores"].numbers()
    let found = try #require(Mean.ofScores(scores))
    #expect(isClose(found.value, try worked.number("t_interval", "mean")))
    #expect(isClose(found.standardError, try worked.number("t_interval", "se")))
    let expected = Interval(
      try worked.number("t_interval", "lo"), try worked.number("t_interval", "hi"))
    #expect(isClose(found.interval, expected))
    #expect(found.method == "t")
  }

  @Test("Groups give the worked standard errors, and the larger one counts")
  func workedClusters() throws {
    let worked = try Worked()
    let values = try worked["clustered", "x"].numbers()
    let names = try #require(try worked["clustered", "cluster"].array).map(\.string)
    let groups = ["a", "b", "c"].map { name in names.indices.filter { names[$0] == name } }
    let found = try #require(ClusteredError(values, groups: groups))
    #expect(found.groups == 3)
    #expect(isClose(found.independent, try worked.number("clustered", "iid_se")))
    #expect(isClose(found.uncorrected, try worked.number("clustered", "se0")))
    #expect(isClose(found.clustered, try worked.number("clustered", "se1")))
    #expect(found.larger == found.clustered)
    // Differences that cancel within their groups: the independent error is the larger.
    let cancelling = try #require(ClusteredError([1, -1, 1, -1], groups: [[0, 1], [2, 3]]))
    #expect(cancelling.clustered == 0)
    #expect(cancelling.larger == cancelling.independent)
    #expect(ClusteredError(values, groups: [Array(values.indices)]) == nil)
  }

  @Test("No interval has no width, and none is not a number")
  func degenerate() throws {
    #expect(Mean.ofScores([]) == nil)
    #expect(Mean.tInterval([]) == nil)
    #expect(Mean.tInterval([0.3]) == nil)
    #expect(Mean.tInterval([0.3, 0.3, 0.3]) == nil)
    #expect(Mean.variance([0.1, 0.1, 0.1]) == 0)
    #expect(Mean.ofScores([0.3])?.interval == nil)
    #expect(Mean.ofScores([1, 1, 1])?.interval == Proportion.wilson(3, 3))
    let equal = try #require(Mean.ofScores([Double](repeating: 0.7, count: 30)))
    #expect(equal.method == "all-equal")
    #expect(isClose(equal.interval?.low, 0.7 - 0.09503385286))
    #expect(isClose(equal.interval?.high, 0.7 + 0.09503385286))
    // Equal but for rounding.
    #expect(Mean.tInterval([0.1 + 0.2, 0.3, 0.3]) == nil)
  }

  @Test("The order of the values changes no bit", arguments: 1...20)
  func orderIndependent(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let values = (0..<200).map { _ in
      Double.random(in: -1...1, using: &random) * [1, 1e-9, 1e12].randomElement(using: &random)!
    }
    let shuffled = values.shuffled(using: &random)
    #expect(Mean.of(values) == Mean.of(shuffled))
    #expect(Mean.variance(values) == Mean.variance(shuffled))
    #expect(Mean.tInterval(values) == Mean.tInterval(shuffled))
    #expect(Mean.of(values.map { -$0 }) == Mean.of(values).map { -$0 })
  }

  @Test("A sum is rounded once, and the small are not lost among the large")
  func exactSums() {
    #expect(ExactSum.of([1e16, 1, -1e16]) == 1)
    #expect(ExactSum.of([0.1, 0.2, 0.3]) == 0.6)
    #expect(ExactSum.of([Double](repeating: 0.1, count: 10)) == 1)
    #expect(ExactSum.of([1e100, 1, -1e100, 1e-100]) == 1)
    #expect(ExactSum.of([]) == 0)
    // Half-way between two numbers but for something tiny.
    #expect(ExactSum.of([1, 0x1p-53, 0x1p-120]) == 1 + 0x1p-52)
    #expect(ExactSum.of([1, 0x1p-53, -0x1p-120]) == 1)
  }
}
