// SPDX-License-Identifier: Apache-2.0

public import Wisely
public import WiselyNet
import WiselyWire

/// A model behind the Messages API: one request makes one upstream call.
///
/// Meters, retries and the resuming of paused turns are wrapped around it. Events are handed on as they
/// arrive, and as soon as the task is cancelled the connection is closed.
public struct AnthropicModel: LanguageModel {
  /// The model's name, on the wire as well.
  public let id: ModelID
  private let configuration: AnthropicConfiguration
  private let call: ProviderCall
  private let requests: AnthropicRequest
  private let price: @Sendable (ModelUsage) -> Cost

  /// A model.
  ///
  /// What it accepts and how long its answers may be is read from the catalogue; the time and the price
  /// are for the records of the API's own consultations. What each answer's headers say of the API's
  /// limits is told to `observe`.
  public init(
    _ id: ModelID, configuration: AnthropicConfiguration = AnthropicConfiguration(),
    key: KeySource, client: HTTPClient = HTTPClient(), catalogue: PriceCatalogue = .builtIn,
    nativeAdvisor: MeteringPolicy.NativeAdvisor? = nil,
    now: @escaping @Sendable () -> Timestamp = Surroundings.system.now,
    observe: @escaping @Sendable (RateLimits) -> Void = { _ in }
  ) {
    self.id = id
    self.configuration = configuration
    call = ProviderCall(
      model: id,
      transport: Transport(anthropic: configuration, key: key, client: client, now: now)
    ) { head in observe(RateLimits(head, now: now())) }
    price = { step in catalogue.cost(of: step, at: now()) }
    let sheet = catalogue.sheet(for: id)
    requests = AnthropicRequest(
      model: id, capabilities: sheet?.statedCapabilities, maximumOutput: sheet?.maximumOutput,
      takesSampling: configuration.takesSampling,
      caching: PromptCaching(configuration.caching), nativeAdvisor: nativeAdvisor,
      streams: configuration.streams)
  }

  /// Answers.
  ///
  /// - Throws: `ModelError`; `hasPartialContent` says whether any of an answer was handed on.
  public func respond(
    to request: ModelRequest, emitting sink: EventSink
  ) async throws -> ModelResponse {
    // A caller's own marks may ask for another lifetime; then a total without a split says nothing.
    let asked = request.askedCacheLifetimes
    let isOwn = asked.isEmpty || asked.count == 1 && asked.first == configuration.caching
    let context = AnthropicAnswer.Context(
      requested: id, role: request.context.role,
      writtenLifetime: isOwn ? configuration.caching : nil,
      nativeAdvisor: requests.nativeAdvisor, now: call.transport.now, price: price)
    for notice in requests.notices(for: request) { try await sink(.notice(notice)) }
    return try await call.answer(
      "/v1/messages", streams: requests.streams, headers: betas(for: request),
      reading: AnthropicAnswer(context), emitting: sink
    ) { () throws(ModelError) in try requests.body(for: request) }
  }

  /// The size of a prompt as the provider counts it, an estimate by its own words.
  public func countTokens(of request: ModelRequest) async throws -> TokenCount {
    let json = try await call.json("/v1/messages/count_tokens", headers: betas(for: request)) {
      () throws(ModelError) in
      try requests.countBody(for: request)
    }
    // A budget goes by it, and what is less than nothing would fit any.
    guard let count = json?["input_tokens"]?.int, 0...1_000_000_000_000 ~= count else {
      throw ModelError(
        .malformedResponse, "\(call.transport.host) sent a token count that is none.")
    }
    return TokenCount(count, .estimate)
  }

  private func betas(for request: ModelRequest) -> [(name: String, value: String)] {
    guard requests.needsAdvisorBeta(request) else { return [] }
    return [(name: "anthropic-beta", value: AnthropicRequest.advisorBeta)]
  }
}
