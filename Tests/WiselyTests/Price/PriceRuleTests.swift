// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

@Suite struct PriceRuleTests {
  let catalogue = PriceCatalogue.builtIn

  private func cost(
    _ model: String, _ usage: Usage, _ service: Service = Service(), on day: String = "2026-11-24"
  ) throws -> String? {
    let day = try #require(CalendarDay(day))
    let step = ModelUsage(model: ModelID(model), usage: usage, service: service)
    return catalogue.cost(of: step, on: day).amount?.dollars
  }

  @Test("Writes are billed by the lifetime of their cache (trap 6)")
  func lifetimes() throws {
    #expect(try cost("claude-opus-5-5", Usage(cacheWrite5m: 1_000)) == "0.005")
    #expect(try cost("claude-opus-5-5", Usage(cacheWrite1h: 1_000)) == "0.008")
    // No Claude model has a half-hour cache, so nobody knows what writing to one costs.
    #expect(try cost("claude-opus-5-5", Usage(cacheWrite30m: 1)) == nil)
  }

  @Test("Caches count towards the length tier, which then holds for every token (trap 7)")
  func tiers() throws {
    let below = Usage(
      input: 10_000, cacheRead: 60_000, cacheWrite5m: 20_000, cacheWrite1h: 10_000, output: 1_000)
    #expect(try cost("claude-haiku-5-5", below) == "0.0066")
    var above = below
    above.cacheRead += 1
    #expect(try cost("claude-haiku-5-5", above) == "0.03300005")
    let batchInTheUS = Service(isBatch: true, geo: "us")
    #expect(try cost("claude-haiku-5-5", above, batchInTheUS) == "0.0181500275")
    // The answer does not count towards it.
    #expect(try cost("claude-haiku-5-5", Usage(input: 100_000, output: 100_000)) == "0.06")
  }

  @Test(
    "The multipliers of region, speed and batch combine",
    arguments: [
      (Service(), "0.0104"), (Service(isBatch: true), "0.0052"), (Service(geo: "us"), "0.01144"),
      (Service(isBatch: true, geo: "us"), "0.00572"), (Service(speed: "fast"), "0.0208"),
      (Service(geo: "us", speed: "fast"), "0.02288"),
      (Service(isBatch: true, geo: "us", speed: "fast"), "0.01144"),
      (Service(geo: "global", speed: "standard"), "0.0104"),
      (Service(geo: "not_available"), "0.0104"),
    ])
  func factors(_ service: Service, _ dollars: String) throws {
    let usage = Usage(input: 1_000, cacheRead: 2_000, cacheWrite5m: 200, output: 250)
    #expect(try cost("claude-opus-5-5", usage, service) == dollars)
  }

  @Test(
    "A region or speed without a known factor is unpriced, not free of charge",
    arguments: [
      ("claude-haiku-4-5", Service(geo: "us")), ("claude-opus-4-7", Service(speed: "fast")),
      ("claude-opus-5-5", Service(geo: "moon")), ("claude-opus-5-5", Service(speed: "warp")),
      ("claude-mythos-preview", Service(isBatch: true)),
    ])
  func unknownFactor(_ model: String, _ service: Service) throws {
    #expect(try cost(model, Usage(input: 1_000), service) == nil)
    #expect(
      catalogue.sheet(for: ModelID(model))?.worstCase(
        prompt: 10, output: 10, service: service, on: CalendarDay(daysSinceEpoch: 20_780))
        == .unpriced)
  }

  @Test("The read price of Sonnet 5.5 was halved on 7 October 2026")
  func dated() throws {
    let usage = Usage(cacheRead: 1_000_000)
    #expect(try cost("claude-sonnet-5-5", usage, on: "2026-09-27") == nil)
    #expect(try cost("claude-sonnet-5-5", usage, on: "2026-09-28") == "0.2")
    #expect(try cost("claude-sonnet-5-5", usage, on: "2026-10-06") == "0.2")
    #expect(try cost("claude-sonnet-5-5", usage, on: "2026-10-07") == "0.1")
    let step = ModelUsage(model: "claude-sonnet-5-5", usage: usage)
    let midnight = try #require(CalendarDay("2026-10-07")).start
    let before = Timestamp(microseconds: midnight.microseconds - 1)
    #expect(catalogue.cost(of: step, at: before).amount?.dollars == "0.2")
    #expect(catalogue.cost(of: step, at: midnight).amount?.dollars == "0.1")
  }

  @Test("An unknown model is unpriced, a free one is free, and they differ (traps 9, 10)")
  func unknown() throws {
    #expect(try cost("gpt-unheard-of", Usage(input: 1)) == nil)
    #expect(try cost("gpt-unheard-of", Usage()) == nil)
    let file = #"{"version":"1","source":"me","models":[{"id":"local","free":true}]}"#
    let own = try PriceCatalogue(parsing: Array(file.utf8), file: "own.json")
    let step = ModelUsage(
      model: "local", usage: Usage(input: 5, cacheWrite30m: 5, output: 5, webSearches: 1),
      service: Service(isBatch: true))
    #expect(
      catalogue.layered(under: own).cost(of: step, at: Timestamp(microseconds: 0)) == .priced(.zero)
    )
    #expect(catalogue.cost(of: step, at: Timestamp(microseconds: 0)) == .unpriced)
  }

  @Test("Reasoning is inside the output and never billed again (trap 13)")
  func reasoning() throws {
    let plain = try cost("claude-opus-5-5", Usage(input: 10, output: 500))
    #expect(try cost("claude-opus-5-5", Usage(input: 10, output: 500, reasoning: 400)) == plain)
  }

  @Test("Searches cost a cent each")
  func searches() throws {
    #expect(try cost("claude-haiku-5-5", Usage(webSearches: 3)) == "0.03")
    #expect(try cost("offline-small", Usage(webSearches: 1)) == nil)
  }

  @Test(
    "Figures that cannot be counts become no money",
    arguments: [
      Usage(input: -5), Usage(output: .max), Usage(input: .max, cacheRead: .max),
      Usage(webSearches: -1),
    ])
  func implausible(_ usage: Usage) throws {
    #expect(try cost("claude-haiku-4-5", usage) == nil)
  }

  @Test("A factor that does not divide rounds half a picodollar up, once")
  func rounding() throws {
    let file = #"""
      {"version":"1","source":"me","models":[{"id":"odd","factors":{"batch":"0.5","geo":{"us":"1.000001"}},
       "prices":[{"from":"2020-01-01","tiers":[{"over":0,"in":"0.000001","out":"0.000003"}]}]}]}
      """#
    let own = try PriceCatalogue(parsing: Array(file.utf8), file: "own.json")
    func pico(_ usage: Usage, _ service: Service) -> Int128? {
      own.cost(
        of: ModelUsage(model: "odd", usage: usage, service: service),
        on: CalendarDay(daysSinceEpoch: 20_000)
      )
      .amount?.picodollars
    }
    #expect(pico(Usage(input: 1), Service(isBatch: true)) == 1)
    #expect(pico(Usage(output: 1), Service(isBatch: true)) == 2)
    #expect(pico(Usage(input: 2), Service(isBatch: true)) == 1)
    #expect(pico(Usage(input: 1), Service(geo: "us")) == 1)
    #expect(pico(Usage(input: 500_000), Service(geo: "us")) == 500_001)
    #expect(pico(Usage(input: 499_999), Service(geo: "us")) == 499_999)
  }

  @Test("The worst case takes the dearest rate, and the dearer side of a tier (trap 8)")
  func worstCase() throws {
    let moment = try #require(CalendarDay("2026-11-24")).start
    func worst(_ prompt: Int, _ output: Int, _ lifetimes: Set<CacheLifetime>) -> String? {
      catalogue.worstCase(
        "claude-haiku-5-5", prompt: prompt, output: output, writing: lifetimes, at: moment
      )
      .amount?.dollars
    }
    #expect(worst(10_000, 1_000, []) == "0.0015")
    #expect(worst(10_000, 1_000, [.fiveMinutes]) == "0.00175")
    #expect(worst(10_000, 1_000, Set(CacheLifetime.allCases)) == "0.0025")
    #expect(worst(100_000, 1_000, []) == "0.0105")
    #expect(worst(100_001, 1_000, []) == "0.0525005")
    // More than the model takes at all is refused unpaid.
    #expect(worst(5_000_000, 1_000_000, []) == worst(1_000_000, 128_000, []))
  }
}

/// A small seeded generator (Steele, Lea and Flood), so that a failure can be had again.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
