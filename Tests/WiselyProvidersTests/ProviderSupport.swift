// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Wisely
import WiselyNet
import WiselyProviders
import WiselyTesting

/// The provider as the command puts it together, in front of a loopback upstream.
struct ProviderBench {
  let ledger = InMemoryLedger()
  let time = ManualTime()
  let recorder = EventRecorder()
  let client = HTTPClient()
  static let secret = Secret("sk-test-0123456789abcdefghij")

  var key: KeySource { Self.secret.map { KeySource($0) } ?? KeySource(missing: "no key") }

  func model(
    _ id: ModelID = "claude-haiku-4-5", at baseURL: String,
    nativeAdvisor: MeteringPolicy.NativeAdvisor? = nil,
    configure: (inout AnthropicConfiguration) -> Void = { _ in }
  ) -> AnthropicModel {
    var configuration = AnthropicConfiguration(baseURL: baseURL)
    configure(&configuration)
    return AnthropicModel(
      id, configuration: configuration, key: key, client: client, nativeAdvisor: nativeAdvisor,
      now: time.surroundings.now)
  }

  func metered(
    _ model: AnthropicModel, budget: Budget? = nil, policy: MeteringPolicy = MeteringPolicy()
  ) -> MeteredModel<AnthropicModel> {
    MeteredModel(
      model, ledger: ledger, surroundings: time.surroundings, budget: budget, policy: policy)
  }

  func ask(_ model: some LanguageModel, _ prompt: String = "Hi") async throws -> ModelResponse {
    try await model.respond(to: ModelRequest(prompt), emitting: recorder.sink)
  }
}

/// Whether an answer is streamed, as a test's argument.
enum Delivery: CaseIterable { case streamed, whole }

extension AnthropicConfiguration {
  mutating func deliver(_ delivery: Delivery) { streams = delivery == .streamed }
}

/// Keeps what was observed.
final class Seen: Sendable {
  private let state = Mutex<[RateLimits]>([])
  var limits: [RateLimits] { state.withLock { $0 } }
  func add(_ limits: RateLimits) { state.withLock { $0.append(limits) } }
}
