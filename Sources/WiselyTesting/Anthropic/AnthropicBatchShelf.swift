// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Wisely

/// A batch of the loopback API.
struct AnthropicBatch: Sendable {
  let id: String
  let number: Int
  let requests: [(name: String, params: JSONValue)]
  /// How often it is still said to be in progress; nil until somebody ends it.
  var polls: Int?
  /// The lines of its results, once it has ended.
  var results: [UInt8]?
  var counts: [String: Int] = [:]

  var hasEnded: Bool { results != nil }

  /// Batches are made a second apart, at the manual clock's day.
  private static func moment(_ seconds: Int) -> JSONValue {
    .string(
      Timestamp(microseconds: 1_795_478_400_000_000 + Int64(seconds) * 1_000_000).iso8601)
  }

  func json(baseURL: String) -> JSONValue {
    var counts: JSONObject = ["processing": JSONValue(hasEnded ? 0 : requests.count)]
    for kind in ["succeeded", "errored", "canceled", "expired"] {
      counts[kind] = JSONValue(self.counts[kind] ?? 0)
    }
    return [
      "id": .string(id), "type": "message_batch",
      "processing_status": hasEnded ? "ended" : "in_progress", "request_counts": .object(counts),
      "created_at": Self.moment(number), "expires_at": Self.moment(number + 86_400),
      "ended_at": hasEnded ? Self.moment(number + 60) : nil,
      "results_url": hasEnded ? .string("\(baseURL)/v1/messages/batches/\(id)/results") : nil,
    ]
  }
}

extension AnthropicUpstream {
  /// Ends every batch that waits for it.
  public func endBatches() {
    state.withLock { state in
      for index in state.batches.indices { state.batches[index].polls = 0 }
    }
  }

  /// The names of the requests of each batch, in the order in which they were made.
  public var batches: [[String]] {
    state.withLock { $0.batches.map { $0.requests.map(\.name) } }
  }

  func batches(
    _ request: LoopbackRequest, _ body: JSONValue, _ check: AnthropicHeaderCheck,
    requestID: String
  ) async throws -> LoopbackResponse {
    do throws(AnthropicRejection) { try check.run() } catch { return reject(error, requestID) }
    let parts = request.path.split(separator: "/").dropFirst(3).map(String.init)
    switch (request.method, parts.count, parts.last) {
    case ("POST", 0, _): return create(body, check, requestID)
    case ("GET", 0, _):
      let batches = state.withLock { Array($0.batches.reversed()) }
      return json(
        200, requestID,
        [
          "data": .array(batches.map { $0.json(baseURL: "") }), "has_more": false,
          "first_id": (batches.first?.id).map { .string($0) } ?? .null,
          "last_id": (batches.last?.id).map { .string($0) } ?? .null,
        ])
    case ("GET", 1, let id?):
      try await settle(id)
      return found(id, requestID) { json(200, requestID, $0.json(baseURL: "")) }
    case ("GET", 2, "results"):
      return found(parts[0], requestID) { batch in
        guard let results = batch.results else {
          return reject(AnthropicRejection("The batch has not ended."), requestID)
        }
        return .whole(
          status: 200,
          headers: [("content-type", "application/x-jsonl"), ("request-id", requestID)],
          body: results)
      }
    default:
      return reject(
        AnthropicRejection(
          404, "not_found_error", "\(request.method) \(request.path) is no endpoint."), requestID)
    }
  }

  private func found(
    _ id: String, _ requestID: String, _ body: (AnthropicBatch) -> LoopbackResponse
  ) -> LoopbackResponse {
    guard let batch = state.withLock({ $0.batches.first { $0.id == id } }) else {
      return reject(AnthropicRejection(404, "not_found_error", "There is no \(id)."), requestID)
    }
    return body(batch)
  }

  private func create(
    _ body: JSONValue, _ check: AnthropicHeaderCheck, _ requestID: String
  ) -> LoopbackResponse {
    do throws(AnthropicRejection) {
      let requests = body["requests"]?.array ?? []
      try demand(1...100_000 ~= requests.count, "requests: between 1 and 100,000 are needed")
      var names: Set<String> = []
      var items: [(name: String, params: JSONValue)] = []
      for (index, item) in requests.enumerated() {
        let name = item["custom_id"]?.string ?? ""
        try demand(
          1...64 ~= name.utf8.count
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) },
          "requests.\(index).custom_id: should match '^[a-zA-Z0-9_-]{1,64}$'")
        try demand(names.insert(name).inserted, "requests.\(index).custom_id: '\(name)' is twice")
        let params = item["params"] ?? .null
        try demand(params["stream"]?.bool != true, "requests.\(index).params.stream: not here")
        try self.check(params, check, isCounting: false)
        items.append((name, params))
      }
      let batch = state.withLock { state in
        let number = state.batches.count + 1
        let batch = AnthropicBatch(
          id: "msgbatch_\(number)", number: number, requests: items,
          polls: configuration.batchPolls)
        state.batches.append(batch)
        return batch
      }
      return json(200, requestID, batch.json(baseURL: ""))
    } catch { return reject(error, requestID) }
  }

  /// Brings a batch to its end once it has been asked for often enough.
  private func settle(_ id: String) async throws {
    let due = state.withLock { state -> AnthropicBatch? in
      guard let index = state.batches.firstIndex(where: { $0.id == id && !$0.hasEnded }) else {
        return nil
      }
      guard let polls = state.batches[index].polls else { return nil }
      state.batches[index].polls = polls - 1
      return polls <= 0 ? state.batches[index] : nil
    }
    guard let due else { return }
    var lines: [[UInt8]] = []
    var counts: [String: Int] = [:]
    for (position, item) in due.requests.enumerated() {
      let reply = try await reply(to: item.params)
      let (kind, result) = result(
        of: reply, to: item.params, id: "msg_\(due.number)_\(position + 1)")
      counts[kind, default: 0] += 1
      let line: JSONValue = ["custom_id": .string(item.name), "result": result]
      lines.append(line.bytes + [UInt8(ascii: "\n")])
    }
    state.withLock { [lines, counts] state in
      guard let index = state.batches.firstIndex(where: { $0.id == id && !$0.hasEnded }) else {
        return
      }
      // Results have no order; the opposite one is what nobody can rely on by accident.
      state.batches[index].results = Array(lines.reversed().joined())
      state.batches[index].counts = counts
    }
  }

  private func result(
    of reply: AnthropicReply, to params: JSONValue, id: String
  ) -> (kind: String, JSONValue) {
    let requested = params["model"]?.string ?? ""
    switch reply.faults {
    case .silence: return ("expired", ["type": "expired"])
    case .status(_, _, let body):
      let error =
        (try? JSONValue(parsing: body)) ?? ["type": "error", "error": ["type": "api_error"]]
      return ("errored", ["type": "errored", "error": error])
    default:
      var message = reply.message(id: id, model: requested).object ?? [:]
      var usage = message["usage"]?.object ?? [:]
      usage["service_tier"] = "batch"
      message["usage"] = .object(usage)
      var reading = AnthropicUsageReading(writesForAnHour: false)
      reading.merge(reply.usage)
      let shares = reading.shares(model: reply.model ?? requested)
      state.withLock { $0.counters.batched += shares }
      return ("succeeded", ["type": "succeeded", "message": .object(message)])
    }
  }
}
