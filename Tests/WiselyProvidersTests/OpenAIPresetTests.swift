// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyNet
import WiselyProviders
import WiselyTesting

/// What each preset is known for, on the wire.
@Suite(.timeLimit(.minutes(5))) struct OpenAIPresetTests {
  private let bench = ProviderBench()

  /// The requests of a conversation with tools, as a preset's server sees them.
  private func bodies(
    _ name: String, _ replies: [OpenAIReply], effort: Effort? = nil, callID: String? = nil,
    system: String? = "S"
  ) async throws -> [JSONValue] {
    let upstream = OpenAIUpstream(replies)
    let preset = try #require(OpenAIPreset(named: name))
    try await upstream.run { url in
      let configuration = OpenAIConfiguration(preset, baseURL: url)
      let model = ChatModel(
        ModelID("\(name)/m"), configuration: configuration, key: nil, client: bench.client)
      let tool = ToolDefinition(name: "read", description: "", inputSchema: ["type": "object"])
      var request = ModelRequest(
        system: system, transcript: Transcript([.user("Hi")]), tools: [tool])
      request.options.effort = effort
      if let callID {
        // A call that another maker named, which this server has to take.
        request.transcript.append(
          Message(.assistant, [.toolUse(ToolUse(id: callID, name: "read", input: [:]))]))
        request.transcript.append(
          Message(.user, [.toolResult(ToolResult(toolUseID: callID, text: "A"))]))
      }
      for _ in replies {
        let response = try await model.respond(to: request)
        request.transcript.append(response.message)
        let results = response.message.toolUses.map {
          Block.toolResult(ToolResult(toolUseID: $0.id, text: "A"))
        }
        request.transcript.append(Message(.user, results.isEmpty ? [.text("Go on.")] : results))
      }
    }
    #expect(upstream.rejections.isEmpty)
    return upstream.requests.map(\.body)
  }

  @Test(
    "Addresses and keys are the makers'",
    arguments: [
      ("openai", "https://api.openai.com/v1", "OPENAI_API_KEY"),
      ("openrouter", "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY"),
      (
        "gemini", "https://generativelanguage.googleapis.com/v1beta/openai", "GEMINI_API_KEY"
      ),
      ("deepseek", "https://api.deepseek.com", "DEEPSEEK_API_KEY"),
      ("mistral", "https://api.mistral.ai/v1", "MISTRAL_API_KEY"),
      ("xai", "https://api.x.ai/v1", "XAI_API_KEY"),
      ("groq", "https://api.groq.com/openai/v1", "GROQ_API_KEY"),
      ("ollama", "http://localhost:11434/v1", nil), ("llamacpp", "http://localhost:8080/v1", nil),
      ("vllm", "http://localhost:8000/v1", nil), ("lmstudio", "http://localhost:1234/v1", nil),
    ] as [(String, String, String?)])
  func addresses(name: String, url: String, variable: String?) throws {
    let preset = try #require(OpenAIPreset(named: name))
    #expect(preset.baseURL == url)
    #expect(preset.keyVariable == variable)
    #expect(preset.isLocal == (variable == nil))
    #expect(preset.prefersResponses == (name == "openai"))
    #expect(OpenAIPreset.all.count == 11)
  }

  @Test(
    "An effort is asked for in each server's own way, as far as it takes one",
    arguments: [
      ("openrouter", Effort.xhigh, "reasoning", ["effort": "xhigh"]),
      ("gemini", .low, "reasoning_effort", "low"),
      ("deepseek", .low, "reasoning_effort", "low"),
      ("deepseek", .medium, "reasoning_effort", "low"),
      ("deepseek", .xhigh, "reasoning_effort", "high"),
      ("deepseek", .none, "thinking", ["type": "disabled"]),
      ("mistral", .xhigh, "reasoning_effort", "high"),
      ("mistral", .low, "reasoning_effort", "none"),
      ("xai", .high, "reasoning_effort", "high"), ("groq", .none, "reasoning_effort", "none"),
      ("ollama", .max, "reasoning_effort", "high"),
      ("ollama", .minimal, "reasoning_effort", "none"),
      ("llamacpp", .low, "reasoning_effort", "low"), ("vllm", .low, "reasoning_effort", "low"),
      ("lmstudio", .low, "reasoning_effort", "low"),
    ] as [(String, Effort, String, JSONValue)])
  func efforts(name: String, effort: Effort, field: String, value: JSONValue) async throws {
    let body = try #require(try await bodies(name, [.text("Hi")], effort: effort).first)
    #expect(body[field] == value)
    for other in ["reasoning", "reasoning_effort", "thinking"] where other != field {
      #expect(body[other] == nil)
    }
  }

  @Test(
    "A stream is asked for its usage, except where the question is rejected",
    arguments: OpenAIPreset.all.map(\.name))
  func usage(name: String) async throws {
    let body = try #require(try await bodies(name, [.text("Hi")]).first)
    #expect(body["stream"] == true)
    #expect(body["stream_options"] == (name == "mistral" ? nil : ["include_usage": true]))
  }

  @Test(
    "The output limit has the name that the server knows", arguments: OpenAIPreset.all.map(\.name))
  func limits(name: String) async throws {
    let body = try #require(try await bodies(name, [.text("Hi")]).first)
    let isOpenAI = name == "openai"
    #expect((body["max_completion_tokens"] != nil) == isOpenAI)
    #expect((body["max_tokens"] != nil) == !isOpenAI)
    #expect(body["messages"]?[0]?["role"] == (isOpenAI ? "developer" : "system"))
  }

  @Test("DeepSeek gets its own reasoning back, and never an answer without any")
  func deepSeek() async throws {
    let thinking = OpenAIReply([
      .reasoning("Hm."), .call(id: "call_1", name: "read", arguments: "{}"),
    ])
    let body = try #require(
      try await bodies("deepseek", [thinking, .text("Hi")], callID: "foreign").last)
    let answers = (body["messages"]?.array ?? []).filter { $0["role"] == "assistant" }
    #expect(answers.map { $0["reasoning_content"] } == ["", "Hm."])
    #expect(answers.map { $0["content"] } == ["", ""])
  }

  @Test(
    "Reasoning goes back to those who want it only",
    arguments: [
      ("openrouter", true), ("mistral", false), ("groq", false), ("ollama", false),
    ])
  func replay(name: String, isReplayed: Bool) async throws {
    let thinking = OpenAIReply([.reasoning("Hm."), .text("Hi")])
    let body = try #require(try await bodies(name, [thinking, .text("Hi")]).last)
    let answers = (body["messages"]?.array ?? []).filter { $0["role"] == "assistant" }
    #expect(answers.count == 1)
    #expect((answers.first?["reasoning_content"] != nil) == isReplayed)
  }

  @Test(
    "Names of calls fit the server's rule: nine characters at Mistral, at most 40 elsewhere",
    arguments: ["mistral", "openai", "vllm"])
  func callIDs(name: String) async throws {
    for id in ["toolu_01ABCdefGHIjklMNO", String(repeating: "x", count: 64), "abcdefghi"] {
      let body = try #require(try await bodies(name, [.text("Hi")], callID: id).first)
      let messages = body["messages"]?.array ?? []
      let sent = try #require(
        messages.first { $0["role"] == "assistant" }?["tool_calls"]?[0]?["id"]?.string)
      #expect(messages.first { $0["role"] == "tool" }?["tool_call_id"]?.string == sent)
      let isNine = sent.count == 9 && sent.allSatisfy { $0.isLetter || $0.isNumber }
      #expect(name == "mistral" ? isNine : sent.count <= 40)
      if id.count <= 9 || name != "mistral" && id.count <= 40 { #expect(sent == id) }
    }
  }

  @Test("In Responses a call's name may have 64 characters")
  func responsesCallIDs() async throws {
    let upstream = OpenAIUpstream(.text("Hi"))
    let preset = try #require(OpenAIPreset(named: "openai"))
    try await upstream.run { url in
      let model = ResponsesModel(
        "gpt-5.4", configuration: OpenAIConfiguration(preset, baseURL: url), key: nil,
        client: bench.client)
      var transcript = Transcript([.user("Hi")])
      for count in [64, 65] {
        let id = String(repeating: "x", count: count)
        transcript.append(
          Message(.assistant, [.toolUse(ToolUse(id: id, name: "read", input: [:]))]))
        transcript.append(Message(.user, [.toolResult(ToolResult(toolUseID: id, text: "A"))]))
      }
      _ = try await model.respond(to: ModelRequest(transcript: transcript))
    }
    #expect(upstream.rejections.isEmpty)
    let ids = (upstream.requests[0].body["input"]?.array ?? []).compactMap { $0["call_id"]?.string }
    #expect(ids.count == 4)
    #expect(ids[0].count == 64 && ids[0] == ids[1])
    #expect(ids[2].count < 64 && ids[2] == ids[3])
  }

  @Test("A wish for an effort is not lost because a price list tells no efforts")
  func priced() async throws {
    let upstream = OpenAIUpstream(.text("Hi"), .text("Hi"))
    let preset = try #require(OpenAIPreset(named: "openai"))
    try await upstream.run { url in
      let configuration = OpenAIConfiguration(preset, baseURL: url)
      var request = ModelRequest("Hi")
      request.options.effort = .low
      #expect(PriceCatalogue.builtIn.sheet(for: "gpt-5.4") != nil)
      _ = try await ResponsesModel("gpt-5.4", configuration: configuration, key: nil)
        .respond(to: request)
      _ = try await ChatModel("gpt-5.4", configuration: configuration, key: nil)
        .respond(to: request)
    }
    #expect(upstream.requests[0].body["reasoning"]?["effort"] == "low")
    #expect(upstream.requests[1].body["reasoning_effort"] == "low")
  }

  @Test("What a head says of limits is observed in both dialects")
  func limitsObserved() async throws {
    let upstream = OpenAIUpstream(
      .failure(429, headers: [("retry-after", "3")]), .failure(429, headers: [("retry-after", "4")])
    )
    let preset = try #require(OpenAIPreset(named: "openai"))
    let seen = Seen()
    try await upstream.run { url in
      let configuration = OpenAIConfiguration(preset, baseURL: url)
      let models: [any LanguageModel] = [
        ChatModel("m", configuration: configuration, key: nil, observe: seen.add),
        ResponsesModel("m", configuration: configuration, key: nil, observe: seen.add),
      ]
      for model in models {
        await #expect(throws: ModelError.self) { try await model.respond(to: ModelRequest("Hi")) }
      }
    }
    #expect(seen.limits.map(\.status) == [429, 429])
    #expect(seen.limits.map(\.retryAfter) == [.seconds(3), .seconds(4)])
  }

  @Test("Every preset is found by its name, and is its own", arguments: OpenAIPreset.all)
  func named(preset: OpenAIPreset) {
    #expect(OpenAIPreset(named: preset.name) == preset)
    #expect(preset.isLocal == (preset.keyVariable == nil))
    #expect(OpenAIPreset.all.count { $0.baseURL == preset.baseURL } == 1)
  }
}
