// SPDX-License-Identifier: Apache-2.0

import Testing
import TestSupport
import Wisely

@testable import WiselyEval

@Suite struct OutcomeReaderTests {
  @Test("A row says query, setup, trial, score, cost and whatever else")
  func row() throws {
    let table = try Made.table([
      #"{"id":7,"model":"m","trial":2,"score":0.5,"cost_usd":0.25,"answer":"a","repo":"r","#
        + #""output_tokens":9,"replayed":true,"consultations":3,"cost_by_role":{"advisor":0.1}}"#
    ])
    let outcome = try #require(table.outcomes.first)
    #expect(outcome.query == "7")
    #expect(outcome.setup == "m")
    #expect(outcome.trial == 2)
    #expect(outcome.score == 0.5)
    #expect(outcome.cost == 0.25)
    #expect(outcome.answer == "a")
    #expect(outcome.outputTokens == 9)
    #expect(outcome.isReplayed)
    #expect(outcome.consultations == 3)
    #expect(outcome.costByRole == ["advisor": 0.1])
    #expect(outcome.fields["repo"] == "r")
    #expect(table.spent == nil)
  }

  @Test("What a plan notes of its queries parts them like a field of the rows")
  func metadata() throws {
    var plan = try RunSupport.plan(queries: 4, setups: ["a", "b"], trials: 1)
    for index in plan.queries.indices {
      plan.queries[index].metadata = ["topic": .string(index % 2 == 0 ? "even" : "odd"), "n": 1]
    }
    plan.queries[3].metadata = [:]
    plan.queries[0].cluster = "first"
    let facts = RunFacts(plan: try plan.frozen().json)
    let outcomes = ["q0", "q1", "q2", "q3"].flatMap { query in
      ["a", "b"].map { Outcome(query: query, setup: $0, score: 1) }
    }
    let table = try OutcomeTable(outcomes, facts: facts)
    #expect(try table.clusters(by: "topic") == ["q0": "even", "q1": "odd", "q2": "even"])
    #expect(try table.clusters(by: "n") == ["q0": "1", "q1": "1", "q2": "1"])
    #expect(try table.clusters(by: "cluster") == ["q0": "first"])
    let error = #expect(throws: EvalError.self) {
      try table.clusters(by: "topics", option: "--category")
    }
    #expect(error?.message.contains("Did you mean 'topic'?") == true)
    #expect(error?.message.contains("--category") == true)
    // The same whichever plan was read first.
    var other = RunFacts()
    other.metadata = ["q0": ["topic": "another"], "q9": ["topic": "new"]]
    var (one, two) = (facts, other)
    one.merge(other)
    two.merge(facts)
    #expect(one.metadata == two.metadata && one.metadata.count == 4)
  }

  @Test(
    "A packed file is called one",
    arguments: [
      ([0x1F, 0x8B, 8, 0, 10, 1], "gzip"), ([0x28, 0xB5, 0x2F, 0xFD, 4, 10], "zstd"),
      (Array("PK\u{3}\u{4}x\n".utf8), "spreadsheet"),
    ] as [([UInt8], String)])
  func packed(bytes: [UInt8], name: String) {
    var reader = OutcomeReader()
    let results = #expect(throws: EvalError.self) { try reader.read(bytes, name: "r.jsonl") }
    let table = #expect(throws: EvalError.self) { try reader.read(bytes, name: "r.csv") }
    let queries = #expect(throws: EvalError.self) {
      try QueryFile.read(bytes, name: "q.jsonl")
    }
    for error in [results, table, queries] {
      #expect(
        error?.message.contains("is packed (\(name)") == true
          || error?.message.contains("is packed (zip, or a \(name)") == true)
      #expect(error?.message.hasSuffix("unpack it first.") == true)
    }
  }

  @Test("Null is unknown, never zero")
  func null() throws {
    let table = try Made.table([
      #"{"id":"a","setup":"s","trial":null,"score":null,"cost_usd":null}"#
    ])
    #expect(table.outcomes[0].score == nil)
    #expect(table.outcomes[0].cost == nil)
    #expect(table.outcomes[0].trial == 0)
  }

  @Test("A setup is named before its model")
  func setup() throws {
    let table = try Made.table([#"{"id":"a","setup":"s","model":"m","score":true}"#])
    #expect(table.setups == ["s"])
    #expect(table.outcomes[0].score == 1)
    #expect(table.outcomes[0].fields["model"] == "m")
  }

  @Test(
    "A wrong row is an error that names file, line and field",
    arguments: [
      (#"{"id":"b","setup":"s","score":1.5}"#, "'score' is 1.5; a score is a number from 0 to 1"),
      (#"{"id":"b","setup":"s","score":-0.1}"#, "'score' is -0.1"),
      (#"{"id":"b","setup":"s","score":"0.5"}"#, #"'score' is "0.5""#),
      (
        #"{"id":"b","setup":"s"}"#,
        "it has no 'score'; name the field that has the score with --score"
      ),
      (#"{"id":"b","score":1}"#, "it does not say what answered, in 'setup' or 'model'"),
      (#"{"setup":"s","score":1}"#, "it does not say the query's name, in 'id'"),
      (#"{"id":[1],"setup":"s","score":1}"#, "'id' is [1]; write a name"),
      (#"{"id":"b","setup":"s","score":1,"trial":-1}"#, "'trial' is -1"),
      (#"{"id":"b","setup":"s","score":1,"trial":1.5}"#, "'trial' is 1.5"),
      (#"{"id":"b","setup":"s","score":1,"cost_usd":-1}"#, "'cost_usd' is -1"),
      (#"{"id":"b","setup":"s","score":1,"cost_usd":"cheap"}"#, #"'cost_usd' is "cheap""#),
      (#"{"id":"b","setup":"s","score":1,"cost_usd":1e999}"#, "'cost_usd' is 1e999"),
      (
        #"{"id":"b","setup":"s","score":1,"ending":"lost"}"#,
        #"'ending' is "lost"; write one of scored"#
      ),
      (#"{"id":"b","setup":"s","score":1,"output_tokens":-3}"#, "'output_tokens' is -3"),
      (#"{"id":"b","setup":"s","#, "this is no JSON"),
      ("[1]", "a row is one JSON object"),
      (
        #"{"id":"a","setup":"s","score":1}"#,
        "query 'a', setup 's', trial 0 is already in results.jsonl, line 1"
      ),
    ])
  func wrong(line: String, message: String) throws {
    do {
      _ = try Made.table([#"{"id":"a","setup":"s","score":1}"#, "", line])
      Issue.record("no error")
    } catch let error as EvalError {
      #expect(error.code == .input)
      #expect(error.message.hasPrefix("results.jsonl, line 3: " + message), "\(error.message)")
    }
  }

  @Test(
    "The unit of a cost comes from the name of its field",
    arguments: [
      ("cost_usd", 2.5), ("price", 2.5), ("price_usd", 2.5), ("cents_spent", 2.5), ("cents", 0.025),
      ("price_cents", 0.025), ("price_usd_cents", 0.025), ("PRICE_CENTS", 0.025),
    ])
  func unit(field: String, dollars: Double) throws {
    var settings = OutcomeReader.Settings()
    settings.cost = field
    let table = try Made.table([#"{"id":"a","setup":"s","score":1,"\#(field)":2.5}"#], settings)
    #expect(table.outcomes[0].cost == dollars)
  }

  @Test("A cost field that no row has is an error")
  func missingCost() throws {
    var settings = OutcomeReader.Settings()
    settings.cost = "price"
    #expect(throws: EvalError(.name, "")) {
      try Made.table([#"{"id":"a","setup":"s","score":1,"cost_usd":1}"#], settings)
    }
  }

  @Test("Tokens of a model with a price are priced; of others the cost is unknown")
  func tokens() throws {
    let table = try Made.table([
      #"{"id":"a","setup":"claude-haiku-4-5","score":1,"input_tokens":1000000,"output_tokens":200000}"#,
      #"{"id":"b","setup":"x","model":"claude-haiku-4-5","score":1,"prompt_tokens":1000000,"#
        + #""cached_tokens":1000000,"completion_tokens":0}"#,
      #"{"id":"c","setup":"claude-haiku-4-5@low","score":1,"input_tokens":0,"output_tokens":1000000}"#,
      #"{"id":"d","setup":"mystery","score":1,"input_tokens":10,"output_tokens":1}"#,
      #"{"id":"e","setup":"claude-haiku-4-5","score":1,"output_tokens":1}"#,
    ])
    let sheet = try #require(PriceCatalogue.builtIn.sheet(for: "claude-haiku-4-5"))
    let day = try #require(PriceCatalogue.builtIn.asOf)
    let costs = [
      Usage(input: 1_000_000, output: 200_000), Usage(cacheRead: 1_000_000),
      Usage(output: 1_000_000),
    ].map { sheet.cost(of: $0, on: day).amount.flatMap { Double($0.dollars) } }
    #expect(costs.allSatisfy { ($0 ?? 0) > 0 })
    #expect(table.outcomes.map(\.cost) == costs + [nil, nil])
  }

  @Test("The last line of a killed run is left out, and said; anywhere else it is an error")
  func cut() throws {
    var reader = OutcomeReader()
    try reader.read(
      Array("{\"id\":\"a\",\"setup\":\"s\",\"score\":1}\n{\"id\":\"b\",\"se".utf8), name: "r.jsonl")
    let table = try reader.table()
    #expect(table.queries == ["a"])
    #expect(
      table.remarks == ["r.jsonl, line 2 was cut off when its writer ended, and does not count."])
    #expect(throws: EvalError.self) {
      try Made.table([#"{"id":"b","se"#, #"{"id":"a","setup":"s","score":1}"#])
    }
  }

  @Test("A byte order mark, carriage returns and empty lines do no harm")
  func noise() throws {
    var reader = OutcomeReader()
    let text =
      "\u{FEFF}{\"id\":\"a\",\"setup\":\"s\",\"score\":1}\r\n\r\n  \n{\"id\":\"b\",\"setup\":\"s\",\"score\":0}"
    try reader.read(Array(text.utf8), name: "r.jsonl")
    #expect(try reader.table().queries == ["a", "b"])
  }

  @Test("Nothing to read is an error that names the file")
  func empty() throws {
    #expect(throws: EvalError(.input, "")) { try Made.table([""]) }
  }

  @Test("Queries with the same text are known to be copies")
  func texts() throws {
    let table = try Made.table([
      #"{"id":"a","setup":"s","score":1,"query":"What?"}"#,
      #"{"id":"b","setup":"s","score":1,"query":"What?"}"#,
      #"{"id":"c","setup":"s","score":1,"query":"Who?"}"#,
    ])
    #expect(table.facts.texts["a"] == table.facts.texts["b"])
    #expect(table.facts.texts["a"] != table.facts.texts["c"])
  }

  @Test("Without texts everything can still be told apart")
  func shortened() throws {
    var settings = OutcomeReader.Settings()
    settings.keepsTexts = false
    let long = String(repeating: "x", count: 500)
    let table = try Made.table(
      [
        #"{"id":"a","setup":"s","score":1,"answer":"\#(long)","repo":"short","note":"\#(long)"}"#,
        #"{"id":"b","setup":"s","score":1,"answer":"\#(long)"}"#,
        #"{"id":"c","setup":"s","score":1,"answer":"\#(long)y"}"#,
      ], settings)
    let answers = table.outcomes.map(\.answer)
    #expect(answers[0] == answers[1])
    #expect(answers[0] != answers[2])
    #expect(table.outcomes.allSatisfy { ($0.answer ?? "").utf8.count < 64 })
    #expect(table.outcomes[0].fields["repo"] == "short")
    #expect((table.outcomes[0].fields["note"]?.string ?? long).utf8.count < 64)
  }

  @Test("Of an attempt that is only compared the fields stay that can make a difference")
  func shortenedAttempt() throws {
    var settings = OutcomeReader.Settings()
    settings.keepsTexts = false
    let line =
      #"{"plan":"p","attempt":"a","try":0,"query":"q","setup":"s","trial":0,"ending":"scored","score":1,"grades":[{"grader":"g"}],"answer":"x","seconds":1.5,"repo":"r","temperature":0.5,"consultations":[{"outcome":"advised","verdict":"change","followed":true,"advice":"Take the bridge."}]}"#
    let outcome = try #require(try Made.table([line], settings).outcomes.first)
    let kept =
      #"{"repo":"r","temperature":0.5,"consultations":[{"outcome":"advised","verdict":"change","followed":true}]}"#
    #expect(JSONValue.object(outcome.fields).text == kept)
    #expect(outcome.consultations == 1)
    #expect(try Made.table([line]).outcomes.first?.fields["grades"] != nil)
  }

  @Test("Clusters come from a field, and rows of a query must agree")
  func clusters() throws {
    let table = try Made.table([
      #"{"id":"a","setup":"s","score":1,"repo":"x"}"#, #"{"id":"a","setup":"t","score":1}"#,
      #"{"id":"b","setup":"s","score":1,"repo":3}"#, #"{"id":"c","setup":"s","score":1}"#,
    ])
    #expect(try table.clusters(by: "repo") == ["a": "x", "b": "3"])
    #expect(throws: EvalError(.name, "")) { try table.clusters(by: "customer") }
    let torn = try Made.table([
      #"{"id":"a","setup":"s","score":1,"repo":"x"}"#,
      #"{"id":"a","setup":"t","score":1,"repo":"y"}"#,
    ])
    #expect(throws: EvalError(.input, "")) { try torn.clusters(by: "repo") }
  }

  @Test("A setup that is not there is an error that lists those that are")
  func unknownSetup() throws {
    let table = try Made.table([
      #"{"id":"a","setup":"haiku","score":1}"#, #"{"id":"a","setup":"opus","score":1}"#,
    ])
    do {
      _ = try table.checked("opsu")
      Issue.record("no error")
    } catch {
      #expect(
        error.message
          == "There is no setup 'opsu' in these outcomes. Did you mean 'opus'? They have: haiku, opus."
      )
    }
  }

  // MARK: - Tables

  func csv(_ text: String) throws -> OutcomeTable {
    var reader = OutcomeReader()
    try reader.read(Array(text.utf8), name: "results.csv")
    return try reader.table()
  }

  @Test("A table says the same as lines; empty cells are unknown, and names stay as written")
  func table() throws {
    let table = try csv(
      """
      id,setup,trial,score,cost_usd,repo,answer
      007,s,0,1,0.5,"x, y",42
      b,s,1,,,,"two
      lines"
      c,s,,true,NaN,z,
      """)
    #expect(table.queries == ["007", "b", "c"])
    #expect(table.outcomes.map(\.score) == [1, nil, 1])
    #expect(table.outcomes.map(\.cost) == [0.5, nil, nil])
    #expect(table.outcomes.map(\.answer) == ["42", "two\nlines", nil])
    #expect(table.outcomes.map(\.trial) == [0, 1, 0])
    #expect(try table.clusters(by: "repo") == ["007": "x, y", "c": "z"])
  }

  @Test(
    "A wrong row of a table is an error that names its line",
    arguments: [
      ("b,s,2", "line 3: 'score' is 2"), ("b,s", "line 3: it has 2 cells and the header 3"),
      ("b,s,good", "line 3: 'score' is \"good\""), ("a,s,1", "line 3: query 'a', setup 's'"),
      ("\"b,s,1", "line 3: A quoted field has no end"),
    ])
  func wrongCell(row: String, message: String) throws {
    do {
      _ = try csv("id,setup,score\na,s,1\n\(row)\n")
      Issue.record("no error")
    } catch let error as EvalError {
      #expect(error.message.hasPrefix("results.csv, " + message), "\(error.message)")
    }
  }
}
