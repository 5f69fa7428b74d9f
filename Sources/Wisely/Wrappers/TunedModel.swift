// SPDX-License-Identifier: Apache-2.0

/// A model at an effort, as `opus@low` is written.
public struct TunedModel: LanguageModel {
  /// The model.
  public let base: any LanguageModel
  /// How hard it thinks, unless a request says otherwise.
  public let effort: Effort

  /// A model at an effort.
  public init(_ base: any LanguageModel, effort: Effort) {
    self.base = base
    self.effort = effort
  }

  /// The notation.
  public var id: ModelID { ModelID("\(base.id)@\(effort.rawValue)") }

  /// Answers at the effort.
  public func respond(
    to request: ModelRequest, emitting sink: EventSink
  ) async throws -> ModelResponse {
    try await base.respond(to: tuned(request), emitting: sink)
  }

  /// The model's own count.
  public func countTokens(of request: ModelRequest) async throws -> TokenCount {
    try await base.countTokens(of: tuned(request))
  }

  /// The model's own quote.
  public func quote(for request: ModelRequest) async throws -> Quote {
    try await base.quote(for: tuned(request))
  }

  private func tuned(_ request: ModelRequest) -> ModelRequest {
    var tuned = request
    tuned.options.effort = request.options.effort ?? effort
    return tuned
  }
}
