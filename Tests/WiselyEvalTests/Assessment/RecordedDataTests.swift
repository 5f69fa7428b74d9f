// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

@testable import WiselyEval

/// The figures that recorded results of real models are known to have.
@Suite struct RecordedDataTests {
  func table(
    _ name: String, _ settings: OutcomeReader.Settings = OutcomeReader.Settings()
  ) throws -> OutcomeTable {
    var reader = OutcomeReader(settings)
    try reader.read(try SharedData.bytes("recordings/" + name), name: name)
    return try reader.table()
  }

  static let mixtral = "mistralai/Mixtral-8x7B-Instruct-v0.1"
  static let gpt = "gpt-4-1106-preview"

  @Test(
    "GSM8K as it was recorded, and regraded",
    arguments: [("score", 0.63836, 0.85671), ("regraded", 0.63912, 0.88855)])
  func scores(field: String, mixtral: Double, gpt: Double) throws {
    var settings = OutcomeReader.Settings()
    settings.score = field
    let comparison = try compare(try table("routellm_gsm8k.jsonl", settings))
    #expect(abs((comparison.candidateScore ?? 0) - mixtral) < 5e-6)
    #expect(abs((comparison.baselineScore ?? 0) - gpt) < 5e-6)
    #expect(comparison.queries == 1_319)
  }

  func compare(_ table: OutcomeTable) throws -> Comparison {
    try #require(
      try Assessment(table, AssessmentOptions(baseline: Self.gpt)).comparisons.first)
  }

  @Test("Mixtral against GPT-4: the paired difference and its interval")
  func difference() throws {
    var settings = OutcomeReader.Settings()
    settings.score = "regraded"
    let comparison = try compare(try table("routellm_gsm8k.jsonl", settings))
    let difference = try #require(comparison.difference)
    let interval = try #require(difference.interval)
    #expect(abs(difference.value - -0.24943) < 5e-6)
    #expect(abs(interval.low - -0.2781) < 5e-5)
    #expect(abs(interval.high - -0.2200) < 5e-5)
    #expect(difference.method == "bonett-price")
    #expect(comparison.candidateOnly == 67)
    #expect(comparison.baselineOnly == 396)
    #expect(comparison.quality == .worse)
    #expect(comparison.overall == .doNotUse)
    #expect(comparison.cost.word == .unknown)
    #expect(comparison.cost.unknown == 1)
  }

  /// The rows with what the source pays: 5 and 30 dollars per million tokens, and nothing locally.
  func arena() throws -> OutcomeTable {
    let table = try table("hybrid_arena.jsonl")
    var outcomes = table.outcomes
    for index in outcomes.indices {
      let fields = outcomes[index].fields
      let input = try #require(fields["cloud_prompt"]?.int)
      let output = try #require(fields["cloud_completion"]?.int)
      outcomes[index].cost = Double(5 * input + 30 * output) / 1_000_000
      outcomes[index].outputTokens = try #require(fields["local_completion"]?.int) + output
    }
    return try OutcomeTable(outcomes)
  }

  static let setups = [
    "expensive_alone", "cheap_alone", "hybrid_architect", "minion_supervisor_worker",
    "architect_editor_reviewer",
  ]

  @Test(
    "Every mixed setup of the hybrid arena costs more than the expensive model, and scores less")
  func hybrids() throws {
    let assessment = try Assessment(
      try arena(), AssessmentOptions(baseline: "expensive_alone"))
    let scores = [0.742174, 0.328623, 0.659951, 0.599213, 0.247505]
    let costs = [0.079885, 0, 0.173039, 0.141497, 0.396302]
    for (index, name) in Self.setups.enumerated() where index > 0 {
      let comparison = try #require(assessment.comparisons.first { $0.candidate == name })
      #expect(comparison.queries == 46)
      #expect(abs((comparison.candidateScore ?? 0) - scores[index]) < 5e-7)
      #expect(abs((comparison.baselineScore ?? 0) - scores[0]) < 5e-7)
      #expect(abs((comparison.cost.candidate ?? -1) - costs[index]) < 5e-7)
      #expect(abs((comparison.cost.baseline ?? -1) - costs[0]) < 5e-7)
      #expect(comparison.level == 0.9875)
      guard index > 1 else { continue }
      #expect(comparison.cost.word == .dearer)
      let line = try #require(comparison.line)
      #expect(line.cheap == "cheap_alone")
      #expect(line.isBeyond)
      #expect(line.lift == nil)
    }
    #expect(assessment.cheap == "cheap_alone")
    #expect(assessment.frontier == ["cheap_alone", "expensive_alone"])
    let overalls = Dictionary(
      uniqueKeysWithValues: assessment.comparisons.map { ($0.candidate, $0.overall) })
    #expect(overalls["architect_editor_reviewer"] == .doNotUse)
    #expect(overalls["hybrid_architect"] == .doNotUse)
    #expect(overalls["cheap_alone"] == .doNotUse)
  }

  @Test("GPT-4o on airline tasks: right in k trials of k")
  func airline() throws {
    let summary = SetupSummary(
      try table("tau_airline_gpt4o.jsonl"), setup: "gpt-4o (tool calling)", line: nil)
    let consistency = try #require(summary.consistency)
    let expected = [0.42, 0.2733, 0.22, 0.2]
    #expect(consistency.passPower.count == 4)
    for (power, value) in zip(consistency.passPower, expected) {
      #expect(abs(power.value - value) < 5e-5)
    }
    #expect(consistency.always == 0.2)
    #expect(abs(consistency.always + consistency.sometimes + consistency.never - 1) < 1e-12)
    #expect(abs((summary.score?.standardError ?? 0) - 0.0522) < 5e-5)
    #expect(summary.queries == 50)
    #expect(summary.attempts == 200)
  }

  // MARK: - Worked examples

  @Test("Right in all of three trials, one query apart in fifty")
  func pass3() throws {
    let expected = try #require(
      try SharedData.json("worked-examples.json")["pass3_difference"]?["ci"])
    let outcomes = (0..<3).flatMap { trial in
      Made.outcomes("candidate", Made.right(29, wrong: 21), trial: trial)
        + Made.outcomes("baseline", Made.right(30, wrong: 20), trial: trial)
    }
    let comparison = try Made.comparison(outcomes)
    let interval = try #require(comparison.everyTrial?.difference.interval)
    #expect(abs(interval.low - (expected[0]?.double ?? 0)) < 1e-9)
    #expect(abs(interval.high - (expected[1]?.double ?? 0)) < 1e-9)
    #expect(comparison.everyTrial?.trials == 3)
    #expect(comparison.consistency == .measured(.inconclusive))
  }

  @Test("The trials of five queries")
  func repeated() throws {
    let example = try #require(try SharedData.json("worked-examples.json")["repeated"])
    var outcomes: [Outcome] = []
    for (letter, setup) in [("A", "candidate"), ("B", "baseline")] {
      for member in example[letter]?.object?.members ?? [] {
        for (trial, score) in (member.value.array ?? []).enumerated() {
          outcomes.append(
            Outcome(query: member.key, setup: setup, trial: trial, score: score.double))
        }
      }
    }
    let table = try OutcomeTable(outcomes)
    let scores = Pairing(
      table, candidate: "candidate", baseline: "baseline",
      grouping: Grouping(clusters: [:], texts: [:])
    ).scores
    let expected = example["per_query_diff"]?.array?.compactMap(\.double) ?? []
    let rows = scores.rows.sorted { $0.query < $1.query }
    #expect(rows.count == 5)
    for (row, value) in zip(rows, expected) { #expect(abs(row.difference - value) < 1e-9) }
    for (setup, key) in [("candidate", "A_pass_hat"), ("baseline", "B_pass_hat")] {
      let consistency = try #require(
        SetupSummary(table, setup: setup, line: nil).consistency)
      for k in 1...3 {
        let value = try #require(example[key]?["\(k)"]?.double)
        #expect(abs(consistency.passPower[k - 1].value - value) < 1e-9)
      }
    }
    let consistency = try #require(SetupSummary(table, setup: "candidate", line: nil).consistency)
    #expect(abs((consistency.disagreement ?? 0) - (example["A_flip_rate"]?.double ?? 1)) < 1e-9)
    #expect([consistency.always, consistency.sometimes, consistency.never] == [0.4, 0.4, 0.2])
  }

  @Test("The expected worst of k graded trials")
  func worst() throws {
    let example = try #require(try SharedData.json("worked-examples.json")["worst_of_k"])
    let scores = (example["scores"]?.array ?? []).compactMap(\.double)
    let outcomes = scores.enumerated().map {
      Outcome(query: "q", setup: "s", trial: $0.offset, score: $0.element)
    }
    let table = try OutcomeTable(outcomes)
    // Graded scores say nothing of right and wrong until somebody draws the line.
    #expect(SetupSummary(table, setup: "s", line: nil).consistency == nil)
    let consistency = try #require(SetupSummary(table, setup: "s", line: 0.85).consistency)
    for k in 1...4 {
      #expect(abs(consistency.worst[k - 1] - (example["k=\(k)"]?.double ?? -1)) < 1e-9)
    }
    #expect(consistency.passPower[0].value == 0.5)
  }

  @Test("What one more solved issue costs")
  func extraAnswer() throws {
    let example = try #require(try SharedData.json("worked-examples.json")["icer"])
    let price = try #require(example["delta_cost"]?.double)
    // 500 queries, of which the baseline solves 72 more: 14.4 points.
    let outcomes = Made.pair(candidateOnly: 0, baselineOnly: 72, queries: 500).map { outcome in
      var outcome = outcome
      outcome.cost = outcome.setup == "candidate" ? 0.02 : 0.02 + price
      return outcome
    }
    let comparison = try Made.comparison(outcomes)
    let answer = try #require(comparison.pricePerRightAnswer)
    #expect(abs(answer.value - (example["usd_per_extra_solved"]?.double ?? 0)) < 1e-6)
    let interval = try #require(answer.interval)
    #expect(interval.low < answer.value && answer.value < interval.high)
    let turned = try Made.comparison(
      outcomes.map { outcome in
        var outcome = outcome
        outcome.setup = outcome.setup == "candidate" ? "baseline" : "candidate"
        return outcome
      })
    #expect(turned.pricePerRightAnswer == comparison.pricePerRightAnswer)
    #expect(turned.overall == .tradeOff)
    #expect(turned.overallSentence.contains("one more right answer costs $4.81"))
  }

  @Test("The straight line between cheap and expensive")
  func mixLine() throws {
    let example = try #require(try SharedData.json("worked-examples.json")["mix_line"])
    func figure(_ name: String) throws -> Double { try #require(example[name]?.double) }
    func setup(_ name: String, _ quality: String, _ cost: String) throws -> [Outcome] {
      let right = Int((try figure(quality) * 400).rounded())
      let dollars = try figure(cost)
      // Wrong ones are spread, so that resampling meets all of them.
      let scores = (0..<400).map { Double?(($0 * 37) % 400 < right ? 1 : 0) }
      return Made.outcomes(name, scores, cost: { _ in dollars })
    }
    let outcomes =
      try setup("baseline", "exp", "ce") + setup("cheap", "cheap", "cc")
      + setup("candidate", "setup", "cs")
    let comparison = try Made.comparison(outcomes) { $0.cheap = "cheap" }
    let line = try #require(comparison.line)
    #expect(abs(line.position - (try figure("cost_position"))) < 1e-9)
    #expect(abs((line.quality ?? 0) - (try figure("quality_on_line"))) < 1e-9)
    #expect(abs((line.lift ?? 0) - (try figure("lift"))) < 1e-9)
    #expect(line.interval != nil)
    let sentence = try #require(comparison.lineSentence)
    #expect(
      sentence.hasPrefix(
        "The same money spent by sending 75 % of the queries at random to baseline would have scored 71.6 %; this setup scored 72.0 % (lift +0.4 points, "
      ))
    #expect(sentence.hasSuffix(": its cleverness is not shown."))
    let few = try Made.comparison(outcomes.filter { $0.query < Made.id(49) }) { $0.cheap = "cheap" }
    #expect(few.line != nil)
    #expect(few.line?.interval == nil)
  }

  @Test("A perfect choice takes the expensive model only where it is strictly better")
  func oracle() throws {
    let outcomes =
      Made.outcomes("candidate", [1, 1, 0, 0], cost: { _ in 0.01 })
      + Made.outcomes("baseline", [1, 0, 1, 0], cost: { _ in 0.1 })
    let oracle = try #require(try Made.comparison(outcomes).oracle)
    #expect(oracle.quality == 0.75)
    #expect(abs((oracle.routerCost ?? 0) - (0.03 + 0.1) / 4) < 1e-12)
    #expect(abs((oracle.cascadeCost ?? 0) - (0.04 + 0.1) / 4) < 1e-12)
    #expect(oracle.escalated == 0.25)
    #expect(oracle.cheap == "candidate")
  }
}
