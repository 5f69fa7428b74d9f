// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

/// The forms of prices beyond one flat number: services, quiet hours, reasoning, layers, worst cases.
@Suite struct PriceFormTests {
  let catalogue = PriceCatalogue.builtIn

  private func cost(
    _ model: String, _ usage: Usage, _ service: Service = Service(), on day: String = "2026-11-24"
  ) throws -> String? {
    let step = ModelUsage(model: ModelID(model), usage: usage, service: service)
    return catalogue.cost(of: step, on: try #require(CalendarDay(day))).amount?.dollars
  }

  @Test(
    "Service tiers have factors, or prices of their own",
    arguments: [
      ("gpt-6-luna", "flex", "0.05"), ("gpt-6-luna", "priority", "0.2"),
      ("gpt-6-luna", "default", "0.1"),
      ("gpt-6-astra", "ultrafast", "60"), ("gpt-5.5", "priority", "12.5"),
      ("gpt-5.5", "flex", "2.5"),
      ("gemini/gemini-2.5-pro", "priority", "4.5"), ("gpt-6-luna", "warp", nil),
      ("mistral/mistral-large-4", "flex", nil),
    ])
  func services(_ model: String, _ speed: String, _ perMillion: String?) throws {
    // Inside the lowest tier, except for Gemini, whose step is lower.
    let prompt = model.hasPrefix("gemini") ? 1_000_000 : 200_000
    let scale = model.hasPrefix("gemini") ? 1 : 5
    let dollars = try cost(model, Usage(input: prompt), Service(speed: speed))
    let expected = perMillion.flatMap { Money(dollars: $0) }
    #expect(
      dollars.flatMap { Money(dollars: $0) }.map { $0.picodollars * Int128(scale) }
        == expected?.picodollars)
  }

  @Test("Gemini's batches are half price, but what is read from a cache is not")
  func batchReads() throws {
    let batch = Service(isBatch: true)
    #expect(try cost("gemini/gemini-2.5-pro", Usage(input: 100_000), batch) == "0.0625")
    #expect(try cost("gemini/gemini-2.5-pro", Usage(cacheRead: 100_000), batch) == "0.0125")
    #expect(try cost("gemini/gemini-4-argon", Usage(cacheRead: 100_000), batch) == "0.005")
  }

  @Test("Two services with prices of their own have none together")
  func twoServices() throws {
    let both = Service(isBatch: true, speed: "priority")
    let day = try #require(CalendarDay("2026-11-24"))
    let usage = Usage(input: 1_000_000)
    let two = #"""
      {"version":"1","source":"me","models":[{"id":"m","prices":[
        {"from":"2026-01-01","tiers":[{"in":"1","out":"2"}],
         "services":{"batch":[{"in":"1","out":"1"}],"priority":[{"in":"3","out":"4"}]}}]}]}
      """#
    let unknown = try PriceCatalogue(parsing: Array(two.utf8), file: "own.json")
    #expect(
      unknown.cost(of: ModelUsage(model: "m", usage: usage, service: both), on: day) == .unpriced)
    #expect(
      unknown.sheet(for: "m")?.worstCase(prompt: 1, output: 1, service: both, on: day) == .unpriced)
    // A factor and a service with own prices combine.
    let file = #"""
      {"version":"1","source":"me","models":[{"id":"m","factors":{"batch":"0.5"},"prices":[
        {"from":"2026-01-01","tiers":[{"in":"1","out":"2"}],"services":{"priority":[{"in":"3","out":"4"}]}}]}]}
      """#
    let own = try PriceCatalogue(parsing: Array(file.utf8), file: "own.json")
    let step = ModelUsage(model: "m", usage: usage, service: both)
    #expect(own.cost(of: step, on: day).amount?.dollars == "1.5")
  }

  @Test(
    "DeepSeek's quiet hours, in UTC: Tuesday 2026-11-24, Saturday 2026-11-28, Sunday and Monday after",
    arguments: [
      ("2026-11-24", 0, "0.66"), ("2026-11-24", 59, "0.66"), ("2026-11-24", 60, "1.32"),
      ("2026-11-24", 239, "1.32"), ("2026-11-24", 240, "0.66"), ("2026-11-24", 359, "0.66"),
      ("2026-11-24", 360, "1.32"), ("2026-11-24", 599, "1.32"), ("2026-11-24", 600, "0.66"),
      ("2026-11-24", 1_439, "0.66"), ("2026-11-28", 120, "0.66"), ("2026-11-29", 480, "0.66"),
      ("2026-11-30", 480, "1.32"), ("2026-11-27", 480, "1.32"),
    ])
  func quietHours(_ day: String, _ minute: Int, _ dollars: String) throws {
    let start = try #require(CalendarDay(day)).start.microseconds
    let step = ModelUsage(model: "deepseek/deepseek-v4-pro", usage: Usage(input: 1_000_000))
    let last = Timestamp(microseconds: start + Int64(minute) * 60_000_000 + 59_999_999)
    #expect(catalogue.cost(of: step, at: last).amount?.dollars == dollars)
  }

  @Test("All of a quiet hour is half price; a day alone means the full one")
  func quietPrices() throws {
    let usage = Usage(input: 1_000, cacheRead: 1_000_000, output: 10_000)
    let step = ModelUsage(model: "deepseek/deepseek-v4-flash", usage: usage)
    let day = try #require(CalendarDay("2026-11-28"))
    #expect(catalogue.cost(of: step, at: day.start).amount?.dollars == "0.00915")
    #expect(catalogue.cost(of: step, on: day).amount?.dollars == "0.0183")
    let worst = catalogue.sheet(for: step.model)?
      .worstCase(prompt: 1_001_000, output: 10_000, on: day).amount
    #expect(worst?.dollars == "0.312")
  }

  @Test(
    "Days of the week",
    arguments: [
      ("1970-01-01", 4), ("2026-11-24", 2), ("2026-11-29", 7), ("2026-11-30", 1), ("1969-12-28", 7),
    ])
  func weekdays(_ day: String, _ weekday: Int) throws {
    #expect(try #require(CalendarDay(day)).weekday == weekday)
  }

  @Test("Reasoning with a price of its own replaces that much of the output, and no more")
  func reasoning() throws {
    let usage = Usage(output: 1_000, reasoning: 400)
    #expect(try cost("dashscope/qwen-turbo", usage) == "0.00032")
    #expect(try cost("dashscope/qwen-turbo", Usage(output: 1_000, reasoning: 5_000)) == "0.0005")
    #expect(try cost("dashscope/qwen-turbo", Usage(output: 1_000, reasoning: -5)) == "0.0002")
  }

  @Test("A user's sheet keeps what it does not say")
  func layers() throws {
    let file = #"""
      {"version":"mine","source":"contract","models":[{"id":"claude-haiku-5-5",
       "prices":[{"from":"2026-01-01","tiers":[{"over":0,"in":"0.05","out":"0.25"}]}]},
       {"id":"gpt-5.6","prices":[{"from":"2026-01-01","tiers":[{"in":"1","out":"1"}]}]}]}
      """#
    let own = try PriceCatalogue(parsing: Array(file.utf8), file: "own.json")
    let both = catalogue.layered(under: own)
    let day = try #require(CalendarDay("2026-11-24"))
    #expect(both.resolve("haiku", on: day) == "claude-haiku-5-5")
    let sheet = try #require(both.sheet(for: "claude-haiku-5-5"))
    let older = try #require(catalogue.sheet(for: "claude-haiku-5-5"))
    #expect(sheet.capabilities == older.capabilities)
    #expect(sheet.context == 1_000_000)
    #expect(sheet.batch == older.batch)
    #expect(sheet.price(on: day)?.tiers.count == 1)
    #expect(sheet.cost(of: Usage(cacheRead: 1), on: day) == .unpriced)
    // Another name of a sheet may get a sheet of its own; the first one keeps its prices.
    #expect(
      both.cost(of: ModelUsage(model: "gpt-5.6", usage: Usage(input: 1_000_000)), on: day).amount?
        .dollars == "1")
    #expect(
      both.cost(of: ModelUsage(model: "gpt-5.6-sol", usage: Usage(input: 200_000)), on: day).amount?
        .dollars == "0.8")
  }

  @Test("What is written reads back as it was")
  func writing() throws {
    let text = catalogue.fileJSON.text
    let again = try PriceCatalogue(parsing: Array(text.utf8), file: "again.json")
    #expect(again == catalogue)
  }

  @Test(
    "The real cost never exceeds the worst case, whatever the form of the price", arguments: 1...30)
  func bound(_ seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let day = try #require(CalendarDay("2026-11-24"))
    let drawn = try PriceCatalogue(
      parsing: Array(DrawnPrices.file(&generator).utf8), file: "drawn.json")
    for _ in 0..<200 {
      let pool = Bool.random(using: &generator) ? catalogue.sheets : drawn.sheets
      let sheet = try #require(pool.randomElement(using: &generator))
      var days = sheet.prices.map(\.from)
      days.append(day)
      let on = max(days.randomElement(using: &generator) ?? day, sheet.prices.first?.from ?? day)
      let prompt = Int.random(in: 0...(sheet.context ?? 2_000_000), using: &generator)
      let output = Int.random(in: 0...(sheet.maximumOutput ?? 100_000), using: &generator)
      let cuts = (0..<4).map { _ in Int.random(in: 0...prompt, using: &generator) }.sorted()
      let real = Int.random(in: 0...output, using: &generator)
      let usage = Usage(
        input: cuts[0], cacheRead: cuts[1] - cuts[0], cacheWrite5m: cuts[2] - cuts[1],
        cacheWrite30m: cuts[3] - cuts[2], cacheWrite1h: prompt - cuts[3], output: real,
        reasoning: Int.random(in: 0...(real + 10), using: &generator))
      let price = try #require(sheet.price(on: on))
      let speeds = [nil, "standard"] + sheet.speed.keys.sorted() + price.services.keys.sorted()
      let service = Service(
        isBatch: Bool.random(using: &generator),
        geo: ([nil] + sheet.geo.keys.sorted()).randomElement(using: &generator) ?? nil,
        speed: speeds.randomElement(using: &generator) ?? nil)
      let moment = Timestamp(
        microseconds: on.start.microseconds
          + Int64.random(in: 0..<86_400_000_000, using: &generator))
      // A kind without a price makes a cost unknown, and there is nothing to bound.
      guard let cost = sheet.cost(of: usage, service: service, at: moment).amount else { continue }
      let slack = Int.random(in: 0...100_000, using: &generator)
      let worst = try #require(
        sheet.worstCase(prompt: prompt + slack, output: output, service: service, on: on).amount)
      #expect(cost <= worst, "seed \(seed), \(sheet.id), \(usage), \(service), \(moment.iso8601)")
    }
  }
}

/// Price files of every form, drawn by chance.
enum DrawnPrices {
  static func file(_ generator: inout SplitMix64) -> String {
    let models = (0..<6).map { number in
      """
      {"id":"drawn-\(number)","context":\(Int.random(in: 1_000...2_000_000, using: &generator)),
       "max_output":\(Int.random(in: 100...200_000, using: &generator)),
       "factors":{"batch":"\(rate(&generator))","geo":{"us":"1.1"},"speed":{"fast":"\(rate(&generator))"}},
       "prices":[{"from":"2026-01-01","tiers":\(tiers(&generator)),
        "services":{"priority":\(tiers(&generator))},
        "off_peak":{"windows":[{"hours":["0\(Int.random(in: 0...8, using: &generator)):30-09:00"]}],
          "tiers":\(tiers(&generator))}}]}
      """
    }
    return #"{"version":"drawn","source":"chance","models":[\#(models.joined(separator: ","))]}"#
  }

  private static func rate(_ generator: inout SplitMix64) -> String {
    "\(Int.random(in: 0...90, using: &generator)).\(Int.random(in: 100_000...999_999, using: &generator))"
  }

  /// Up to four tiers; a longer prompt may well be the cheaper one.
  private static func tiers(_ generator: inout SplitMix64) -> String {
    var over = 0
    let tiers = (0..<Int.random(in: 1...4, using: &generator)).map { number in
      if number > 0 { over += Int.random(in: 1...600_000, using: &generator) }
      let named = ["in", "out", "read", "write5m", "write30m", "write1h", "reasoning"]
        .map { "\"\($0)\":\"\(rate(&generator))\"" }
      return "{\"over\":\(over),\(named.joined(separator: ","))}"
    }
    return "[\(tiers.joined(separator: ","))]"
  }
}
