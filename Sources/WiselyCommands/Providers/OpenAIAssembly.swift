// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyNet
import WiselyProviders
import WiselyWire

/// Makes models of one provider that speaks OpenAI's dialects.
struct OpenAIAssembly: Sendable {
  /// Where it is and in what it differs.
  let preset: OpenAIPreset
  private let settings: ProviderSettings
  private let key: KeySource?
  private let client: HTTPClient
  private let world: World
  private let observe: @Sendable (RateLimits) -> Void

  /// Reads no key yet: that waits for the first call.
  init(
    world: World, settings: ProviderSettings,
    observe: @escaping @Sendable (RateLimits) -> Void = { _ in }
  ) {
    self.world = world
    self.settings = settings
    self.observe = observe
    preset = settings.preset
    key = settings.key(in: world)
    client = world.client(for: settings.preset.baseURL)
  }

  /// A model that is booked by the given meter, and asked again when it fails in passing.
  func model(
    _ id: ModelID, catalogue: PriceCatalogue,
    metered: (any LanguageModel, MeteringPolicy) -> any LanguageModel
  ) -> any LanguageModel {
    var policy = MeteringPolicy()
    if let lifetime = preset.deviations.writtenLifetime { policy.cacheLifetimes = [lifetime] }
    let upstream: any LanguageModel =
      preset.prefersResponses
      ? ResponsesModel(
        id, configuration: configuration, key: key, client: client, catalogue: catalogue,
        now: world.surroundings.now, observe: observe)
      : ChatModel(
        id, configuration: configuration, key: key, client: client, catalogue: catalogue,
        now: world.surroundings.now, observe: observe)
    return patient(metered(upstream, policy))
  }

  /// The server's batches; nil where it has none.
  func batches(_ catalogue: PriceCatalogue) -> OpenAIBatches? {
    OpenAIBatches(
      configuration: configuration, key: key, client: client, catalogue: catalogue,
      now: world.surroundings.now)
  }

  private var configuration: OpenAIConfiguration {
    OpenAIConfiguration(preset, streams: settings.streams, timeouts: settings.timeouts.http)
  }

  private func patient(_ model: some LanguageModel) -> any LanguageModel {
    RetryingModel(
      model, policy: RetryPolicy(retries: settings.retries), surroundings: world.surroundings,
      chance: { Double.random(in: 0...1) })
  }
}

extension ProviderSettings {
  /// Where the key comes from; nil for a server that asks for none.
  func key(in world: World) -> KeySource? {
    if let keyCommand { return ProviderKey.running(keyCommand, world) }
    return preset.keyVariable.map { ProviderKey.variable($0, of: preset.name, world) }
  }
}
