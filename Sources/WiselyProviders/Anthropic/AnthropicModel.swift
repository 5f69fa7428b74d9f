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
  private let key: KeySource
  private let client: HTTPClient
  private let requests: AnthropicRequest
  private let now: @Sendable () -> Timestamp
  private let price: @Sendable (ModelUsage) -> Cost

  /// The most bytes an error's body may have.
  private static let errorLimit = 256 * 1024
  /// The most bytes a whole answer may have.
  private static let answerLimit = 64 * 1024 * 1024

  /// A model.
  ///
  /// What it accepts and how long its answers may be is read from the catalogue; the time and the price
  /// are for the records of the API's own consultations.
  public init(
    _ id: ModelID, configuration: AnthropicConfiguration = AnthropicConfiguration(),
    key: KeySource, client: HTTPClient = HTTPClient(), catalogue: PriceCatalogue = .builtIn,
    nativeAdvisor: MeteringPolicy.NativeAdvisor? = nil,
    now: @escaping @Sendable () -> Timestamp = { Timestamp(microseconds: 0) }
  ) {
    self.id = id
    self.configuration = configuration
    self.key = key
    self.client = client
    self.now = now
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
      if answer.isComplete { return try answer.response() }
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
        let bytes = try await body.collect(upTo: Self.errorLimit)
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

  /// The request and the key in it; whatever goes wrong here, nothing was sent.
  private func prepared(
    _ path: String, _ request: ModelRequest, _ body: () throws(ModelError) -> JSONValue
  ) async throws -> (HTTPRequest, Secret) {
    do {
      let secret = try await secret()
      let beta = requests.needsAdvisorBeta(request)
      return (try httpRequest(path, try body(), secret, advisorBeta: beta), secret)
    } catch var error as ModelError {
      error.isUnsent = true
      throw error
    }
  }

  /// The key; whatever its source throws is trouble with the key.
  private func secret() async throws -> Secret {
    do {
      return try await key.key()
    } catch let error where !(error is ModelError || error is CancellationError) {
      throw ModelError(.authentication, "The key cannot be had: \(error)")
    }
  }

  private func httpRequest(
    _ path: String, _ body: JSONValue, _ secret: Secret, advisorBeta: Bool
  ) throws(ModelError) -> HTTPRequest {
    var headers = HTTPHeaders()
    var isLegal = headers.add(name: "content-type", value: "application/json")
    let accepted = requests.streams ? "text/event-stream" : "application/json"
    isLegal = headers.add(name: "accept", value: accepted) && isLegal
    isLegal = headers.add(name: "anthropic-version", value: configuration.version) && isLegal
    if advisorBeta {
      isLegal =
        headers.add(name: "anthropic-beta", value: AnthropicRequest.advisorBeta) && isLegal
    }
    switch configuration.authentication {
    case .apiKey: isLegal = headers.add(name: "x-api-key", value: secret.revealed) && isLegal
    case .bearer:
      isLegal =
        headers.add(name: "authorization", value: "Bearer \(secret.revealed)") && isLegal
    }
    guard isLegal else {
      throw ModelError(.invalidRequest, "A header of the request to \(host) cannot be sent.")
    }
    var base = configuration.baseURL[...]
    while base.hasSuffix("/") { base = base.dropLast() }
    return HTTPRequest(method: "POST", url: base + path, headers: headers, body: body.bytes)
  }

  /// The host's name for messages; a password in the URL is not part of it.
  private var host: String {
    let rest = configuration.baseURL.split(separator: "/", omittingEmptySubsequences: true)
    let authority = rest.dropFirst().first ?? "the provider"
    return authority.split(separator: "@").last.map(String.init) ?? "the provider"
  }

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
    guard answer.isComplete else {
      // A tidy end is never made up (gateway trap 40).
      throw ModelError(.connection, "The answer of \(host) broke off before its end.")
    }
  }

  private func failure(_ head: HTTPResponseHead, _ body: HTTPBody) async throws -> ModelError {
    // The status says enough when the body is too long or breaks off.
    let bytes: [UInt8]
    do { bytes = try await body.collect(upTo: Self.errorLimit) } catch is HTTPError { bytes = [] }
    var error = ModelError(anthropicStatus: head.status, body: bytes, host: host)
    let retry = RetryHeaders(head.headers, now: now())
    error.retryAfter = retry.retryAfter
    error.shouldRetry = error.shouldRetry ?? retry.shouldRetry
    error.requestID = head.headers["request-id"] ?? error.requestID
    if error.code == .unknownModel {
      error.message = "\(host) has no model '\(id)': \(error.message)"
    }
    return error
  }

  /// Consultations that were held before trouble came have to be seen all the same.
  private func report(_ answer: AnthropicAnswer, to sink: EventSink) async throws {
    guard !answer.isComplete else { return }
    for consultation in answer.heldConsultations { try await sink(.consulted(consultation)) }
  }
}

extension HTTPResponseHead {
  fileprivate var isEventStream: Bool {
    headers["content-type"]?.lowercased().hasPrefix("text/event-stream") ?? false
  }
}
