// SPDX-License-Identifier: Apache-2.0

/// Where answers are kept by the questions they answer.
public protocol AnswerStore: Sendable {
  /// What was kept under a question's name, or nil.
  func exchange(for key: String) async throws -> Exchange?

  /// Keeps an exchange under its question's name; the first one kept stays.
  func keep(_ exchange: Exchange) async throws
}

/// A model that is not asked the same question twice: the same try gets the answer that was kept.
///
/// It belongs around the meter. A kept answer's bill says what it cost when it was made, with its rows
/// marked as replayed, and nothing is spent or booked; see `ModelResponse.cost` and `spentNow`. Two
/// tries at one question differ in `CallContext.trial`. Only answers are kept, never errors.
///
/// ```swift
/// let model = CachedModel(metered, in: try AnswerFolder("answers"), surroundings: surroundings)
/// ```
public struct CachedModel<Base: LanguageModel>: LanguageModel {
  /// The model that is asked what is not kept.
  public let base: Base
  private let store: any AnswerStore
  private let surroundings: Surroundings

  /// A model in front of which answers are kept.
  public init(_ base: Base, in store: any AnswerStore, surroundings: Surroundings) {
    self.base = base
    self.store = store
    self.surroundings = surroundings
  }

  /// The name of the model.
  public var id: ModelID { base.id }

  /// Answers from what is kept, or asks and keeps the answer.
  ///
  /// - Throws: what the model throws, and what the store throws when it cannot be read. An answer that
  ///   cannot be kept is given all the same, with a notice: it is paid for.
  public func respond(
    to request: ModelRequest, emitting sink: EventSink
  ) async throws -> ModelResponse {
    let key = try request.digest(for: id)
    if let kept = try await store.exchange(for: key) {
      return try await ExchangePlayer(
        exchange: kept, pace: .immediate, surroundings: surroundings
      ).play(emitting: sink)
    }
    let recorder = ExchangeRecorder(
      base: base, request: request, key: key, surroundings: surroundings)
    let exchange = try await recorder.exchange(emitting: sink)
    let response = try exchange.answer()
    do {
      try await store.keep(exchange)
    } catch {
      try await sink(.notice(Notice(.notKept, "The answer could not be kept: \(error)")))
    }
    return response
  }

  /// The model's own count.
  public func countTokens(of request: ModelRequest) async throws -> TokenCount {
    try await base.countTokens(of: request)
  }

  /// Nothing for a question whose answer is kept; else the model's own quote.
  public func quote(for request: ModelRequest) async throws -> Quote {
    guard try await store.exchange(for: try request.digest(for: id)) != nil else {
      return try await base.quote(for: request)
    }
    return Quote(prompt: .upperBound(of: request), worstCase: .priced(.zero))
  }
}
