// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// One upstream effort for one query by one setup.
public struct Attempt: Sendable {
  /// The name, which is the conversation in the ledger.
  public var id: String
  /// Where it stands in the plan.
  public var place: AttemptPlace
  /// The query.
  public var query: Query
  /// The setup.
  public var setup: RunPlan.Setup
  /// How often it was tried before, for reasons that were not the model's.
  public var number: Int

  /// An effort.
  public init(id: String, place: AttemptPlace, query: Query, setup: RunPlan.Setup, number: Int) {
    self.id = id
    self.place = place
    self.query = query
    self.setup = setup
    self.number = number
  }
}

/// What a setup made of a query: an answer, or what went wrong, and in both cases what was paid.
public struct AttemptAnswer: Sendable {
  /// The words of the answer, as far as they go.
  public var text: String
  /// Why the model stopped; nil when it did not come to that.
  public var stopReason: StopReason?
  /// What went wrong, if there is no answer.
  public var error: (any Error)?
  /// The ledger rows of every call, in the order of their booking.
  public var bill: [LedgerRow]
  /// The consultations that were held.
  public var consultations: [Consultation]
  /// How many tool calls were answered.
  public var toolCalls: Int
  /// Whether the model was still calling tools when its steps ran out.
  public var reachedStepLimit: Bool
  /// Whether any of it comes from a cache or a recording.
  public var isReplayed: Bool { bill.contains(where: \.isReplayed) }

  /// An answer.
  public init(
    text: String = "", stopReason: StopReason? = nil, error: (any Error)? = nil,
    bill: [LedgerRow] = [], consultations: [Consultation] = [], toolCalls: Int = 0,
    reachedStepLimit: Bool = false
  ) {
    self.text = text
    self.stopReason = stopReason
    self.error = error
    self.bill = bill
    self.consultations = consultations
    self.toolCalls = toolCalls
    self.reachedStepLimit = reachedStepLimit
  }
}

/// The grade of an answer with the grades it was made of.
public struct GradedAnswer: Sendable {
  /// What one grader said.
  public struct Part: Hashable, Sendable {
    /// The grader and its version.
    public var grader: String
    /// From 0 to 1; nil when it could not be said.
    public var score: Double?
    /// Why.
    public var reason: String

    /// A part.
    public init(grader: String, score: Double?, reason: String) {
      self.grader = grader
      self.score = score
      self.reason = reason
    }
  }

  /// From 0 to 1; nil when only people can say.
  public var score: Double?
  /// What each grader said.
  public var parts: [Part]
  /// What came out when a judge was asked once more, from 0 to 1; nil for most answers.
  public var secondScore: Double?
  /// What judging cost, one row for each call of a judge.
  public var bill: [LedgerRow]

  /// A grade.
  public init(
    score: Double?, parts: [Part] = [], secondScore: Double? = nil, bill: [LedgerRow] = []
  ) {
    self.score = score
    self.parts = parts
    self.secondScore = secondScore
    self.bill = bill
  }
}

/// Why an answer could not be graded, with what trying has cost; the answer is kept.
public struct GradingFailure: Error, Sendable, CustomStringConvertible {
  /// What went wrong.
  public var underlying: any Error
  /// What judging cost all the same.
  public var bill: [LedgerRow]

  /// A failure.
  public init(_ underlying: any Error, bill: [LedgerRow] = []) {
    self.underlying = underlying
    self.bill = bill
  }

  /// The sentence.
  public var description: String { "\(underlying)" }
}

/// What an attempt came to, and what is to be done about it.
enum AttemptVerdict {
  /// Ready to be graded.
  case answered
  /// The model failed: scored 0, never tried again.
  case modelFailed(String)
  /// Something else failed: not scored, and tried again unless there is no point in it.
  case infrastructureFailed(String, isPassing: Bool, retryAfter: Duration?)
  /// The next call did not fit the budget.
  case budget(String)
  /// No attempt can succeed like this: a wrong key, an unknown model.
  case hopeless(String)
  /// Somebody stopped the run.
  case cancelled
}

extension AttemptAnswer {
  /// What it came to.
  var verdict: AttemptVerdict {
    if let error { return verdict(of: error) }
    // Without the advice it asked for, the setup was not the setup that is being tested.
    if consultations.contains(where: { $0.outcome == .budgetRefused }) {
      return .budget("The budget had no room for a consultation.")
    }
    guard let stopReason else { return .answered }
    switch stopReason {
    case .endTurn, .stopSequence: return .answered
    case .budgetExhausted: return .budget("The budget ended before the answer was complete.")
    case .refusal: return .modelFailed("The model refused.")
    case .maximumTokens: return .modelFailed("The answer was cut off at the output limit.")
    case .contextWindowExceeded: return .modelFailed("The context window was full.")
    case .stalled: return .modelFailed("The executor went in circles.")
    case .toolUse where reachedStepLimit:
      return .modelFailed("The model was still calling tools when its steps ran out.")
    default: return .modelFailed("The model stopped with '\(stopReason)'.")
    }
  }

  private func verdict(of error: any Error) -> AttemptVerdict {
    if error is CancellationError { return .cancelled }
    guard let error = error as? ModelError else {
      return .infrastructureFailed("\(error)", isPassing: false, retryAfter: nil)
    }
    let sentence = "\(error.code): \(error.message)"
    switch error.code {
    case .budget: return .budget(error.message)
    case .authentication, .permission, .billing, .unpriced, .unknownModel, .invalidSetup:
      return .hopeless(error.message)
    case .tooLarge: return .modelFailed(sentence)
    // Words had come, so it is what the model said that cannot be read, such as a cut tool call.
    case .malformedResponse where error.hasPartialContent: return .modelFailed(sentence)
    case .invalidRequest:
      return .infrastructureFailed(sentence, isPassing: false, retryAfter: nil)
    default:
      return .infrastructureFailed(
        sentence, isPassing: error.shouldRetry ?? true, retryAfter: error.retryAfter)
    }
  }
}
