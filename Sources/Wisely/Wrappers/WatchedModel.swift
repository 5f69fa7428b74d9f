// SPDX-License-Identifier: Apache-2.0

/// A model behind a server that may cut prompts to its context without a word.
///
/// Such an answer looks like any other, but was given without what stood at the beginning. How many
/// tokens the server says it read tells, and then that is said, once.
public struct WatchedModel<Base: LanguageModel>: LanguageModel {
  /// The model that is watched.
  public let base: Base
  private let context: Int?
  private let watch: PromptWatch

  /// A watched model; its context in tokens, where somebody knows it.
  public init(_ base: Base, context: Int? = nil, watch: PromptWatch = PromptWatch()) {
    self.base = base
    self.context = context
    self.watch = watch
  }

  /// The name of the model that is watched.
  public var id: ModelID { base.id }

  /// Answers, with a notice behind the answer when its prompt was cut.
  public func respond(
    to request: ModelRequest, emitting sink: EventSink
  ) async throws -> ModelResponse {
    let response = try await base.respond(to: request, emitting: sink)
    let own = response.usage.first { $0.role == request.context.role }?.usage
    guard let own, let size = PromptSize(of: request).cut(reading: own, context: context)
    else { return response }
    let notice = watch.notice(
      of: id,
      "\(id) read \(own.prompt) tokens of a prompt of about \(size): the server cut it to its context without a word, so the answer may lack what stood there. Give it a larger context (num_ctx in Ollama), or send less."
    )
    if let notice { try await sink(.notice(notice)) }
    return response
  }

  /// The model's own count.
  public func countTokens(of request: ModelRequest) async throws -> TokenCount {
    try await base.countTokens(of: request)
  }

  /// The model's own quote.
  public func quote(for request: ModelRequest) async throws -> Quote {
    try await base.quote(for: request)
  }
}
