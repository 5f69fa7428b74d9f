// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

@Suite struct PriceCommandTests {
  /// A command line and the exact dollars, worked out by hand from the makers' table.
  struct Case: Sendable, CustomTestStringConvertible {
    var words: [String]
    var model: String
    var dollars: String
    var testDescription: String { words.joined(separator: " ") }

    init(_ line: String, _ model: String, _ dollars: String) {
      words = line.split(separator: " ").map(String.init)
      self.model = model
      self.dollars = dollars
    }
  }

  static let cases = [
    // 101,010 prompt tokens are above the length tier, which holds for the whole request.
    Case(
      "haiku --input 10 --cache-read 99000 --cache-write-5m 2000 --output 400 --at 2026-11-24",
      "claude-haiku-5-5", "0.007205"),
    Case(
      "haiku --input 10 --cache-read 90000 --cache-write-5m 9000 --output 400 --at 2026-11-24",
      "claude-haiku-5-5", "0.002226"),
    Case("haiku --input 100000 --output 1000", "claude-haiku-5-5", "0.0105"),
    Case("haiku --input 100001 --output 1000", "claude-haiku-5-5", "0.0525005"),
    Case("claude-haiku-4-5 --input 1000 --output 1241", "claude-haiku-4-5", "0.007205"),
    Case("offline-small --input 1000 --output 1241", "offline-small", "0.007205"),
    Case("opus --cache-write-5m 1000 --cache-write-1h 1000", "claude-opus-5-5", "0.013"),
    Case("opus --input 40000 --output 1600", "claude-opus-5-5", "0.192"),
    Case("opus --cache-read 40000 --output 1600", "claude-opus-5-5", "0.04"),
    Case("opus --input 1000 --output 1000 --batch", "claude-opus-5-5", "0.012"),
    Case("opus --input 1000 --output 1000 --geo us", "claude-opus-5-5", "0.0264"),
    Case("opus --input 1000 --output 1000 --geo us --batch", "claude-opus-5-5", "0.0132"),
    Case("fable --input 10000 --output 1600", "claude-fable-5-2", "0.144"),
    Case("sonnet --input 1", "claude-sonnet-5-5", "0.000002"),
    Case("claude-sonnet-5-5 --cache-read 100000 --at 2026-10-06", "claude-sonnet-5-5", "0.02"),
    Case("claude-sonnet-5-5 --cache-read 100000 --at 2026-10-07", "claude-sonnet-5-5", "0.01"),
    Case("anthropic/claude-opus-5-5 --input 1000", "claude-opus-5-5", "0.004"),
    Case("gpt-4o-2024-08-06 --input 1000", "gpt-4o-2024-08-06", "0.0025"),
    Case("gpt-5.5 --input 10000 --cache-read 290000 --output 1000", "gpt-5.5", "0.435"),
    Case("gpt-6-luna --cache-write-30m 1000 --output 10 --speed flex", "gpt-6-luna", "0.000065"),
    Case("gemini/gemini-2.5-pro --input 200001", "gemini/gemini-2.5-pro", "0.5000025"),
    Case(
      "dashscope/qwen-turbo --output 1000 --reasoning 400", "dashscope/qwen-turbo", "0.00032"),
    Case(
      "deepseek/deepseek-v4-pro --input 1000000 --at 2026-11-24T03:59", "deepseek/deepseek-v4-pro",
      "1.32"),
    Case(
      "deepseek/deepseek-v4-pro --input 1000000 --at 2026-11-24T04:00Z",
      "deepseek/deepseek-v4-pro", "0.66"),
    Case("deepseek/deepseek-v4-pro --input 1000000", "deepseek/deepseek-v4-pro", "1.32"),
    Case("ollama/qwen3:4b --input 1000000 --output 9", "ollama/qwen3:4b", "0"),
  ]

  @Test("Costs are exact, as text and as JSON", arguments: cases)
  func exact(test: Case) async throws {
    let text = await Ran.wisely(["price"] + test.words)
    #expect(text.status == 0)
    #expect(text.output == "$\(test.dollars)\n")
    #expect(text.errors.contains(test.model))
    let json = await Ran.wisely(["price"] + test.words + ["--json"])
    #expect(json.status == 0)
    #expect(json.errors == "")
    #expect(json.output.hasPrefix("{\"model\":\"\(test.model)\",\"usd\":\"\(test.dollars)\","))
    #expect(json.output.hasSuffix("}\n"))
  }

  @Test("The whole JSON object")
  func object() async throws {
    let ran = await Ran.wisely([
      "price", "haiku", "--input", "10", "--cache-read", "99000", "--cache-write-5m", "2000",
      "--output", "400", "--batch", "--geo", "us", "--json",
    ])
    let value = try JSONValue(parsing: ran.output)
    #expect(value["usd"] == "0.00396275")
    #expect(value["at"] == "2026-11-24")
    #expect(value["batch"] == true)
    #expect(value["geo"] == "us")
    #expect(value["standIn"] == false)
    #expect(value["usage"]?["cacheRead"] == 99_000)
    #expect(value["usage"]?["cacheWrite5m"] == 2_000)
    #expect(value["priceVersion"]?.string == PriceCatalogue.builtIn.version)
    #expect(value["source"]?.string?.isEmpty == false)
  }

  @Test(
    "An alias is the newest of its family on that day",
    arguments: [
      ("sonnet", "2026-11-24", "claude-sonnet-5-5"), ("haiku", "2026-11-24", "claude-haiku-5-5"),
      ("opus", "2026-11-24", "claude-opus-5-5"), ("fable", "2026-11-24", "claude-fable-5-2"),
      ("fable", "2026-11-08", "claude-fable-5-1"),
    ])
  func alias(name: String, day: String, model: String) async {
    let ran = await Ran.wisely(["price", name, "--input", "1", "--at", day])
    #expect(ran.errors.hasPrefix("\(name) = \(model) on \(day), "))
  }

  @Test("Invented prices say so")
  func invented() async {
    let ran = await Ran.wisely(["price", "offline-large", "--input", "1"])
    #expect(ran.errors.contains("an invented price"))
    #expect(
      await Ran.wisely(["price", "opus", "--input", "1"]).errors.contains("invented") == false)
  }

  @Test(
    "What has no price is unpriced, with an exit code of its own",
    arguments: [
      (["gpt-9"], "unpriced: 'gpt-9' is not in the catalogue"),
      (
        ["gemini-2.5-pro"],
        "unpriced: 'gemini-2.5-pro' is not in the catalogue (did you mean 'gemini/gemini-2.5-pro'?"
      ),
      (["claude-haiku-5-6"], "unpriced: 'claude-haiku-5-6' is not in the catalogue (did you mean"),
      (["haiku", "--at", "2020-01-01"], "unpriced: 'haiku' named no model yet on 2020-01-01."),
      (["claude-haiku-5-5", "--at", "2020-01-01"], "unpriced: claude-haiku-5-5 has no price on"),
      (["haiku", "--speed", "fast"], "unpriced: claude-haiku-5-5 has no price for --speed fast"),
      (
        ["deepseek/deepseek-v4-pro", "--batch"],
        "unpriced: deepseek/deepseek-v4-pro has no price for a batch"
      ),
      (
        ["gpt-5.5-pro", "--cache-read", "1"],
        "unpriced: gpt-5.5-pro has no price for one of these kinds of tokens"
      ),
    ])
  func unpriced(words: [String], sentence: String) async throws {
    let text = await Ran.wisely(["price"] + words)
    #expect(text.status == 4)
    #expect(text.output == "")
    #expect(text.errors.hasPrefix(sentence), "\(text.errors)")
    let json = await Ran.wisely(["price"] + words + ["--json"])
    #expect(json.status == 4)
    #expect(try JSONValue(parsing: json.output)["usd"] == .null)
  }

  @Test("A region without a price is refused rather than billed as if it had none")
  func region() async {
    let ran = await Ran.wisely(["price", "haiku", "--geo", "eu"])
    #expect(ran.status == 64)
    #expect(ran.errors == "error: claude-haiku-5-5 has no price for --geo eu; known: 'us'.\n")
    #expect(await Ran.wisely(["price", "offline-small", "--geo", "us"]).status == 64)
  }

  @Test("A consultation in money, in calls of the executor, and against a switch")
  func consultation() async throws {
    let words = ["price", "haiku", "--consult", "opus", "--transcript", "40000"]
    let whole = await Ran.wisely(words + ["--view", "transcript"])
    #expect(whole.status == 0)
    #expect(whole.output == "$0.192\n")
    #expect(
      whole.errors == """
        claude-opus-5-5 reads 40,000 tokens (view transcript) and answers with 1,600: $0.192, or $0.04 if all is read from its cache.
        That is 40 calls of claude-haiku-5-5 on the conversation of 40,000 tokens ($0.0048 each), or 160 that read it from the cache ($0.0012 each).
        Handing over a kept conversation of 40,000 tokens from claude-opus-5-5 to claude-haiku-5-5 costs $0.0046 once and saves $0.0266 a response, so it pays after 0.2 responses.

        """)
    let brief = await Ran.wisely(words)
    #expect(brief.output == "$0.064\n")
    #expect(brief.errors.contains("reads 8,000 tokens (view brief)"))
    #expect(brief.errors.contains("That is 13.3 calls of"))
    let value = try JSONValue(
      parsing: await Ran.wisely([
        "price", "sonnet", "--consult", "opus", "--transcript", "84000", "--view", "transcript",
        "--output", "600", "--json",
      ]).output)
    #expect(value["usd"] == "0.348")
    #expect(value["executorCalls"]?.text == "2.0")
    #expect(value["handover"]?["breakEvenResponses"]?.text == "11.2")
    #expect(value["handover"]?["penaltyUSD"] == "0.2016")
  }

  @Test(
    "A consultation without a price is unpriced; one of an unknown executor is only not compared")
  func unpricedConsultation() async {
    let ran = await Ran.wisely(["price", "haiku", "--consult", "gpt-9", "--transcript", "1"])
    #expect(ran.status == 4)
    #expect(ran.errors.hasPrefix("unpriced: gpt-9 has no known price on 2026-11-24"))
    let other = await Ran.wisely(["price", "gpt-9", "--consult", "opus", "--transcript", "1"])
    #expect(other.status == 0)
    #expect(other.errors.contains("gpt-9 has no known price to compare it with."))
  }

  @Test(
    "Options that do not go together are said to",
    arguments: [
      (["--consult", "opus"], "error: --consult and --transcript belong together"),
      (["--transcript", "5"], "error: --consult and --transcript belong together"),
      (
        ["--consult", "opus", "--transcript", "5", "--input", "5"],
        "error: with --consult the prompt is given by --transcript alone"
      ),
      (
        ["--consult", "opus", "--transcript", "5", "--batch"],
        "error: --consult is priced at the usual service; leave --batch out"
      ),
      (["--output", "1", "--reasoning", "2"], "error: --reasoning is a part of --output"),
      (["--at", "2026-11-24T24:00"], "error: '2026-11-24T24:00' is no day"),
      (["--at", "2026-11-24T3:00"], "error: '2026-11-24T3:00' is no day"),
    ])
  func together(words: [String], sentence: String) async {
    let ran = await Ran.wisely(["price", "haiku"] + words)
    #expect(ran.status == 64)
    #expect(ran.errors.hasPrefix(sentence), "\(ran.errors)")
  }
}
