// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyProviders
import WiselyTesting

/// Figures of a server that no sum of ours may overflow by, and no budget be fooled by.
@Suite(.timeLimit(.minutes(5))) struct AbsurdFiguresTests {
  private let bench = ProviderBench()
  private static let figures = ["9223372036854775807", "-9223372036854775808", "-5"]

  /// Runs a server that answers everything with one text of JSON.
  private func serve<Value: Sendable>(
    _ json: String, _ body: (_ url: String) async throws -> Value
  ) async throws -> Value {
    let answer = LoopbackResponse.whole(
      headers: [("content-type", "application/json")], body: Array(json.utf8))
    return try await withLoopbackServer({ _ in answer }) { try await body($0.url) }
  }

  @Test("A count of tokens that can be none is no count", arguments: figures)
  func tokens(figure: String) async throws {
    let error = try await serve("{\"input_tokens\": \(figure)}") { url in
      await #expect(throws: ModelError.self) {
        try await bench.model(at: url).countTokens(of: ModelRequest("Hi"))
      }
    }
    #expect(error?.code == .malformedResponse)
  }

  @Test("Numbers of a batch's requests that can be none are left out", arguments: figures)
  func anthropicBatch(figure: String) async throws {
    let counts = "{\"processing\": \(figure), \"succeeded\": \(figure), \"errored\": 2}"
    let json = "{\"id\": \"b\", \"processing_status\": \"ended\", \"request_counts\": \(counts)}"
    let batch = try await serve(json) { url in
      try await AnthropicBatches(
        configuration: AnthropicConfiguration(baseURL: url), key: bench.key
      ).batch("b")
    }
    #expect(batch.requests == 2 && batch.processing == 0)
  }

  @Test("So they are in the batches of OpenAI", arguments: figures)
  func openAIBatch(figure: String) async throws {
    let counts = "{\"total\": 7, \"completed\": \(figure), \"failed\": \(figure)}"
    let json = "{\"id\": \"b\", \"status\": \"in_progress\", \"request_counts\": \(counts)}"
    let batch = try await serve(json) { url in
      try await OpenAIBatches(
        configuration: OpenAIConfiguration(.openAI, baseURL: url), key: bench.key)?.batch("b")
    }
    #expect(batch?.requests == 7 && batch?.processing == 7)
  }
}
