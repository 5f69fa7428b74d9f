// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

/// One row of the makers' price table, in dollars per million tokens.
struct PriceTableRow: Sendable, CustomTestStringConvertible {
  var models: [String]
  var prompt = 1_000_000
  var rates: [String]
  var batch: [String]?
  var context: Int?
  var output: Int?

  var testDescription: String { models.joined(separator: ", ") + " at \(prompt)" }

  static let all = [
    PriceTableRow(
      models: ["claude-fable-5-2", "claude-mythos-5-2"], rates: ["8", "40", "10", "16", "0.20"],
      batch: ["4", "20"], context: 1_000_000, output: 128_000),
    PriceTableRow(
      models: ["claude-fable-5-1", "claude-mythos-5-1"],
      rates: ["10", "50", "12.50", "20", "0.25"], batch: ["5", "25"], context: 1_000_000,
      output: 128_000),
    PriceTableRow(
      models: ["claude-fable-5", "claude-mythos-5"], rates: ["10", "50", "12.50", "20", "1.00"],
      batch: ["5", "25"], context: 1_000_000, output: 128_000),
    PriceTableRow(
      models: ["claude-mythos-preview"], rates: ["10", "50", "12.50", "20", "1.00"], batch: nil,
      context: 1_000_000, output: 128_000),
    PriceTableRow(
      models: ["claude-opus-5-5"], rates: ["4", "20", "5", "8", "0.20"], batch: ["2", "10"],
      context: 1_000_000, output: 128_000),
    PriceTableRow(
      models: ["claude-opus-5", "claude-opus-4-8", "claude-opus-4-7", "claude-opus-4-6"],
      rates: ["5", "25", "6.25", "10", "0.50"], batch: ["2.50", "12.50"], context: 1_000_000,
      output: 128_000),
    PriceTableRow(
      models: ["claude-opus-4-5"], rates: ["5", "25", "6.25", "10", "0.50"],
      batch: ["2.50", "12.50"], context: 200_000, output: 64_000),
    PriceTableRow(
      models: ["claude-opus-4-1", "claude-opus-4"], rates: ["15", "75", "18.75", "30", "1.50"],
      batch: ["7.50", "37.50"], context: 200_000, output: 32_000),
    PriceTableRow(
      models: ["claude-sonnet-5-5"], rates: ["2", "10", "2.50", "4", "0.10"], batch: ["1", "5"],
      context: 1_000_000, output: 128_000),
    PriceTableRow(
      models: ["claude-sonnet-5"], rates: ["2", "10", "2.50", "4", "0.20"], batch: ["1", "5"],
      context: 1_000_000, output: 128_000),
    PriceTableRow(
      models: ["claude-sonnet-4-6"], rates: ["3", "15", "3.75", "6", "0.30"],
      batch: ["1.50", "7.50"], context: 1_000_000, output: 128_000),
    PriceTableRow(
      models: ["claude-sonnet-4-5"], rates: ["3", "15", "3.75", "6", "0.30"],
      batch: ["1.50", "7.50"], context: 200_000, output: 64_000),
    PriceTableRow(
      models: ["claude-haiku-5-5"], prompt: 100_000,
      rates: ["0.10", "0.50", "0.125", "0.20", "0.01"], batch: ["0.05", "0.25"],
      context: 1_000_000, output: 128_000),
    PriceTableRow(
      models: ["claude-haiku-5-5"], prompt: 100_001,
      rates: ["0.50", "2.50", "0.625", "1.00", "0.05"], batch: ["0.25", "1.25"],
      context: 1_000_000, output: 128_000),
    PriceTableRow(
      models: ["claude-haiku-4-5"], rates: ["1", "5", "1.25", "2", "0.10"],
      batch: ["0.50", "2.50"], context: 200_000, output: 64_000),
    PriceTableRow(
      models: ["claude-3-5-haiku"], rates: ["0.80", "4", "1", "1.60", "0.08"],
      batch: ["0.40", "2"], context: 200_000, output: 8_192),
    PriceTableRow(
      models: ["offline-small"], rates: ["1", "5", "1.25", "2", "0.10"], batch: ["0.50", "2.50"]),
    PriceTableRow(
      models: ["offline-medium"], rates: ["3", "15", "3.75", "6", "0.30"],
      batch: ["1.50", "7.50"]),
    PriceTableRow(
      models: ["offline-large"], rates: ["5", "25", "6.25", "10", "0.50"],
      batch: ["2.50", "12.50"]),
  ]
}

@Suite struct PriceTableTests {
  let catalogue = PriceCatalogue.builtIn
  let day = CalendarDay(daysSinceEpoch: 20_780)  // 2026-11-23

  /// What some tokens cost at a rate in dollars for a million.
  private func expected(_ rate: String, _ tokens: Int) throws -> Cost {
    let money = try #require(Money(dollars: rate))
    return .priced(Money(picodollars: money.picodollars * Int128(tokens) / 1_000_000))
  }

  private func cost(_ model: String, _ usage: Usage, batch: Bool = false) -> Cost {
    let step = ModelUsage(
      model: ModelID(model), usage: usage, service: Service(isBatch: batch))
    return catalogue.cost(of: step, on: day)
  }

  @Test(
    "Every row of the makers' table is in the sheet, kind by kind", arguments: PriceTableRow.all)
  func row(_ row: PriceTableRow) throws {
    let size = row.prompt
    for model in row.models {
      #expect(day.description == "2026-11-23")
      #expect(cost(model, Usage(input: size)) == (try expected(row.rates[0], size)))
      #expect(cost(model, Usage(cacheWrite5m: size)) == (try expected(row.rates[2], size)))
      #expect(cost(model, Usage(cacheWrite1h: size)) == (try expected(row.rates[3], size)))
      #expect(cost(model, Usage(cacheRead: size)) == (try expected(row.rates[4], size)))
      // The prompt chooses the tier of the output too.
      let both = cost(model, Usage(cacheRead: size, output: 1_000))
      #expect(
        both == (try expected(row.rates[4], size)) + (try expected(row.rates[1], 1_000)))
      let sheet = try #require(catalogue.sheet(for: ModelID(model)))
      if let context = row.context { #expect(sheet.context == context) }
      if let output = row.output { #expect(sheet.maximumOutput == output) }
      #expect(!sheet.source.isEmpty && sheet.asOf?.description == "2026-11-23")
    }
  }

  @Test(
    "Batches cost half of everything, and nothing known where no batch price is listed",
    arguments: PriceTableRow.all)
  func batch(_ row: PriceTableRow) throws {
    for model in row.models {
      let input = cost(model, Usage(input: row.prompt), batch: true)
      let output = cost(model, Usage(input: row.prompt, output: 2_000), batch: true)
      guard let batch = row.batch else {
        #expect(input == .unpriced && output == .unpriced)
        continue
      }
      let prompt = try expected(batch[0], row.prompt)
      #expect(input == prompt)
      #expect(output == prompt + (try expected(batch[1], 2_000)))
      let write = try #require(cost(model, Usage(cacheWrite1h: row.prompt)).amount)
      let half = Money(picodollars: write.picodollars / 2)
      #expect(cost(model, Usage(cacheWrite1h: row.prompt), batch: true) == .priced(half))
    }
  }

  @Test("No sheet is missing from the table, and the offline ones say what they are")
  func complete() {
    let tabled = Set(PriceTableRow.all.flatMap(\.models))
    let others = Set(OtherPriceRow.all.flatMap(\.ids))
    #expect(Set(catalogue.sheets.map(\.id.rawValue)) == tabled.union(others))
    for sheet in catalogue.sheets where sheet.isStandIn {
      #expect(sheet.id.rawValue.hasPrefix("offline-"))
      #expect(sheet.source == "invented")
      #expect(sheet.note?.contains("not a language model") == true)
    }
    #expect(catalogue.sheets.count { $0.isStandIn } == 3)
    #expect(catalogue.version == "2026-11-23.2")
  }

  @Test(
    "What a consultation costs, to the picodollar",
    arguments: [
      ("claude-fable-5-2", ["0.144", "0.384", "0.864", "0.072"]),
      ("claude-opus-5-5", ["0.072", "0.192", "0.432", "0.04"]),
      ("claude-sonnet-5-5", ["0.036", "0.096", "0.216", "0.02"]),
      ("claude-haiku-5-5", ["0.0018", "0.0048", "0.0108", "0.0012"]),
    ])
  func consultation(_ model: String, _ dollars: [String]) {
    let usages = [
      Usage(input: 10_000, output: 1_600), Usage(input: 40_000, output: 1_600),
      Usage(input: 100_000, output: 1_600), Usage(cacheRead: 40_000, output: 1_600),
    ]
    #expect(usages.map { cost(model, $0).amount?.dollars } == dollars)
  }

  @Test(
    "The gap between the cheapest and the dearest is 80 to 1, and 0.16 dollars re-read 40k tokens")
  func gap() throws {
    let cheap = try #require(cost("claude-haiku-5-5", Usage(input: 1_000)).amount)
    let dear = try #require(cost("claude-fable-5-2", Usage(input: 1_000)).amount)
    #expect(dear.picodollars == cheap.picodollars * 80)
    #expect(cost("claude-opus-5-5", Usage(input: 40_000)).amount?.dollars == "0.16")
  }

  @Test("Small sums are exact to the last digit")
  func exact() {
    #expect(
      cost("claude-haiku-4-5", Usage(input: 1_000, output: 1_241)).amount?.dollars == "0.007205")
    #expect(cost("claude-haiku-5-5", Usage(cacheRead: 1)).amount?.dollars == "0.00000001")
    let odd = Usage(
      input: 1, cacheRead: 3, cacheWrite5m: 7, cacheWrite1h: 11, output: 13)
    #expect(cost("claude-haiku-5-5", odd).amount?.dollars == "0.000009705")
  }
}
