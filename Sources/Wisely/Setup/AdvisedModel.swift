// SPDX-License-Identifier: Apache-2.0

/// A cheap model that leads and may ask an expensive one: an executor and its advisor.
///
/// The executor's events reach the caller live. It is given one more tool, with which it consults;
/// rules of the policy may consult too. Advice enters the conversation only as the result of that
/// tool, so the executor's prefix never changes and stays cached. An advisor that fails, costs too
/// much or talks nonsense never ends the work: the executor is told that there is no advice.
///
/// ```swift
/// let thrifty = AdvisedModel(executor: haiku, advisor: opus, policy: .init(consultations: 3))
/// let answer = try await thrifty.respond(to: "Which of the two contracts renews by itself?")
/// ```
public struct AdvisedModel: LanguageModel {
  /// The model that works and decides.
  public let executor: any LanguageModel
  /// The model that is asked.
  public let advisor: any LanguageModel
  /// When, how often and for how much.
  public let policy: ConsultationPolicy
  /// What both are told.
  public let clauses: Clauses
  let now: @Sendable () -> Timestamp

  /// A pair.
  ///
  /// Without a clock, consultations are reported as taking no time.
  public init(
    executor: any LanguageModel, advisor: any LanguageModel,
    policy: ConsultationPolicy = ConsultationPolicy(), clauses: Clauses = .builtIn,
    now: @escaping @Sendable () -> Timestamp = { Timestamp(microseconds: 0) }
  ) {
    self.executor = executor
    self.advisor = advisor
    self.policy = policy
    self.clauses = clauses
    self.now = now
  }

  /// The pair in the notation.
  public var id: ModelID { ModelID("\(executor.id.operand)+\(advisor.id.operand)") }

  /// Answers; the final message holds a consultation block for each turn the harness closed.
  ///
  /// - Throws: what the executor throws, `ModelError(.invalidSetup)` for a model that would advise
  ///   itself, `CancellationError`. Never what the advisor throws.
  public func respond(
    to request: ModelRequest, emitting sink: EventSink
  ) async throws -> ModelResponse {
    guard policy.allowsPeer || executor.id != advisor.id else {
      throw ModelError(
        .invalidSetup,
        "\(executor.id) would advise itself, which costs more and knows no more; choose a stronger advisor, or allow it with allowsPeer."
      )
    }
    var run = AdvisedRun(self, request: request, sink: sink)
    return try await run.run()
  }

  /// The executor's count, with the consulting tool and its clause.
  public func countTokens(of request: ModelRequest) async throws -> TokenCount {
    try await executor.countTokens(of: AdvisedRun.executorRequest(self, for: request).request)
  }

  /// The executor's next call alone; each consultation is priced when it comes up.
  public func quote(for request: ModelRequest) async throws -> Quote {
    try await executor.quote(for: AdvisedRun.executorRequest(self, for: request).request)
  }
}
