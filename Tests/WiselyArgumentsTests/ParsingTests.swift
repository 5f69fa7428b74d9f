// SPDX-License-Identifier: Apache-2.0

import Testing
import WiselyArguments

@Suite struct ParsingTests {
  func ask(_ words: String...) throws -> Ask {
    try #require(try Lamp.parseAsRoot(["ask"] + words) as? Ask)
  }

  @Test("Nothing given leaves every default in place")
  func defaults() throws {
    let ask = try ask("why")
    #expect(ask.setup == "small+large")
    #expect(ask.files == [])
    #expect(ask.effort == .medium)
    #expect(ask.budget == nil)
    #expect(ask.number == nil)
    #expect(ask.json == false)
    #expect(ask.color == true)
    #expect(ask.pager == nil)
    #expect(ask.common.verbose == 0)
    #expect(ask.prompt == "why")
    #expect(ask.plain == 3)
    #expect(ask.note == nil)
  }

  @Test(
    "A value may follow its option in every usual way",
    arguments: [
      ["--setup", "small"], ["--setup=small"], ["-s", "small"], ["-ssmall"], ["-s=small"],
      ["-js", "small"], ["-jvssmall"],
    ])
  func valueForms(words: [String]) throws {
    let ask = try #require(try Lamp.parseAsRoot(["ask"] + words + ["why"]) as? Ask)
    #expect(ask.setup == "small")
    #expect(ask.prompt == "why")
  }

  @Test("Options stand before, between and after arguments")
  func anyOrder() throws {
    let ask = try ask("--effort", "low", "why", "--json", "-n", "5")
    #expect(ask.effort == .low)
    #expect(ask.json)
    #expect(ask.number == 5)
    #expect(ask.prompt == "why")
  }

  @Test("A shared group counts before and after the subcommand")
  func sharedGroup() throws {
    let before = try #require(
      try Lamp.parseAsRoot(["-vv", "--config", "x", "ask", "-v", "why"]) as? Ask)
    #expect(before.common.config == "x")
    #expect(before.common.verbose == 3)
    let after = try #require(try Lamp.parseAsRoot(["ask", "why", "--config=x"]) as? Ask)
    #expect(after.common.config == "x")
  }

  @Test("Repeated options pile up in order, empty and dashed values included")
  func repeated() throws {
    let ask = try ask(
      "--files", "a", "--files=", "why", "--files", "-", "--files=--b", "--files=a=b")
    #expect(ask.files == ["a", "", "-", "--b", "a=b"])
  }

  @Test("Everything after two dashes is an argument")
  func terminator() throws {
    #expect(try ask("--", "--json").prompt == "--json")
    #expect(try ask("--json", "--", "--").prompt == "--")
    let copy = try Copy.parse(["--", "-a", "--help", "b"])
    #expect(copy.sources == ["-a", "--help"])
    #expect(copy.target == "b")
  }

  @Test("A lone dash, an empty string and any script are arguments")
  func oddArguments() throws {
    #expect(try ask("-").prompt == "-")
    #expect(try ask("").prompt == "")
    #expect(try ask("Wieviel Öl? 油 👩‍🔧").prompt == "Wieviel Öl? 油 👩‍🔧")
    #expect(try ask("--setup=größe", "x").setup == "größe")
    #expect(try ask("help").prompt == "help")
  }

  @Test("Negative numbers are values, not options")
  func negativeNumbers() throws {
    let shift = try Shift.parse(["--by", "-5", "-1.5", "-.5", "-1e3"])
    #expect(shift.by == -5)
    #expect(shift.positions == [-1.5, -0.5, -1000])
    #expect(try Shift.parse(["-b-5"]).by == -5)
    #expect(try Shift.parse(["-b", "-5"]).by == -5)
    #expect(try Shift.parse(["--by=-5", "--lit", "false"]).lit == false)
  }

  @Test("A flag can be switched both ways, counted and clustered")
  func flags() throws {
    #expect(try ask("--no-color", "x").color == false)
    #expect(try ask("--color", "x").color == true)
    #expect(try ask("--no-pager", "x").pager == false)
    #expect(try ask("--pager", "x").pager == true)
    #expect(try ask("-vvv", "x").common.verbose == 3)
    #expect(try ask("-jv", "x").json)
    #expect(try ask("--json", "--json", "x").json)
  }

  @Test("An array in the middle leaves the arguments behind it their share")
  func middleArray() throws {
    let copy = try Copy.parse(["a", "b", "c"])
    #expect(copy.sources == ["a", "b"])
    #expect(copy.target == "c")
  }

  @Test("Subcommands nest and answer to their aliases")
  func subcommands() throws {
    #expect(try Lamp.parseAsRoot(["a", "x"]) is Ask)
    let check = try #require(
      try Lamp.parseAsRoot(["store", "check", "here", "high"]) as? Store.Check)
    #expect(check.folder == "here")
    #expect(check.effort == .high)
    #expect(try Lamp.parseAsRoot(["secret"]) is Secret)
    #expect(try Lamp.parseAsRoot([]) is Lamp)
  }

  @Test("A parsed command is a value of its own")
  func valueSemantics() throws {
    let first = try ask("x")
    var second = first
    second.setup = "other"
    #expect(first.setup == "small+large")
    #expect(second.setup == "other")
  }

  @Test("A transform reads single, absent, repeated and positional values")
  func transforms() throws {
    let given = try Secret.parse([
      "--least", "1g", "--most=2g", "--steps=3g", "--steps", "4g", "5g",
    ])
    #expect(given.least == Weight(grams: 1))
    #expect(given.most == Weight(grams: 2))
    #expect(given.steps == [Weight(grams: 3), Weight(grams: 4)])
    #expect(given.lamps == [Weight(grams: 5)])
    #expect(try Secret.parse([]).least == nil)
    #expect(try Secret.parse([]).most == Weight(grams: 9))
    #expect(throws: ArgumentsError("")) {
      do { _ = try Secret.parse(["--steps", "3"]) } catch let error as ArgumentsError {
        #expect(
          error.message == "invalid value '3' for '--steps': an amount has at most two decimals")
        throw ArgumentsError("")
      }
    }
  }

  @Test("A hidden option still parses")
  func hidden() throws {
    #expect(try ask("--debug-seed", "9", "x").debugSeed == 9)
  }
}
