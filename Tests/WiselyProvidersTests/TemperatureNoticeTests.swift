// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyNet
import WiselyProviders
import WiselyTesting

@Suite(.timeLimit(.minutes(5))) struct TemperatureNoticeTests {
  private let bench = ProviderBench()

  private var request: ModelRequest {
    var request = ModelRequest("Hi")
    request.options.temperature = 0
    return request
  }

  private var notices: [Notice.Code] {
    bench.recorder.events.compactMap {
      guard case .notice(let notice) = $0 else { return nil }
      return notice.code
    }
  }

  @Test(
    "The Messages API gets a temperature only where model and version take it",
    arguments: [
      ("claude-haiku-4-5", "2023-06-01", true), ("claude-haiku-4-5", "2026-10-21", false),
      ("claude-opus-5-5", "2023-06-01", false),
    ] as [(ModelID, String, Bool)])
  func anthropic(model: ModelID, version: String, takes: Bool) async throws {
    let upstream = AnthropicUpstream(.text("Yes."))
    try await upstream.run { url in
      let model = bench.model(model, at: url) { $0.version = version }
      let response = try await model.respond(to: request, emitting: bench.recorder.sink)
      #expect(response.text == "Yes.")
    }
    #expect(upstream.rejections.isEmpty)
    let body = try #require(upstream.requests.first).body
    #expect(body["temperature"] == (takes ? 0 : nil))
    #expect(notices == (takes ? [] : [.temperatureDropped]))
  }

  @Test(
    "OpenAI's dialects say what they leave out", arguments: OpenAIModelTests.Kind.allCases,
    ["openai", "vllm"])
  func openAI(kind: OpenAIModelTests.Kind, server: String) async throws {
    let upstream = OpenAIUpstream(.text("Yes."))
    try await upstream.run { url in
      let configuration = OpenAIConfiguration(
        try #require(OpenAIPreset(named: server)), baseURL: url)
      let model: any LanguageModel =
        kind == .chat
        ? ChatModel(
          "gpt-test", configuration: configuration, key: bench.key, client: bench.client)
        : ResponsesModel(
          "gpt-test", configuration: configuration, key: bench.key, client: bench.client)
      _ = try await model.respond(to: request, emitting: bench.recorder.sink)
    }
    let body = try #require(upstream.requests.first).body
    #expect(body["temperature"] == (server == "vllm" ? 0 : nil))
    #expect(notices == (server == "vllm" ? [] : [.temperatureDropped]))
  }
}
