// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A model that is asked again when it fails for a reason that may pass.
///
/// Nothing is tried again once any of an answer has reached the caller, who would see it twice (gateway
/// trap 39). It belongs around a meter, so that each attempt is booked on its own (gateway trap 33).
public struct RetryingModel<Base: LanguageModel>: LanguageModel {
  /// The model that is asked.
  public let base: Base
  /// When and how often.
  public let policy: RetryPolicy
  private let surroundings: Surroundings
  private let chance: @Sendable () -> Double

  /// A model that is asked again.
  ///
  /// `chance` spreads the pauses of callers that failed together, from 0 to 1; by default it does not.
  public init(
    _ base: Base, policy: RetryPolicy = RetryPolicy(), surroundings: Surroundings,
    chance: @escaping @Sendable () -> Double = { 0 }
  ) {
    self.base = base
    self.policy = policy
    self.surroundings = surroundings
    self.chance = chance
  }

  /// The name of the model that is asked.
  public var id: ModelID { base.id }

  /// Answers; the bill holds the rows of failed attempts too.
  ///
  /// - Throws: the last attempt's error, with the usage of all of them.
  public func respond(
    to request: ModelRequest, emitting sink: EventSink
  ) async throws -> ModelResponse {
    var retry = 0
    var tally = Tally()
    while true {
      let attempt = Attempt()
      let call = InnerCall(model: base, request: request)
      let result = try await call.result(emitting: sink) { event in
        attempt.note(event)
        return [event]
      }
      switch result {
      case .answered(let response): return tally.before(response)
      case .failed(var error, let rows):
        error.hasPartialContent = error.hasPartialContent || attempt.hasContent
        tally.add(error, bill: rows)
        retry += 1
        guard let delay = policy.delay(before: retry, after: error, chance: chance()) else {
          if let asked = error.retryAfter, asked > policy.longestRequestedDelay {
            error.message += " It asks for a pause of \(asked.inSeconds) s."
          }
          throw tally.failed(error)
        }
        let reason = error.message.hasSuffix(".") ? String(error.message.dropLast()) : error.message
        try await sink(
          .notice(
            Notice(
              .retrying,
              "\(reason); trying again in \(delay.inSeconds) s (\(retry) of \(policy.retries)).")))
        try await surroundings.sleep(delay)
      }
    }
  }

  /// The model's own count.
  public func countTokens(of request: ModelRequest) async throws -> TokenCount {
    try await base.countTokens(of: request)
  }

  /// The model's own quote, for one attempt.
  public func quote(for request: ModelRequest) async throws -> Quote {
    try await base.quote(for: request)
  }

  /// What an attempt has shown the caller.
  private final class Attempt: Sendable {
    private let state = Mutex(false)
    var hasContent: Bool { state.withLock { $0 } }
    func note(_ event: ModelEvent) {
      switch event {
      case .textDelta, .thinkingDelta, .toolUseStarted, .block, .consulting:
        state.withLock { $0 = true }
      default: break
      }
    }
  }
}

extension Duration {
  /// Seconds with at most one decimal, rounded up, as in `0.5` or `3`.
  fileprivate var inSeconds: String {
    let (seconds, attoseconds) = components
    let tenth: Int64 = 100_000_000_000_000_000
    let tenths = seconds * 10 + (attoseconds + tenth - 1) / tenth
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }
}
