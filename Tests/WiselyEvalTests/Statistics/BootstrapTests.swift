// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyEval
import WiselyTesting

@Suite("Resampling")
struct BootstrapTests {
  @Test("The interval of a mean is close to the one that a formula gives")
  func likeAFormula() throws {
    var random = SeededGenerator(seed: 5)
    let values = (0..<400).map { _ in Double.random(in: 0...1, using: &random) }
    let expected = try #require(Mean.tInterval(values))
    let found = try #require(
      Bootstrap(seed: 3).interval(queries: 400) { drawn in
        drawn.reduce(0) { $0 + values[$1] } / 400
      })
    #expect((found.low - expected.low).magnitude < 0.002)
    #expect((found.high - expected.high).magnitude < 0.002)
  }

  @Test("A seed settles every draw, and another one draws otherwise")
  func seeded() {
    let figure = { (drawn: [Int]) -> Double? in Double(drawn.reduce(0, +)) }
    let one = Bootstrap(resamples: 500, seed: 1)
    #expect(one.interval(queries: 60, of: figure) == one.interval(queries: 60, of: figure))
    let other = Bootstrap(resamples: 500, seed: 2)
    #expect(one.interval(queries: 60, of: figure) != other.interval(queries: 60, of: figure))
  }

  @Test("Clusters are drawn as wholes, which widens the interval")
  func clusters() throws {
    let clusters = (0..<20).map { group in (0..<5).map { group * 5 + $0 } }
    let figure = { (drawn: [Int]) -> Double? in
      Double(drawn.reduce(0) { $0 + $1 / 5 % 2 }) / Double(drawn.count)
    }
    let bootstrap = Bootstrap(resamples: 2_000)
    let alone = try #require(bootstrap.interval(queries: 100, of: figure))
    let together = try #require(
      bootstrap.interval(queries: 100, clusters: clusters, of: figure))
    #expect(together.high - together.low > 1.7 * (alone.high - alone.low))
    let constant = bootstrap.interval(queries: 100, clusters: clusters) { drawn in
      let whole = stride(from: 0, to: drawn.count, by: 5)
        .allSatisfy { drawn[$0] % 5 == 0 && drawn[$0 + 4] == drawn[$0] + 4 }
      #expect(whole && drawn.count == 100)
      return 0
    }
    #expect(constant == nil)
  }

  @Test("Few queries, one cluster and undefined figures have no interval")
  func degenerate() {
    let bootstrap = Bootstrap(resamples: 100)
    let figure = { (drawn: [Int]) -> Double? in Double(drawn.reduce(0, +)) }
    #expect(bootstrap.interval(queries: 49, of: figure) == nil)
    #expect(bootstrap.interval(queries: 50, of: figure) != nil)
    #expect(bootstrap.interval(queries: 50, clusters: [Array(0..<50)], of: figure) == nil)
    #expect(bootstrap.interval(queries: 50) { $0.contains(7) ? 1 : nil } == nil)
    #expect(bootstrap.interval(queries: 50) { _ in .nan } == nil)
    #expect(bootstrap.interval(queries: 50) { _ in 3 } == nil)
    #expect(Bootstrap(resamples: 0).interval(queries: 50, of: figure) == nil)
  }

  @Test("Quantiles lie between their neighbours by distance")
  func quantiles() {
    #expect(Quantile.of([1, 2, 4], 0.5) == 2)
    #expect(Quantile.of([1, 2, 4], 0.75) == 3)
    #expect(Quantile.of([1, 2, 4], 0) == 1 && Quantile.of([1, 2, 4], 1) == 4)
    #expect(Quantile.of([], 0.5) == nil)
    #expect(Quantile.of([3], 0.9) == 3)
  }
}
