// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing
import Wisely
import WiselyProviders

@testable import WiselyCommands

@Suite struct ConfigurationTests {
  func read(_ text: String) throws -> Configuration {
    try ConfigurationReader.read(Array(text.utf8), file: "c.json5")
  }

  /// The lines said about a wrong file.
  func problems(_ text: String) -> [String] {
    do {
      _ = try read(text)
      return []
    } catch let failure as CommandFailure {
      #expect(failure.code == Exit.configuration)
      return failure.message.split(separator: "\n").map(String.init)
    } catch {
      return ["\(error)"]
    }
  }

  @Test("An empty object is the defaults")
  func defaults() throws {
    #expect(try read("{}") == Configuration())
  }

  @Test("Every value arrives where it belongs")
  func values() throws {
    let configuration = try read(
      """
      {
        defaultSetup: "careful", budget: 0.30, ledger: "~/l.db", prices: "p.json",
        setups: {
          cheap: "offline-small",
          careful: {
            use: "haiku+opus", advisor: "native", view: "transcript", consultations: 5,
            conversationConsultations: 9, consultationBudget: "0.125", adviceTokens: 100,
            triggers: ["asked", "before-done"], allowPeer: true,
          },
          brief: { use: "haiku+opus", viewTokens: 600 },
          kept: { use: "opus..sonnet", handover: "keep" },
          checked: { use: "haiku^opus", check: { command: ["make", "test"] } },
        },
        providers: { anthropic: {
          baseURL: "http://127.0.0.1:4000", keyVariable: "K", keyCommand: ["pass", "show", "x"],
          auth: "bearer", version: "2026-10-21", cache: "1h", stream: false, retries: 7,
          timeouts: { connect: 1, firstByte: 2, idle: null, total: 4 },
        } },
      }
      """)
    #expect(configuration.defaultSetup == "careful")
    // Through a binary fraction it would be 0.299999…
    #expect(configuration.budget == Money(dollars: "0.3"))
    #expect(configuration.ledger == "~/l.db")
    #expect(configuration.prices == "p.json")
    #expect(configuration.setups["cheap"]?.notation.description == "offline-small")
    #expect(configuration.setups["cheap"]?.line == 4)
    let careful = try #require(configuration.setups["careful"])
    #expect(careful.settings.isAdvisorNative)
    #expect(careful.settings.policy.view == .transcript)
    #expect(careful.settings.policy.consultations == 5)
    #expect(careful.settings.policy.conversationConsultations == 9)
    #expect(careful.settings.policy.money == Money(dollars: "0.125"))
    #expect(careful.settings.policy.adviceTokens == 100)
    #expect(careful.settings.policy.triggers == [.asked, .beforeDone])
    #expect(careful.settings.policy.allowsPeer)
    #expect(configuration.setups["brief"]?.settings.policy.view == .brief(tokens: 600))
    #expect(configuration.setups["kept"]?.settings.handover == .keep)
    #expect(configuration.setups["checked"]?.settings.check == .command(["make", "test"]))
    let anthropic = configuration.anthropic
    #expect(anthropic.baseURL == "http://127.0.0.1:4000")
    #expect(anthropic.keyVariable == "K")
    #expect(anthropic.keyCommand == ["pass", "show", "x"])
    #expect(anthropic.auth == "bearer")
    #expect(anthropic.version == "2026-10-21")
    #expect(anthropic.cache == "1h")
    #expect(!anthropic.streams)
    #expect(anthropic.retries == 7)
    #expect(anthropic.timeouts == .init(connect: 1, firstByte: 2, idle: nil, total: 4))
  }

  @Test(
    "A mistake is one sentence with its line and the field",
    arguments: [
      ("", "line 1: the text ends where a value was expected."),
      ("[]", "line 1: the value must be an object in braces."),
      ("{\n bugdet: 1 }", "line 2: unknown key \"bugdet\"; did you mean \"budget\"?"),
      ("{ xyz: 1 }", "line 1: unknown key \"xyz\"."),
      ("{\n\n budget: 'x' }", "line 3: 'budget' must be an amount of dollars such as \"0.50\"."),
      ("{ budget: -1 }", "line 1: 'budget' must be an amount of dollars such as \"0.50\"."),
      ("{ budget: 1,\n budget: 2 }", "line 2: the key \"budget\" stands on line 1 already."),
      (
        "{ defaultSetup: haiku }",
        "line 1: a value was expected; if haiku is meant as text, put it in quotes."
      ),
      ("{ ledger: 4 }", "line 1: 'ledger' must be a string."),
      ("{ setups: { a: {} } }", "line 1: the setup lacks \"use\", such as use: \"haiku+opus\"."),
      ("{ setups: { a: { use: 7 } } }", "line 1: 'setups.a.use' must be a string."),
      ("{ setups: { a: 3 } }", "line 1: 'setups.a' must be an object in braces."),
      (
        "{ setups: { a: 'haiku++opus' } }",
        "line 1: Setup 'haiku++opus', column 7: a model's name was expected, not '+'."
      ),
      (
        "{ setups: { haiku: 'opus' } }",
        "line 1: \"haiku\" is a model's name already; choose another one for the setup."
      ),
      (
        "{ setups: { opusplan: 'opus' } }",
        "line 1: \"opusplan\" stands for opus..sonnet already; choose another name."
      ),
      (
        "{ setups: { 'a b': 'opus' } }",
        "line 1: a setup's name is one word of letters, digits and - . _ / :."
      ),
      (
        "{ setups: { a: { use: 'haiku+opus', triggers: ['ask'] } } }",
        "line 1: \"ask\" is no trigger; the triggers are asked, stalled, before-first-write, before-done, wished."
      ),
      (
        "{ setups: { a: { use: 'haiku^opus', check: { regexp: 'x' } } } }",
        "line 1: There is no check 'regexp'; the checks are regex, equals, number, command, schema, judge."
      ),
      (
        "{ providers: { anthropic: { retries: 99 } } }",
        "line 1: 'providers.anthropic.retries' must be a whole number from 0 to 20."
      ),
      (
        "{ providers: { anthropic: { cache: '2m' } } }",
        "line 1: 'providers.anthropic.cache' must be \"5m\" or \"1h\" or \"off\"."
      ),
      (
        "{ providers: { anthropic: { baseURL: 'ftp://x' } } }",
        "line 1: 'providers.anthropic.baseURL' must begin with http:// or https://."
      ),
      (
        "{ providers: { anthropic: { keyCommand: [] } } }",
        "line 1: the key command is empty."
      ),
    ])
  func mistake(text: String, sentence: String) {
    #expect(problems(text) == ["c.json5, \(sentence)"])
  }

  @Test("All mistakes are named at once, in the order of the file")
  func all() {
    let lines = problems(
      """
      {
        providers: { anthropic: { stream: "yes" } },
        setups: { a: { use: "haiku", view: "all" } },
        budget: true,
      }
      """)
    #expect(lines.count == 3)
    for (index, line) in lines.enumerated() {
      #expect(line.hasPrefix("c.json5, line \(index + 2): "))
    }
  }

  @Test("The example loads, and has every key the reader knows")
  func example() async throws {
    let configuration = try read(configurationExample)
    #expect(configuration.setups.count == 4)
    let printed = await Ran.wisely(["config", "example"])
    #expect(printed.output == configurationExample)
    let known = [
      "defaultSetup", "setups", "budget", "ledger", "prices", "providers", "use", "advisor", "view",
      "viewTokens", "consultations", "conversationConsultations", "consultationBudget",
      "adviceTokens", "triggers", "allowPeer", "handover", "check", "anthropic", "baseURL",
      "keyVariable", "keyCommand", "auth", "version", "cache", "stream", "retries", "timeouts",
      "connect", "firstByte", "idle", "total", "local", "dialect", "systemRole", "limitField",
      "effortField", "efforts", "effortWithTools", "temperatureWithReasoning", "replaysReasoning",
      "demandsReasoning",
      "callIDs",
      "asksForUsage",
    ]
    for key in known { #expect(configurationExample.contains("\(key): "), "\(key)") }
  }

  @Test("The list of keys above is the reader's own: each is known where it stands in the example")
  func knownKeys() async throws {
    // A key of the example that the reader did not know would be a mistake; and one the reader knows
    // but the list does not is found by reading its sources.
    let folder = "Sources/WiselyCommands/Configuration/ConfigurationReader"
    let sources = try ["", "+Providers", "+OpenAI", "+Setups"].map {
      try Project.read("\(folder)\($0).swift")
    }
    for source in sources {
      for list in source.matches(of: /know\(\s*\[([^\]]*)\]/) {
        for key in list.1.matches(of: /"(\w+)"/) {
          #expect(configurationExample.contains("\(key.1): "), "\(key.1)")
        }
      }
    }
  }

  @Test("The example's defaults are the reader's defaults")
  func exampleDefaults() throws {
    var example = try read(configurationExample)
    let defaults = Configuration()
    #expect(example.defaultSetup == defaults.defaultSetup)
    let settings = try #require(example.setups["careful"]?.settings)
    var policy = ConsultationPolicy()
    policy.money = settings.policy.money
    policy.triggers = settings.policy.triggers
    #expect(settings.policy == policy)
    example.anthropic.baseURL = nil
    example.anthropic.keyVariable = nil
    example.anthropic.auth = nil
    #expect(example.anthropic == defaults.anthropic)
    // What it says of a new server is what most servers do, and its presets are as they are.
    let added = example.providers.removeValue(forKey: "house")
    let house = try #require(added).preset
    #expect(house == .other("house", baseURL: house.baseURL, keyVariable: house.keyVariable))
    #expect(example.providers == defaults.providers)
  }
}
