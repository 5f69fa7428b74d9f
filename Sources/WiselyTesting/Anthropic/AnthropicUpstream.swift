// SPDX-License-Identifier: Apache-2.0

import Synchronization
public import Wisely

/// Anthropic's Messages API on a loopback server: it answers from a script, checks what it is sent as
/// the real one does, fails as the real one does, and keeps books of its own.
///
/// ```swift
/// let upstream = AnthropicUpstream(.text("Hello."), .failure(status: 529, type: "overloaded_error", message: "Busy."))
/// try await upstream.run { baseURL in ... }
/// #expect(upstream.counters.completed == 1)
/// ```
public final class AnthropicUpstream: Sendable {
  /// Gives the answer to a request's body.
  public typealias Answering = @Sendable (JSONValue) async throws -> AnthropicReply

  /// A request as it came.
  public struct RecordedRequest: Sendable {
    /// The method.
    public var method: String
    /// The path and query.
    public var target: String
    /// The header fields, names in lower case; the last of a name counts.
    public var headers: [String: String]
    /// The body's bytes.
    public var bytes: [UInt8]
    /// The body as JSON; `null` when it is none.
    public var body: JSONValue
    /// Which connection it came on, counted from 1.
    public var connectionNumber: Int
  }

  /// What the upstream knows and accepts.
  public struct Configuration: Sendable {
    /// The keys that are right; empty for any that is not empty.
    public var keys: Set<String> = []
    /// Values of `anthropic-beta` that are known besides those of the API.
    public var betas: Set<String> = []
    /// Whether thinking that this upstream has not issued is taken, as from an earlier process.
    public var takesForeignThinking = false
    /// How many tokens `count_tokens` counts; nil for a quarter of the bytes.
    public var counting: (@Sendable (JSONValue) -> Int)?
    /// How often a batch is said to be in progress before it ends; nil until `endBatches()`.
    public var batchPolls: Int? = 0

    /// The API's own ways.
    public init() {}
  }

  struct State {
    var script: [AnthropicReply] = []
    var requests: [RecordedRequest] = []
    var counters = Counters()
    var issued = AnthropicIssue()
    var rejections: [String] = []
    var batches: [AnthropicBatch] = []
  }

  let configuration: Configuration
  let state: Mutex<State>
  private let answering: Answering?

  /// An upstream that gives these answers, one for each message it is asked for.
  public init(_ replies: AnthropicReply..., configuration: Configuration = Configuration()) {
    self.configuration = configuration
    state = Mutex(State(script: replies))
    answering = nil
  }

  /// An upstream that works its answers out.
  public init(
    configuration: Configuration = Configuration(), answering: @escaping Answering
  ) {
    self.configuration = configuration
    state = Mutex(State())
    self.answering = answering
  }

  /// Everything that was asked, in the order in which it was complete.
  public var requests: [RecordedRequest] { state.withLock { $0.requests } }
  /// The upstream's own books.
  public var counters: Counters { state.withLock { $0.counters } }
  /// Why requests were turned down, one sentence each; tests of sound requests expect none.
  public var rejections: [String] { state.withLock { $0.rejections } }

  /// Runs the server while a closure runs; the URL has no slash at its end.
  public func run<Value: Sendable>(
    _ body: (_ baseURL: String) async throws -> Value
  ) async throws -> Value {
    try await withServer { try await body($0.url) }
  }

  /// Runs the server while a closure runs that looks at connections too.
  public func withServer<Value: Sendable>(
    _ body: (LoopbackServer) async throws -> Value
  ) async throws -> Value {
    try await withLoopbackServer({ try await self.respond(to: $0) }, body)
  }

  func reply(to body: JSONValue) async throws -> AnthropicReply {
    if let answering { return try await answering(body) }
    return state.withLock { state in
      guard !state.script.isEmpty else {
        state.rejections.append("The script has no answer left.")
        return .failure(
          status: 500, type: "api_error", message: "The script has no answer left.",
          headers: [("x-should-retry", "false")])
      }
      return state.script.removeFirst()
    }
  }
}

// MARK: - Routes

extension AnthropicUpstream {
  private func respond(to request: LoopbackRequest) async throws -> LoopbackResponse {
    let body = (try? JSONValue(parsing: request.body)) ?? .null
    let headers = Dictionary(
      request.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { $1 })
    let number = state.withLock { state in
      state.requests.append(
        RecordedRequest(
          method: request.method, target: request.target, headers: headers, bytes: request.body,
          body: body, connectionNumber: request.connectionNumber))
      return state.requests.count
    }
    let requestID = "req_\(number)"
    let check = AnthropicHeaderCheck(headers: headers, configuration: configuration)
    switch (request.method, request.path) {
    case ("POST", "/v1/messages"):
      return try await exchange(body, number: number, check: check)
    case ("POST", "/v1/messages/count_tokens"):
      state.withLock { $0.counters.countings += 1 }
      return answer(requestID) { () throws(AnthropicRejection) in
        try self.check(body, check, isCounting: true)
        let count = configuration.counting?(body) ?? (request.body.count + 3) / 4
        return ["input_tokens": JSONValue(count)]
      }
    case (_, let path)
    where path == "/v1/messages/batches" || path.hasPrefix("/v1/messages/batches/"):
      return try await batches(request, body, check, requestID: requestID)
    case ("GET", let path) where path == "/v1/models" || path.hasPrefix("/v1/models/"):
      state.withLock { $0.counters.listings += 1 }
      return answer(requestID) { () throws(AnthropicRejection) in
        try check.run()
        return try AnthropicModelList.response(to: request)
      }
    default:
      return answer(requestID) { () throws(AnthropicRejection) in
        throw AnthropicRejection(
          404, "not_found_error", "\(request.method) \(request.path) is no endpoint.")
      }
    }
  }

  /// Checks a body as the API does.
  func check(
    _ body: JSONValue, _ headers: AnthropicHeaderCheck, isCounting: Bool
  ) throws(AnthropicRejection) {
    try headers.run()
    let issued = state.withLock { $0.issued }
    try AnthropicRequestCheck(
      body: body, headers: headers, issued: issued,
      takesForeignThinking: configuration.takesForeignThinking, isCounting: isCounting
    ).run()
  }

  private func answer(
    _ requestID: String, _ make: () throws(AnthropicRejection) -> JSONValue
  ) -> LoopbackResponse {
    do throws(AnthropicRejection) {
      return json(200, requestID, try make())
    } catch { return reject(error, requestID) }
  }

  func reject(_ rejection: AnthropicRejection, _ requestID: String) -> LoopbackResponse {
    state.withLock { $0.rejections.append(rejection.message) }
    return json(rejection.status, requestID, rejection.body(requestID))
  }

  func json(_ status: Int, _ requestID: String, _ value: JSONValue) -> LoopbackResponse {
    let headers = [("content-type", "application/json"), ("request-id", requestID)]
    return .whole(status: status, headers: headers, body: value.bytes)
  }
}
