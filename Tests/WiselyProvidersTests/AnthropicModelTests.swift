// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyNet
import WiselyProviders
import WiselyTesting

@Suite(.timeLimit(.minutes(5))) struct AnthropicModelTests {
  private let bench = ProviderBench()

  private static let rich = AnthropicReply(
    [
      AnthropicReply.thinkingBlock("Hm, ü👍.", signature: "sig-1"),
      AnthropicReply.thinkingBlock("", signature: "sig-2"),
      AnthropicReply.redactedThinkingBlock("b3BhcXVl"),
      AnthropicReply.textBlock("I'll look at \"this\" — naïvely."),
      AnthropicReply.toolBlock("read", ["path": "ä \"b\".md", "from": 1], id: "toolu_1"),
      AnthropicReply.toolBlock("list", [:], id: "toolu_2"),
      ["type": "block_of_tomorrow", "x": [1, nil]],
    ],
    stopReason: "tool_use",
    usage: [
      "input_tokens": 25, "output_tokens": 110, "cache_creation_input_tokens": 1_200,
      "cache_read_input_tokens": 8_000,
      "cache_creation": ["ephemeral_5m_input_tokens": 1_000, "ephemeral_1h_input_tokens": 200],
      "output_tokens_details": ["thinking_tokens": 60], "service_tier": "standard",
      "inference_geo": "global", "speed": "standard",
    ])

  private func check(_ response: ModelResponse) {
    #expect(response.text == "I'll look at \"this\" — naïvely.")
    #expect(
      response.message.toolUses == [
        ToolUse(id: "toolu_1", name: "read", input: ["path": "ä \"b\".md", "from": 1]),
        ToolUse(id: "toolu_2", name: "list", input: [:]),
      ])
    #expect(response.message.blocks.count == 7)
    #expect(response.stopReason == .toolUse)
    #expect(
      response.usage.map(\.usage) == [
        Usage(
          input: 25, cacheRead: 8_000, cacheWrite5m: 1_000, cacheWrite1h: 200, output: 110,
          reasoning: 60)
      ])
  }

  @Test(
    "Everything the API can say arrives, streamed in any style", arguments: EventStreamStyle.all)
  func streamed(style: EventStreamStyle) async throws {
    let upstream = AnthropicUpstream(Self.rich.with(\.style, style))
    try await upstream.run { url in check(try await bench.ask(bench.model(at: url))) }
    #expect(bench.recorder.text == "I'll look at \"this\" — naïvely.")
    #expect(upstream.rejections.isEmpty)
  }

  @Test("A whole answer says the same")
  func whole() async throws {
    let upstream = AnthropicUpstream(Self.rich)
    try await upstream.run { url in
      check(try await bench.ask(bench.model(at: url) { $0.streams = false }))
    }
    #expect(bench.recorder.text == "I'll look at \"this\" — naïvely.")
  }

  @Test("The true counts may come at the very end", arguments: Delivery.allCases)
  func lateUsage(delivery: Delivery) async throws {
    let reply = AnthropicReply.text("Hi", input: 101, output: 7)
      .with(\.opening, AnthropicReply.usage(input: 0, output: 0))
    try await AnthropicUpstream(reply).run { url in
      let response = try await bench.ask(bench.model(at: url) { $0.deliver(delivery) })
      #expect(response.usage.map(\.usage) == [Usage(input: 101, output: 7)])
    }
  }

  // MARK: - Requests

  @Test(
    "The key goes into the header it is configured for",
    arguments: [
      AnthropicConfiguration.Authentication.apiKey, .bearer,
    ])
  func authentication(scheme: AnthropicConfiguration.Authentication) async throws {
    let upstream = AnthropicUpstream(.text("Hi"))
    try await upstream.run { url in
      // A base URL may end with a slash.
      _ = try await bench.ask(
        bench.model(at: url + "/") {
          $0.authentication = scheme
          $0.version = "2026-10-21"
        })
    }
    let headers = try #require(upstream.requests.first?.headers)
    #expect(headers["x-api-key"] == (scheme == .apiKey ? "sk-test-0123456789abcdefghij" : nil))
    #expect(
      headers["authorization"]
        == (scheme == .bearer ? "Bearer sk-test-0123456789abcdefghij" : nil))
    #expect(headers["anthropic-version"] == "2026-10-21")
    #expect(headers["anthropic-beta"] == nil)
    #expect(upstream.requests.first?.target == "/v1/messages")
  }

  @Test(
    "Every effort of every model is asked for in a way the API takes",
    arguments: [
      "claude-opus-5-5", "claude-opus-5", "claude-opus-4-6", "claude-opus-4-5", "claude-sonnet-5-5",
      "claude-haiku-5-5", "claude-haiku-4-5", "claude-fable-5-2",
    ])
  func efforts(model: String) async throws {
    let upstream = AnthropicUpstream(answering: { _ in .text("Hi") })
    try await upstream.run { url in
      for effort in Effort.allCases {
        var request = ModelRequest("Hi")
        request.options.effort = effort
        _ = try await bench.model(ModelID(model), at: url).respond(to: request)
      }
    }
    #expect(upstream.rejections.isEmpty)
  }

  @Test("A long conversation with thinking, parallel tools and caches is legal to the end")
  func conversation() async throws {
    let upstream = AnthropicUpstream(answering: { body in
      let turn = body["messages"]?.array?.count ?? 0
      guard turn < 7 else { return .text("Done.") }
      var reply = Self.rich
      for (index, block) in reply.blocks.enumerated() where block["type"] == "tool_use" {
        reply.blocks[index] = AnthropicReply.toolBlock(
          block["name"]?.string ?? "", block["input"] ?? [:], id: "toolu_\(turn)_\(index)")
      }
      return reply
    })
    let tools = ["read", "list"].map {
      ToolDefinition(name: $0, description: "", inputSchema: ["type": "object"])
    }
    try await upstream.run { url in
      let model = bench.model(at: url) { $0.caching = .oneHour }
      var request = ModelRequest(
        system: "S", transcript: Transcript([.user("Q")]), tools: tools)
      for _ in 0..<3 {
        let response = try await model.respond(to: request)
        request.transcript.append(response.message)
        request.transcript.append(
          Message(
            .user,
            response.message.toolUses.map { .toolResult(ToolResult(toolUseID: $0.id, text: "")) }))
      }
      #expect(try await model.respond(to: request).text == "Done.")
    }
    #expect(upstream.rejections.isEmpty)
  }

  @Test("Tokens are counted by the provider, as an estimate")
  func counting() async throws {
    let upstream = AnthropicUpstream()
    try await upstream.run { url in
      let count = try await bench.model(at: url).countTokens(of: ModelRequest("Hi", system: "S"))
      let bytes = try #require(upstream.requests.first?.bytes.count)
      #expect(count == TokenCount((bytes + 3) / 4, .estimate))
    }
    #expect(upstream.requests.first?.body["max_tokens"] == nil)
    #expect(upstream.rejections.isEmpty)
  }

  // MARK: - Ends

  @Test("A refusal is an answer, with its details", arguments: Delivery.allCases)
  func refusal(delivery: Delivery) async throws {
    try await AnthropicUpstream(.refusal(category: "cyber")).run { url in
      let response = try await bench.ask(bench.model(at: url) { $0.deliver(delivery) })
      #expect(response.stopReason == .refusal)
      #expect(response.stopDetails?["category"] == "cyber")
      #expect(response.text.isEmpty)
    }
  }

  @Test("Another model's answer is booked as that model's", arguments: Delivery.allCases)
  func otherModel(delivery: Delivery) async throws {
    let reply = AnthropicReply.text("Hi").with(\.model, "claude-opus-4-6")
    try await AnthropicUpstream(reply).run { url in
      let model = bench.metered(bench.model(at: url) { $0.deliver(delivery) })
      let response = try await bench.ask(model)
      #expect(response.bill.map(\.served) == ["claude-opus-4-6"])
      #expect(response.bill.map(\.requested) == ["claude-haiku-4-5"])
      // 10 tokens at 5 and 5 at 25 dollars a million.
      #expect(response.bill.first?.cost.amount?.dollars == "0.000175")
    }
  }

  @Test("A server that answers a stream's request whole is understood")
  func wholeInstead() async throws {
    let body: JSONValue = [
      "id": "msg_1", "type": "message", "role": "assistant", "model": "m",
      "content": [["type": "text", "text": "Hi"]], "stop_reason": "end_turn",
      "usage": ["input_tokens": 1, "output_tokens": 1],
    ]
    let response = LoopbackResponse.whole(
      status: 200, headers: [("content-type", "application/json")], body: body.bytes)
    try await withLoopbackServer({ _ in response }) { server in
      let answer = try await bench.ask(bench.model(at: server.url))
      #expect(answer.text == "Hi")
    }
  }
}
