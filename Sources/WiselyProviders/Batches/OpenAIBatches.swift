// SPDX-License-Identifier: Apache-2.0

public import Wisely
public import WiselyNet
import WiselyWire

/// The batches of OpenAI's API and of servers that have the same: a file of requests to one model, and
/// files of answers and failures, at half price.
public struct OpenAIBatches: BatchService {
  /// The preset's name.
  public let name: String
  /// A batch is of one model, and its requests write caches as others do.
  public let limits: BatchLimits
  private let batches: BatchTransport
  private let catalogue: PriceCatalogue
  private let preset: OpenAIPreset

  /// The batches behind a configuration; nil for a server that has none.
  public init?(
    configuration: OpenAIConfiguration, key: KeySource?, client: HTTPClient = HTTPClient(),
    catalogue: PriceCatalogue = .builtIn,
    now: @escaping @Sendable () -> Timestamp = Surroundings.system.now
  ) {
    guard configuration.preset.hasBatches else { return nil }
    preset = configuration.preset
    name = preset.name
    limits = BatchLimits(
      mixesModels: false,
      cacheLifetimes: preset.deviations.writtenLifetime.map { [$0] } ?? [])
    batches = BatchTransport(
      transport: Transport(openAI: configuration, key: key, client: client, now: now))
    self.catalogue = catalogue
  }

  /// Makes a batch of requests to one model: first their file, then the batch.
  public func create(_ items: [BatchItem]) async throws -> Batch {
    let file = try await upload(items)
    let body: JSONValue = [
      "input_file_id": .string(file), "endpoint": .string(endpoint), "completion_window": "24h",
    ]
    do {
      return try await batches.json("POST", "/batches") {
        body.bytes
      } reading: {
        try batch($0)
      }
    } catch let error as ModelError where error.status != nil {
      // No batch will ever read the file, and nobody else knows of it.
      _ = try? await batches.json("DELETE", "/files/\(file)") { $0 }
      throw error
    }
  }

  /// How a batch stands.
  public func batch(_ id: String) async throws -> Batch {
    try await batches.json("GET", "/batches/\(id)") { try batch($0) }
  }

  /// The newest batches, at most a hundred, newest first.
  public func newest() async throws -> [Batch] {
    try await batches.json("GET", "/batches?limit=100") { json in
      try (json["data"]?.array ?? []).map { try batch($0) }
    }
  }

  /// Hands out what became of the requests of a batch that has ended, in any order; those of a batch
  /// that was cancelled may have no end.
  public func results(
    of id: String, _ body: (_ name: String, BatchOutcome) async throws -> Void
  ) async throws {
    // Answers and failures lie in two files, and either may be missing.
    let files = try await batches.json("GET", "/batches/\(id)") { json in
      [json["output_file_id"]?.string, json["error_file_id"]?.string].compactMap { $0 }
    }
    for file in files {
      try await batches.lines("/files/\(file)/content") { line in
        guard let name = line["custom_id"]?.string else {
          throw batches.malformed("a result of a batch that is none")
        }
        try await body(name, outcome(line))
      }
    }
  }

  /// The bytes that a request takes in a batch.
  public func size(of item: BatchItem) throws(ModelError) -> Int {
    try line(of: item).count
  }

  // MARK: - Requests

  /// The path by its full name: servers want it so whatever stands before it in their own URL.
  private var endpoint: String {
    preset.prefersResponses ? "/v1/responses" : "/v1/chat/completions"
  }

  /// Sends the file of requests; whatever goes wrong here, there is no batch.
  private func upload(_ items: [BatchItem]) async throws -> String {
    do {
      var lines: [UInt8] = []
      for item in items { lines += try line(of: item) }
      let form = BatchUpload(file: lines)
      return try await batches.json("POST", "/files", contentType: form.contentType) {
        form.body
      } reading: { json in
        guard let id = json["id"]?.string else { throw batches.malformed("a file without a name") }
        return id
      }
    } catch var error as ModelError {
      error.isUnsent = true
      throw error
    }
  }

  private func line(of item: BatchItem) throws(ModelError) -> [UInt8] {
    let line: JSONValue = [
      "custom_id": .string(item.name), "method": "POST", "url": .string(endpoint),
      "body": try body(of: item),
    ]
    return line.bytes + [UInt8(ascii: "\n")]
  }

  private func body(of item: BatchItem) throws(ModelError) -> JSONValue {
    let sheet = catalogue.sheet(for: item.model)
    if preset.prefersResponses {
      // Results come without their requests, so nothing here could mind it.
      guard item.request.options.stopSequences.isEmpty else {
        throw ModelError(
          .invalidRequest,
          "A stop sequence cannot be sent in a batch of OpenAI's Responses; leave it out, or do without batches.",
          isUnsent: true)
      }
      return try ResponsesRequest(
        model: item.model, capabilities: sheet?.statedCapabilities,
        maximumOutput: sheet?.maximumOutput, deviations: preset.deviations, streams: false
      ).body(for: item.request)
    }
    return try ChatRequest(
      model: item.model, capabilities: sheet?.statedCapabilities,
      maximumOutput: sheet?.maximumOutput, deviations: preset.deviations, streams: false
    ).body(for: item.request)
  }

  // MARK: - Answers

  private func batch(_ json: JSONValue) throws(ModelError) -> Batch {
    guard let id = json["id"]?.string, let status = json["status"]?.string else {
      throw batches.malformed("a batch that is none")
    }
    let counts = json["request_counts"]
    // Nothing is counted until the file has been read.
    let said = batches.count(counts?["total"])
    let total = said > 0 ? said : nil
    let done = batches.count(counts?["completed"]) + batches.count(counts?["failed"])
    let ends = ["completed", "failed", "expired", "cancelled"]
    return Batch(
      id: id, hasEnded: ends.contains(status), requests: total,
      processing: max(0, (total ?? 0) - done), created: moment(json["created_at"]),
      ended: ends.lazy.compactMap { moment(json["\($0)_at"]) }.first,
      failure: status == "failed" ? failure(json["errors"]?["data"]?[0] ?? .null) : nil)
  }

  private func moment(_ seconds: JSONValue?) -> Timestamp? {
    guard let seconds = seconds?.int, 0...100_000_000_000 ~= seconds else { return nil }
    return Timestamp(microseconds: Int64(seconds) * 1_000_000)
  }

  /// Why a whole batch was turned down after its file had been read.
  private func failure(_ error: JSONValue) -> ModelError {
    let place = error["line"]?.int.map { " (line \($0) of its file)" } ?? ""
    let words = error["message"]?.string ?? "no reason was given"
    return ModelError(
      .invalidRequest, "\(batches.host) turned the batch down: \(words)\(place)")
  }

  private func outcome(_ line: JSONValue) -> BatchOutcome {
    if let error = line["error"], !error.isNull {
      let isLate = error["code"] == "batch_expired"
      return .failed(
        ModelError(
          isLate ? .timedOut : .upstream,
          error["message"]?.string ?? "The request was not answered in its batch."))
    }
    let body = line["response"]?["body"] ?? .null
    guard let status = line["response"]?["status_code"]?.int else {
      return .failed(batches.malformed("a result of an unknown kind"))
    }
    guard status == 200 else {
      return .failed(ModelError(openAIStatus: status, body: body.bytes, host: batches.host))
    }
    let context = OpenAIAnswerContext(
      requested: preset.deviations.model(onWire: body["model"]?.string ?? ""),
      deviations: preset.deviations)
    return preset.prefersResponses
      ? BatchOutcome(whole: body, readBy: ResponsesAnswer(context))
      : BatchOutcome(whole: body, readBy: ChatAnswer(context))
  }
}
