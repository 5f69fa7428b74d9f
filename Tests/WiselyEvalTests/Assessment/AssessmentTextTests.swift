// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

@testable import WiselyEval

/// What somebody reads who tries it for the first time.
@Suite("The assessment as text") struct AssessmentTextTests {
  private func assessment(queries: Int, _ facts: RunFacts = RunFacts()) throws -> Assessment {
    let outcomes = (0..<3).flatMap { trial in
      [("haiku", 0.01, 2), ("haiku+opus", 0.02, 1), ("opus", 0.05, 1)].flatMap {
        setup, cost, wrong in
        Made.outcomes(
          setup, Made.right(queries - wrong, wrong: wrong), trial: trial, cost: { _ in cost })
      }
    }
    var options = AssessmentOptions(baseline: "opus")
    options.resamples = 100
    return try Assessment(try OutcomeTable(outcomes, facts: facts), options)
  }

  @Test(
    "Of too few queries it says how many are the least, once a candidate, and nothing of ceilings")
  func fewQueries() throws {
    let few = try assessment(queries: 4)
    let lines = few.lines
    let said = lines.filter { $0.contains("too few to claim anything") }
    #expect(said.count == 2)
    #expect(said[0].hasSuffix("4 queries are too few to claim anything; 30 are the least."))
    #expect(lines.contains { $0.hasSuffix("Right in all 3 trials: 75.0 % against 75.0 %.") })
    #expect(!lines.contains { $0.contains("perfect switching") || $0.contains("same money") })
    let enough = try assessment(queries: 60).lines
    #expect(enough.contains { $0.contains("perfect switching") })
    #expect(enough.contains { $0.contains("same money") })
  }

  @Test("A closed gate stands with its candidate and is no warning beside it")
  func gatesOnce() throws {
    var facts = RunFacts()
    facts.isInSample = true
    facts.margin = 0.02
    let tuned = try assessment(queries: 60, facts)
    let lines = tuned.lines
    // Once for each candidate; programs still find it among the warnings.
    #expect(lines.count { $0.contains("omething was chosen by looking") } == 2)
    #expect(tuned.warnings.count { $0.contains("omething was chosen by looking") } == 2)
    #expect(lines.contains("Warnings"))
    #expect(lines.count { $0.contains("The plan accepts a loss of 2 points") } == 1)
  }
}
