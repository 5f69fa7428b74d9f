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
  private let transport: AnthropicTransport
  private let requests: AnthropicRequest
  private let now: @Sendable () -> Timestamp
  private let price: @Sendable (ModelUsage) -> Cost
  private let observe: @Sendable (RateLimits) -> Void

  /// The most bytes a whole answer may have.
  private static let answerLimit = 64 * 1024 * 1024

  /// A model.
  ///
  /// What it accepts and how long its answers may be is read from the catalogue; the time and the price
  /// are for the records of the API's own consultations. What each answer's headers say of the API's
  /// limits is told to `observe`.
  public init(
    _ id: ModelID, configuration: AnthropicConfiguration = AnthropicConfiguration(),
    key: KeySource, client: HTTPClient = HTTPClient(), catalogue: PriceCatalogue = .builtIn,
    nativeAdvisor: MeteringPolicy.NativeAdvisor? = nil,
    now: @escaping @Sendable () -> Timestamp = { Timestamp(microseconds: 0) },
    observe: @escaping @Sendable (RateLimits) -> Void = { _ in }
  ) {
    self.id = id
    self.configuration = configuration
    transport = AnthropicTransport(
      configuration: configuration, key: key, client: client, now: now)
    self.now = now
    self.observe = observe
    price = { step in catalogue.cost(of: step, at: now()) }
    let sheet = catalogue.sheet(for: id)
    requests = AnthropicRequest(
      model: id, capabilities: sheet?.capabilities, maximumOutput: sheet?.maximumOutput,
      caching: PromptCaching(configuration.caching), nativeAdvisor: nativeAdvisor,
      streams: configuration.streams)
  }

  /// Answers.
  ///
  /// - Throws: `ModelError`; `hasPartialContent` says whether any of an answer was handed on.
  public func respond(
    to request: ModelRequest, emitting sink: EventSink
  ) async throws -> ModelResponse {
    let (http, secret) = try await prepared("/v1/messages", request) { () throws(ModelError) in
      try requests.body(for: request)
    }
    var answer = AnthropicAnswer(context(of: request))
    do {
      return try await client.perform(http, timeouts: configuration.timeouts) { head, body in
        observe(RateLimits(head, now: now()))
        guard head.status == 200 else { throw try await failure(head, body) }
        if head.isEventStream {
          try await read(body, into: &answer, emitting: sink)
        } else {
          let bytes = try await body.collect(upTo: Self.answerLimit)
          guard let json = try? JSONValue(parsing: bytes) else {
            throw ModelError(.malformedResponse, "\(host) sent an answer that is no JSON.")
          }
          if json["type"] == "error" { throw ModelError(anthropicEvent: json) }
          for event in try answer.receive(whole: json) { try await sink(event) }
        }
        return try answer.response()
      }
    } catch let error as HTTPError {
      try Task.checkCancellation()
      // The message was whole; how the connection ends then is nobody's concern.
      if answer.isWhole { return try answer.response() }
      try await report(answer, to: sink)
      throw ModelError(error, hasPartialContent: answer.hasContent)
    } catch var error as ModelError {
      try await report(answer, to: sink)
      error.hasPartialContent = answer.hasContent
      error.message = secret.redacted(from: error.message)
      throw error
    }
  }

  /// The size of a prompt as the provider counts it, an estimate by its own words.
  public func countTokens(of request: ModelRequest) async throws -> TokenCount {
    let (http, secret) = try await prepared("/v1/messages/count_tokens", request) {
      () throws(ModelError) in
      try requests.countBody(for: request)
    }
    do {
      return try await client.perform(http, timeouts: configuration.timeouts) { head, body in
        guard head.status == 200 else { throw try await failure(head, body) }
        let bytes = try await body.collect(upTo: AnthropicTransport.errorLimit)
        guard let json = try? JSONValue(parsing: bytes), let count = json["input_tokens"]?.int
        else {
          throw ModelError(.malformedResponse, "\(host) sent a token count that is none.")
        }
        return TokenCount(count, .estimate)
      }
    } catch let error as HTTPError {
      try Task.checkCancellation()
      throw ModelError(error)
    } catch var error as ModelError {
      error.message = secret.redacted(from: error.message)
      throw error
    }
  }

  // MARK: - Requests

  private func context(of request: ModelRequest) -> AnthropicAnswer.Context {
    AnthropicAnswer.Context(
      requested: id, role: request.context.role, writtenLifetime: configuration.caching,
      nativeAdvisor: requests.nativeAdvisor, now: now, price: price)
  }

  private func prepared(
    _ path: String, _ request: ModelRequest, _ body: () throws(ModelError) -> JSONValue
  ) async throws -> (HTTPRequest, Secret) {
    try await transport.prepared(
      "POST", path,
      betas: requests.needsAdvisorBeta(request) ? [AnthropicRequest.advisorBeta] : [],
      accepting: requests.streams ? "text/event-stream" : "application/json"
    ) { () throws(ModelError) in try body().bytes }
  }

  private var client: HTTPClient { transport.client }
  private var host: String { transport.host }

  // MARK: - Answers

  private func read(
    _ body: HTTPBody, into answer: inout AnthropicAnswer, emitting sink: EventSink
  ) async throws {
    var parser = SSEParser()
    for try await bytes in body {
      let frames: [ServerSentEvent]
      do {
        frames = try parser.parse(bytes)
      } catch {
        throw ModelError(.malformedResponse, "\(host) sent a stream in which \(error).")
      }
      for frame in frames {
        for event in try answer.receive(frame) { try await sink(event) }
      }
    }
    guard answer.isWhole else {
      // A tidy end is never made up (gateway trap 40).
      throw ModelError(.connection, "The answer of \(host) broke off before its end.")
    }
  }

  private func failure(_ head: HTTPResponseHead, _ body: HTTPBody) async throws -> ModelError {
    var error = try await transport.failure(head, body)
    if error.code == .unknownModel {
      error.message = "\(host) has no model '\(id)': \(error.message)"
    }
    return error
  }

  /// Consultations that were held before trouble came have to be seen all the same.
  private func report(_ answer: AnthropicAnswer, to sink: EventSink) async throws {
    guard !answer.isWhole else { return }
    for consultation in answer.heldConsultations { try await sink(.consulted(consultation)) }
  }
}

extension HTTPResponseHead {
  fileprivate var isEventStream: Bool {
    headers["content-type"]?.lowercased().hasPrefix("text/event-stream") ?? false
  }
}
