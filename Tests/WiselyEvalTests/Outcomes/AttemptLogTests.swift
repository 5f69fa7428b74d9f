// SPDX-License-Identifier: Apache-2.0

import Testing
import TestSupport
import Wisely

@testable import WiselyEval

@Suite struct AttemptLogTests {
  static func line(
    _ attempt: String, query: String = "q", trial: Int = 0, number: Int = 0,
    ending: String = "scored", score: String = "1", cost: String? = "0.5", spent: String = "0.5",
    plan: String = "p", role: String = "0.5", error: String? = nil
  ) -> String {
    #"{"plan":"\#(plan)","attempt":"\#(attempt)","try":\#(number),"query":"\#(query)","#
      + #""setup":"haiku+opus","trial":\#(trial),"ending":"\#(ending)","score":\#(score),"#
      + #""grades":[{"grader":"number@1","score":1,"reason":"same"}],"answer":"42","#
      + #""stopReason":"end_turn","error":\#(error.map { "\"\($0)\"" } ?? "null"),"cost_usd":\#(cost.map { "\"\($0)\"" } ?? "null"),"#
      + #""cost_by_role":{"executor":"\#(role)"},"judge_cost_usd":"0.01","#
      + #""spent_now_usd":"\#(spent)","replayed":false,"usage":[],"output_tokens":57,"#
      + #""consultations":[{"outcome":"advised","verdict":"change"}],"toolCalls":3,"#
      + #""seconds":1.234,"started":"2026-11-24T00:00:0\#(number)Z"}"#
  }

  @Test(
    "Tokens that cost something else by now are told of, and the figures stay those of the booking")
  func repriced() throws {
    func line(_ version: String, cost: String, input: Int, calls: Int) -> String {
      let usage =
        #"[{"model":"offline-small","role":"executor","calls":\#(calls),"usage":{"input":\#(input),"output":0},"#
        + #""cost":"\#(cost)","batch":false,"priceVersion":"\#(version)"}]"#
      return
        #"{"plan":"p","attempt":"\#(version)\#(input)","query":"q\#(input)","setup":"s","trial":0,"#
        + #""ending":"scored","score":1,"cost_usd":"\#(cost)","usage":\#(usage)}"#
    }
    let version = PriceCatalogue.builtIn.version
    let old = line("old", cost: "2", input: 1_000_000, calls: 1)
    let table = try Made.table([old, line("old", cost: "2", input: 2_000_000, calls: 4)])
    #expect(table.outcomes.map(\.cost) == [2, 2])
    #expect(
      table.remarks == [
        "By the prices of \(version) the same tokens of s cost $3.00 instead of $4.00 (-25.0 %); the figures are by those of old."
      ])
    let close = try Made.table([line("old", cost: "1.009", input: 1_000_000, calls: 1)])
    #expect(close.remarks == [])
    let same = try Made.table([line(version, cost: "2", input: 1_000_000, calls: 1)])
    #expect(same.remarks == [])
  }

  @Test("A line of a log is read whole")
  func whole() throws {
    let table = try Made.table([Self.line("a")])
    let outcome = try #require(table.outcomes.first)
    #expect(outcome.query == "q")
    #expect(outcome.setup == "haiku+opus")
    #expect(outcome.cost == 0.5)
    #expect(outcome.costByRole == ["executor": 0.5])
    #expect(outcome.outputTokens == 57)
    #expect(outcome.consultations == 1)
    #expect(outcome.answer == "42")
    #expect(outcome.fields["grades"]?[0]?["grader"] == "number@1")
    #expect(table.spent == Money(dollars: "0.5"))
    #expect(table.judging == Money(dollars: "0.01"))
  }

  @Test("A failed try belongs to the cost of the one that succeeded, in whatever order they stand")
  func retried() throws {
    let failed = Self.line(
      "a", number: 0, ending: "infrastructure-failure", score: "null", cost: "0.2", spent: "0.2",
      role: "0.2")
    let lines = [failed, Self.line("a", number: 1)]
    for lines in [lines, lines.reversed()] {
      let table = try Made.table(lines)
      #expect(table.outcomes.count == 1)
      #expect(table.outcomes[0].ending == .scored)
      #expect(table.outcomes[0].cost == 0.7)
      #expect(table.outcomes[0].costByRole == ["executor": 0.7])
      #expect(table.spent == Money(dollars: "0.7"))
      #expect(table.remarks == [])
    }
  }

  @Test(
    "What was cut off by stopping the run was paid, and is no part of what the setup costs",
    arguments: ["cancelled", "budget: The next call may cost $1.00."], [true, false])
  func cutOff(error: String, keepsTexts: Bool) throws {
    let cut = Self.line(
      "a", number: 0, ending: "infrastructure-failure", score: "null", cost: "0.2", spent: "0.2",
      role: "0.2", error: error)
    let lines = [cut, Self.line("a", number: 1)]
    var settings = OutcomeReader.Settings()
    settings.keepsTexts = keepsTexts
    for lines in [lines, lines.reversed()] {
      let table = try Made.table(lines, name: "attempts.jsonl", settings)
      #expect(table.outcomes[0].cost == 0.5)
      #expect(table.outcomes[0].costByRole == ["executor": 0.5])
      #expect(table.spent == Money(dollars: "0.7"))
    }
    // Before it is made again, that is all that is known of it.
    #expect(try Made.table([cut]).outcomes[0].cost == 0.2)
  }

  @Test("Only failures of the network leave an attempt without a score, and their money counts")
  func neverAnswered() throws {
    let lines = (0..<3).map {
      Self.line("a", number: $0, ending: "infrastructure-failure", score: "null", cost: "0.1")
    }
    let table = try Made.table(lines)
    #expect(table.outcomes[0].ending == .infrastructureFailure)
    #expect(table.outcomes[0].effectiveScore == nil)
    #expect(table.outcomes[0].cost == 0.3)
  }

  @Test("A failure of the model scores 0 whatever the line says, and an unknown cost stays unknown")
  func modelFailure() throws {
    let table = try Made.table([
      Self.line("a", ending: "model-failure", score: "null"),
      Self.line(
        "b", trial: 1, number: 0, ending: "infrastructure-failure", score: "null", cost: nil),
      Self.line("b", trial: 1, number: 1),
    ])
    #expect(table.outcomes[0].score == 0)
    #expect(table.outcomes[1].cost == nil)
  }

  @Test("Of two results of an attempt the later one counts, and it is said")
  func twice() throws {
    let lines = [Self.line("a", number: 0, score: "0"), Self.line("a", number: 1, score: "1")]
    for lines in [lines, lines.reversed()] {
      let table = try Made.table(lines)
      #expect(table.outcomes[0].score == 1)
      #expect(table.outcomes[0].cost == 0.5)
      #expect(table.spent == Money(dollars: "1"))
      #expect(table.remarks == ["1 attempt was made twice; its last result counts."])
    }
  }

  @Test("A line that was cut in the middle does not take the next one with it")
  func salvaged() throws {
    let cut = String(Self.line("a").prefix(60))
    let table = try Made.table([cut + Self.line("b", query: "r"), cut, Self.line("c", query: "s")])
    #expect(table.queries == ["r", "s"])
    #expect(table.remarks.count == 1)
    #expect(table.remarks[0].contains("line 2 was cut off"))
  }

  @Test("Attempts of several plans are told, and may not say the same thing twice")
  func plans() throws {
    let table = try Made.table([Self.line("a"), Self.line("b", trial: 1, plan: "other")])
    #expect(table.remarks.count == 1)
    #expect(table.remarks[0].contains("2 different plans"))
    #expect(throws: EvalError(.input, "")) {
      try Made.table([Self.line("a"), Self.line("b", plan: "other")])
    }
  }

  @Test(
    "A broken line of a log is an error that names it",
    arguments: [
      (#""cost_usd":"0.5""#, #""cost_usd":0.5"#, "'cost_usd' is 0.5"),
      (#""cost_usd":"0.5""#, #""cost_usd":"-0.5""#, #"'cost_usd' is "-0.5""#),
      (#""ending":"scored""#, #""ending":"done""#, "'ending' is \"done\""),
      (#""score":1,"grades""#, #""score":2,"grades""#, "'score' is 2"),
      (#""try":0"#, #""try":"x""#, "'try' is \"x\""),
    ])
  func broken(part: String, other: String, message: String) throws {
    let line = Self.line("a").replacing(part, with: other)
    do {
      _ = try Made.table([Self.line("z", query: "z"), line])
      Issue.record("no error")
    } catch let error as EvalError {
      #expect(error.message.hasPrefix("results.jsonl, line 2: \(message)"), "\(error.message)")
    }
  }

  @Test("The folder of a run is read with its plan and all its shards")
  func folder() throws {
    let scratch = try Scratch()
    try scratch.write(
      #"{"queries":[{"id":"q","prompt":"Why?","cluster":"c"},{"id":"r","prompt":"Why?"}],"#
        + #""trials":3,"baseline":"opus","margin":0.03,"#
        + #""setups":[{"name":"haiku+haiku","placebo":true}]}"#, to: "plan.json")
    try scratch.write(Self.line("a") + "\n", to: "attempts-1-of-2.jsonl")
    try scratch.write(Self.line("b", query: "r") + "\n", to: "attempts-2-of-2.jsonl")
    try scratch.write("{}", to: "preferences.jsonl")
    var reader = OutcomeReader()
    try reader.read(path: scratch.path)
    let table = try reader.table()
    #expect(table.queries == ["q", "r"])
    #expect(table.facts.plannedQueries == 2)
    #expect(table.facts.plannedTrials == 3)
    #expect(table.facts.baseline == "opus")
    #expect(table.facts.margin == 0.03)
    #expect(table.facts.clusters == ["q": "c"])
    #expect(table.facts.texts["q"] == table.facts.texts["r"])
    #expect(table.facts.placebos == ["haiku+haiku"])
  }

  @Test("Facts of several plans are put together in any order, the stricter one counting")
  func merged() {
    var one = RunFacts()
    one.plannedQueries = 100
    one.margin = 0.05
    one.baseline = "opus"
    one.clusters = ["a": "x"]
    var other = RunFacts()
    other.plannedQueries = 80
    other.plannedTrials = 3
    other.margin = 0.1
    other.isInSample = true
    other.clusters = ["b": "y"]
    var left = one
    left.merge(other)
    var right = other
    right.merge(one)
    #expect(left == right)
    #expect(left.plannedQueries == 100)
    #expect(left.plannedTrials == 3)
    #expect(left.isInSample)
    #expect(left.margin == nil)
    #expect(left.baseline == "opus")
    #expect(left.clusters == ["a": "x", "b": "y"])
  }

  @Test("A folder without a log, and a file that is not there, are errors")
  func noFolder() throws {
    let scratch = try Scratch()
    var reader = OutcomeReader()
    #expect(throws: EvalError(.input, "")) { try reader.read(path: scratch.path) }
    #expect(throws: EvalError(.input, "")) { try reader.read(path: scratch.path + "/no") }
  }

  @Test("20,000 attempts are read and compared in seconds", .timeLimit(.minutes(5)))
  func many() throws {
    var reader = OutcomeReader()
    var lines: [String] = []
    for index in 0..<20_000 {
      lines.append(
        Self.line(
          "\(index)", query: "q\(index / 4)", trial: index % 4, score: index % 3 == 0 ? "0" : "1"))
    }
    try reader.read(Array((lines.joined(separator: "\n") + "\n").utf8), name: "attempts.jsonl")
    #expect(try reader.table().outcomes.count == 20_000)
  }
}
