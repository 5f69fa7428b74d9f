// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Wisely

@Suite struct LiteLLMPriceTests {
  private static let day = CalendarDay(daysSinceEpoch: 20_781)  // 2026-11-24

  private func read(_ models: String) throws -> LiteLLMPrices {
    let text = "{\"sample_spec\": {\"mode\": \"one of\"}, \(models)}"
    return try LiteLLMPrices(parsing: Array(text.utf8), file: "list.json", on: Self.day)
  }

  /// The price of a million of some kind, of the first model.
  private func cost(
    _ models: String, _ usage: Usage, _ service: Service = Service()
  ) throws -> String? {
    let sheet = try #require(try read(models).sheets.first)
    return sheet.cost(of: usage, service: service, on: Self.day).amount?.dollars
  }

  @Test(
    "The names of prices are read by their grammar",
    arguments: [
      ("input_cost_per_token", LiteLLMPriceKey(.input)),
      (
        "input_cost_per_token_above_272k_tokens_priority",
        LiteLLMPriceKey(.input, over: 272_000, service: "priority")
      ),
      (
        "cache_creation_input_token_cost_above_1hr_above_100k_tokens",
        LiteLLMPriceKey(.write, hours: 1, over: 100_000)
      ),
      (
        "cache_creation_input_token_cost_above_12hr_above_272k_tokens_batches",
        LiteLLMPriceKey(.write, hours: 12, over: 272_000, service: "batch")
      ),
      ("output_cost_per_reasoning_token", LiteLLMPriceKey(.reasoning)),
      ("cache_read_input_token_cost_flex", LiteLLMPriceKey(.read, service: "flex")),
      ("output_cost_per_token_above_512k_tokens", LiteLLMPriceKey(.output, over: 512_000)),
      ("output_cost_per_token_ultrafast", LiteLLMPriceKey(.output, service: "ultrafast")),
      ("input_cost_per_token_above_1hr", nil), ("input_cost_per_token_cache_hit", nil),
      ("input_cost_per_token_decisions", nil), ("input_cost_per_audio_token", nil),
      ("input_cost_per_token_priority_above_200k_tokens", nil),
      ("cache_creation_input_token_cost_above_2hr", nil),
      ("input_cost_per_token_above_k_tokens", nil), ("input_cost_per_tokens", nil),
    ])
  func grammar(_ name: String, _ key: LiteLLMPriceKey?) {
    #expect(LiteLLMPriceKey(name) == key)
  }

  @Test(
    "Decimals are exact, or rounded to the nearest picodollar and said to be",
    arguments: [
      ("2e-07", "0.2", true), ("1.25e-06", "1.25", true), ("0.00001", "10", true),
      ("2.5E-8", "0.025", true), ("0", "0", true), ("0.0", "0", true), ("1E-12", "0.000001", true),
      ("2.0000000000000002e-07", "0.2", false), ("9.499999999999999e-07", "0.95", false),
      ("1.1428571428571428e-06", "1.142857", false), ("4e-13", "0", false),
      ("5e-13", "0.000001", false), ("1e-20", "0", false),
    ])
  func decimals(_ lexeme: String, _ perMillion: String, _ isExact: Bool) throws {
    let number = try #require(JSONNumber(lexeme: lexeme))
    let token = try #require(Money.token(number.decimal))
    #expect(Money(picodollars: token.price.picodollars * 1_000_000).dollars == perMillion)
    #expect(token.isExact == isExact)
  }

  @Test("Negative prices and a dollar a token are none", arguments: ["-1e-07", "1.5", "12"])
  func absurd(_ lexeme: String) throws {
    #expect(Money.token(try #require(JSONNumber(lexeme: lexeme)).decimal) == nil)
  }

  @Test("Tiers, lifetimes and services of one entry")
  func entry() throws {
    let model = """
      "gpt-x": {"mode": "chat", "litellm_provider": "openai", "max_input_tokens": 922000,
        "max_output_tokens": 128000, "input_cost_per_token": 1e-06, "output_cost_per_token": 5e-06,
        "cache_read_input_token_cost": 1e-07, "cache_creation_input_token_cost": 1.25e-06,
        "cache_creation_input_token_cost_above_12hr": 2.5e-06,
        "input_cost_per_token_above_272k_tokens": 2e-06,
        "output_cost_per_token_above_272k_tokens": 7.5e-06,
        "cache_read_input_token_cost_above_272k_tokens": 2e-07,
        "input_cost_per_token_batches": 5e-07, "output_cost_per_token_batches": 2.5e-06,
        "input_cost_per_token_priority": 2.5e-06, "output_cost_per_token_priority": "1.25e-05",
        "regional_processing_uplift_multiplier_eu": 1.1, "deprecation_date": "2027-04-01",
        "search_context_cost_per_query": {"search_context_size_low": 0.01, "search_context_size_high": 0.02},
        "input_cost_per_audio_token": 1e-05}
      """
    let prices = try read(model)
    let sheet = try #require(prices.sheets.first)
    #expect(sheet.provider == "openai")
    #expect(sheet.context == 922_000)
    #expect(sheet.retires == CalendarDay("2027-04-01"))
    #expect(sheet.geo == ["eu": Factor(11, 10)])
    #expect(sheet.webSearch?.dollars == "0.02")
    #expect(prices.remarks == ["input_cost_per_audio_token was left out": 1])
    #expect(try cost(model, Usage(input: 272_000)) == "0.272")
    #expect(try cost(model, Usage(input: 272_001)) == "0.544002")
    #expect(try cost(model, Usage(input: 200_000, output: 10)) == "0.20005")
    #expect(try cost(model, Usage(cacheWrite30m: 200_000)) == "0.25")
    #expect(try cost(model, Usage(cacheWrite5m: 1)) == nil)
    #expect(try cost(model, Usage(cacheWrite12h: 200_000)) == "0.5")
    // A lifetime that is our guess costs the dearest listed that nobody has to ask for.
    #expect(try cost(model, Usage(cacheWrite1h: 200_000)) == nil)
    #expect(try cost(model, Usage(cacheWrite1h: 200_000, isEstimated: true)) == "0.25")
    // What a write costs above the step is not listed, so the price below it holds.
    #expect(try cost(model, Usage(cacheWrite30m: 400_000)) == "0.5")
    let batch = Service(isBatch: true)
    #expect(try cost(model, Usage(input: 200_000), batch) == "0.1")
    // No batch price above the step: never the lower one.
    #expect(try cost(model, Usage(input: 300_000), batch) == "0.6")
    // A cheaper service reads at the standard price, a dearer one at none that is known.
    #expect(try cost(model, Usage(cacheRead: 200_000), batch) == "0.02")
    let priority = Service(speed: "priority")
    #expect(try cost(model, Usage(input: 200_000), priority) == "0.5")
    #expect(try cost(model, Usage(input: 300_000), priority) == "0.75")
    #expect(try cost(model, Usage(cacheRead: 200_000), priority) == nil)
  }

  @Test("A service that costs the same part of everything becomes a factor")
  func factor() throws {
    let model = """
      "claude-x": {"mode": "chat", "litellm_provider": "anthropic", "input_cost_per_token": 1e-06,
        "output_cost_per_token": 5e-06, "cache_creation_input_token_cost": 1.25e-06,
        "cache_creation_input_token_cost_above_1hr": 2e-06,
        "cache_creation_input_token_cost_above_1hr_above_100k_tokens": 1e-05,
        "input_cost_per_token_above_100k_tokens": 5e-06, "output_cost_per_token_above_100k_tokens": 2.5e-05,
        "cache_creation_input_token_cost_above_100k_tokens": 6.25e-06,
        "input_cost_per_token_batches": 5e-07, "output_cost_per_token_batches": 2.5e-06,
        "cache_creation_input_token_cost_batches": 6.25e-07,
        "input_cost_per_token_above_100k_tokens_batches": 2.5e-06,
        "output_cost_per_token_above_100k_tokens_batches": 1.25e-05,
        "cache_creation_input_token_cost_above_100k_tokens_batches": 3.125e-06,
        "provider_specific_entry": {"us": 1.1, "fast": 2.0}}
      """
    let sheet = try #require(try read(model).sheets.first)
    #expect(sheet.batch == Factor(1, 2))
    #expect(sheet.prices.first?.services.isEmpty == true)
    #expect(sheet.geo == ["us": Factor(11, 10)])
    #expect(sheet.speed == ["fast": Factor(2, 1)])
    #expect(
      try cost(model, Usage(cacheWrite1h: 100_001), Service(isBatch: true)) == "0.500005")
  }

  @Test("Bands and quiet hours")
  func bands() throws {
    let qwen = """
      "dashscope/q": {"mode": "chat", "litellm_provider": "dashscope", "tiered_pricing": [
        {"range": [32000.0, 1000000.0], "input_cost_per_token": 2e-06, "output_cost_per_token": 4e-06},
        {"range": [0, 32000.0], "input_cost_per_token": 1e-06, "output_cost_per_token": 3e-06,
         "output_cost_per_reasoning_token": 9e-06}]}
      """
    #expect(try cost(qwen, Usage(input: 32_000, output: 1_000)) == "0.035")
    #expect(try cost(qwen, Usage(input: 32_001, output: 1_000)) == "0.068002")
    #expect(try cost(qwen, Usage(output: 1_000, reasoning: 1_000)) == "0.009")
    let deep = """
      "deepseek/d": {"mode": "chat", "litellm_provider": "deepseek", "input_cost_per_token": 2e-06,
        "output_cost_per_token": 4e-06, "cache_creation_input_token_cost": 0.0,
        "off_peak_pricing": {"input_cost_per_token": 1e-06, "windows": [
          {"hours_utc": ["22:00-02:00"], "weekdays": [2]}, {"hours_utc": "00:00-00:00", "weekdays": [6]}]}}
      """
    let sheet = try #require(try read(deep).sheets.first)
    func hourly(_ hour: Int64, plus days: Int = 0) -> String? {
      let start = CalendarDay(daysSinceEpoch: Self.day.daysSinceEpoch + days).start.microseconds
      let moment = Timestamp(microseconds: start + hour * 3_600_000_000)
      return sheet.cost(of: Usage(input: 1_000_000, output: 1_000), at: moment).amount?.dollars
    }
    #expect(["1.004", "2.004", "1.004"] == [hourly(1), hourly(2), hourly(23)])
    #expect(["2.004", "1.004"] == [hourly(1, plus: 1), hourly(12, plus: 4)])
    // No fee for writing is not a price of nothing for what is written.
    #expect(sheet.cost(of: Usage(cacheWrite5m: 1), on: Self.day) == .unpriced)
    let shanghai = deep.replacing(
      "\"windows\"", with: "\"weekday_timezone\": \"Asia/Shanghai\", \"windows\"")
    let full = try read(shanghai)
    #expect(full.sheets.first?.prices.first?.offPeak == nil)
    #expect(full.remarks.keys.contains { $0.hasPrefix("off_peak_pricing could not be read") })
  }

  @Test("xAI's dearer tier begins with the threshold itself")
  func inclusive() throws {
    let grok = """
      "xai/g": {"mode": "chat", "litellm_provider": "xai", "input_cost_per_token": 1e-06,
        "output_cost_per_token": 2e-06, "input_cost_per_token_above_200k_tokens": 2e-06,
        "input_cost_per_token_batches": 8e-07, "output_cost_per_token_batches": 1.6e-06,
        "input_cost_per_token_above_200k_tokens_batches": 1.6e-06}
      """
    #expect(try cost(grok, Usage(input: 199_999)) == "0.199999")
    #expect(try cost(grok, Usage(input: 200_000)) == "0.4")
    #expect(try cost(grok, Usage(input: 200_000), Service(isBatch: true)) == "0.32")
  }

  @Test(
    "What cannot be read is left out, with the reason",
    arguments: [
      ("\"a\": 5", "the entry is no object"),
      ("\"a\": {\"input_cost_per_token\": 1e-06}", "it has no mode"),
      ("\"a\": {\"mode\": \"embedding\"}", "the mode embedding is not chat or responses"),
      ("\"a\": {\"mode\": \"chat\"}", "it has no price for a token of input and one of output"),
      (
        "\"a\": {\"mode\": \"chat\", \"input_cost_per_token\": 0.0, \"output_cost_per_token\": 0}",
        "its prices are zero, which may mean unknown"
      ),
      (
        "\"a\": {\"mode\": \"chat\", \"input_cost_per_token\": \"cheap\"}",
        "input_cost_per_token is not a price"
      ),
      (
        "\"a\": {\"mode\": \"chat\", \"input_cost_per_token\": -1e-06}",
        "input_cost_per_token is not a price"
      ),
      (
        "\"a\": {\"mode\": \"chat\", \"input_cost_per_token\": 1e-06, \"output_cost_per_token\": 1e-06, \"input_cost_per_request\": 0.01}",
        "it is billed by input_cost_per_request as well"
      ),
      (
        "\"a\": {\"mode\": \"chat\", \"tiered_pricing\": [{\"input_cost_per_token\": 1e-06}]}",
        "its tiered_pricing has a band without a range"
      ),
    ])
  func skipped(_ model: String, _ reason: String) throws {
    let prices = try read(
      "\(model), \"b\": {\"mode\": \"responses\", \"input_cost_per_token\": 1e-06, \"output_cost_per_token\": 1e-06}"
    )
    #expect(prices.entries == 2)
    #expect(prices.sheets.map(\.id) == ["b"])
    #expect(prices.skipped == [reason: ["a"]])
  }

  @Test(
    "A file of something else is an error with its line",
    arguments: ["[]", "{\"a\": 1}", "{\n\"a\""])
  func other(_ text: String) throws {
    let error = try #require(throws: PriceFileError.self) {
      try LiteLLMPrices(parsing: Array(text.utf8), file: "list.json", on: Self.day)
    }
    #expect(error.description.hasPrefix("list.json, line "))
  }

  @Test("What is imported reads back as a price file")
  func roundTrip() throws {
    let prices = try read(
      """
      "gemini/g": {"mode": "chat", "litellm_provider": "gemini", "input_cost_per_token": 1e-06,
        "output_cost_per_token": 2e-06, "cache_read_input_token_cost": 1e-07,
        "input_cost_per_token_batches": 5e-07, "output_cost_per_token_batches": 1e-06,
        "off_peak_pricing": {"output_cost_per_token": 1e-06, "hours_utc": "16:30-00:30"}}
      """)
    let catalogue = prices.catalogue(on: Self.day)
    let text = catalogue.fileJSON.text
    #expect(try PriceCatalogue(parsing: Array(text.utf8), file: "own.json") == catalogue)
    #expect(text.contains("\"services\""))
    #expect(text.contains("\"00:00-00:30\""))
  }
}
