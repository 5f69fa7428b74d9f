// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyProviders
import WiselyTesting

/// What whoever hands over no clock gets: the machine's, by which a date that is long past is no wait.
@Suite(.timeLimit(.minutes(5))) struct SystemClockTests {
  enum Service: CaseIterable { case anthropic, chat, responses, anthropicBatches, openAIBatches }

  @Test("A date in Retry-After is read by the machine's clock", arguments: Service.allCases)
  func dates(service: Service) async throws {
    let past = ("retry-after", "Tue, 24 Nov 2020 00:00:00 GMT")
    let refusal = LoopbackResponse.whole(status: 429, headers: [past])
    try await withLoopbackServer({ _ in refusal }) { server in
      let error = await #expect(throws: ModelError.self) { try await ask(service, server.url) }
      #expect(error?.code == .rateLimited)
      #expect(error?.retryAfter == .zero)
    }
  }

  private func ask(_ service: Service, _ url: String) async throws {
    let key = KeySource(try #require(ProviderBench.secret))
    let anthropic = AnthropicConfiguration(baseURL: url)
    let openAI = OpenAIConfiguration(.openAI, baseURL: url)
    switch service {
    case .anthropic:
      _ = try await AnthropicModel("claude-haiku-4-5", configuration: anthropic, key: key)
        .respond(to: ModelRequest("Hi"))
    case .chat:
      _ = try await ChatModel("gpt-5.2", configuration: openAI, key: key)
        .respond(to: ModelRequest("Hi"))
    case .responses:
      _ = try await ResponsesModel("gpt-5.2", configuration: openAI, key: key)
        .respond(to: ModelRequest("Hi"))
    case .anthropicBatches:
      _ = try await AnthropicBatches(configuration: anthropic, key: key).newest()
    case .openAIBatches:
      _ = try await OpenAIBatches(configuration: openAI, key: key)?.newest()
    }
  }
}
