// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

@Suite struct OtherPriceTests {
  let catalogue = PriceCatalogue.builtIn

  private func cost(
    _ model: String, _ usage: Usage, _ service: Service = Service(), on day: String
  ) throws -> Cost {
    catalogue.cost(
      of: ModelUsage(model: ModelID(model), usage: usage, service: service),
      on: try #require(CalendarDay(day)))
  }

  /// What that many tokens cost at a rate in dollars for a million; unpriced without one.
  private func money(_ rate: String?, _ tokens: Int) throws -> Cost {
    guard let rate else { return .unpriced }
    let money = try #require(Money(dollars: rate))
    return .priced(Money(picodollars: money.picodollars * Int128(tokens) / 1_000_000))
  }

  @Test("Every row of the other makers' tables is in the sheet", arguments: OtherPriceRow.all)
  func row(_ row: OtherPriceRow) throws {
    let size = row.prompt
    for model in row.ids + row.also {
      let input = try money(row.input, size)
      #expect(try cost(model, Usage(input: size), on: row.on) == input)
      #expect(
        try cost(model, Usage(input: size, output: 1_000), on: row.on)
          == input + (try money(row.output, 1_000)))
      #expect(try cost(model, Usage(cacheRead: size), on: row.on) == (try money(row.read, size)))
      if let write = row.write5m {
        #expect(try cost(model, Usage(cacheWrite5m: size), on: row.on) == (try money(write, size)))
      }
      if let write = row.write30m {
        #expect(try cost(model, Usage(cacheWrite30m: size), on: row.on) == (try money(write, size)))
      }
      if let write = row.write1h {
        #expect(try cost(model, Usage(cacheWrite1h: size), on: row.on) == (try money(write, size)))
      }
      let sheet = try #require(catalogue.sheet(for: ModelID(model)))
      #expect(!sheet.source.isEmpty && sheet.asOf?.description == "2026-11-23")
      if let write = row.write12h {
        #expect(try cost(model, Usage(cacheWrite12h: size), on: row.on) == (try money(write, size)))
        let half = try money(write, size).amount.map { Money(picodollars: $0.picodollars / 2) }
        let batch = Service(isBatch: true)
        #expect(try cost(model, Usage(cacheWrite12h: size), batch, on: row.on).amount == half)
      }
    }
  }

  @Test("A batch costs what is listed for it, or nobody knows", arguments: OtherPriceRow.all)
  func batch(_ row: OtherPriceRow) throws {
    for model in row.ids where row.read != "0" {
      let input = try cost(model, Usage(input: row.prompt), Service(isBatch: true), on: row.on)
      let both = try cost(
        model, Usage(input: row.prompt, output: 1_000), Service(isBatch: true), on: row.on)
      #expect(input == (try money(row.batch?[0], row.prompt)))
      #expect(both == input + (try money(row.batch?[1], 1_000)))
    }
  }

  @Test("The same name without its provider, or with another one, has no price (trap 15)")
  func providers() throws {
    for name in [
      "gemini-2.5-pro", "openrouter/google/gemini-2.5-pro", "azure/gpt-5.5", "ollama",
      "vertex_ai/gemini-2.5-pro", "openrouter/openai/gpt-5.5", "grok-4.7",
    ] {
      #expect(try cost(name, Usage(input: 1), on: "2026-11-24") == .unpriced, "\(name)")
    }
    #expect(catalogue.sheet(for: "openai/gpt-5.5")?.id == "gpt-5.5")
    #expect(catalogue.sheet(for: "gemini/gemini-2.5-pro")?.provider == "gemini")
    #expect(catalogue.sheet(for: "gpt-5.5")?.provider == "openai")
    #expect(catalogue.sheet(for: "claude-opus-5-5")?.provider == "anthropic")
  }

  @Test("Whatever a local server serves is free, and two models of it stay two")
  func local() throws {
    let day = try #require(CalendarDay("2026-11-24"))
    #expect(
      try cost("ollama/qwen3:4b", Usage(input: 5, cacheWrite30m: 5), on: "2026-11-24")
        == .priced(.zero))
    #expect(!catalogue.isSame("ollama/a", "ollama/b"))
    #expect(catalogue.isSame("ollama/a", "ollama/a"))
    #expect(catalogue.resolve("ollama/a", on: day) == "ollama/a")
    #expect(catalogue.resolve("ollama/*", on: day) == nil)
  }

  @Test(
    "The price step of 272,000 tokens is for the whole request",
    arguments: [
      // Of 300,000 prompt tokens 290,000 were cached.
      (Usage(input: 10_000, cacheRead: 290_000, output: 1_000), "0.435"),
      (Usage(input: 10_000, cacheRead: 262_000, output: 1_000), "0.211"),
      (Usage(input: 10_000, cacheRead: 262_001, output: 1_000), "0.407001"),
      // Four thousand uncached, eighteen thousand cached, nine hundred out.
      (Usage(input: 4_000, cacheRead: 18_000, output: 900), "0.056"),
    ])
  func longPrompts(_ usage: Usage, _ dollars: String) throws {
    #expect(try cost("gpt-5.5", usage, on: "2026-11-24").amount?.dollars == dollars)
  }

  @Test(
    "GPT-6 Luna costs what Haiku 5.5 does, 6.1 Sol what Sonnet 5.5 does, Astra what Fable 5.1 does")
  func parity() throws {
    let usage = Usage(input: 40_000, output: 1_600)
    for (one, two) in [
      ("gpt-6-luna", "claude-haiku-5-5"), ("gpt-6.1-sol", "claude-sonnet-5-5"),
      ("gpt-6-astra", "claude-fable-5-1"),
    ] {
      #expect(try cost(one, usage, on: "2026-11-24") == (try cost(two, usage, on: "2026-11-24")))
    }
  }

  @Test(
    "Haiku 5.5 on both sides of its step, and Sonnet 5.5 on both sides of its change",
    arguments: [
      (
        "claude-haiku-5-5", Usage(input: 10, cacheRead: 90_000, cacheWrite5m: 9_000, output: 400),
        "2026-11-24", "0.002226"
      ),
      (
        "claude-haiku-5-5", Usage(input: 10, cacheRead: 99_000, cacheWrite5m: 2_000, output: 400),
        "2026-11-24", "0.007205"
      ),
      ("claude-sonnet-5-5", Usage(cacheRead: 100_000), "2026-10-06", "0.02"),
      ("claude-sonnet-5-5", Usage(cacheRead: 100_000), "2026-10-07", "0.01"),
    ])
  func fixtures(_ model: String, _ usage: Usage, _ day: String, _ dollars: String) throws {
    #expect(try cost(model, usage, on: day).amount?.dollars == dollars)
  }
}
