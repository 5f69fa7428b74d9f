// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyNet
import WiselyWire

/// The short questions about batches, and their long answers line by line.
struct BatchTransport: Sendable {
  let transport: Transport

  /// The most bytes of one line.
  private static let lineLimit = 64 * 1_024 * 1_024
  /// The most bytes of an answer that is no list of results.
  private static let answerLimit = 8 * 1_024 * 1_024

  var host: String { transport.host }

  /// Asks a question that is answered with JSON.
  func json<Value: Sendable>(
    _ method: String, _ path: String, contentType: String = "application/json",
    body: () throws(ModelError) -> [UInt8] = { [] }, reading: (JSONValue) throws -> Value
  ) async throws -> Value {
    let (http, secret) = try await transport.prepared(
      method, path, contentType: contentType, body)
    return try await perform(secret) {
      try await transport.client.perform(http, timeouts: transport.timeouts) { head, bytes in
        guard head.status == 200 else { throw try await transport.failure(head, bytes) }
        let answer = try await bytes.collect(upTo: Self.answerLimit)
        guard let json = try? JSONValue(parsing: answer) else {
          throw malformed("an answer that is no JSON")
        }
        return try reading(json)
      }
    }
  }

  /// Hands out the JSON of each line that a path answers with.
  func lines(_ path: String, _ body: (JSONValue) async throws -> Void) async throws {
    let (http, secret) = try await transport.prepared("GET", path) { [] }
    try await perform(secret) {
      try await transport.client.perform(http, timeouts: transport.timeouts) { head, bytes in
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

  /// How many requests a figure says; none where it cannot be a number of requests.
  func count(_ json: JSONValue?) -> Int {
    json?.int.flatMap { 0...1_000_000_000 ~= $0 ? $0 : nil } ?? 0
  }

  /// The error that an answer without sense is.
  func malformed(_ what: String) -> ModelError {
    ModelError(.malformedResponse, "\(host) sent \(what).")
  }

  private func hand(_ line: [UInt8], to body: (JSONValue) async throws -> Void) async throws {
    guard line.contains(where: { $0 > 0x20 }) else { return }
    guard let json = try? JSONValue(parsing: line) else {
      throw malformed("a result of a batch that is none")
    }
    try await body(json)
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
}
