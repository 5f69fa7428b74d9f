// SPDX-License-Identifier: Apache-2.0

/// A model whose exchanges go onto a cassette, or come from one: a session becomes a test.
///
/// Recording changes nothing of what the caller sees. Replaying gives, for each question that was asked,
/// the same events and the same answer or error, and needs no model, key or network. Secrets are removed
/// before anything is written, from questions as well, so a question is recognised without them.
///
/// ```swift
/// let cassette = try await Cassette { line in try await file.append(line) }
/// let model = RecordedModel(recording: metered, on: cassette, surroundings: surroundings)
/// ```
public struct RecordedModel: LanguageModel {
  private enum Mode: Sendable {
    case recording(any LanguageModel)
    case replaying(ReplayPace)
  }

  /// The name of the model.
  public let id: ModelID
  private let mode: Mode
  private let cassette: Cassette
  private let surroundings: Surroundings

  /// A model whose exchanges are written down.
  public init(
    recording base: any LanguageModel, on cassette: Cassette, surroundings: Surroundings
  ) {
    id = base.id
    mode = .recording(base)
    self.cassette = cassette
    self.surroundings = surroundings
  }

  /// A model that only says what was recorded of the model of that name.
  public init(
    replaying id: ModelID, from cassette: Cassette, pace: ReplayPace = .immediate,
    surroundings: Surroundings
  ) {
    self.id = id
    mode = .replaying(pace)
    self.cassette = cassette
    self.surroundings = surroundings
  }

  /// Answers, and writes the exchange down; or says what was recorded.
  ///
  /// - Throws: what the model throws; `ModelError` with code `recording` when the cassette holds no
  ///   answer to the question. An exchange that cannot be written down is a notice: the answer is paid for.
  public func respond(
    to request: ModelRequest, emitting sink: EventSink
  ) async throws -> ModelResponse {
    let key = try cassette.key(of: request, for: id)
    switch mode {
    case .replaying(let pace):
      let exchange = try cassette.next(key, of: id)
      return try await ExchangePlayer(exchange: exchange, pace: pace, surroundings: surroundings)
        .play(emitting: sink)
    case .recording(let base):
      let recorder = ExchangeRecorder(
        base: base, request: request, key: key, surroundings: surroundings)
      let exchange = try await recorder.exchange(emitting: sink)
      do {
        try await cassette.record(exchange)
      } catch {
        try await sink(.notice(Notice(.notKept, "The exchange could not be recorded: \(error)")))
      }
      return try exchange.answer()
    }
  }

  /// The model's own count; while replaying, the bound that no tokenizer exceeds.
  public func countTokens(of request: ModelRequest) async throws -> TokenCount {
    guard case .recording(let base) = mode else { return .upperBound(of: request) }
    return try await base.countTokens(of: request)
  }

  /// The model's own quote, written down as well since setups decide by it; while replaying, what was
  /// written down, or else nothing, since nothing is bought.
  public func quote(for request: ModelRequest) async throws -> Quote {
    let key = try cassette.key(of: request, for: id)
    guard case .recording(let base) = mode else {
      return cassette.quote(for: key)
        ?? Quote(prompt: .upperBound(of: request), worstCase: .priced(.zero))
    }
    let quote = try await base.quote(for: request)
    // A quote is no paid answer; whatever is wrong with the cassette is said when one comes.
    try? await cassette.record(quote, for: key, of: id)
    return quote
  }
}
