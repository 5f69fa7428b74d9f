// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing
import Wisely
import WiselyTesting

@testable import WiselyCommands

@Suite(.timeLimit(.minutes(5))) struct CompareCommandTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  /// Results of five setups on 60 queries, three trials each, made by a rule so that anybody can check them.
  static let rows: [String] = ["haiku", "haiku+haiku", "haiku+opus", "opus", "opus@low"]
    .enumerated().flatMap { place, setup in
      (0..<60).flatMap { query in
        (0..<3).map { trial in
          let hard = query % 6 == 0
          let isRight =
            switch setup {
            case "haiku", "haiku+haiku": !hard && (query + trial) % 9 > 0
            case "haiku+opus": query % 30 > 0
            case "opus": query % 30 > 0 || trial > 0
            default: !(query % 12 == 0)
            }
          let cost = [10, 21, 30, 100, 55][place] * (100 + query * 7 % 50)
          var row =
            #"{"id":"q\#(query)","setup":"\#(setup)","trial":\#(trial),"score":\#(isRight ? 1 : 0),"#
            + #""cost_usd":\#(Double(cost) / 1_000_000),"topic":"t\#(query % 12)""#
          if setup.contains("+") {
            let verdict = query % 12 == 0 ? "change" : "proceed"
            row +=
              #","consultations":[\#(hard ? #"{"outcome":"advised","verdict":"\#(verdict)"}"# : "")]"#
            row += #","cost_by_role":{"executor":0.001,"advisor":0.0005}"#
          }
          return row + #","answer":"\#(setup), \#(query), \#(trial)"}"#
        }
      }
    }

  func results(_ rows: [String] = rows) throws -> String {
    try scratch.write(rows.joined(separator: "\n") + "\n", to: "results.jsonl")
  }

  func compare(_ words: String...) async -> Ran {
    await Ran.wisely(["eval", "compare"] + words)
  }

  @Test("The text is as recorded")
  func text() async throws {
    let ran = await compare(try results(), "--baseline", "opus")
    #expect(ran.status == 0)
    #expect(ran.errors == "")
    try Golden.expect(ran.output, equals: "compare.txt")
  }

  @Test("The JSON is as recorded, and has what is promised")
  func json() async throws {
    let ran = await compare(
      try results(), "--baseline", "opus", "--candidate", "haiku+opus", "--json", "--seed", "7")
    #expect(ran.errors == "")
    try Golden.expect(
      ran.output.replacing("},\"", with: "},\n\"").replacing(",{", with: ",\n{"),
      equals: "compare.json")
    let value = try JSONValue(parsing: ran.output)
    #expect(value["seed"] == 7)
    #expect(value.object?.keys.prefix(2) == ["pairs", "warnings"])
    let pair = try #require(value["pairs"]?[0])
    #expect(
      pair.object?.keys.prefix(16) == [
        "candidate", "baseline", "queries", "score", "difference", "disagreements", "mcnemar",
        "holm", "cost", "quality", "consistency", "overall", "gates", "passK", "oracle", "line",
      ])
    #expect(pair["queriesNeeded"] != nil)
    #expect(pair["score"]?.object?.keys == ["candidate", "baseline"])
    #expect(pair["difference"]?.object?.keys == ["value", "low", "high", "se", "method"])
    #expect(
      pair["cost"]?.object?.keys == [
        "candidate", "baseline", "ratio", "low", "high", "word", "unknown",
      ])
    #expect(
      pair["line"]?.object?.keys.prefix(5) == ["position", "quality", "lift", "low", "high"])
    #expect(
      pair["oracle"]?.object?.keys.prefix(4) == [
        "quality", "routerCost", "cascadeCost", "escalated",
      ])
  }

  @Test("Shuffled rows and several files print the same bytes")
  func files() async throws {
    let whole = await compare(try results(), "--baseline", "opus")
    var random = SeededGenerator(seed: 5)
    let rows = Self.rows.shuffled(using: &random)
    let one = try scratch.write(rows[..<400].joined(separator: "\n"), to: "one.jsonl")
    let two = try scratch.write(rows[400...].joined(separator: "\n") + "\n", to: "two.jsonl")
    let parts = await compare(two, one, "--baseline", "opus")
    #expect(parts.output == whole.output)
  }

  @Test("Queries that belong together, a margin, and what was not planned so")
  func options() async throws {
    let path = try results()
    func pair(_ words: String..., candidate: String = "haiku") async throws -> JSONValue {
      let ran = await Ran.wisely(
        ["eval", "compare", path, "--baseline", "opus", "--candidate", candidate, "--json"] + words)
      return try #require(try JSONValue(parsing: ran.output)["pairs"]?[0])
    }
    #expect(try await pair("--cluster", "topic")["difference"]?["method"] == "cluster-t")
    #expect(try await pair()["difference"]?["method"] == "t")
    #expect(try await pair("--margin", "40")["quality"] == "good_enough_measurably_worse")
    #expect(try await pair()["quality"] == "worse")
    #expect(try await pair()["gates"] == [])
    #expect(try await pair("--in-sample")["gates"] == ["in_sample"])
    // Worse by 24 points is worse even to the test that may be looked at any time.
    #expect(try await pair("--planned", "61")["gates"] == [])
    #expect(
      try await pair("--planned", "61", candidate: "opus@low")["gates"] == ["peeking"])
    #expect(try await pair("--cheap", "opus@low")["line"]?["cheap"] == "opus@low")
    #expect(try await pair()["line"]?.isNull == true)
    let topics = try #require(try await pair("--category", "topic")["categories"]?.array)
    #expect(topics.count == 12)
    #expect(topics[0]["category"] == "t0")
    #expect(topics[0]["queries"] == 5)
    #expect(topics[0]["difference"]?["value"]?.double.map { abs($0 + 14.0 / 15) < 1e-9 } == true)
  }

  @Test("A run needs no options: its plan has them")
  func run() async throws {
    let queries = (0..<60).map { #"{"id":"q\#($0)","prompt":"\#($0)?"}"# }.joined(separator: ",")
    try scratch.write(
      #"{"baseline":"opus","margin":0.1,"trials":1,"queries":[\#(queries)],"setups":[]}"#,
      to: "run/plan.json")
    let lines = ["opus", "haiku"].flatMap { setup in
      (0..<60).map { query in
        #"{"plan":"p","attempt":"\#(setup)\#(query)","try":0,"query":"q\#(query)","#
          + #""setup":"\#(setup)","trial":0,"ending":"scored","score":\#(query % 5 > 0 ? 1 : 0),"#
          + #""cost_usd":"\#(setup == "opus" ? "0.01" : "0.001")"}"#
      }
    }
    try scratch.write(lines.joined(separator: "\n") + "\n", to: "run/attempts.jsonl")
    let ran = await compare(scratch.path + "/run", "--json")
    let value = try JSONValue(parsing: ran.output)
    #expect(value["baseline"] == "opus")
    #expect(value["margin"]?.double == 0.1)
    #expect(value["pairs"]?[0]?["overall"] == "use_on_average")
    let other = await compare(scratch.path + "/run", "--margin", "5")
    #expect(other.output.contains("The plan accepts a loss of 10 points, and 5 were chosen now."))
  }

  @Test("Where nothing was graded people decide, in whatever order their lines stand")
  func people() async throws {
    try scratch.write(
      #"{"baseline":"opus","trials":1,"queries":[],"setups":[]}"#, to: "run/plan.json")
    let lines = ["opus", "haiku"].flatMap { setup in
      (0..<60).map { query in
        #"{"plan":"p","attempt":"\#(setup)\#(query)","try":0,"query":"q\#(query)","#
          + #""setup":"\#(setup)","trial":0,"ending":"scored","score":null,"output_tokens":5,"#
          + #""cost_usd":"\#(setup == "opus" ? "0.01" : "0.001")"}"#
      }
    }
    try scratch.write(lines.joined(separator: "\n") + "\n", to: "run/attempts.jsonl")
    let choices = ["anna", "bert"].flatMap { reviewer in
      (0..<40).map { query in
        let choice =
          query % 10 == 0 && reviewer == "bert"
          ? "neither" : ["left", "right", "left", "both"][query % 4]
        return #"{"plan":"p","item":"i\#(query)","query":"q\#(query)","reviewer":"\#(reviewer)","#
          + #""repeat":false,"left":"haiku","left_trial":0,"right":"opus","right_trial":0,"#
          + #""choice":"\#(choice)","number":\#(query),"at":""}"#
      }
    }
    var random = SeededGenerator(seed: 2)
    var outputs: Set<String> = []
    for lines in [choices, choices.shuffled(using: &random)] {
      try scratch.write(lines.joined(separator: "\n") + "\n", to: "run/preferences.jsonl")
      outputs.insert(await compare(scratch.path + "/run").output)
    }
    #expect(outputs.count == 1)
    try Golden.expect(outputs.first ?? "", equals: "compare-people.txt")
    let ran = await compare(scratch.path + "/run", "--json")
    let pair = try #require(try JSONValue(parsing: ran.output)["pairs"]?[0])
    #expect(pair["people"]?["decides"] == true)
    #expect(pair["people"]?["quality"] == pair["quality"])
    #expect(pair["queries"] == 40)
  }

  @Test(
    "What is wrong is one sentence, with its exit code",
    arguments: [
      (
        ["--baseline", "opsu"], 64,
        "There is no setup 'opsu' in these outcomes. Did you mean 'opus'?"
      ),
      ([], 64, "Say with --baseline what to compare with; the outcomes have: haiku, "),
      (["--baseline", "opus", "--candidate", "gpt"], 64, "There is no setup 'gpt'"),
      (["--baseline", "opus", "--candidate", "opus"], 64, "'opus' is the baseline"),
      (["--baseline", "opus", "--cheap", "mini"], 64, "There is no setup 'mini'"),
      (
        ["--baseline", "opus", "--cluster", "repo"], 64,
        "No query has the field 'repo'; name one for --cluster"
      ),
      (["--baseline", "opus", "--cost", "price"], 64, "No row has the field 'price'"),
      (
        ["--baseline", "opus", "--score", "points"], 66, "results.jsonl, line 1: it has no 'points'"
      ),
      (["--baseline", "opus", "--margin", "0"], 64, "--margin takes points between 0 and 100"),
      (["--baseline", "opus", "--margin", "nan"], 64, "invalid value 'nan' for '--margin'"),
      (["--baseline", "opus", "--trials-line", "2"], 64, "--trials-line takes a score"),
      (["--baseline", "opus", "--planned", "0"], 64, "--planned takes a number"),
      (["--baseline", "opus", "--seed", "-1"], 64, "--seed takes a number"),
    ] as [([String], Int32, String)])
  func wrong(words: [String], status: Int32, message: String) async throws {
    let ran = await Ran.wisely(["eval", "compare", try results()] + words)
    #expect(ran.status == status)
    #expect(ran.output == "")
    #expect(ran.errors.contains(message), "\(ran.errors)")
  }

  @Test("A file that is not there, and names that would play with the terminal")
  func hostile() async throws {
    let missing = await compare(scratch.path + "/no.jsonl", "--baseline", "opus")
    #expect(missing.status == 66)
    #expect(missing.errors.hasSuffix("cannot be read: no such file or directory.\n"))
    let rows = ["a", "b"].map { #"{"id":"q","setup":"\#($0)\u001b[31m","score":1}"# }
    let ran = await compare(try results(rows), "--baseline", "a\u{1B}[31m")
    #expect(ran.status == 0)
    #expect(!ran.output.contains("\u{1B}"))
    let wrong = await compare(try results(rows), "--baseline", "c")
    #expect(!wrong.errors.contains("\u{1B}"))
  }
}
