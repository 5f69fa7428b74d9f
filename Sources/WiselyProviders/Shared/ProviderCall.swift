// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyNet
import WiselyWire

/// What asking a model over HTTP is in every dialect: one request, one answer, read as it arrives.
struct ProviderCall: Sendable {
  let model: ModelID
  let transport: Transport
  /// Told the head of each answer.
  var observe: @Sendable (HTTPResponseHead) -> Void = { _ in }

  /// The most bytes a whole answer may have.
  private static let answerLimit = 64 * 1024 * 1024

  /// Asks, and hands on what the reader makes of the answer.
  ///
  /// - Throws: `ModelError`; `hasPartialContent` says whether any of an answer was handed on.
  func answer<Reader: AnswerReader>(
    _ path: String, streams: Bool, headers: [(name: String, value: String)] = [],
    reading reader: Reader, emitting sink: EventSink,
    body: () throws(ModelError) -> JSONValue
  ) async throws -> ModelResponse {
    let delivery = CallDelivery.current
    delivery?.begin()
    let (http, secret) = try await transport.prepared(
      "POST", path, headers: headers, accepting: streams ? "text/event-stream" : "application/json"
    ) { () throws(ModelError) in try body().bytes }
    var reader = reader
    do {
      return try await transport.client.perform(
        http, timeouts: transport.timeouts, whenSent: { delivery?.sent() }
      ) { head, body in
        observe(head)
        // Also where the request is refused before all of it was read.
        if 400..<500 ~= head.status { delivery?.refused() } else { delivery?.sent() }
        guard head.status == 200 else { throw try await failure(head, body) }
        if head.isEventStream {
          try await read(body, into: &reader, emitting: sink)
        } else {
          let bytes = try await body.collect(upTo: Self.answerLimit)
          guard let json = try? JSONValue(parsing: bytes) else {
            throw ModelError(.malformedResponse, "\(host) sent an answer that is no JSON.")
          }
          for event in try reader.receive(whole: json) { try await sink(event) }
        }
        return try reader.response()
      }
    } catch let error as HTTPError {
      try Task.checkCancellation()
      // The answer was whole; how the connection ends then is nobody's concern.
      if reader.isWhole {
        for event in try reader.finish() { try await sink(event) }
        return try reader.response()
      }
      try await report(reader, to: sink)
      throw ModelError(error, hasPartialContent: reader.hasContent)
    } catch var error as ModelError {
      try await report(reader, to: sink)
      error.hasPartialContent = reader.hasContent
      error.message = secret?.redacted(from: error.message) ?? error.message
      throw error
    }
  }

  /// Asks a short question that is answered with JSON; nil when the answer is none.
  func json(
    _ path: String, headers: [(name: String, value: String)] = [],
    body: () throws(ModelError) -> JSONValue
  ) async throws -> JSONValue? {
    let (http, secret) = try await transport.prepared("POST", path, headers: headers) {
      () throws(ModelError) in try body().bytes
    }
    do {
      return try await transport.client.perform(http, timeouts: transport.timeouts) { head, body in
        guard head.status == 200 else { throw try await failure(head, body) }
        return try? JSONValue(parsing: try await body.collect(upTo: Transport.errorLimit))
      }
    } catch let error as HTTPError {
      try Task.checkCancellation()
      throw ModelError(error)
    } catch var error as ModelError {
      error.message = secret?.redacted(from: error.message) ?? error.message
      throw error
    }
  }

  private var host: String { transport.host }

  private func read<Reader: AnswerReader>(
    _ body: HTTPBody, into reader: inout Reader, emitting sink: EventSink
  ) async throws {
    var parser = SSEParser()
    stream: for try await bytes in body {
      let frames: [ServerSentEvent]
      do {
        frames = try parser.parse(bytes)
      } catch {
        throw ModelError(.malformedResponse, "\(host) sent a stream in which \(error).")
      }
      for frame in frames {
        for event in try reader.receive(frame) { try await sink(event) }
        // Leaving closes the connection, so that no more is made of what nobody reads.
        if reader.isFinal { return }
        // Some servers never close; the usual end is awaited, since it keeps the connection.
        if reader.isEnded {
          try await body.end()
          break stream
        }
      }
    }
    guard reader.isWhole else {
      // A tidy end is never made up (gateway trap 40).
      throw ModelError(.connection, "The answer of \(host) broke off before its end.")
    }
    for event in try reader.finish() { try await sink(event) }
  }

  private func failure(_ head: HTTPResponseHead, _ body: HTTPBody) async throws -> ModelError {
    var error = try await transport.failure(head, body)
    if error.code == .unknownModel {
      error.message = "\(host) has no model '\(model)': \(error.message)"
    }
    return error
  }

  /// Consultations that were held before trouble came have to be seen all the same.
  private func report(_ reader: some AnswerReader, to sink: EventSink) async throws {
    guard !reader.isWhole else { return }
    for consultation in reader.heldConsultations { try await sink(.consulted(consultation)) }
  }
}

extension HTTPResponseHead {
  fileprivate var isEventStream: Bool {
    headers["content-type"]?.lowercased().hasPrefix("text/event-stream") ?? false
  }
}
