// SPDX-License-Identifier: Apache-2.0

public import Wisely
public import WiselyNet
import WiselyWire

/// The message batches of the API: many requests at once, answered within a day at half price.
public struct AnthropicBatches: Sendable {
  /// One request of a batch.
  public struct Item: Sendable {
    /// Its name, unique in the batch: letters, digits, hyphens and underscores, at most 64.
    public var name: String
    /// The model.
    public var model: ModelID
    /// The request; its tools could be answered by nobody.
    public var request: ModelRequest

    /// A request.
    public init(name: String, model: ModelID, request: ModelRequest) {
      self.name = name
      self.model = model
      self.request = request
    }
  }

  /// A batch as the API knows it.
  public struct Batch: Hashable, Sendable {
    /// Its name.
    public var id: String
    /// Whether all of its requests have an end.
    public var hasEnded: Bool
    /// How many requests it has.
    public var requests: Int
    /// How many of them have no end yet.
    public var processing: Int
    /// When it was made.
    public var created: Timestamp?
    /// When it ended.
    public var ended: Timestamp?
  }

  /// What became of one request.
  public enum Outcome: Sendable {
    /// It was answered.
    case answered(ModelResponse)
    /// It failed; nothing is billed.
    case failed(ModelError)
  }

  private let transport: Transport
  private let catalogue: PriceCatalogue
  private let takesSampling: Bool

  /// The most bytes of requests in one batch, well below the API's own limit.
  public static let largestBody = 100 * 1024 * 1024
  /// The most requests in one batch that we send.
  public static let mostItems = 10_000
  /// The most bytes of one answer.
  private static let lineLimit = 64 * 1024 * 1024

  /// The batches behind a configuration.
  public init(
    configuration: AnthropicConfiguration = AnthropicConfiguration(), key: KeySource,
    client: HTTPClient = HTTPClient(), catalogue: PriceCatalogue = .builtIn,
    now: @escaping @Sendable () -> Timestamp = { Timestamp(microseconds: 0) }
  ) {
    transport = Transport(
      anthropic: configuration, key: key, client: client, now: now)
    self.catalogue = catalogue
    takesSampling = configuration.takesSampling
  }

  // MARK: - Calls

  /// Makes a batch.
  ///
  /// - Throws: `ModelError`; one that says it is unsent, or an answer of the API's, means that there is
  ///   no batch, and nobody knows after any other.
  public func create(_ items: [Item]) async throws -> Batch {
    try await json("POST", "/v1/messages/batches") { () throws(ModelError) in
      var requests: [JSONValue] = []
      for item in items {
        requests.append([
          "custom_id": .string(item.name), "params": try body(of: item),
        ])
      }
      return (["requests": .array(requests)] as JSONValue).bytes
    } reading: {
      try Self.batch($0, transport.host)
    }
  }

  /// How a batch stands.
  public func batch(_ id: String) async throws -> Batch {
    try await json("GET", "/v1/messages/batches/\(id)") { try Self.batch($0, transport.host) }
  }

  /// The newest batches, at most a thousand, newest first.
  public func newest() async throws -> [Batch] {
    try await json("GET", "/v1/messages/batches?limit=1000") { json in
      try (json["data"]?.array ?? []).map { try Self.batch($0, transport.host) }
    }
  }

  /// Hands out what became of each request of a batch that has ended, in any order.
  public func results(
    of id: String,
    _ body: (_ name: String, Outcome) async throws -> Void
  ) async throws {
    let (http, secret) = try await transport.prepared("GET", "/v1/messages/batches/\(id)/results") {
      []
    }
    try await perform(secret) {
      try await transport.client.perform(http, timeouts: transport.timeouts) {
        head, bytes in
        guard head.status == 200 else { throw try await transport.failure(head, bytes) }
        var pending: [UInt8] = []
        for try await chunk in bytes {
          var rest = chunk[...]
          while let feed = rest.firstIndex(of: UInt8(ascii: "\n")) {
            pending += rest[..<feed]
            rest = rest[(feed + 1)...]
            try await hand(pending, to: body)
            pending.removeAll(keepingCapacity: true)
          }
          pending += rest
          guard pending.count <= Self.lineLimit else { throw malformed("an answer without end") }
        }
        try await hand(pending, to: body)
      }
    }
  }

  /// The body of a request, which is also what its size is measured by.
  public func body(of item: Item) throws(ModelError) -> JSONValue {
    let sheet = catalogue.sheet(for: item.model)
    return try AnthropicRequest(
      model: item.model, capabilities: sheet?.statedCapabilities,
      maximumOutput: sheet?.maximumOutput,
      takesSampling: takesSampling,
      caching: PromptCaching(nil), streams: false
    ).body(for: item.request)
  }

  // MARK: - Answers

  private func json<Value: Sendable>(
    _ method: String, _ path: String, body: () throws(ModelError) -> [UInt8] = { [] },
    reading: (JSONValue) throws -> Value
  ) async throws -> Value {
    let (http, secret) = try await transport.prepared(method, path, body)
    return try await perform(secret) {
      try await transport.client.perform(http, timeouts: transport.timeouts) {
        head, bytes in
        guard head.status == 200 else { throw try await transport.failure(head, bytes) }
        let answer = try await bytes.collect(upTo: 8 * 1024 * 1024)
        guard let json = try? JSONValue(parsing: answer) else {
          throw malformed("an answer that is no JSON")
        }
        return try reading(json)
      }
    }
  }

  private func perform<Value: Sendable>(
    _ secret: Secret?, _ work: () async throws -> Value
  ) async throws -> Value {
    do {
      return try await work()
    } catch let error as HTTPError {
      try Task.checkCancellation()
      throw ModelError(error)
    } catch var error as ModelError {
      error.message = secret?.redacted(from: error.message) ?? error.message
      throw error
    }
  }

  private func malformed(_ what: String) -> ModelError {
    ModelError(.malformedResponse, "\(transport.host) sent \(what).")
  }

  private static func batch(_ json: JSONValue, _ host: String) throws(ModelError) -> Batch {
    guard let id = json["id"]?.string, let status = json["processing_status"]?.string else {
      throw ModelError(.malformedResponse, "\(host) sent a batch that is none.")
    }
    let counts = json["request_counts"]?.object?.members ?? []
    return Batch(
      id: id, hasEnded: status == "ended",
      requests: counts.reduce(0) { $0 + ($1.value.int ?? 0) },
      processing: json["request_counts"]?["processing"]?.int ?? 0,
      created: json["created_at"]?.string.flatMap { RateLimits.moment($0) },
      ended: json["ended_at"]?.string.flatMap { RateLimits.moment($0) })
  }

  private func hand(
    _ line: [UInt8], to body: (String, Outcome) async throws -> Void
  ) async throws {
    guard line.contains(where: { $0 > 0x20 }) else { return }
    guard let json = try? JSONValue(parsing: line), let name = json["custom_id"]?.string,
      let result = json["result"]
    else { throw malformed("a result of a batch that is none") }
    try await body(name, outcome(result))
  }

  private func outcome(_ result: JSONValue) -> Outcome {
    switch result["type"]?.string {
    case "succeeded":
      let message = result["message"] ?? .null
      var answer = AnthropicAnswer(
        AnthropicAnswer.Context(requested: ModelID(message["model"]?.string ?? "")))
      do throws(ModelError) {
        _ = try answer.receive(whole: message)
        var response = try answer.response()
        for index in response.usage.indices { response.usage[index].service.isBatch = true }
        return .answered(response)
      } catch {
        return .failed(error)
      }
    case "errored":
      let error = result["error"] ?? .null
      return .failed(ModelError(anthropicEvent: error["error"] == nil ? ["error": error] : error))
    case "expired":
      return .failed(
        ModelError(.timedOut, "The request was not answered before its batch expired."))
    case "canceled": return .failed(ModelError(.upstream, "The batch was canceled."))
    default: return .failed(malformed("a result of an unknown kind"))
    }
  }
}
