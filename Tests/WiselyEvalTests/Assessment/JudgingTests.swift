// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyTesting

@testable import WiselyEval

/// What a judge's word is worth that people looked at.
@Suite("Judging that people correct") struct JudgingTests {
  /// Judged outcomes of both setups, three trials if not said otherwise.
  func judged(
    queries: Int = 200, trials: Int = 1, label: (String, Int, Int) -> Double?
  ) -> [Outcome] {
    (0..<trials).flatMap { trial in
      ["candidate", "baseline"].flatMap { setup in
        Made.outcomes(
          setup, Made.right(queries - 3, wrong: 3), trial: trial, cost: { _ in 0.01 },
          change: { outcome, index in
            outcome.fields["grader"] = "judge@1"
            if setup == "candidate" { outcome.cost = 0.004 + Double(index % 7) / 10_000 }
            outcome.fields["human"] = label(setup, index, trial)
              .flatMap { JSONNumber(exactly: $0) }.map { .number($0) }
          })
      }
    }
  }

  @Test("Labels drawn for each setup by itself correct the difference, though they form no pairs")
  func unpaired() throws {
    // People find a third of the candidate's labelled answers wrong, none of the baseline's.
    let outcomes = judged { setup, index, _ in
      switch (setup, index) {
      case ("candidate", 0..<60): index % 3 == 0 ? 0 : 1
      case ("baseline", 60..<120): 1
      default: nil
      }
    }
    let comparison = try Made.comparison(outcomes)
    #expect(!comparison.closedGates.contains(.judge))
    let difference = try #require(comparison.difference)
    #expect(difference.method == "prediction-powered")
    #expect(abs(difference.value - -1.0 / 3) < 1e-12)
    #expect(comparison.quality == .worse)
    // The scores shown are those that the difference is of.
    let (own, other) = (try #require(comparison.candidateScore), comparison.baselineScore ?? 0)
    #expect(abs(own - other - difference.value) < 1e-12)
  }

  @Test("Labels of answers that cannot be compared confirm nothing")
  func unusable() throws {
    // The labelled queries have no score of the other setup.
    let outcomes = judged { _, index, _ in index < 40 ? 1 : nil }
      .filter { $0.setup == "candidate" || $0.query >= Made.id(40) }
    let comparison = try Made.comparison(outcomes)
    #expect(comparison.closedGates.contains(.judge))
  }

  @Test("Thirty labels of ten queries are ten labels")
  func trialsOfAQuery() throws {
    let few = judged(trials: 3) { _, index, _ in index < 10 ? 1 : nil }
    #expect(try Made.comparison(few).closedGates.contains(.judge))
    let enough = judged(trials: 3) { _, index, trial in index < 30 && trial == 0 ? 1 : nil }
    #expect(!(try Made.comparison(enough).closedGates.contains(.judge)))
  }

  @Test("Labels are held against the judge's word on the same answers")
  func sameAnswers() throws {
    // The judge says 0 to the second trial of everything; people labelled first trials and agree.
    var outcomes = judged(trials: 2) { _, index, trial in
      index < 60 && trial == 0 ? (index >= 197 ? 0 : 1) : nil
    }
    for index in outcomes.indices where outcomes[index].setup == "candidate" {
      if outcomes[index].trial == 1 { outcomes[index].score = 0 }
    }
    let comparison = try Made.comparison(outcomes)
    let difference = try #require(comparison.difference)
    #expect(abs(difference.value - -0.5 * 197 / 200) < 1e-9)
  }

  @Test("Consistency is corrected by the same people, or was not measured")
  func consistency() throws {
    let first = judged(trials: 3) { _, index, trial in index < 80 && trial == 0 ? 1 : nil }
    let partly = try Made.comparison(first)
    #expect(partly.consistency == .notMeasured)
    #expect(partly.consistencySentence.contains("label every trial of 30 queries"))
    // People find one trial wrong of each second query of the candidate's.
    let all = judged(trials: 3) { setup, index, trial in
      guard index < 80 else { return nil }
      return setup == "candidate" && index % 2 == 0 && trial == 2 ? 0 : 1
    }
    let comparison = try Made.comparison(all)
    let shares = try #require(comparison.everyTrial)
    #expect(shares.difference.method == "prediction-powered")
    #expect(abs(shares.difference.value - -0.5) < 1e-12)
    #expect(abs(shares.candidate - (197.0 / 200 - 0.5)) < 1e-12)
    #expect(comparison.consistency == .measured(.worse))
    #expect(comparison.overall == .doNotUse)
    // A judge that nobody checked speaks for itself, behind its gate.
    let alone = try Made.comparison(judged(trials: 3) { _, _, _ in nil })
    #expect(alone.consistency != .notMeasured)
    #expect(alone.closedGates.contains(.judge))
  }

  @Test("Queries that belong together widen a corrected difference too")
  func clusters() throws {
    // Both the judge's differences and people's corrections come in lumps of twenty.
    var outcomes = judged { setup, index, _ in
      index >= 100 ? nil : setup == "candidate" && (index / 20).isMultiple(of: 2) ? 0 : 1
    }
    for index in outcomes.indices {
      let number = Int(outcomes[index].query.dropFirst()) ?? 0
      outcomes[index].fields["lump"] = .string("lump \(number / 20)")
    }
    let alone = try Made.comparison(outcomes)
    let together = try Made.comparison(outcomes) { $0.cluster = "lump" }
    let (narrow, wide) = (
      try #require(alone.difference?.standardError),
      try #require(together.difference?.standardError)
    )
    #expect(wide > 2 * narrow)
    #expect(together.independent == alone.difference?.interval)
    #expect(alone.difference?.value == together.difference?.value)
    // One lump alone shows nothing.
    let one = try Made.comparison(outcomes, facts: oneCluster)
    #expect(one.difference?.interval == nil)
    #expect(one.quality == .inconclusive)
  }

  private var oneCluster: RunFacts {
    var facts = RunFacts()
    for index in 0..<200 { facts.clusters[Made.id(index)] = "all" }
    return facts
  }

  @Test("Few groups claim only what the queries alone say too")
  func fewGroups() throws {
    let outcomes = judged { setup, index, _ in
      index < 100 ? (setup == "candidate" && index % 10 == 0 ? 0 : 1) : nil
    }
    var facts = RunFacts()
    for index in 0..<200 { facts.clusters[Made.id(index)] = "\(index % 4)" }
    let alone = try Made.comparison(outcomes) { $0.margin = 0.2 }
    #expect(alone.quality == .goodEnoughMeasurablyWorse)
    let together = try Made.comparison(outcomes, facts: facts) { $0.margin = 0.2 }
    #expect(together.quality == .inconclusive)
  }

  @Test("With labels of pairs it is the formula for differences, whoever comes first")
  func formula() throws {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<50 {
      let judge = (0..<120).map { _ in Double(Int.random(in: -1...1, using: &random)) }
      let own = (0..<120).map { $0 < 40 ? Double(Int.random(in: -1...1, using: &random)) : nil }
      let other = (0..<120).map { $0 < 40 ? Double(Int.random(in: 0...1, using: &random)) : nil }
      let found = try #require(
        PredictionPowered.difference(
          judge: judge, corrections: .init(candidate: own, baseline: other)))
      let pairs = (0..<40).map { index in
        (judge: judge[index], human: judge[index] + (own[index] ?? 0) - (other[index] ?? 0))
      }
      let plain = try #require(PredictionPowered.estimate(judge: judge, labelled: pairs))
      #expect(abs(found.estimate.value - plain.value) < 1e-12)
      let (one, two) = (
        try #require(found.estimate.standardError), try #require(plain.standardError)
      )
      #expect(abs(one - two) < 1e-12)
      let turned = try #require(
        PredictionPowered.difference(
          judge: judge.map { -$0 }, corrections: .init(candidate: other, baseline: own)))
      #expect(turned.estimate.value == -found.estimate.value)
      #expect(turned.estimate.standardError == found.estimate.standardError)
    }
  }

  @Test("The price of one more right answer divides by what people found")
  func price() throws {
    // The judge sees a gain of 40 points, people a gain of 20.
    let outcomes = ["candidate", "baseline"].flatMap { setup in
      Made.outcomes(
        setup, Made.right(setup == "candidate" ? 160 : 80, wrong: setup == "candidate" ? 40 : 120),
        cost: { _ in setup == "candidate" ? 0.05 : 0.01 },
        change: { outcome, index in
          outcome.fields["grader"] = "judge@1"
          outcome.fields["human"] =
            .number(
              JSONNumber(setup == "candidate" && index % 4 == 1 ? 0 : outcome.score == 1 ? 1 : 0))
        })
    }
    let comparison = try Made.comparison(outcomes)
    let difference = try #require(comparison.difference)
    let price = try #require(comparison.pricePerRightAnswer)
    #expect(difference.value < 0.25)
    #expect(abs(price.value - 0.04 / difference.value) < 1e-9)
  }
}
