// SPDX-License-Identifier: Apache-2.0

/// Anything that answers: one upstream model, or a setup made of several.
///
/// A setup is a model made of models, so whoever takes a `LanguageModel` needs to know nothing of
/// strategies. Conformers hand each event to the sink as it happens and wait for it, which is the
/// back-pressure; cancelling the task cancels everything below it.
public protocol LanguageModel: Sendable {
  /// The model's name, or the setup in its notation.
  var id: ModelID { get }

  /// Answers, handing on each event as it happens.
  ///
  /// - Throws: `ModelError` when there is no answer, `CancellationError` when the caller left.
  func respond(to request: ModelRequest, emitting sink: EventSink) async throws -> ModelResponse

  /// The size of a request's prompt, by the model's own tokenizer where it can be asked.
  func countTokens(of request: ModelRequest) async throws -> TokenCount

  /// What a request may cost at most, before it is made.
  func quote(for request: ModelRequest) async throws -> Quote
}

/// The price of a request that has not been made.
public struct Quote: Hashable, Codable, Sendable {
  /// The size of the prompt.
  public var prompt: TokenCount
  /// The dearest it can become: the prompt at its dearest rate and every output token used.
  public var worstCase: Cost

  /// A quote.
  public init(prompt: TokenCount, worstCase: Cost) {
    self.prompt = prompt
    self.worstCase = worstCase
  }
}

extension LanguageModel {
  /// Answers; events are dropped.
  public func respond(to request: ModelRequest) async throws -> ModelResponse {
    try await respond(to: request, emitting: .discarding)
  }

  /// Answers in words to words.
  public func respond(to prompt: String) async throws -> ModelResponse {
    try await respond(to: ModelRequest(prompt))
  }

  /// Answers as a sequence of events; see `ModelStream` for buffering and cancellation.
  public func streamResponse(to request: ModelRequest) -> ModelStream {
    ModelStream { sink in try await respond(to: request, emitting: sink) }
  }

  /// A bound that no tokenizer exceeds, for models that cannot be asked.
  public func countTokens(of request: ModelRequest) async throws -> TokenCount {
    .upperBound(of: request)
  }

  /// No price: only a metered model knows one.
  public func quote(for request: ModelRequest) async throws -> Quote {
    Quote(prompt: try await countTokens(of: request), worstCase: .unpriced)
  }
}

/// Where a model hands its events; waiting for it is the back-pressure.
public struct EventSink: Sendable {
  private let receive: @Sendable (ModelEvent) async throws -> Void

  /// A sink that runs a closure for each event, one at a time.
  public init(_ receive: @escaping @Sendable (ModelEvent) async throws -> Void) {
    self.receive = receive
  }

  /// Hands on one event.
  public func callAsFunction(_ event: ModelEvent) async throws { try await receive(event) }

  /// A sink for callers who only want the answer.
  public static let discarding = EventSink { _ in }
}
