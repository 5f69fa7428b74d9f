// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyTesting

@testable import WiselyEval

@Suite(.timeLimit(.minutes(5))) struct AssessmentPropertyTests {
  /// Outcomes of three setups that look like anything a run may give.
  static func outcomes(_ random: inout SeededGenerator) -> [Outcome] {
    let queries = Int.random(in: 1...90, using: &random)
    let trials = Int.random(in: 1...4, using: &random)
    let isGraded = Bool.random(using: &random)
    let isFree = Int.random(in: 0..<5, using: &random) == 0
    let gaps = Bool.random(using: &random) ? 0.0 : 0.05
    let groups = Bool.random(using: &random) ? Int.random(in: 1...20, using: &random) : 0
    var outcomes: [Outcome] = []
    for (setup, quality, price) in [("a", 0.6, 0.01), ("b", 0.7, 0.05), ("a+b", 0.66, 0.03)] {
      for query in 0..<queries {
        for trial in 0..<trials {
          func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &random) < share }
          var outcome = Outcome(query: Made.id(query), setup: setup, trial: trial, score: nil)
          if chance(gaps) {
            outcome.ending = chance(0.5) ? .modelFailure : .infrastructureFailure
          } else {
            outcome.score =
              isGraded
              ? Double(Int.random(in: 0...8, using: &random)) / 8
              : chance(quality) ? 1 : 0
          }
          let cost = price * Double.random(in: 0.2...3, using: &random)
          outcome.cost = isFree && setup == "a" ? 0 : chance(gaps / 10) ? nil : cost
          if setup == "a+b" { outcome.consultations = Int.random(in: 0...2, using: &random) }
          if groups > 0 { outcome.fields["group"] = .string("g\(query % groups)") }
          outcome.costByRole = ["executor": cost / 3, "advisor": cost / 7]
          outcomes.append(outcome)
        }
      }
    }
    return outcomes
  }

  static func options(
    _ outcomes: [Outcome], baseline: String = "b", candidates: [String]? = nil
  ) -> AssessmentOptions {
    var options = AssessmentOptions(baseline: baseline)
    options.candidates = candidates
    options.resamples = 100
    options.line = 0.5
    options.cluster = outcomes.contains { !$0.fields.isEmpty } ? "group" : nil
    return options
  }

  @Test("The order of the rows changes no byte of JSON and text", arguments: 0..<20)
  func shuffled(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let outcomes = Self.outcomes(&random)
    let options = Self.options(outcomes)
    let one = try Assessment(try OutcomeTable(outcomes), options)
    for _ in 0..<3 {
      let other = try Assessment(
        try OutcomeTable(outcomes.shuffled(using: &random)), options)
      #expect(one.json.text == other.json.text)
      #expect(one.lines == other.lines)
    }
    // Also the other way round: what differs must show.
    var changed = outcomes
    changed[0].cost = 77
    #expect(try Assessment(try OutcomeTable(changed), options).json.text != one.json.text)
  }

  @Test("Changing the setups over mirrors everything", arguments: 0..<40)
  func mirrored(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let outcomes = Self.outcomes(&random).filter { $0.setup != "a+b" }
    let table = try OutcomeTable(outcomes)
    let one = try Assessment(table, Self.options(outcomes, baseline: "b")).comparisons[0]
    let other = try Assessment(table, Self.options(outcomes, baseline: "a")).comparisons[0]
    #expect(one.queries == other.queries)
    #expect(one.candidateScore == other.baselineScore)
    #expect(one.baselineScore == other.candidateScore)
    #expect(one.candidateOnly == other.baselineOnly)
    #expect(one.baselineOnly == other.candidateOnly)
    #expect(one.mcnemar == other.mcnemar)
    #expect(one.groups == other.groups)
    mirror(one.difference, other.difference)
    mirror(one.everyTrial?.difference, other.everyTrial?.difference)
    mirror(one.withMissing, other.withMissing)
    #expect(one.oracle == other.oracle)
    #expect(one.pricePerRightAnswer == other.pricePerRightAnswer)
    #expect(one.cost.candidate == other.cost.baseline)
    #expect(one.cost.unknown == other.cost.unknown)
    if let left = one.cost.ratio, let right = other.cost.ratio {
      #expect(abs(left * right - 1) < 1e-9)
    } else {
      #expect(one.cost.ratio == other.cost.ratio)
    }
    let words: [CostWord: CostWord] = [
      .cheaper: .dearer, .dearer: .cheaper, .unclear: .unclear, .unknown: .unknown,
    ]
    #expect(words[one.cost.word] == other.cost.word)
    if one.quality == .better {
      #expect([.worse, .worseSizeUnclear, .goodEnoughMeasurablyWorse].contains(other.quality))
    }
    if one.quality == .worse { #expect(other.quality == .better) }
    #expect((one.quality == .tooFew) == (other.quality == .tooFew))
  }

  private func mirror(_ one: Estimate?, _ other: Estimate?) {
    #expect((one == nil) == (other == nil))
    guard let one, let other else { return }
    #expect(abs(one.value + other.value) < 1e-12)
    #expect(one.method == other.method)
    mirror(one.interval, other.interval)
  }

  private func mirror(_ one: Interval?, _ other: Interval?) {
    #expect((one == nil) == (other == nil))
    guard let one, let other else { return }
    #expect(abs(one.low + other.high) < 1e-9)
    #expect(abs(one.high + other.low) < 1e-9)
  }

  @Test(
    "Shards put together in any order are the whole, lines of a log in any order too",
    arguments: 0..<10)
  func shards(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var lines: [String] = []
    for query in 0..<40 {
      for trial in 0..<3 {
        let name = "\(query)-\(trial)"
        if Int.random(in: 0..<6, using: &random) == 0 {
          lines.append(
            AttemptLogTests.line(
              name, query: "q\(query)", trial: trial, ending: "infrastructure-failure",
              score: "null", cost: "0.25"))
        }
        lines.append(
          AttemptLogTests.line(
            name, query: "q\(query)", trial: trial, number: 1,
            score: Bool.random(using: &random) ? "1" : "0"))
      }
    }
    func text(_ parts: [[String]]) throws -> String {
      var reader = OutcomeReader()
      for part in parts {
        try reader.read(Array((part.joined(separator: "\n") + "\n").utf8), name: "attempts.jsonl")
      }
      let table = try reader.table()
      let other = table.outcomes.map { outcome in
        var outcome = outcome
        outcome.setup = "opus"
        outcome.score = 1 - (outcome.score ?? 0)
        return outcome
      }
      var both = try OutcomeTable(table.outcomes + other, remarks: table.remarks)
      both.spent = table.spent
      return try Assessment(both, Self.options([], baseline: "opus")).json.text
        + "\(String(describing: both.spent))"
    }
    let whole = try text([lines])
    let mixed = lines.shuffled(using: &random)
    let middle = Int.random(in: 1..<mixed.count, using: &random)
    #expect(try text([Array(mixed[middle...]), Array(mixed[..<middle])]) == whole)
  }

  @Test("Every word follows from the figures that are shown", arguments: 0..<60)
  func consistent(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let outcomes = Self.outcomes(&random)
    let assessment = try Assessment(try OutcomeTable(outcomes), Self.options(outcomes))
    for comparison in assessment.comparisons {
      let word = QualityWord(
        queries: comparison.queries, interval: comparison.difference?.interval, margin: 0.05)
      #expect(comparison.quality == word || comparison.quality == .inconclusive)
      #expect(comparison.gates.count == 7)
      if comparison.overall == .use || comparison.overall == .useOnAverage {
        #expect(comparison.closedGates == [])
        #expect(comparison.cost.word == .cheaper)
        #expect(comparison.quality.isAcceptable)
      }
      if let interval = comparison.difference?.interval, let value = comparison.difference?.value {
        #expect(interval.low <= value && value <= interval.high)
        #expect(interval.low < interval.high)
      }
      #expect(comparison.sentences.allSatisfy { $0.hasSuffix(".") && !$0.contains("nan") })
    }
  }
}
