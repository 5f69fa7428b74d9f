// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

/// Prices that a program writes down itself.
@Suite struct OwnPriceTests {
  @Test("Dollars and cents are exact, and money shows itself as people write it")
  func money() throws {
    #expect(Money(dollars: 3) == Money(dollars: "3"))
    #expect(Money(cents: -25) == Money(dollars: "-0.25"))
    #expect(
      "\(Money(cents: 25)) \(Cost.unpriced) \(Cost.priced(Money(dollars: 3)))"
        == "$0.25 unpriced $3.00")
  }

  @Test("Rates for a million tokens are those for one, rounded up where they do not divide")
  func perMillion() {
    let rates = Rates.perMillion(
      input: Money(cents: 10), output: Money(picodollars: 1_000_001), cacheRead: .zero)
    #expect(rates.input == Money(picodollars: 100_000))
    #expect(rates.output == Money(picodollars: 2))
    #expect(rates.cacheRead == .zero)
    #expect(rates.cacheWrite1h == nil)
  }

  @Test("A sheet with one list of rates holds from its day on, for prompts of any size")
  func sheet() throws {
    let day = try #require(CalendarDay("2026-06-01"))
    let rates = Rates.perMillion(input: Money(dollars: 1), output: Money(dollars: 5))
    let sheet = PriceSheet(id: "x", rates: rates, from: day)
    let usage = Usage(input: 2_000_000, output: 1_000_000)
    #expect(sheet.cost(of: usage, on: day) == .priced(Money(dollars: 7)))
    let before = CalendarDay(daysSinceEpoch: day.daysSinceEpoch - 1)
    #expect(sheet.cost(of: usage, on: before) == .unpriced)
    #expect(PriceSheet(id: "x", rates: .free).cost(of: usage, on: before) == .priced(.zero))
  }

  @Test("LiteLLM's list becomes a catalogue that holds from the day it is imported for")
  func importing() throws {
    let day = try #require(CalendarDay("2026-11-24"))
    let list =
      #"{"m": {"litellm_provider": "openai", "mode": "chat", "#
      + #""input_cost_per_token": 1e-6, "output_cost_per_token": 2e-6}}"#
    let catalogue = try PriceCatalogue(
      importingLiteLLM: Array(list.utf8), file: "list.json", from: day)
    let step = ModelUsage(model: "m", usage: Usage(input: 1, output: 1))
    #expect(catalogue.cost(of: step, on: day) == .priced(Money(picodollars: 3_000_000)))
    #expect(throws: PriceFileError.self) {
      try PriceCatalogue(importingLiteLLM: Array("[]".utf8), file: "list.json", from: day)
    }
  }
}
