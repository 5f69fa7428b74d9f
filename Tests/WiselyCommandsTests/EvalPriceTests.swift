// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing
import Wisely

@testable import WiselyCommands

/// `wisely eval` with the user's own price file.
@Suite(.timeLimit(.minutes(5))) struct EvalPriceTests {
  let scratch: Scratch
  let configuration: String
  init() throws {
    scratch = try Scratch()
    configuration = try scratch.write("{ prices: 'prices.json' }", to: "config.json5")
    try price("dear", small: "1000")
    try scratch.write(#"{"id":"q","query":"Say 1.","expected":"1"}"# + "\n", to: "queries.jsonl")
  }

  /// Writes a price file in which the small offline model costs that much a million tokens.
  private func price(_ version: String, small: String) throws {
    try scratch.write(
      """
      {"version": "\(version)", "source": "us", "models": [{"id": "offline-small", "prices": [
        {"from": "2026-01-01", "tiers": [{"in": "\(small)", "out": "\(small)"}]}]}]}
      """, to: "prices.json")
  }

  private func eval(_ words: String..., config: Bool = true) async -> Ran {
    await Ran.wisely(
      ["eval"] + words + (config ? ["--config", configuration] : []),
      environment: ["HOME": scratch.path, "WISELY_LEDGER": scratch.path + "/ledger.sqlite"])
  }

  @Test("A dry run is priced by it, and the strong model is the one that costs most by it")
  func dryRun() async throws {
    let words = [
      scratch.path + "/queries.jsonl", "--setups", "offline-small,offline-large", "--dry-run",
      "--json",
    ]
    func run(config: Bool) async throws -> JSONValue {
      let ran = await eval(
        "run", words[0], words[1], words[2], words[3], words[4], config: config)
      #expect(ran.status == 0, "\(ran.errors)")
      return try JSONValue(parsing: ran.output)
    }
    let usual = try await run(config: false)
    let own = try await run(config: true)
    #expect(usual["baseline"] == "offline-large")
    #expect(own["baseline"] == "offline-small")
    func mid(_ json: JSONValue, _ setup: String) throws -> Money {
      let line = json["setups"]?.array?.first { $0["setup"]?.string == setup }
      return try #require(Money(dollars: line?["mid_usd"]?.string ?? ""))
    }
    #expect(
      try mid(own, "offline-small").picodollars > 100 * mid(usual, "offline-small").picodollars)
    #expect(try mid(own, "offline-large") == mid(usual, "offline-large"))
  }

  @Test("A run is billed by it, and other prices are another plan")
  func run() async throws {
    func run() async -> Ran {
      await eval(
        "run", scratch.path + "/queries.jsonl", "--setups", "offline-small,offline-large",
        "--trials", "1", "--out", scratch.path + "/run", "--quiet")
    }
    #expect(await run().status == 0)
    let plan = try JSONValue(parsing: try scratch.read("run/plan.json"))
    #expect(plan["priceVersion"]?.string?.hasSuffix("+dear") == true)
    #expect(plan["priceFile"]?.string?.count == 64)
    #expect(await run().status == 0)
    // The version is the author's word; what counts is what is in the file.
    try price("dear", small: "1001")
    let changed = await run()
    #expect(changed.status == 64)
    #expect(changed.errors.contains("differ in priceFile"), "\(changed.errors)")
  }

  @Test("Recorded tokens are priced by it", arguments: ["compare", "report"])
  func recorded(_ command: String) async throws {
    let rows = (0..<40).flatMap { query in
      ["offline-small", "offline-large"].map { setup in
        #"{"id":"q\#(query)","setup":"\#(setup)","score":\#(query % 2),"input_tokens":1000,"#
          + #""output_tokens":1000,"date":"2026-11-20"}"#
      }
    }
    let file = try scratch.write(rows.joined(separator: "\n") + "\n", to: "results.jsonl")
    let format = command == "report" ? ["--format", "json", "--out", "-"] : ["--json"]
    func cost(config: Bool) async throws -> Double {
      let ran = await Ran.wisely(
        ["eval", command, file, "--baseline", "offline-large"] + format
          + (config ? ["--config", configuration] : []))
      #expect(ran.status == 0, "\(ran.errors)")
      let found = ran.output.firstMatch(
        of: /"candidate": ?([0-9.e-]+), ?\s*"baseline": ?[0-9.e-]+, ?\s*"ratio"/)
      return try #require(found.flatMap { Double($0.1) })
    }
    #expect(try await cost(config: true) == 2)
    #expect(try await cost(config: false) < 0.1)
  }
}
