// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyNet
import WiselyProviders
import WiselyTesting

/// Both of OpenAI's dialects against the same server, with the same assertions.
@Suite(.timeLimit(.minutes(5))) struct OpenAIModelTests {
  enum Kind: CaseIterable { case chat, responses }

  private let bench = ProviderBench()

  private func preset(_ name: String) throws -> OpenAIPreset {
    try #require(OpenAIPreset(named: name))
  }

  private func model(
    _ kind: Kind, at url: String, preset name: String = "vllm", id: ModelID = "gpt-test",
    streams: Bool = true, hasKey: Bool = true
  ) throws -> any LanguageModel {
    let configuration = OpenAIConfiguration(try preset(name), baseURL: url, streams: streams)
    let key = hasKey ? bench.key : nil
    return switch kind {
    case .chat:
      ChatModel(id, configuration: configuration, key: key, client: bench.client)
    case .responses:
      ResponsesModel(id, configuration: configuration, key: key, client: bench.client)
    }
  }

  private func ask(_ model: any LanguageModel, _ request: ModelRequest) async throws
    -> ModelResponse
  {
    try await model.respond(to: request, emitting: bench.recorder.sink)
  }

  private static let rich = OpenAIReply(
    [
      .reasoning("Hm, ü👍."), .text("I'll look at \"this\"."),
      .call(id: "call_1", name: "read", arguments: #"{"path": "ä \"b\".md", "from": 1}"#),
      .call(id: "call_2", name: "list", arguments: "{}"),
    ],
    usage: Usage(input: 101, cacheRead: 600, cacheWrite30m: 0, output: 17, reasoning: 7))

  @Test("Everything arrives, streamed and whole", arguments: Kind.allCases, Delivery.allCases)
  func everything(kind: Kind, delivery: Delivery) async throws {
    let upstream = OpenAIUpstream(Self.rich)
    try await upstream.run { url in
      let model = try model(kind, at: url, streams: delivery == .streamed)
      let response = try await ask(model, ModelRequest("Hi", system: "S"))
      #expect(response.text == "I'll look at \"this\".")
      #expect(
        response.message.toolUses == [
          ToolUse(id: "call_1", name: "read", input: ["path": "ä \"b\".md", "from": 1]),
          ToolUse(id: "call_2", name: "list", input: [:]),
        ])
      #expect(response.stopReason == .toolUse)
      #expect(
        response.usage.map(\.usage)
          == [Usage(input: 101, cacheRead: 600, output: 17, reasoning: 7)])
    }
    #expect(bench.recorder.text == "I'll look at \"this\".")
    #expect(upstream.rejections.isEmpty)
  }

  @Test(
    "The next request of a conversation is legal, and reasoning goes back to its own model",
    arguments: Kind.allCases)
  func nextTurn(kind: Kind) async throws {
    let upstream = OpenAIUpstream(Self.rich, .text("Done."), .text("Other."))
    try await upstream.run { url in
      let first = try model(kind, at: url, preset: "openrouter")
      var request = ModelRequest("Hi")
      let response = try await ask(first, request)
      request.transcript.append(response.message)
      request.transcript.append(
        Message(
          .user,
          ["call_1", "call_2"].map { .toolResult(ToolResult(toolUseID: $0, text: "A")) }))
      #expect(try await ask(first, request).text == "Done.")
      // Another model, on the same server, is not sent it.
      let other = try model(kind, at: url, preset: "openrouter", id: "other-test")
      #expect(try await ask(other, request).text == "Other.")
    }
    #expect(upstream.rejections.isEmpty)
    let marks = upstream.requests.map { request in
      let list = request.body[kind == .chat ? "messages" : "input"]?.array ?? []
      return list.contains { $0["reasoning_content"] != nil || $0["type"] == "reasoning" }
    }
    #expect(marks == [false, true, false])
  }

  @Test(
    "The key goes where it belongs, and a server without one gets none", arguments: Kind.allCases,
    [true, false])
  func keys(kind: Kind, hasKey: Bool) async throws {
    let upstream = OpenAIUpstream(.text("Hi"))
    try await upstream.run { url in
      _ = try await ask(try model(kind, at: url + "/", hasKey: hasKey), ModelRequest("Hi"))
    }
    let request = try #require(upstream.requests.first)
    let secret = try #require(ProviderBench.secret)
    #expect(request.path == (kind == .chat ? "/v1/chat/completions" : "/v1/responses"))
    #expect(request.headers["authorization"] == (hasKey ? "Bearer \(secret.revealed)" : nil))
    #expect(request.headers["accept"] == "text/event-stream")
  }

  @Test("A key that is missing is said before anything is sent", arguments: Kind.allCases)
  func missingKey(kind: Kind) async throws {
    let upstream = OpenAIUpstream()
    try await upstream.run { url in
      let configuration = OpenAIConfiguration(try preset("openai"), baseURL: url)
      let key = KeySource(missing: "Set OPENAI_API_KEY.")
      let model: any LanguageModel =
        kind == .chat
        ? ChatModel("m", configuration: configuration, key: key)
        : ResponsesModel("m", configuration: configuration, key: key)
      let error = await #expect(throws: ModelError.self) {
        try await ask(model, ModelRequest("Hi"))
      }
      #expect(error?.code == .authentication)
      #expect(error?.isUnsent == true)
    }
    #expect(upstream.requests.isEmpty)
  }

  @Test(
    "A model is priced under its provider's name and asked for without it", arguments: Kind.allCases
  )
  func names(kind: Kind) async throws {
    let upstream = OpenAIUpstream(Self.rich, .text("Done."))
    try await upstream.run { url in
      let model = try model(kind, at: url, preset: "openrouter", id: "openrouter/z/some")
      var request = ModelRequest("Hi")
      let response = try await ask(model, request)
      #expect(response.model == "openrouter/z/some")
      // Its reasoning is still its own.
      request.transcript.append(Message(.assistant, Array(response.message.blocks.prefix(2))))
      request.transcript.append(.user("Go on."))
      _ = try await ask(model, request)
    }
    #expect(upstream.requests.map { $0.body["model"] } == ["z/some", "z/some"])
    #expect(String(decoding: upstream.requests[1].bytes, as: UTF8.self).contains("Hm, ü"))
  }

  // MARK: - Failures

  @Test("A failing status is its error, with what the headers say", arguments: Kind.allCases)
  func failures(kind: Kind) async throws {
    let secret = try #require(ProviderBench.secret)
    let upstream = OpenAIUpstream(
      .failure(429, code: "rate_limit_exceeded", headers: [("retry-after", "7")]),
      .failure(429, code: "insufficient_quota"), .failure(404, code: "model_not_found"),
      .failure(401, message: "Incorrect API key: \(secret.revealed)"))
    try await upstream.run { url in
      let model = try model(kind, at: url)
      func error() async throws -> ModelError? {
        await #expect(throws: ModelError.self) { try await ask(model, ModelRequest("Hi")) }
      }
      let limited = try await error()
      #expect(limited?.code == .rateLimited)
      #expect(limited?.retryAfter == .seconds(7))
      #expect(limited?.requestID == "req_1")
      let empty = try await error()
      #expect(empty?.code == .billing)
      #expect(empty?.shouldRetry == false)
      let unknown = try await error()
      #expect(unknown?.message.contains("has no model 'gpt-test'") == true)
      let wrong = try await error()
      #expect(wrong?.code == .authentication)
      #expect(wrong?.message.contains(secret.revealed) == false)
    }
  }

  @Test(
    "A stream that breaks off is an error with partial content", arguments: Kind.allCases,
    [true, false])
  func brokenOff(kind: Kind, isTidy: Bool) async throws {
    let reply = OpenAIReply([.text("Half")], fault: isTidy ? .tidyCut : .reset)
    try await OpenAIUpstream(reply).run { url in
      let model = try model(kind, at: url)
      let error = await #expect(throws: ModelError.self) {
        try await ask(model, ModelRequest("Hi"))
      }
      #expect(error?.code == .connection)
      #expect(error?.hasPartialContent == true)
    }
    #expect(bench.recorder.text == "Half")
  }

  @Test("An answer that was complete stands, however its connection ends", arguments: Kind.allCases)
  func lateReset(kind: Kind) async throws {
    try await OpenAIUpstream(OpenAIReply([.text("Done.")], fault: .resetAtTheEnd)).run { url in
      let response = try await ask(try model(kind, at: url), ModelRequest("Hi"))
      #expect(response.text == "Done.")
      #expect(response.stopReason == .endTurn)
      // In Chat the usage was still to come.
      #expect(response.usage.map(\.usage.isEstimated) == [kind == .chat])
    }
  }

  @Test("An error inside of the stream is thrown", arguments: Kind.allCases)
  func streamError(kind: Kind) async throws {
    let reply = OpenAIReply(
      [.text("Half")], fault: .errorEvent(["error": ["message": "Busy", "code": 503]]))
    try await OpenAIUpstream(reply).run { url in
      let model = try model(kind, at: url)
      let error = await #expect(throws: ModelError.self) {
        try await ask(model, ModelRequest("Hi"))
      }
      #expect(error?.code == .overloaded)
      #expect(error?.hasPartialContent == true)
    }
  }

  @Test("A caller that leaves takes the connection along", arguments: Kind.allCases)
  func cancellation(kind: Kind) async throws {
    let (gate, arrival) = (Gate(), Gate())
    try await OpenAIUpstream(OpenAIReply([.text("Half")], gate: gate)).run { url in
      let model = try model(kind, at: url)
      let task = Task {
        try await model.respond(
          to: ModelRequest("Hi"),
          emitting: EventSink { event in
            if case .textDelta = event { arrival.open() }
          })
      }
      try await arrival.wait()
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
    }
  }

  @Test("Responses knows no stop sequences, so they are minded here", arguments: Delivery.allCases)
  func stops(delivery: Delivery) async throws {
    let gate = Gate()
    var reply = OpenAIReply(
      [.text("Half END and a half")], usage: Usage(input: 30, output: 9))
    // The stream never comes to its end by itself.
    if delivery == .streamed { reply.gate = gate }
    let ledger = bench.ledger
    let upstream = OpenAIUpstream(reply)
    try await upstream.withServer { server in
      let model = MeteredModel(
        AnyModel(
          base: try model(.responses, at: server.url + "/v1", streams: delivery == .streamed)),
        ledger: ledger, surroundings: bench.time.surroundings)
      var request = ModelRequest("Hi")
      request.options.stopSequences = ["END", " and"]
      let response = try await ask(model, request)
      #expect(response.text == "Half ")
      #expect(response.stopReason == .stopSequence)
      if delivery == .streamed { try await server.wait { $0.left == 1 } }
    }
    #expect(bench.recorder.text == "Half ")
    let row = try #require(ledger.rows.first)
    #expect(row.outcome == .answered)
    // Who leaves is told of no usage: the prompt and what came are estimated.
    #expect(row.usage.isEstimated == (delivery == .streamed))
    #expect(row.usage.output == (delivery == .streamed ? 3 : 9))
    #expect(row.usage.input > 0)
    #expect(upstream.requests.first?.body["stop"] == nil)
  }

  /// A model whose type does not matter.
  private struct AnyModel: LanguageModel {
    var base: any LanguageModel
    var id: ModelID { base.id }
    func respond(
      to request: ModelRequest, emitting sink: EventSink
    ) async throws -> ModelResponse { try await base.respond(to: request, emitting: sink) }
  }

  @Test(
    "Who is refused for a limit is told until when, if a header says so", arguments: Kind.allCases)
  func renewal(kind: Kind) async throws {
    let upstream = OpenAIUpstream(
      .failure(
        429, code: "rate_limit_exceeded",
        headers: [("x-ratelimit-remaining-requests", "0"), ("x-ratelimit-reset-requests", "1m30s")]),
      .failure(
        429, code: "rate_limit_exceeded",
        headers: [("x-ratelimit-remaining-tokens", "7"), ("x-ratelimit-reset-tokens", "6m0s")]))
    try await upstream.run { url in
      let model = try model(kind, at: url)
      for wait in [Duration.seconds(90), nil] {
        let error = await #expect(throws: ModelError(.rateLimited, "")) {
          try await ask(model, ModelRequest("Hi"))
        }
        #expect(error?.retryAfter == wait)
      }
    }
  }

  // MARK: - Presets

  @Test(
    "Every preset is reached under an address of its own, and its requests are sound",
    arguments: OpenAIPreset.all)
  func presets(preset: OpenAIPreset) async throws {
    let upstream = OpenAIUpstream(.text("Hi"))
    try await upstream.run { url in
      let configuration = OpenAIConfiguration(preset, baseURL: url)
      let model = ChatModel("m", configuration: configuration, key: nil, client: bench.client)
      let response = try await ask(model, ModelRequest("Hi", system: "S"))
      #expect(response.text == "Hi")
    }
    #expect(upstream.rejections.isEmpty)
    let body = try #require(upstream.requests.first?.body)
    let isOpenAI = preset.name == "openai"
    #expect(body["messages"]?[0]?["role"] == (isOpenAI ? "developer" : "system"))
    #expect((body["max_tokens"] == nil) == isOpenAI)
    #expect(preset.baseURL.hasPrefix(preset.keyVariable == nil ? "http://localhost:" : "https://"))
    #expect(OpenAIPreset.all.filter { $0.baseURL == preset.baseURL }.count == 1)
    #expect(OpenAIPreset(named: preset.name) == preset)
  }
}
