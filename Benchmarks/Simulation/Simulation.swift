// SPDX-License-Identifier: Apache-2.0

import WiselyEval

/// Repeated evaluations of made-up setups of which the truth is known.
///
/// Runs come in batches that are seeded by their number, so that the result is the same on any number of
/// cores.
package struct Simulation: Sendable {
  /// How many evaluations each figure is from.
  package var runs: Int
  /// What determines them.
  package var seed: UInt64

  package init(runs: Int, seed: UInt64) {
    self.runs = runs
    self.seed = seed
  }

  /// How often the intervals of a method held the truth, and how often they claimed "good enough".
  package struct Coverage: Hashable, Sendable {
    package var covered = 0.0
    package var falseClaims = 0.0
  }

  /// How every method fares with a number of queries when the candidate is worse by the margin.
  package func coverage(queries: Int, of scenario: Scenario) async -> [Method: Coverage] {
    let critical = Method.Critical(queries: queries)
    let counts = await batches { random, runs in
      var counts = [[Int]](repeating: [0, 0], count: Method.allCases.count)
      for _ in 0..<runs {
        let sample = scenario.draw(queries, &random)
        for (index, method) in Method.allCases.enumerated() {
          guard let interval = method.interval(sample, critical: critical) else { continue }
          let truth = scenario.difference
          if interval.low <= truth && truth <= interval.high { counts[index][0] += 1 }
          if interval.low > truth { counts[index][1] += 1 }
        }
      }
      return counts
    }
    var result: [Method: Coverage] = [:]
    for (index, method) in Method.allCases.enumerated() {
      result[method] = Coverage(
        covered: share(counts.reduce(0) { $0 + $1[index][0] }),
        falseClaims: share(counts.reduce(0) { $0 + $1[index][1] }))
    }
    return result
  }

  /// How often "good enough" is claimed falsely by looking every ten queries from 30 to 500.
  ///
  /// With the interval for a fixed number of queries, and with the betting test.
  package func peeking(_ scenario: Scenario) async -> (fixed: Double, betting: Double) {
    let counts = await batches { random, runs in
      var counts = (fixed: 0, betting: 0)
      for _ in 0..<runs {
        var sample = Scenario.Sample()
        var test = Betting(.goodEnough, margin: scenario.margin)
        var isClaimed = false
        for queries in 1...500 {
          let difference = scenario.draw(&random)
          if difference > 0 { sample.candidateOnly += 1 }
          if difference < 0 { sample.baselineOnly += 1 }
          sample.queries = queries
          test.observe(Double(difference))
          if !isClaimed, queries >= 30, queries.isMultiple(of: 10) {
            isClaimed = (sample.counts.bonettPrice()?.low ?? -1) > -scenario.margin
          }
        }
        if isClaimed { counts.fixed += 1 }
        if test.claimedAt != nil { counts.betting += 1 }
      }
      return counts
    }
    return (
      share(counts.reduce(0) { $0 + $1.fixed }), share(counts.reduce(0) { $0 + $1.betting })
    )
  }

  /// How many queries the betting test needs: half of the runs, and 80 of 100.
  package func needed(_ scenario: Scenario) async -> (median: Int, most: Int) {
    let claims = await batches { random, runs in
      (0..<runs).map { _ in
        var test = Betting(.goodEnough, margin: scenario.margin)
        while test.claimedAt == nil, test.queries < 10_000 {
          test.observe(Double(scenario.draw(&random)))
        }
        return test.queries
      }
    }
    let sorted = claims.joined().sorted()
    return (sorted[sorted.count / 2], sorted[sorted.count * 8 / 10])
  }

  private func share(_ count: Int) -> Double { Double(count) / Double(runs) }

  /// Runs batches on all cores; their results in order.
  private func batches<Result: Sendable>(
    _ batch: @escaping @Sendable (inout Xoshiro, _ runs: Int) -> Result
  ) async -> [Result] {
    let size = 500
    return await withTaskGroup(of: (Int, Result).self) { group in
      for (number, first) in stride(from: 0, to: runs, by: size).enumerated() {
        let count = min(size, runs - first)
        group.addTask { [seed] in
          var random = Xoshiro(seed: seed &* 0x1_0000_0000 &+ UInt64(number))
          return (number, batch(&random, count))
        }
      }
      return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }
}
