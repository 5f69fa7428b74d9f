// SPDX-License-Identifier: Apache-2.0

public import Wisely
public import WiselyNet
import WiselyWire

/// The message batches of Anthropic's API, at half price.
public struct AnthropicBatches: BatchService {
  /// `anthropic`.
  public let name = "anthropic"
  /// A batch may mix models; no request in it writes a cache.
  public let limits = BatchLimits(mixesModels: true)
  private let batches: BatchTransport
  private let catalogue: PriceCatalogue
  private let takesSampling: Bool

  /// The batches behind a configuration.
  public init(
    configuration: AnthropicConfiguration = AnthropicConfiguration(), key: KeySource,
    client: HTTPClient = HTTPClient(), catalogue: PriceCatalogue = .builtIn,
    now: @escaping @Sendable () -> Timestamp = Surroundings.system.now
  ) {
    batches = BatchTransport(
      transport: Transport(anthropic: configuration, key: key, client: client, now: now))
    self.catalogue = catalogue
    takesSampling = configuration.takesSampling
  }

  /// Makes a batch.
  public func create(_ items: [BatchItem]) async throws -> Batch {
    try await batches.json("POST", Self.path) { () throws(ModelError) in
      var requests: [JSONValue] = []
      for item in items {
        requests.append(["custom_id": .string(item.name), "params": try body(of: item)])
      }
      return (["requests": .array(requests)] as JSONValue).bytes
    } reading: {
      try batch($0)
    }
  }

  /// How a batch stands.
  public func batch(_ id: String) async throws -> Batch {
    try await batches.json("GET", "\(Self.path)/\(id)") { try batch($0) }
  }

  /// The newest batches, at most a thousand, newest first.
  public func newest() async throws -> [Batch] {
    try await batches.json("GET", Self.path + "?limit=1000") { json in
      try (json["data"]?.array ?? []).map { try batch($0) }
    }
  }

  /// Hands out what became of each request of a batch that has ended, in any order.
  public func results(
    of id: String, _ body: (_ name: String, BatchOutcome) async throws -> Void
  ) async throws {
    try await batches.lines("\(Self.path)/\(id)/results") { line in
      guard let name = line["custom_id"]?.string, let result = line["result"] else {
        throw batches.malformed("a result of a batch that is none")
      }
      try await body(name, outcome(result))
    }
  }

  /// The bytes that a request takes in a batch.
  public func size(of item: BatchItem) throws(ModelError) -> Int {
    // Its name and the braces around it.
    try body(of: item).bytes.count + 128
  }

  // MARK: - Requests and answers

  private static let path = "/v1/messages/batches"

  private func body(of item: BatchItem) throws(ModelError) -> JSONValue {
    let sheet = catalogue.sheet(for: item.model)
    return try AnthropicRequest(
      model: item.model, capabilities: sheet?.statedCapabilities,
      maximumOutput: sheet?.maximumOutput, takesSampling: takesSampling,
      caching: PromptCaching(nil), streams: false
    ).body(for: item.request)
  }

  private func batch(_ json: JSONValue) throws(ModelError) -> Batch {
    guard let id = json["id"]?.string, let status = json["processing_status"]?.string else {
      throw batches.malformed("a batch that is none")
    }
    let counts = json["request_counts"]
    return Batch(
      id: id, hasEnded: status == "ended",
      requests: (counts?.object?.keys ?? []).reduce(0) { $0 + batches.count(counts?[$1]) },
      processing: batches.count(counts?["processing"]),
      created: json["created_at"]?.string.flatMap { RateLimits.moment($0) },
      ended: json["ended_at"]?.string.flatMap { RateLimits.moment($0) })
  }

  private func outcome(_ result: JSONValue) -> BatchOutcome {
    switch result["type"]?.string {
    case "succeeded":
      let message = result["message"] ?? .null
      return BatchOutcome(
        whole: message,
        readBy: AnthropicAnswer(
          AnthropicAnswer.Context(requested: ModelID(message["model"]?.string ?? ""))))
    case "errored":
      let error = result["error"] ?? .null
      return .failed(ModelError(anthropicEvent: error["error"] == nil ? ["error": error] : error))
    case "expired":
      return .failed(
        ModelError(.timedOut, "The request was not answered before its batch expired."))
    case "canceled": return .failed(ModelError(.upstream, "The batch was canceled."))
    default: return .failed(batches.malformed("a result of an unknown kind"))
    }
  }
}

extension BatchOutcome {
  /// What a whole answer is that came in a batch, billed as such.
  init(whole json: JSONValue, readBy reader: some AnswerReader) {
    var reader = reader
    do throws(ModelError) {
      _ = try reader.receive(whole: json)
      var response = try reader.response()
      for index in response.usage.indices { response.usage[index].service.isBatch = true }
      self = .answered(response)
    } catch {
      self = .failed(error)
    }
  }
}
