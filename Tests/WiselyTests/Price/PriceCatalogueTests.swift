// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

@Suite struct PriceCatalogueTests {
  let catalogue = PriceCatalogue.builtIn

  @Test(
    "An alias is the newest of its family on the day",
    arguments: [
      ("opus", "2026-11-24", "claude-opus-5-5"), ("opus", "2026-09-21", "claude-opus-5"),
      ("sonnet", "2026-11-24", "claude-sonnet-5-5"), ("haiku", "2026-11-24", "claude-haiku-5-5"),
      ("haiku", "2026-10-06", "claude-haiku-4-5"), ("fable", "2026-11-24", "claude-fable-5-2"),
      ("fable", "2026-11-08", "claude-fable-5-1"), ("opus", "2025-08-20", "claude-opus-4-1"),
    ])
  func aliases(_ alias: String, _ day: String, _ model: String) throws {
    #expect(catalogue.resolve(alias, on: try #require(CalendarDay(day)))?.rawValue == model)
  }

  @Test(
    "Names that mean nothing resolve to nothing",
    arguments: [
      "mythos", "Opus", "gpt-9", "", "claude", "offline", "bedrock/claude-opus-5",
      "claude-opus-5-20261341", "claude-opus-5-2026",
    ])
  func unknown(_ name: String) throws {
    #expect(catalogue.resolve(name, on: try #require(CalendarDay("2026-11-24"))) == nil)
  }

  @Test("An alias means nothing before its family was out")
  func early() throws {
    #expect(catalogue.resolve("fable", on: try #require(CalendarDay("2026-06-08"))) == nil)
  }

  @Test(
    "A dated snapshot has the price of its model and keeps its own name",
    arguments: [
      ("claude-haiku-4-5-20251001", "claude-haiku-4-5"),
      ("claude-opus-4-20250514", "claude-opus-4"),
      ("claude-opus-4-1-20250805", "claude-opus-4-1"),
      ("claude-3-5-haiku-20241022", "claude-3-5-haiku"),
      ("claude-3-5-haiku-latest", "claude-3-5-haiku"), ("claude-opus-4-0", "claude-opus-4"),
      // What OpenAI's servers name when they are asked for the model alone.
      ("gpt-4o-2024-08-06", "gpt-4o"), ("openai/gpt-5.4-2026-03-05", "gpt-5.4"),
      ("gpt-4o-2024-05-13", "gpt-4o-2024-05-13"),
    ])
  func snapshots(_ name: String, _ model: String) throws {
    #expect(catalogue.sheet(for: ModelID(name))?.id == ModelID(model))
    #expect(catalogue.isSame(ModelID(name), ModelID(model)))
    let day = try #require(CalendarDay("2026-11-24"))
    #expect(catalogue.resolve(name, on: day)?.rawValue == name)
  }

  @Test(
    "What ends in no day is no snapshot",
    arguments: [
      "gpt-4o-2024-13-06", "gpt-4o-2024-8-06", "gpt-4o2024-08-06", "gpt-4o-2024-08-", "2024-08-06",
      "-2024-08-06", "claude-haiku-4-5-20251301", "claude-haiku-4-5",
    ])
  func undated(_ name: String) {
    #expect(ModelID(name).undated == nil)
  }

  @Test("One snapshot of GPT-4o costs more than the name without its day")
  func dearSnapshot() throws {
    let day = try #require(CalendarDay("2026-11-24"))
    func cost(_ model: ModelID) -> Cost {
      catalogue.cost(of: ModelUsage(model: model, usage: Usage(input: 1_000_000)), on: day)
    }
    #expect(cost("gpt-4o-2024-05-13").amount?.dollars == "5")
    #expect(cost("gpt-4o-2024-08-06").amount?.dollars == "2.5")
  }

  @Test(
    "Strength goes by family, then by release",
    arguments: [
      ("claude-haiku-5-5", "claude-opus-4-5", true), ("claude-opus-5", "claude-opus-5-5", true),
      ("claude-opus-5-5", "claude-opus-5-5", true), ("claude-opus-5-5", "claude-sonnet-5-5", false),
      ("claude-mythos-5-1", "claude-opus-5-5", false),
      ("claude-haiku-4-5", "claude-haiku-5-5", true),
      ("offline-large", "offline-small", false), ("offline-small", "offline-large", true),
      ("offline-large", "claude-haiku-4-5", true),
      ("claude-haiku-4-5-20251001", "claude-haiku-4-5", true),
    ])
  func strength(_ model: String, _ other: String, _ weaker: Bool) {
    #expect(catalogue.isSameOrWeaker(ModelID(model), than: ModelID(other)) == weaker)
  }

  @Test("Nobody can judge a model without a sheet")
  func unjudged() {
    #expect(catalogue.isSameOrWeaker("gpt-9", than: "claude-opus-5") == nil)
  }

  @Test("What each model takes in a request")
  func capabilities() throws {
    func takes(_ model: ModelID) throws -> ModelCapabilities {
      try #require(catalogue.sheet(for: model)).capabilities
    }
    #expect(try takes("claude-haiku-4-5").efforts.isEmpty)
    #expect(try takes("claude-haiku-4-5").thinking == [.enabled, .disabled])
    #expect(try takes("claude-haiku-4-5").takesSampling)
    #expect(try takes("claude-opus-5-5").thinking == [.adaptive])
    #expect(try !takes("claude-opus-5-5").takesForcedToolChoice)
    #expect(try takes("claude-haiku-5-5").takesForcedToolChoice)
    #expect(try takes("claude-haiku-5-5").thinking == [.adaptive, .disabled])
    #expect(try takes("claude-sonnet-5-5").thinking.contains(.betweenTools))
    #expect(try !takes("claude-opus-4-7").takesSampling)
    #expect(try !takes("claude-opus-4-6").takesPrefill)
    #expect(try takes("claude-opus-4-6").nearestEffort(to: .xhigh) == .high)
    #expect(try takes("claude-opus-5-5").nearestEffort(to: .xhigh) == .xhigh)
    #expect(try takes("claude-opus-5-5").nearestEffort(to: .none) == .low)
    #expect(try takes("claude-haiku-4-5").nearestEffort(to: .low) == nil)
    #expect(catalogue.sheet(for: "claude-opus-4-7")?.tokenizer == .claude2)
    #expect(catalogue.sheet(for: "claude-opus-4-6")?.tokenizer == .claude1)
    #expect(Tokenizer.claude1.growth(to: .claude2) == Factor(13, 10))
    #expect(catalogue.sheet(for: "claude-haiku-4-5")?.minimumCacheable == 4_096)
  }

  /// A file of one model with one dated price.
  private static func entry(_ price: String) -> String {
    #"{"version":"1","source":"s","models":[{"id":"a","prices":[{"from":"2026-02-03",\#(price)}]}]}"#
  }

  @Test("An error names the line of its place, or of the nearest thing that is there")
  func lines() throws {
    func line(_ file: String) throws -> Int {
      try #require(throws: PriceFileError.self) {
        try PriceCatalogue(parsing: Array(file.utf8), file: "own.json")
      }.line
    }
    let head = "{\n\"version\": \"1\", \"source\": \"s\",\n\"models\": [\n"
    #expect(try line(head + "{\"id\": \"a\",\n\"free\": 1}]}") == 5)
    #expect(try line(head + "{\"id\": \"a\", \"free\": true},\n{}]}") == 5)
    #expect(try line(head + "{\"id\": \"a\", \"free\": true}\n{}]}") == 5)
  }

  @Test("A file on top replaces sheets and marks the version")
  func layers() throws {
    let file = #"""
      {"version":"mine","source":"contract","models":[{"id":"claude-opus-5-5",
       "prices":[{"from":"2026-01-01","tiers":[{"over":0,"in":"3","out":"15"}]}]}]}
      """#
    let own = try PriceCatalogue(parsing: Array(file.utf8), file: "own.json")
    let both = catalogue.layered(under: own)
    #expect(both.version == "2026-11-23.2+mine")
    #expect(both.sheets.count == catalogue.sheets.count)
    let step = ModelUsage(model: "claude-opus-5-5", usage: Usage(input: 1_000_000))
    let day = try #require(CalendarDay("2026-11-24"))
    #expect(both.cost(of: step, on: day).amount?.dollars == "3")
    #expect(catalogue.cost(of: step, on: day).amount?.dollars == "4")
  }

  @Test(
    "A bad price file is refused in one sentence that names the place",
    arguments: [
      ("{", "column 2"), ("[]", "the top"), ("{}", "version"),
      (#"{"version":"1","source":"s","modles":[]}"#, "modles"),
      (#"{"version":"1","source":"s","models":[{}]}"#, "models[0].id"),
      (#"{"version":"1","source":"s","models":[{"id":"a"}]}"#, "models[0].prices"),
      (
        #"{"version":"1","source":"s","models":[{"id":"a","free":true},{"id":"a","free":true}]}"#,
        "models[1].id"
      ),
      (
        #"{"version":"1","source":"s","models":[{"id":"a","free":true,"contxt":5}]}"#,
        "models[0].contxt"
      ),
      (
        #"{"version":"1","source":"s","models":[{"id":"a","free":true,"context":"5"}]}"#,
        "models[0].context"
      ),
      (
        #"{"version":"1","source":"s","models":[{"id":"a","free":true,"efforts":["lots"]}]}"#,
        "models[0].efforts"
      ),
      (
        #"{"version":"1","source":"s","models":[{"id":"a","prices":[{"tiers":[]}]}]}"#,
        "models[0].prices[0].from"
      ),
      (
        #"{"version":"1","source":"s","models":[{"id":"a","prices":[{"from":"2026-02-30"}]}]}"#,
        "models[0].prices[0].from"
      ),
      (
        #"{"version":"1","source":"s","models":[{"id":"a","prices":[{"from":"2026-02-03","tiers":[{"in":0.5,"out":"1"}]}]}]}"#,
        "models[0].prices[0].tiers[0].in"
      ),
      (
        #"{"version":"1","source":"s","models":[{"id":"a","prices":[{"from":"2026-02-03","tiers":[{"in":"0,5","out":"1"}]}]}]}"#,
        "models[0].prices[0].tiers[0].in"
      ),
      (
        #"{"version":"1","source":"s","models":[{"id":"a","prices":[{"from":"2026-02-03","tiers":[{"in":"-1","out":"1"}]}]}]}"#,
        "models[0].prices[0].tiers[0].in"
      ),
      (
        #"{"version":"1","source":"s","models":[{"id":"a","prices":[{"from":"2026-02-03","tiers":[{"in":"0.0000001","out":"1"}]}]}]}"#,
        "models[0].prices[0].tiers[0].in"
      ),
      (
        #"{"version":"1","source":"s","models":[{"id":"a","prices":[{"from":"2026-02-03","tiers":[{"over":5,"in":"1","out":"1"}]}]}]}"#,
        "models[0].prices[0].tiers[0].over"
      ),
      (
        #"{"version":"1","source":"s","models":[{"id":"a","factors":{"batch":"half"},"free":true}]}"#,
        "models[0].factors.batch"
      ),
      (#"{"version":"1","source":"s","families":{"x":"high"},"models":[]}"#, "families.x"),
      (
        entry(#""tiers":[{"in":"1","out":"1","wirte5m":"2"}]"#),
        "models[0].prices[0].tiers[0].wirte5m"
      ),
      (
        entry(#""tiers":[{"in":"1","out":"1"}],"services":{"flex":[]}"#),
        "models[0].prices[0].services.flex"
      ),
      (
        entry(
          #""tiers":[{"in":"1","out":"1"}],"services":{"flex":[{"over":5,"in":"1","out":"1"}]}"#),
        "models[0].prices[0].services.flex[0].over"
      ),
      (
        entry(#""tiers":[{"in":"1","out":"1"}],"off_peak":{"tiers":[{"in":"1","out":"1"}]}"#),
        "models[0].prices[0].off_peak.windows"
      ),
      (
        entry(
          #""tiers":[{"in":"1","out":"1"}],"off_peak":{"tiers":[{"in":"1","out":"1"}],"windows":[{"hours":["10:00-09:00"]}]}"#
        ), "models[0].prices[0].off_peak.windows[0].hours"
      ),
      (
        entry(
          #""tiers":[{"in":"1","out":"1"}],"off_peak":{"tiers":[{"in":"1","out":"1"}],"windows":[{"weekdays":[0],"hours":["10:00-11:00"]}]}"#
        ), "models[0].prices[0].off_peak.windows[0].weekdays"
      ),
    ])
  func broken(_ file: String, _ place: String) throws {
    let error = try #require(throws: PriceFileError.self) {
      try PriceCatalogue(parsing: Array(file.utf8), file: "own.json")
    }
    #expect(error.place == place)
    #expect(error.description.hasPrefix("own.json, line 1: \(place): "))
    #expect(error.reason.count > 10)
  }
}
