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
      timeouts: HTTPTimeouts(
        connect: .seconds(settings.timeouts.connect),
        firstByte: settings.timeouts.firstByte.map { .seconds($0) },
        idle: settings.timeouts.idle.map { .seconds($0) },
        total: settings.timeouts.total.map { .seconds($0) }))
    client = HTTPClient(
      configuration: HTTPClientConfiguration(
        userAgent: "wisely/\(Version.text)",
        proxy: world.variable("HTTPS_PROXY") ?? world.variable("https_proxy"),
        certificates: world.variable("SSL_CERT_FILE")))
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
      source = Self.running(command, world)
      authentication = chosen ?? .apiKey
      return
    }
    let name = settings.keyVariable ?? "ANTHROPIC_API_KEY"
    // Gateways hand out tokens under this name, and clients send those as bearer tokens.
    let token = "ANTHROPIC_AUTH_TOKEN"
    if settings.keyVariable == nil, world.variable(name) == nil, let text = world.variable(token) {
      source = Self.holding(text, from: token)
      authentication = chosen ?? .bearer
      return
    }
    authentication = chosen ?? .apiKey
    source =
      world.variable(name).map { Self.holding($0, from: name) }
      ?? KeySource(
        missing:
          "There is no key: set the environment variable \(name), or keyCommand in the configuration ('wisely config example' shows how)."
      )
  }

  private static func holding(_ text: String, from variable: String) -> KeySource {
    guard let secret = Secret(text) else {
      return KeySource(
        missing: "The environment variable \(variable) holds something that cannot be a key.")
    }
    return KeySource(secret)
  }

  private static func running(_ command: [String], _ world: World) -> KeySource {
    KeySource {
      let name = command.first ?? ""
      let outcome: ChildOutcome
      do {
        outcome = try await ChildProcess(command, environment: world.environment).run()
      } catch let error as ChildError {
        throw ModelError(.authentication, "The key command failed: \(error)")
      }
      guard outcome.isSuccess else {
        throw ModelError(
          .authentication,
          "The key command '\(name)' exited with \(outcome.status.code) and gave no key.")
      }
      guard let secret = Secret(String(decoding: outcome.output, as: UTF8.self)) else {
        throw ModelError(
          .authentication,
          "The key command '\(name)' printed something that cannot be a key; it must print the key alone."
        )
      }
      return secret
    }
  }
}
