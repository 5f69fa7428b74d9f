// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing
import Wisely

@testable import WiselyEval

@Suite("Parts to choose by and to decide by") struct QueryPartTests {
  @Test("About 40 of 100 queries are for choosing, in every shard, and always the same")
  func share() throws {
    let names = (0..<5_000).map { Made.id($0) }
    let tuning = names.count { QueryPart(of: $0) == .tune }
    #expect((1_900...2_100).contains(tuning))
    for index in 1...4 {
      let shard = try #require(Shard(index, of: 4))
      let mine = names.filter(shard.contains)
      let share = Double(mine.count { QueryPart(of: $0) == .tune }) / Double(mine.count)
      #expect((0.35...0.45).contains(share))
    }
    // Written down: a run that goes on next year has to find the same parts.
    #expect((0..<8).map { QueryPart(of: Made.id($0)).rawValue } == Self.first)
  }

  private static let first = [
    "tune", "decide", "tune", "tune", "decide", "decide", "tune", "decide",
  ]

  @Test("Queries that belong together are never in both parts")
  func clusters() {
    for cluster in 0..<50 {
      let parts = Set((0..<20).map { QueryPart(of: Made.id($0), cluster: "c\(cluster)") })
      #expect(parts.count == 1)
    }
    let parts = Set((0..<50).map { QueryPart(of: "same", cluster: "c\($0)") })
    #expect(parts == [.tune, .decide])
  }

  @Test("What was chosen by is in-sample, the rest is not, and both are of the plan")
  func tables() throws {
    var facts = RunFacts()
    facts.plannedQueries = 200
    facts.order = (0..<200).map { Made.id($0) }
    let table = try OutcomeTable(
      Made.pair(candidateOnly: 2, baselineOnly: 2, queries: 200, costs: (0.001, 0.01)),
      facts: facts)
    var options = AssessmentOptions(baseline: "baseline")
    options.resamples = 200
    let tune = try Assessment(try table.only(.tune), options).comparisons[0]
    let decide = try Assessment(try table.only(.decide), options).comparisons[0]
    #expect(tune.queries + decide.queries == 200)
    #expect(tune.closedGates == [.inSample])
    #expect(tune.overall == .notProven)
    #expect(!decide.closedGates.contains(.inSample))
    #expect(!decide.closedGates.contains(.peeking))
    var together = RunFacts()
    for index in 0..<200 { together.clusters[Made.id(index)] = "all" }
    let one = try OutcomeTable(
      Made.pair(candidateOnly: 2, baselineOnly: 2, queries: 200), facts: together)
    let parts = QueryPart.allCases.map { try? one.only($0) }
    #expect(parts.count { $0 != nil } == 1)
    #expect(throws: EvalError.self) {
      for part in QueryPart.allCases { _ = try one.only(part) }
    }
  }

  @Test("A plan says what was chosen by its queries, and only then has another hash")
  func plans() throws {
    let plain = try RunSupport.plan()
    func plan(_ change: (inout RunPlan) -> Void) throws -> RunPlan {
      var plan = plain
      change(&plan)
      return try plan.frozen()
    }
    let tune = try plan { $0.part = .tune }
    let decide = try plan { $0.part = .decide }
    let chosen = try plan { $0.isInSample = true }
    #expect(Set([plain, tune, decide, chosen].map(\.hash)).count == 4)
    for (plan, isInSample) in [(plain, false), (tune, true), (decide, false), (chosen, true)] {
      #expect(try RunPlan(plan.json) == plan)
      #expect(RunFacts(plan: plan.json).isInSample == isInSample)
    }
  }
}
