// SPDX-License-Identifier: Apache-2.0

extension LanguageModel {
  /// Answers, and runs a closure for each event as it happens.
  ///
  /// The model waits for the closure; what it throws ends the answer.
  ///
  /// ```swift
  /// let answer = try await pair.respond(to: request) { event in await screen.show(event) }
  /// ```
  public func respond(
    to request: ModelRequest, onEvent: @escaping @Sendable (ModelEvent) async throws -> Void
  ) async throws -> ModelResponse {
    try await respond(to: request, emitting: EventSink(onEvent))
  }

  /// Answers in words to words, and runs a closure for each event as it happens.
  public func respond(
    to prompt: String, onEvent: @escaping @Sendable (ModelEvent) async throws -> Void
  ) async throws -> ModelResponse {
    try await respond(to: ModelRequest(prompt), onEvent: onEvent)
  }

  /// Answers words as a sequence of events; `ModelStream.response` has the answer when they are over.
  public func streamResponse(to prompt: String) -> ModelStream {
    streamResponse(to: ModelRequest(prompt))
  }
}
