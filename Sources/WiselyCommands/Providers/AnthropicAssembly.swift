// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyNet
import WiselyProviders

/// Makes models of Anthropic's API out of the configuration and the environment.
struct AnthropicAssembly: Sendable {
  private let settings: Configuration.Anthropic
  private let key: KeySource
  private let api: AnthropicConfiguration
  private let client: HTTPClient
  private let world: World
  private let catalogue: PriceCatalogue
  private let observe: @Sendable (RateLimits) -> Void

  /// Reads no key yet: that waits for the first call.
  init(
    world: World, settings: Configuration.Anthropic, catalogue: PriceCatalogue,
    observe: @escaping @Sendable (RateLimits) -> Void = { _ in }
  ) {
    self.world = world
    self.catalogue = catalogue
    self.observe = observe
    self.settings = settings
    let source = AnthropicKey(settings: settings, world: world)
    key = source.source
    api = AnthropicConfiguration(
      baseURL: settings.baseURL ?? world.variable("ANTHROPIC_BASE_URL")
        ?? AnthropicConfiguration().baseURL,
      authentication: source.authentication, version: settings.version,
      caching: CacheLifetime(rawValue: settings.cache), streams: settings.streams,
      timeouts: settings.timeouts.http)
    client = world.client(for: api.baseURL)
  }

  /// The API's message batches.
  var batches: AnthropicBatches {
    AnthropicBatches(
      configuration: api, key: key, client: client, catalogue: catalogue,
      now: world.surroundings.now)
  }

  /// A model that is metered by the given closure, asked again when it fails in passing, and resumed
  /// when it pauses.
  func model(
    _ id: ModelID, nativeAdvisor: MeteringPolicy.NativeAdvisor?,
    metered: (AnthropicModel, MeteringPolicy) -> MeteredModel<AnthropicModel>
  ) -> any LanguageModel {
    var policy = MeteringPolicy()
    policy.nativeAdvisor = nativeAdvisor
    policy.cacheLifetimes = api.caching.map { [$0] } ?? []
    let upstream = AnthropicModel(
      id, configuration: api, key: key, client: client, catalogue: catalogue,
      nativeAdvisor: nativeAdvisor, now: world.surroundings.now, observe: observe)
    let patient = RetryingModel(
      metered(upstream, policy), policy: RetryPolicy(retries: settings.retries),
      surroundings: world.surroundings, chance: { Double.random(in: 0...1) })
    return ResumingModel(patient)
  }
}

/// Where Anthropic's key comes from, and the header it goes into.
private struct AnthropicKey {
  let source: KeySource
  let authentication: AnthropicConfiguration.Authentication

  init(settings: Configuration.Anthropic, world: World) {
    let chosen = settings.auth.flatMap(AnthropicConfiguration.Authentication.init)
    if let command = settings.keyCommand {
      source = ProviderKey.running(command, world)
      authentication = chosen ?? .apiKey
      return
    }
    let name = settings.keyVariable ?? "ANTHROPIC_API_KEY"
    // Gateways hand out tokens under this name, and clients send those as bearer tokens.
    let token = "ANTHROPIC_AUTH_TOKEN"
    if settings.keyVariable == nil, world.variable(name) == nil, let text = world.variable(token) {
      source = ProviderKey.holding(text, from: token)
      authentication = chosen ?? .bearer
      return
    }
    authentication = chosen ?? .apiKey
    source = ProviderKey.variable(name, of: "Anthropic", world)
  }
}
