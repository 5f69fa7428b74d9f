// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyNet
import WiselyProviders
import WiselyTesting

/// What becomes of a stream of which the last event has come, but not the end.
@Suite(.timeLimit(.minutes(5))) struct OpenEndTests {
  private let bench = ProviderBench()

  @Test("A server that does not end its stream keeps nobody", arguments: Provider.allCases)
  func silent(provider: Provider) async throws {
    try await expectWhole(from: provider, behind: .silence)
  }

  @Test("Nor does one that goes on talking", arguments: Provider.allCases)
  func talking(provider: Provider) async throws {
    let talk = LoopbackResponse.Step.perform { writer in
      while true { try await writer.write(LoopbackResponse.chunk(Array(": ping\n\n".utf8))) }
    }
    try await expectWhole(from: provider, behind: talk)
  }

  private func expectWhole(
    from provider: Provider, behind step: LoopbackResponse.Step
  ) async throws {
    let answer = LoopbackResponse(begin(provider) + [step], keepsAlive: false)
    try await withLoopbackServer({ _ in answer }) { server in
      // Nothing else would ever end it.
      let timeouts = HTTPTimeouts(idle: nil, ending: .milliseconds(50))
      let response = try await bench.ask(model(provider, at: server.url, timeouts))
      #expect(response.text == "Done." && response.stopReason == .endTurn)
      #expect(response.usage.map(\.usage) == [Usage(input: 9, output: 3)])
      try await server.wait { $0.left == 1 }
    }
  }

  @Test(
    "A connection whose stream ends in a write of its own is kept", arguments: Provider.allCases)
  func ended(provider: Provider) async throws {
    let last = LoopbackResponse.Step.write(LoopbackResponse.lastChunk)
    let answer = LoopbackResponse(begin(provider) + [last])
    try await withLoopbackServer({ _ in answer }) { server in
      let model = model(provider, at: server.url, HTTPTimeouts(ending: .seconds(30)))
      for _ in 0..<5 { _ = try await bench.ask(model) }
      #expect(server.statistics.accepted == 1)
    }
  }

  // MARK: - Script

  /// A whole answer of a dialect, but for the end of its body.
  private func begin(_ provider: Provider) -> [LoopbackResponse.Step] {
    let head = LoopbackResponse.head(
      status: 200,
      headers: [("content-type", "text/event-stream"), ("transfer-encoding", "chunked")])
    let events = events(provider).map { "data: \($0)\n\n" }
    return [.write(head)]
      + events.map { .write(LoopbackResponse.chunk(Array($0.utf8))) }
  }

  private func events(_ provider: Provider) -> [String] {
    switch provider {
    case .anthropic:
      [
        #"{"type": "message_start", "message": {"id": "m", "model": "claude-haiku-4-5", "usage": {"input_tokens": 9, "output_tokens": 1}}}"#,
        #"{"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": "Done."}}"#,
        #"{"type": "content_block_stop", "index": 0}"#,
        #"{"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 3}}"#,
        #"{"type": "message_stop"}"#,
      ]
    case .chat:
      [
        #"{"choices": [{"index": 0, "delta": {"content": "Done."}}]}"#,
        #"{"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}"#,
        #"{"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 3}}"#,
        "[DONE]",
      ]
    case .responses:
      [
        #"{"type": "response.created", "response": {"id": "r", "status": "in_progress"}}"#,
        #"{"type": "response.completed", "response": {"id": "r", "status": "completed", "output": [{"type": "message", "content": [{"type": "output_text", "text": "Done."}]}], "usage": {"input_tokens": 9, "output_tokens": 3}}}"#,
      ]
    }
  }

  private func model(
    _ provider: Provider, at url: String, _ timeouts: HTTPTimeouts
  ) -> any LanguageModel {
    let preset = OpenAIPreset.other("test", baseURL: url + "/v1", keyVariable: nil)
    let configuration = OpenAIConfiguration(preset, timeouts: timeouts)
    return switch provider {
    case .anthropic: bench.model(at: url) { $0.timeouts = timeouts }
    case .chat: ChatModel("gpt-test", configuration: configuration, client: bench.client)
    case .responses: ResponsesModel("gpt-test", configuration: configuration, client: bench.client)
    }
  }
}
