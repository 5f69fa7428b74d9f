// SPDX-License-Identifier: Apache-2.0

public import Wisely
public import WiselyNet
import WiselyWire

/// A model behind OpenAI's Responses: one request makes one upstream call.
///
/// Meters and retries are wrapped around it. Events are handed on as they arrive, and as soon as the
/// task is cancelled the connection is closed.
public struct ResponsesModel: LanguageModel {
  /// The model's name; on the wire without the preset's, if it begins with that.
  public let id: ModelID
  private let call: ProviderCall
  private let requests: ResponsesRequest

  /// A model; what it accepts and how long its answers may be is read from the catalogue.
  ///
  /// Without a key no header for one is sent, as servers of one's own need none. What each answer's head
  /// says of limits is told to `observe`.
  public init(
    _ id: ModelID, configuration: OpenAIConfiguration, key: KeySource? = nil,
    client: HTTPClient = HTTPClient(), catalogue: PriceCatalogue = .builtIn,
    now: @escaping @Sendable () -> Timestamp = Surroundings.system.now,
    observe: @escaping @Sendable (RateLimits) -> Void = { _ in }
  ) {
    self.id = id
    call = ProviderCall(
      model: id,
      transport: Transport(openAI: configuration, key: key, client: client, now: now)
    ) { head in observe(RateLimits(head, now: now())) }
    let sheet = catalogue.sheet(for: id)
    requests = ResponsesRequest(
      model: id, capabilities: sheet?.statedCapabilities, maximumOutput: sheet?.maximumOutput,
      deviations: configuration.preset.deviations, streams: configuration.streams)
  }

  /// Answers.
  ///
  /// - Throws: `ModelError`; `hasPartialContent` says whether any of an answer was handed on.
  public func respond(
    to request: ModelRequest, emitting sink: EventSink
  ) async throws -> ModelResponse {
    let context = OpenAIAnswerContext(request, model: id, deviations: requests.deviations)
    for notice in requests.notices(for: request) { try await sink(.notice(notice)) }
    let answer = ResponsesAnswer(context)
    let stops = request.options.stopSequences
    guard !stops.isEmpty else { return try await self.answer(request, answer, sink) }
    return try await self.answer(
      request, StoppingAnswer(answer, at: stops, of: context), sink)
  }

  private func answer(
    _ request: ModelRequest, _ reader: some AnswerReader, _ sink: EventSink
  ) async throws -> ModelResponse {
    try await call.answer(
      "/responses", streams: requests.streams, reading: reader, emitting: sink
    ) { () throws(ModelError) in try requests.body(for: request) }
  }
}
