// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing
import Wisely
import WiselyTesting

/// `wisely ask` in the built command, with models of several makers behind loopback servers.
@Suite(.timeLimit(.minutes(5))) struct ProvidersTests {
  private static let anthropicKey = "sk-ant-0123456789abcdefghijklmnop"
  private static let otherKey = "sk-other-0123456789abcdefghijklmnop"
  private static let consulting = #"{"question": "7 or 8?"}"#

  private var home: Home

  init() throws {
    home = try Home()
    home.environment["ANTHROPIC_API_KEY"] = Self.anthropicKey
    for name in ["OPENAI_API_KEY", "XAI_API_KEY", "HOUSE_KEY"] {
      home.environment[name] = Self.otherKey
    }
  }

  /// Asks, and gives back how it ended and the one object.
  private func ask(
    _ setup: String, providers: JSONValue, setups: JSONValue = [:], _ words: String...
  ) async throws -> (RunningProgram.Result, JSONValue) {
    let configuration: JSONValue = ["providers": providers, "setups": setups]
    let file = try home.scratch.write(configuration.text, to: "c.json5")
    let ran = try await home.start(
      ["ask", "--config", file, "--setup", setup, "--json"] + words + ["7 or 8?"]
    ).finish()
    for key in [Self.anthropicKey, Self.otherKey] {
      #expect(!ran.output.contains(key) && !ran.errors.contains(key), "a key was printed")
    }
    return (ran, try JSONValue(parsing: ran.output))
  }

  /// The bill, which must be the sum of its rows and what the ledger has.
  private func cost(_ report: JSONValue) async throws -> String? {
    let rows = report["calls"]?.array ?? []
    let sum = rows.compactMap { Money(dollars: $0["cost"]?.string ?? "") }.reduce(.zero, +)
    #expect(report["cost"]?.string == sum.dollars)
    #expect(try await home.costs()["total"]?["usd"]?.string == sum.dollars)
    return report["cost"]?.string
  }

  private static func text(_ requests: [OpenAIUpstream.RecordedRequest]) -> String {
    requests.map { String(decoding: $0.bytes, as: UTF8.self) }.joined(separator: "\n")
  }

  private static func text(_ requests: [AnthropicUpstream.RecordedRequest]) -> String {
    requests.map { String(decoding: $0.bytes, as: UTF8.self) }.joined(separator: "\n")
  }

  @Test(
    "A Chat executor and an Anthropic advisor: one exact bill, and no reasoning crosses",
    arguments: ["brief", "transcript"])
  func chatExecutor(view: String) async throws {
    let openAI = OpenAIUpstream(
      OpenAIReply(
        [
          .reasoning("executor-thoughts"), .text("I ask."),
          .call(id: "abcdefghi", name: "consult", arguments: Self.consulting),
        ], usage: Usage(input: 1_000, cacheRead: 200, output: 100, reasoning: 40)),
      OpenAIReply([.text("It is 7.")], usage: Usage(input: 2_000, output: 50)))
    let anthropic = AnthropicUpstream(
      AnthropicReply(
        [
          AnthropicReply.thinkingBlock("advisor-thoughts", signature: "advisor-signature"),
          AnthropicReply.textBlock("change: use 7.\nCheck: 7 = 7"),
        ], usage: ["input_tokens": 500, "output_tokens": 20]))
    let (ran, report) = try await openAI.run { chat in
      try await anthropic.run { messages in
        try await ask(
          "pair",
          providers: [
            "xai": ["baseURL": .string(chat)], "anthropic": ["baseURL": .string(messages)],
          ],
          setups: [
            "pair": ["use": "xai/grok-4.3+claude-opus-4-8", "view": .string(view)]
          ])
      }
    }
    #expect(ran.status == 0, "\(ran.errors)")
    #expect(report["answer"] == "It is 7.")
    #expect(report["consultations"]?[0]?["verdict"] == "change")
    // Grok 4.3 at 1.25, 0.20 and 2.50 dollars a million, Opus 4.8 at 5 and 25.
    #expect(try await cost(report) == "0.007165")
    #expect(openAI.rejections.isEmpty && anthropic.rejections.isEmpty)
    #expect(openAI.requests.map(\.path) == ["/v1/chat/completions", "/v1/chat/completions"])
    #expect(!Self.text(anthropic.requests).contains("executor-thoughts"))
    let sent = Self.text(openAI.requests)
    #expect(!sent.contains("advisor-thoughts") && !sent.contains("advisor-signature"))
    #expect(sent.contains("change: use 7."))
    #expect(openAI.requests[0].headers["authorization"] == "Bearer \(Self.otherKey)")
    #expect(anthropic.requests[0].headers["x-api-key"] == Self.anthropicKey)
  }

  @Test("An Anthropic executor and an advisor behind Responses: one exact bill, nothing crosses")
  func anthropicExecutor() async throws {
    let anthropic = AnthropicUpstream(
      AnthropicReply(
        [
          AnthropicReply.thinkingBlock("executor-thoughts", signature: "executor-signature"),
          AnthropicReply.toolBlock("consult", ["question": "7 or 8?"], id: "toolu_1"),
        ], stopReason: "tool_use", usage: ["input_tokens": 500, "output_tokens": 20]),
      .text("It is 7.", input: 800, output: 10))
    let openAI = OpenAIUpstream(
      OpenAIReply(
        [.reasoning("advisor-thoughts"), .text("proceed: it is 7.")],
        usage: Usage(input: 400, cacheRead: 100, output: 60, reasoning: 30)))
    let (ran, report) = try await openAI.run { responses in
      try await anthropic.run { messages in
        try await ask(
          "claude-haiku-4-5+gpt-5.4",
          providers: [
            "openai": ["baseURL": .string(responses)], "anthropic": ["baseURL": .string(messages)],
          ])
      }
    }
    #expect(ran.status == 0, "\(ran.errors)")
    #expect(report["answer"] == "It is 7.")
    // Haiku 4.5 at 1 and 5 dollars a million, GPT-5.4 at 2.50, 0.25 and 15.
    #expect(try await cost(report) == "0.003375")
    #expect(openAI.rejections.isEmpty && anthropic.rejections.isEmpty)
    #expect(openAI.requests.map(\.path) == ["/v1/responses"])
    let asked = Self.text(openAI.requests)
    #expect(!asked.contains("executor-thoughts") && !asked.contains("executor-signature"))
    let sent = Self.text(anthropic.requests)
    #expect(!sent.contains("advisor-thoughts") && !sent.contains("sealed-"))
    #expect(
      anthropic.requests[1].body["messages"]?[1]?["content"]?[0]?["signature"]
        == "executor-signature")
  }

  @Test("Reasoning with tools goes through Responses, and the model gets its own reasoning back")
  func reasoningWithTools() async throws {
    let openAI = OpenAIUpstream(
      OpenAIReply([
        .reasoning("executor-thoughts"),
        .call(id: "call_1", name: "consult", arguments: Self.consulting),
      ]), .text("It is 7."))
    let anthropic = AnthropicUpstream(.text("proceed: 7."))
    let (ran, report) = try await openAI.run { responses in
      try await anthropic.run { messages in
        try await ask(
          "openai/gpt-5.4@low+claude-opus-4-8",
          providers: [
            "openai": ["baseURL": .string(responses)], "anthropic": ["baseURL": .string(messages)],
          ])
      }
    }
    #expect(ran.status == 0, "\(ran.errors)")
    #expect(report["answer"] == "It is 7.")
    #expect(openAI.rejections.isEmpty && anthropic.rejections.isEmpty)
    let bodies = openAI.requests.map(\.body)
    #expect(openAI.requests.map(\.path) == ["/v1/responses", "/v1/responses"])
    #expect(bodies.map { $0["reasoning"]?["effort"] } == ["low", "low"])
    #expect(bodies[0]["tools"]?.array?.isEmpty == false)
    #expect(bodies[1]["input"]?.array?.contains { $0["encrypted_content"] == "sealed-1-0" } == true)
    let asked = Self.text(anthropic.requests)
    #expect(!asked.contains("executor-thoughts") && !asked.contains("sealed-"))
  }

  @Test("A kept plan's conversation goes to the other maker without the planner's reasoning")
  func plans() async throws {
    let anthropic = AnthropicUpstream(
      AnthropicReply([
        AnthropicReply.thinkingBlock("claude-thoughts", signature: "claude-signature"),
        AnthropicReply.textBlock("# Plan\n1. Say 7."),
      ]), .text("7 by Claude"))
    let openAI = OpenAIUpstream(
      .text("7 by GPT"), OpenAIReply([.reasoning("gpt-thoughts"), .text("# Plan\n1. Say 7.")]))
    try await openAI.run { responses in
      try await anthropic.run { messages in
        let providers: JSONValue = [
          "openai": ["baseURL": .string(responses)], "anthropic": ["baseURL": .string(messages)],
        ]
        let setups: JSONValue = [
          "one": ["use": "claude-opus-4-6..gpt-5.4", "handover": "keep"],
          "two": ["use": "gpt-5.4..claude-haiku-4-5", "handover": "keep"],
        ]
        for (setup, answer) in [("one", "7 by GPT"), ("two", "7 by Claude")] {
          let (ran, report) = try await ask(setup, providers: providers, setups: setups)
          #expect(ran.status == 0, "\(ran.errors)")
          #expect(report["answer"]?.string == answer)
        }
      }
    }
    #expect(openAI.rejections.isEmpty && anthropic.rejections.isEmpty)
    let toGPT = Self.text(openAI.requests)
    #expect(toGPT.contains("Say 7."))
    #expect(!toGPT.contains("claude-thoughts") && !toGPT.contains("claude-signature"))
    let toClaude = Self.text(anthropic.requests)
    #expect(toClaude.contains("Say 7."))
    #expect(!toClaude.contains("gpt-thoughts") && !toClaude.contains("sealed-"))
  }

  @Test(
    "A server of one's own needs no key and is free; one that is not is unpriced, never free",
    arguments: [
      ("ollama/qwen3:8b", ["ollama": [:]], "0"),
      ("house/some-model", ["house": ["local": true]], "0"),
      ("house/some-model", ["house": ["keyVariable": "HOUSE_KEY"]], nil),
      ("ollama/qwen3:8b", ["ollama": ["local": false]], nil),
    ] as [(String, JSONValue, String?)])
  func prices(setup: String, providers: JSONValue, cost: String?) async throws {
    let upstream = OpenAIUpstream(.text("7."), .text("7."))
    try await upstream.run { url in
      var entries = providers.object ?? [:]
      for name in entries.keys {
        var entry = entries[name]?.object ?? [:]
        entry["baseURL"] = .string(url)
        entries[name] = .object(entry)
      }
      let (ran, report) = try await ask(setup, providers: .object(entries))
      #expect(ran.status == 0, "\(ran.errors)")
      #expect(report["cost"]?.string == cost)
      #expect(report["calls"]?[0]?["served"]?.string == setup)
      let isSaid = report["notices"]?.array?.contains { $0["code"] == "unpriced" } ?? false
      #expect(isSaid == (cost == nil))
      let (capped, _) = try await ask(setup, providers: .object(entries), "--budget", "0.01")
      #expect(capped.status == (cost == nil ? 4 : 0))
    }
    #expect(upstream.requests.count == (cost == nil ? 1 : 2))
    let hasKey = providers["house"]?["keyVariable"] != nil
    #expect(
      upstream.requests[0].headers["authorization"] == (hasKey ? "Bearer \(Self.otherKey)" : nil))
  }

  @Test("A prompt that a local server cut in silence is said, once, also in the answer's JSON")
  func cutPrompt() async throws {
    let home = home
    let text = String(
      repeating: "The lease renews by itself unless one of them objects.\n", count: 400)
    try home.scratch.write(text, to: "lease.md")
    let read = OpenAIReply(
      [.call(id: "c1", name: "read", arguments: #"{"path": "lease.md"}"#)],
      usage: Usage(input: 900, output: 9))
    let again = OpenAIReply(
      [.call(id: "c2", name: "read", arguments: #"{"path": "lease.md"}"#)],
      usage: Usage(input: 2_048, output: 9))
    let upstream = OpenAIUpstream(
      read, again, OpenAIReply([.text("It renews.")], usage: Usage(input: 2_048, output: 9)))
    try await upstream.run { url in
      let (ran, report) = try await ask(
        "ollama/qwen3", providers: ["ollama": ["baseURL": .string(url)]], "--files",
        home.scratch.path + "/lease.md")
      #expect(ran.status == 0, "\(ran.errors)")
      #expect(report["answer"] == "It renews.")
      let notices = report["notices"]?.array ?? []
      #expect(notices.map { $0["code"] } == ["prompt-cut"])
      let sentence = try #require(notices.first?["message"]?.string)
      #expect(sentence.hasPrefix("ollama/qwen3 read 2048 tokens of a prompt of about "))
      #expect(ran.errors == "note: \(sentence)\n")
    }
    #expect(upstream.rejections.isEmpty)
  }

  @Test("A key that is missing is one sentence with the variable's name, and nothing is sent")
  func missingKey() async throws {
    var home = home
    home.environment["OPENAI_API_KEY"] = nil
    let upstream = OpenAIUpstream()
    try await upstream.run { url in
      let file = try home.scratch.write("{ providers: { openai: { baseURL: '\(url)' } } }", to: "k")
      let ran = try await home.wisely(
        "ask", "--config", file, "--setup", "gpt-5.4", "Hi", "--quiet")
      #expect(ran.status == 77)
      #expect(
        ran.errors
          == "error: There is no key for openai: set the environment variable OPENAI_API_KEY, or keyCommand in the configuration ('wisely config example' shows how).\n"
      )
    }
    #expect(upstream.requests.isEmpty)
  }

  @Test("A server that quotes the key it rejects cannot make it appear")
  func quotedKey() async throws {
    let upstream = OpenAIUpstream(
      .failure(401, code: "invalid_api_key", message: "Wrong key: \(Self.otherKey)"))
    try await upstream.run { url in
      // That it appears nowhere is what `ask` checks.
      let (ran, report) = try await ask(
        "gpt-5.4", providers: ["openai": ["baseURL": .string(url)]])
      #expect(ran.status == 77)
      #expect(report["error"]?.string?.contains("Wrong key") == true)
    }
  }

  @Test("Queries are run by setups of several makers, and every call is booked")
  func evaluation() async throws {
    let home = home
    let local = OpenAIUpstream(.text("7"), .text("7"))
    let openAI = OpenAIUpstream(.text("7"), .text("8"))
    try await local.run { ollama in
      try await openAI.run { responses in
        let file = try home.scratch.write(
          "{ providers: { ollama: { baseURL: '\(ollama)' }, openai: { baseURL: '\(responses)' } } }",
          to: "c.json5")
        // Of the longer one the local server says that it read ten tokens.
        let long = String(repeating: "The lease renews by itself. ", count: 100)
        let queries = try home.scratch.write(
          #"{"id":"a","query":"\#(long)7?","expected":"7"}"# + "\n"
            + #"{"id":"b","query":"8?","expected":"8"}"# + "\n", to: "q.jsonl")
        let ran = try await home.wisely(
          "eval", "run", queries, "--config", file, "--setups", "ollama/qwen3,openai/gpt-5.4",
          "--baseline", "openai/gpt-5.4", "--trials", "1", "--concurrency", "1", "--out",
          home.scratch.path + "/run")
        #expect(ran.status == 0, "\(ran.errors)")
        #expect(
          ran.errors.matches(of: /note: ollama\/qwen3 read 10 tokens of a prompt/).count == 1,
          "\(ran.errors)")
      }
    }
    #expect(local.requests.count == 2 && openAI.requests.count == 2)
    #expect(local.rejections.isEmpty && openAI.rejections.isEmpty)
    // Twice 10 tokens in and 5 out at 2.50 and 15 dollars a million.
    #expect(try await home.costs()["total"]?["usd"] == "0.0002")
  }

  @Test("Batches are of makers that have them: a setup of another is not sent there")
  func batches() async throws {
    let queries = try home.scratch.write(#"{"id":"a","query":"7?","expected":"7"}"# + "\n", to: "q")
    let ran = try await home.wisely(
      "eval", "run", queries, "--setups", "xai/grok-4.7,mistral/mistral-large-3", "--batch",
      "--dry-run", "--out", home.scratch.path + "/run")
    #expect(ran.status == 64)
    #expect(ran.errors.contains("--batch has nothing to do"), "\(ran.errors)")
  }
}
