// SPDX-License-Identifier: Apache-2.0

/// A model under the name of its setup, which every call below it is booked with.
public struct SetupModel: LanguageModel {
  /// The model.
  public let base: any LanguageModel
  /// The setup, in its notation.
  public let setup: String

  /// A model of a setup.
  public init(_ base: any LanguageModel, setup: String) {
    self.base = base
    self.setup = setup
  }

  /// The notation.
  public var id: ModelID { ModelID(setup) }

  /// Answers.
  public func respond(
    to request: ModelRequest, emitting sink: EventSink
  ) async throws -> ModelResponse {
    try await base.respond(to: named(request), emitting: sink)
  }

  /// The model's own count.
  public func countTokens(of request: ModelRequest) async throws -> TokenCount {
    try await base.countTokens(of: named(request))
  }

  /// The model's own quote.
  public func quote(for request: ModelRequest) async throws -> Quote {
    try await base.quote(for: named(request))
  }

  private func named(_ request: ModelRequest) -> ModelRequest {
    var named = request
    if named.context.setup.isEmpty { named.context.setup = setup }
    return named
  }
}
