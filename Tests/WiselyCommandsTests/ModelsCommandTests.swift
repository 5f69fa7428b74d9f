// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing
import Wisely
import WiselyTesting

@testable import WiselyCommands

@Suite struct ModelsCommandTests {
  @Test("The list is as recorded")
  func text() async throws {
    let ran = await Ran.wisely(["models"])
    #expect(ran.status == 0)
    try Golden.expect(ran.output, equals: "models.txt")
    #expect(ran.errors.hasPrefix("US dollars per million tokens on 2026-11-24, catalogue "))
  }

  @Test("JSON has every model, with exact prices, and every setup")
  func json() async throws {
    let value = try JSONValue(parsing: await Ran.wisely(["models", "--json", "--all"]).output)
    let models = try #require(value["models"]?.array)
    #expect(models.count == PriceCatalogue.builtIn.sheets.count)
    let haiku = try #require(models.first { $0["id"] == "claude-haiku-5-5" })
    #expect(haiku["alias"] == "haiku")
    #expect(haiku["usdPerMillion"]?["input"] == "0.1")
    #expect(haiku["usdPerMillion"]?["cacheWrite5m"] == "0.125")
    let large = try #require(models.first { $0["id"] == "offline-large" })
    #expect(large["standIn"] == true)
    #expect(large["usdPerMillion"]?["output"] == "25")
    let setups = try #require(value["setups"]?.array)
    #expect(setups.map { $0["name"]?.string } == ModelsCommand.builtIn.map(\.notation))
  }

  @Test("Retired models are listed only when asked for")
  func retired() async throws {
    let usual = await Ran.wisely(["models"]).output
    let all = await Ran.wisely(["models", "--all"]).output
    #expect(!usual.contains("retired"))
    #expect(all.contains("retired"))
    #expect(all.contains("claude-3-5-haiku"))
    // Its last day was 2026-08-05, whatever the catalogue calls it.
    #expect(!usual.contains("claude-opus-4-1"))
    let before = ManualTime(Timestamp(microseconds: 1_780_000_000_000_000))
    #expect(await Ran.wisely(["models"], time: before).output.contains("claude-opus-4-1"))
  }

  @Test("Offline models are said to be stand-ins with invented prices")
  func standIns() async {
    let lines = await Ran.wisely(["models"]).output.split(separator: "\n")
      .filter { $0.hasPrefix("offline-") }
    #expect(lines.count == 3)
    #expect(lines.allSatisfy { $0.hasSuffix("stand-in, not a language model; invented price") })
  }

  @Test("Every built-in setup is a setup", arguments: ModelsCommand.builtIn.map(\.notation))
  func builtIn(notation: String) throws {
    let parsed = try SetupNotation(parsing: notation)
    for name in parsed.names {
      let day = ManualDay.today
      #expect(PriceCatalogue.builtIn.resolve(name, on: day) != nil, "\(name)")
    }
  }

  @Test("Configured setups are listed with their notation")
  func configured() async throws {
    let scratch = try Scratch()
    let file = try scratch.write(
      "{ setups: { cheap: 'haiku', pair: { use: 'haiku+opus' } } }", to: "c")
    let ran = await Ran.wisely(["models", "--config", file])
    #expect(ran.output.contains("  cheap                        configured: haiku\n"))
    let value = try JSONValue(
      parsing: await Ran.wisely(["models", "--config", file, "--json"]).output)
    #expect(
      value["setups"]?.array?.last == ["name": "pair", "use": "haiku+opus", "purpose": .null])
  }
}
