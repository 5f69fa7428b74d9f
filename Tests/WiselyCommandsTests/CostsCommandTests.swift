// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing
import Wisely
import WiselyStore

@testable import WiselyCommands

@Suite(.timeLimit(.minutes(5))) struct CostsCommandTests {
  let scratch: Scratch
  let environment: [String: String]

  init() throws {
    scratch = try Scratch()
    environment = ["HOME": "/nonexistent", "WISELY_LEDGER": scratch.path + "/ledger.sqlite"]
  }

  func prepare(_ rows: [LedgerRow] = Rows.mixed) async throws {
    let ledger = try await SQLiteLedger(path: scratch.path + "/ledger.sqlite")
    for row in rows {
      let hold = Hold(row: row)
      try await ledger.open(hold)
      try await ledger.settle(hold, as: [row])
    }
    ledger.close()
  }

  func costs(_ words: String...) async -> Ran {
    await Ran.wisely(["costs"] + words, environment: environment)
  }

  @Test(
    "The table by every dimension is as recorded", arguments: ["model", "role", "setup", "day"])
  func table(dimension: String) async throws {
    try await prepare()
    let ran = await costs("--by", dimension)
    #expect(ran.status == 0)
    try Golden.expect(ran.output, equals: "costs-\(dimension).txt")
  }

  @Test("JSON by every dimension is as recorded", arguments: ["model", "role", "setup", "day"])
  func json(dimension: String) async throws {
    try await prepare()
    let ran = await costs("--by", dimension, "--json")
    #expect(ran.errors == "")
    try Golden.expect(
      ran.output.replacing("},{", with: "},\n{"), equals: "costs-\(dimension).json")
  }

  @Test("Sums are exact to the picodollar, whatever they are made by")
  func exact() async throws {
    try await prepare()
    for dimension in CostsCommand.Dimension.allCases {
      let value = try JSONValue(parsing: await costs("--by", dimension.rawValue, "--json").output)
      #expect(value["total"]?["usd"] == "0.010400000003")
      let lines = try #require(value["lines"]?.array)
      let sum = lines.compactMap { $0["usd"]?.string.flatMap { Money(dollars: $0) } }
        .reduce(Money.zero, +)
      #expect(sum.dollars == "0.010400000003")
      #expect(value["total"]?["calls"] == 7)
    }
  }

  @Test("What nobody knows is said beside the sum, never added as zero")
  func remarks() async throws {
    try await prepare()
    #expect(
      await costs().errors == """
        1 call has no known price, so the sum is without it.
        2 calls were cut off by the end of the process; at most $0.25 more was spent.
        Of those, 1 call has no known price either.
        2 calls have token counts that are estimates.

        """)
  }

  @Test("Only what was sent on a day or later counts")
  func since() async throws {
    try await prepare()
    let later = await costs("--since", "2026-11-25", "--by", "role", "--json")
    let value = try JSONValue(parsing: later.output)
    #expect(value["since"] == "2026-11-25")
    #expect(value["total"]?["calls"] == 5)
    #expect(value["total"]?["usd"] == "0.000250000002")
    let never = await costs("--since", "2027-01-01")
    #expect(never.status == 0)
    #expect(never.output == "")
    #expect(never.errors.hasPrefix("Nothing was spent since 2027-01-01 (ledger "))
  }

  @Test("To look is not to begin a ledger")
  func missing() async throws {
    let ran = await costs()
    #expect(ran.status == 0)
    #expect(ran.errors == "Nothing was spent (ledger \(scratch.path)/ledger.sqlite).\n")
    #expect(!FileManager.default.fileExists(atPath: scratch.path + "/ledger.sqlite"))
    let value = try JSONValue(parsing: await costs("--json").output)
    #expect(value["lines"] == [])
    #expect(value["total"]?["usd"] == "0")
  }

  @Test("A file that is no ledger is left alone and named")
  func notALedger() async throws {
    try scratch.write("Dear diary, this is not a database at all.\n", to: "ledger.sqlite")
    let ran = await costs()
    #expect(ran.status == 74)
    #expect(ran.errors.hasPrefix("error: The ledger \(scratch.path)/ledger.sqlite is damaged"))
    #expect(try scratch.read("ledger.sqlite").hasPrefix("Dear diary"))
  }

  @Test("The configuration says where the ledger is, the environment says it louder")
  func place() throws {
    var configuration = Configuration()
    func path(_ environment: [String: String]) -> String {
      LedgerPlace.path(world: .testing(environment), configuration: configuration)
    }
    #expect(path(["HOME": "/h"]) == "/h/.local/state/wisely/ledger.sqlite")
    #expect(path(["HOME": "/h", "XDG_STATE_HOME": "/s"]) == "/s/wisely/ledger.sqlite")
    #expect(
      path(["HOME": "/h", "XDG_STATE_HOME": "s"]) == "/h/.local/state/wisely/ledger.sqlite")
    configuration.ledger = "~/l.db"
    #expect(path(["HOME": "/h"]) == "/h/l.db")
    #expect(path(["HOME": "/h", "WISELY_LEDGER": "~/m.db"]) == "/h/m.db")
  }
}
