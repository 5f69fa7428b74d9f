// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyTesting

/// What was held is never less than what a call can cost, whatever the provider counts.
@Suite(.timeLimit(.minutes(5))) struct WorstCaseTests {
  private static let words = ["a", "Grüße ", "👩‍🚀", "{\"k\": 1}", "\n", "日本語", "word word "]

  private static func request(_ generator: inout SeededGenerator) -> ModelRequest {
    func text(_ count: Int) -> String {
      (0..<Int.random(in: 0...count, using: &generator)).map { _ in
        words.randomElement(using: &generator) ?? ""
      }.joined()
    }
    var request = ModelRequest(text(400) + "?", system: text(50))
    for _ in 0..<Int.random(in: 0...3, using: &generator) {
      request.tools.append(
        ToolDefinition(name: text(2), description: text(20), inputSchema: ["type": "object"]))
    }
    request.options.maximumTokens = Int.random(in: 1...200_000, using: &generator)
    return request
  }

  /// Any split of that many prompt tokens over the kinds that the policy lets happen.
  private static func usage(
    prompt: Int, output: Int, _ policy: MeteringPolicy, _ generator: inout SeededGenerator
  ) -> Usage {
    var left = Int.random(in: 0...prompt, using: &generator)
    func share() -> Int {
      let part = Int.random(in: 0...left, using: &generator)
      left -= part
      return part
    }
    var usage = Usage(output: Int.random(in: 0...output, using: &generator))
    if policy.cacheLifetimes.contains(.oneHour) { usage.cacheWrite1h = share() }
    if policy.cacheLifetimes.contains(.fiveMinutes) { usage.cacheWrite5m = share() }
    usage.cacheRead = share()
    usage.input = left
    return usage
  }

  @Test("Within the limits nothing costs more than its hold", arguments: 1...300)
  func bound(seed: Int) async throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let sheets = PriceCatalogue.builtIn.sheets.filter {
      $0.id.rawValue.hasPrefix("claude-") && !$0.prices.isEmpty && !$0.isRetired
    }
    let sheet = try #require(sheets.randomElement(using: &generator))
    let advisor = try #require(sheets.randomElement(using: &generator))
    let request = Self.request(&generator)
    var policy = MeteringPolicy()
    policy.cacheLifetimes = Bool.random(using: &generator) ? [.fiveMinutes] : [.oneHour]
    if Bool.random(using: &generator) {
      policy.nativeAdvisor = .init(
        model: advisor.id, consultations: Int.random(in: 1...4, using: &generator),
        maximumTokens: Int.random(in: 1_024...4_096, using: &generator))
    }
    let bound = TokenCount.upperBound(of: request).tokens
    let output = min(request.options.maximumTokens, sheet.maximumOutput ?? .max)
    var steps = [
      ModelUsage(
        model: sheet.id, usage: Self.usage(prompt: bound, output: output, policy, &generator))
    ]
    var said = steps[0].usage.output
    if let native = policy.nativeAdvisor {
      for _ in 0..<Int.random(in: 0...native.consultations, using: &generator) {
        let advice = Self.usage(
          prompt: bound + said, output: native.maximumTokens, policy, &generator)
        steps.append(ModelUsage(model: native.model, role: .advisor, usage: advice))
        said += advice.output
        // The runs of one request share its output limit.
        let rest = Int.random(in: 0...max(0, output - steps[0].usage.output), using: &generator)
        let run = Self.usage(
          prompt: min(bound + said, sheet.context ?? .max), output: rest, policy, &generator)
        steps.append(ModelUsage(model: sheet.id, usage: run))
      }
    }
    let till = Till()
    let model = ClosureModel.answering(steps, id: sheet.id, count: TokenCount(bound, .upperBound))
    _ = try await till.meter(model, policy: policy).respond(to: request)
    let held = try #require(till.ledger.rows.first?.held.amount)
    let cost = till.ledger.rows.reduce(Money.zero) { $0 + ($1.cost.amount ?? .zero) }
    #expect(cost <= held, "seed \(seed): \(sheet.id) \(steps)")
  }

  @Test("A document that is only named, by address or file, may be as long as the context")
  func named() throws {
    for source: JSONValue in [
      ["type": "url", "url": "https://example.org/a.pdf"], ["type": "file", "file_id": "f"],
    ] {
      var request = ModelRequest("Read it.")
      request.transcript.messages[0].blocks.append(
        .other(["type": "document", "source": source]))
      #expect(TokenCount.upperBound(of: request).tokens >= 1_000_000)
    }
  }

  @Test("Members that are passed on unread count as well")
  func unread() {
    let long: JSONObject = ["x": .string(String(repeating: "y", count: 5_000))]
    var request = ModelRequest("Read it.")
    let bare = TokenCount.upperBound(of: request).tokens
    request.transcript.messages[0].blocks = [
      .text(TextBlock("Read it.", extra: long)),
      .toolUse(ToolUse(id: "t", name: "read", input: [:], extra: long)),
      .toolResult(ToolResult(toolUseID: "t", content: [], extra: long)),
    ]
    request.tools = [
      ToolDefinition(name: "read", description: "", inputSchema: [:], extra: long)
    ]
    #expect(TokenCount.upperBound(of: request).tokens >= bare + 20_000)
  }

  @Test("A quote of a setup takes any limit", arguments: [-1, 0, 1, 8_192, .max])
  func quotes(limit: Int) async throws {
    let till = Till()
    func metered(_ id: ModelID) -> MeteredModel<ClosureModel> {
      till.meter(.answering([], id: id))
    }
    var request = ModelRequest("Go.")
    request.options.maximumTokens = limit
    let planned = PlannedModel(
      planner: metered("claude-opus-4-6"), executor: metered("claude-haiku-4-5"))
    let cascade = CascadeModel(
      first: metered("claude-haiku-4-5"), strong: metered("claude-opus-4-6"),
      check: JudgeCheck(metered("claude-opus-4-6")))
    let pair = AdvisedModel(
      executor: metered("claude-haiku-4-5"), advisor: metered("claude-opus-4-6"))
    for model: any LanguageModel in [planned, cascade, pair] {
      let worst = try await model.quote(for: request).worstCase.amount
      let alone = try await metered("claude-haiku-4-5").quote(for: request).worstCase.amount
      #expect(try #require(worst) >= (try #require(alone)), "\(model.id)")
    }
  }

  @Test(
    "A request that asks for caches of twelve hours is held at their price",
    arguments: [
      JSONObject(), ["openai-chat": ["prompt_cache_options": ["ttl": "30m"]]],
      ["openai-responses": ["prompt_cache_options": ["ttl": "12h"]]],
      ["prompt_cache_options": ["ttl": "12h"]],
    ])
  func twelveHours(extra: JSONObject) async throws {
    let till = Till()
    let model = ClosureModel.answering(
      [ModelUsage(model: "gpt-6-astra", usage: Usage(cacheWrite12h: 80, output: 1))],
      id: "gpt-6-astra")
    var request = ModelRequest("hello")
    request.options.maximumTokens = 0
    request.extra = extra
    _ = try await till.meter(model).respond(to: request)
    let row = try #require(till.ledger.rows.first)
    let isAsked = "\(extra)".contains("12h")
    // So many bytes at 25 or at 12.50 dollars a million.
    let bound = TokenCount.upperBound(of: request).tokens
    let rate: Int128 = isAsked ? 25_000_000 : 12_500_000
    #expect(row.held == .priced(Money(picodollars: Int128(bound) * rate)))
    #expect(row.cost.amount?.dollars == "0.00205")
    #expect(try await till.meter(model).quote(for: request).worstCase == row.held)
  }

  static let tiers: [(JSONObject, ModelID, twice: Int?)] = [
    ([:], "gpt-6-astra", 2), (["openai-chat": ["service_tier": "auto"]], "gpt-6-astra", 2),
    (["openai-responses": ["service_tier": "priority"]], "gpt-6-astra", 4),
    (["service_tier": "ultrafast"], "gpt-6-astra", 12),
    // It may be served at the usual price all the same.
    (["service_tier": "flex"], "gpt-6-astra", 2),
    (["service_tier": "unheard-of"], "gpt-6-astra", nil),
    (["speed": "fast"], "claude-opus-5-5", 4), (["inference_geo": "us"], "claude-opus-5-5", nil),
    (["service_tier": "standard_only", "speed": "standard"], "claude-opus-5-5", 2),
  ]

  @Test("A request that asks for a dearer service is held at its price (trap 8)", arguments: tiers)
  func services(extra: JSONObject, model: ModelID, twice: Int?) async throws {
    let till = Till()
    let lost = ClosureModel(id: model) { _, _ in throw ModelError(.connection, "no") }
    var request = ModelRequest("hello")
    request.options.maximumTokens = 0
    var policy = MeteringPolicy()
    policy.cacheLifetimes = []
    func held(_ extra: JSONObject) async throws -> Money? {
      request.extra = extra
      _ = await #expect(throws: ModelError(.connection, "")) {
        try await till.meter(lost, policy: policy).respond(to: request)
      }
      return till.ledger.rows.last?.held.amount
    }
    // As many bytes, of which nothing is a wish.
    let padding =
      JSONValue.object(extra).text.utf8.count - JSONValue.object(["x": ""]).text.utf8.count
    let usual = try #require(
      try await held(
        extra.isEmpty ? [:] : ["x": .string(String(repeating: "x", count: padding))]))
    let asked = try await held(extra)
    if extra["inference_geo"] != nil {
      #expect(asked.map { $0.picodollars * 10 } == usual.picodollars * 11)
    } else {
      #expect(asked.map { $0.picodollars * 2 } == twice.map { usual.picodollars * Int128($0) })
    }
    // What may be billed for the lost call is guessed at the price that was asked for.
    #expect(till.ledger.rows.last?.service == (request.askedService ?? Service()))
  }

  @Test("A caller's own cache marks are held at their price", arguments: [nil, "5m", "1h"])
  func marks(lifetime: String?) async throws {
    let till = Till()
    var words = TextBlock("hello")
    if let lifetime {
      words.extra = ["cache_control": ["type": "ephemeral", "ttl": .string(lifetime)]]
    }
    var request = ModelRequest(transcript: Transcript([Message(.user, [.text(words)])]))
    request.options.maximumTokens = 0
    var policy = MeteringPolicy()
    policy.cacheLifetimes = []
    let usage = [ModelUsage(model: "claude-opus-5-5", usage: Usage(cacheRead: 1))]
    _ = try await till.meter(.answering(usage, id: "claude-opus-5-5"), policy: policy)
      .respond(to: request)
    let bound = Int128(TokenCount.upperBound(of: request).tokens)
    let rate: Int128 = lifetime == nil ? 4_000_000 : lifetime == "1h" ? 8_000_000 : 5_000_000
    #expect(till.ledger.rows.first?.held == .priced(Money(picodollars: bound * rate)))
  }

  @Test("What a caller adds to a request is read by the model, so the bound counts it")
  func extras() {
    let plain = TokenCount.upperBound(of: ModelRequest("hello")).tokens
    var request = ModelRequest("hello")
    let schema = JSONValue.string(String(repeating: "s", count: 5_000))
    request.extra = ["openai-chat": ["response_format": ["json_schema": ["schema": schema]]]]
    #expect(TokenCount.upperBound(of: request).tokens > plain + 5_000)
    // Its instructions are counted once.
    request.extra = ["system": schema, "anthropic-messages": ["system": schema]]
    #expect(TokenCount.upperBound(of: request).tokens < plain + 200)
    request = ModelRequest(transcript: Transcript([Message(.user, [], extra: ["name": schema])]))
    #expect(TokenCount.upperBound(of: request).tokens > 5_000)
  }
}
