// SPDX-License-Identifier: Apache-2.0

/// A stand-in for a language model that needs no network: it solves a closed world by computation.
///
/// The sizes run the same code with different search budgets, so what the large one does better it
/// does by looking further. Answers are deterministic and end with a line `Answer: …`; what is outside
/// the world is said to be so. Whatever a model is asked to be (executor, advisor, planner, checker)
/// it reads from the request's words, as any model would.
public struct OfflineModel: LanguageModel {
  /// How large a stand-in is.
  public enum Size: String, Hashable, Sendable, CaseIterable {
    /// Quick and short-sighted; knows when it is not sure.
    case small
    /// In between.
    case medium
    /// Looks far enough for everything of everyday size.
    case large
  }

  /// The size.
  public let size: Size
  /// How much it may work on one question.
  public var budget: SearchBudget
  /// The most tokens a prompt may have.
  public var context: Int

  /// A stand-in of that size, with the size's budget and context.
  public init(_ size: Size) {
    self.size = size
    switch size {
    case .small: (budget, context) = (.small, 32_768)
    case .medium: (budget, context) = (.medium, 65_536)
    case .large: (budget, context) = (.large, 200_000)
    }
  }

  /// The stand-in of that name, `offline-small` for one; nil for any other name.
  public init?(id: ModelID) {
    guard let size = Size.allCases.first(where: { OfflineModel($0).id == id }) else { return nil }
    self.init(size)
  }

  /// The name: `offline-small`, `offline-medium` or `offline-large`.
  public var id: ModelID { ModelID("offline-\(size.rawValue)") }

  /// What every list of models says of the stand-ins.
  public static let summary =
    "a stand-in, not a language model: solves arithmetic, units, dates, document look-up and four kinds of puzzles by computation"

  /// The size of a prompt by the stand-ins' own tokenizer, exactly as it is billed.
  public func countTokens(of request: ModelRequest) async throws -> TokenCount {
    TokenCount(OfflineTokenizer.count(request), .exact)
  }

  /// Answers.
  ///
  /// - Throws: `ModelError` `.tooLarge` for prompts above `context`, `.invalidRequest` for an empty
  ///   conversation or a limit below 1; `CancellationError`.
  public func respond(to request: ModelRequest, emitting sink: EventSink) async throws
    -> ModelResponse
  {
    let prompt = OfflineTokenizer.count(request)
    guard prompt <= context else {
      throw ModelError(
        .tooLarge,
        "\(id) takes \(context) tokens and the prompt has \(prompt); shorten it or use a larger offline model."
      )
    }
    guard request.options.maximumTokens > 0 else {
      throw ModelError(.invalidRequest, "The limit on output tokens must be at least 1.")
    }
    guard !request.transcript.messages.isEmpty else {
      throw ModelError(.invalidRequest, "The conversation is empty; add a user message.")
    }
    try Task.checkCancellation()
    try await sink(.started(id, request.context.role))
    let reply = OfflineRole(of: request).reply(to: request, of: self)
    var draft = OfflineDraft(reply, options: request.options)
    try await draft.stream(to: sink)
    let usage = Usage(input: prompt, output: draft.tokens)
    return ModelResponse(
      id: "offline-\(prompt)-\(draft.tokens)", model: id,
      message: Message(.assistant, draft.blocks), stopReason: draft.stopReason,
      usage: [ModelUsage(model: id, role: request.context.role, usage: usage)])
  }
}
