// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing
import Wisely

@testable import WiselyCommands

/// The user's own price file, and price files made of LiteLLM's list.
@Suite struct PriceFileTests {
  static let own = """
    {"version": "contract-7", "source": "our contract", "models": [
      {"id": "claude-haiku-5-5", "prices": [{"from": "2026-01-01", "tiers": [{"in": "0.05", "out": "0.4"}]}]},
      {"id": "house/parrot", "prices": [{"from": "2026-01-01", "tiers": [{"in": "1", "out": "2"}]}]}
    ]}
    """

  static let list = """
    {"sample_spec": {"mode": "one of"},
     "claude-haiku-4-5": {"mode": "chat", "litellm_provider": "anthropic", "input_cost_per_token": 1.1e-06,
       "output_cost_per_token": 5e-06},
     "groq/llama": {"mode": "chat", "litellm_provider": "groq", "input_cost_per_token": 5e-08,
       "output_cost_per_token": 8.0000000000000002e-08, "input_cost_per_image": 1},
     "embed": {"mode": "embedding", "input_cost_per_token": 1e-08},
     "ollama/llama3": {"mode": "chat", "input_cost_per_token": 0.0, "output_cost_per_token": 0.0}}
    """

  /// A folder with a configuration that names the price file beside it.
  private func folder(_ prices: String = own) throws -> (scratch: Scratch, configuration: String) {
    let scratch = try Scratch()
    try scratch.write(prices, to: "prices.json")
    return (scratch, try scratch.write("{ prices: 'prices.json' }", to: "config.json5"))
  }

  @Test("Prices of one's own come first, everywhere that prices are shown")
  func layered() async throws {
    let (scratch, configuration) = try folder()
    let price = await Ran.wisely([
      "price", "haiku", "--input", "1000000", "--config", configuration,
    ])
    #expect(price.output == "$0.05\n")
    #expect(price.errors.contains("catalogue 2026-11-23.2+contract-7"))
    let models = await Ran.wisely(["models", "--config", configuration])
    #expect(models.output.contains("claude-haiku-5-5               0.05"))
    #expect(models.output.contains("house/parrot"))
    let consult = await Ran.wisely([
      "price", "haiku", "--consult", "house/parrot", "--transcript", "1000", "--config",
      configuration,
    ])
    #expect(consult.output == "$0.0042\n")
    #expect(scratch.path.isEmpty == false)
  }

  @Test("An answer is billed by them")
  func billed() async throws {
    let scratch = try Scratch()
    let prices = """
      {"version": "dear", "source": "us", "models": [{"id": "offline-small", "prices": [
        {"from": "2026-01-01", "tiers": [{"in": "1000", "out": "2000"}]}]}]}
      """
    try scratch.write(prices, to: "prices.json")
    let configuration = try scratch.write("{ prices: 'prices.json' }", to: "config.json5")
    let ran = await Ran.wisely(
      [
        "ask", "--setup", "offline-small", "--json", "--config", configuration,
        "What is 17% of 240?",
      ],
      environment: ["HOME": scratch.path, "WISELY_LEDGER": scratch.path + "/ledger.sqlite"])
    let value = try JSONValue(parsing: ran.output)
    let call = try #require(value["calls"]?.array?.first)
    #expect(call["priceVersion"] == "2026-11-23.2+dear")
    let usage = try #require(call["usage"])
    let input = try #require(usage["input"]?.int)
    let output = try #require(usage["output"]?.int)
    let cost = try #require(Money(dollars: value["cost"]?.string ?? ""))
    #expect(cost.picodollars == Int128(input + 2 * output) * 1_000_000_000)
  }

  @Test(
    "What is wrong in it is said with its line",
    arguments: [
      (
        "{\n\"version\": \"1\",\n\"sauce\": \"s\"}",
        "prices.json, line 1: source: this member is missing or empty"
      ),
      ("{\n\"version\": \"1\"\n\"source\": \"s\"}", "prices.json, line 3: column 1: "),
      (
        "{\"version\": \"1\", \"source\": \"s\", \"models\": [\n{\"id\": \"a\", \"free\": true,\n\"contxt\": 5}]}",
        "prices.json, line 3: models[0].contxt: this member is unknown"
      ),
    ])
  func wrong(_ prices: String, _ sentence: String) async throws {
    let (scratch, configuration) = try folder(prices)
    for words in [["models"], ["price", "haiku"], ["config", "check"]] {
      let ran = await Ran.wisely(words + ["--config", configuration])
      #expect(ran.status == 78)
      #expect(ran.errors.hasPrefix("error: \(scratch.path)/\(sentence)"), "\(ran.errors)")
    }
  }

  @Test("One that is not there is an error, not no prices")
  func missing() async throws {
    let scratch = try Scratch()
    let configuration = try scratch.write("{ prices: 'gone.json' }", to: "config.json5")
    let ran = await Ran.wisely(["models", "--config", configuration])
    #expect(ran.status == 66)
    #expect(ran.errors.contains("gone.json' cannot be read: no such file or directory."))
  }

  @Test("A price alone reaches nobody: without a provider nothing is sent, and the mend is said")
  func unreachable() async throws {
    let scratch = try Scratch()
    for setup in ["dashscope/qwen3-max", "haiku+dashscope/qwen3-max"] {
      let ran = await Ran.wisely(
        ["ask", "--setup", setup, "Hello?"],
        environment: ["HOME": scratch.path, "WISELY_LEDGER": scratch.path + "/l.sqlite"])
      #expect(ran.status == 64 || ran.status == 78)
      #expect(ran.errors.contains("there is no provider 'dashscope'; add"), "\(ran.errors)")
    }
  }

  @Test("An import writes a price file, and says what it left out and why")
  func imported() async throws {
    let scratch = try Scratch()
    let list = try scratch.write(Self.list, to: "list.json")
    let out = scratch.path + "/own.json"
    let ran = await Ran.wisely(["models", "import", list, "--out", out])
    #expect(ran.status == 0)
    #expect(ran.output == "")
    #expect(
      ran.errors == """
        4 entries: 2 models read, 2 left out.
          1 left out: its prices are zero, which may mean unknown
          1 left out: the mode embedding is not chat or responses
          1 read, but a price finer than a picodollar was rounded
          1 read, but input_cost_per_image was left out

        """)
    let catalogue = try PriceCatalogue(parsing: Array(scratch.read("own.json").utf8), file: "own")
    #expect(catalogue.sheets.map(\.id) == ["claude-haiku-4-5", "groq/llama"])
    #expect(catalogue.version == "litellm-2026-11-24")
    let printed = await Ran.wisely(["models", "import", list, "--verbose"])
    #expect(printed.output == (try scratch.read("own.json")))
    #expect(printed.errors.contains("    ollama/llama3\n"))
  }

  @Test("What cannot be imported or written is one sentence")
  func failures() async throws {
    let scratch = try Scratch()
    let list = try scratch.write("[1]", to: "list.json")
    let ran = await Ran.wisely(["models", "import", list])
    #expect(ran.status == 66)
    #expect(ran.errors.hasPrefix("error: \(list), line 1: the top: an object with one object"))
    let good = try scratch.write(Self.list, to: "good.json")
    let blocked = await Ran.wisely([
      "models", "import", good, "--out", scratch.path + "/no/own.json",
    ])
    #expect(blocked.status == 1)
    #expect(blocked.errors.contains("cannot be written: no such file or directory."))
  }

  @Test("A difference names each figure, for either kind of file")
  func difference() async throws {
    let scratch = try Scratch()
    let list = try scratch.write(Self.list, to: "list.json")
    let out = scratch.path + "/own.json"
    #expect(await Ran.wisely(["models", "import", list, "--out", out]).status == 0)
    for file in [list, out] {
      let ran = await Ran.wisely(["models", "diff", file, "--new"])
      #expect(ran.status == 0)
      #expect(ran.errors == "1 changed, 1 new, 0 the same.\n")
      #expect(
        ran.output == """
          claude-haiku-4-5
            in: 1 -> 1.1
            read: 0.1 -> none
            write5m: 1.25 -> none
            write1h: 2 -> none
            batch in: 0.5 -> 0.55
            batch read: 0.05 -> none
            batch write5m: 0.625 -> none
            batch write1h: 1 -> none
          new: groq/llama

          """)
    }
    let json = try JSONValue(parsing: await Ran.wisely(["models", "diff", list, "--json"]).output)
    #expect(json["new"] == ["groq/llama"])
    #expect(
      json["changed"]?.array?.first?["changes"]?.array?.first
        == ["figure": "in", "before": "1", "after": "1.1"])
  }

  @Test("Without a file the configured one is compared")
  func configured() async throws {
    let (scratch, configuration) = try folder()
    let ran = await Ran.wisely(["models", "diff", "--config", configuration])
    #expect(ran.output.hasPrefix("claude-haiku-5-5\n  in: 0.1 -> 0.05\n"))
    #expect(ran.errors == "1 changed, 1 new, 0 the same.\n")
    #expect(scratch.path.isEmpty == false)
    #expect(await Ran.wisely(["models", "diff"]).status == 64)
  }

  @Test("The built-in catalogue differs from itself in nothing")
  func same() {
    let catalogue = PriceCatalogue.builtIn
    let difference = PriceDifference(catalogue, over: catalogue, on: ManualDay.today)
    #expect(difference.changed.isEmpty && difference.added.isEmpty)
    #expect(difference.unchanged == catalogue.sheets.count)
  }
}
