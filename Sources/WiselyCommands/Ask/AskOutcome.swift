// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyArguments
import WiselyAssistant
import WiselyStore

/// How a question ended, well or not.
struct AskOutcome {
  /// What was answered, as far as it goes.
  var answer = ""
  /// Why it stopped: a stop reason, `cancelled` or `error`.
  var stopReason: String
  /// How the command ends.
  var status: ExitCode
  /// What the person should know about it.
  var sentence: String?

  /// The outcome of an answer.
  init(_ response: ModelResponse) {
    answer = response.text
    stopReason = response.stopReason.rawValue
    status = Exit.incomplete
    switch response.stopReason {
    case .endTurn, .stopSequence: status = Exit.success
    case .refusal:
      status = Exit.refused
      sentence = "\(response.model) refused to answer."
    case .maximumTokens:
      sentence = "The answer is cut off at the output limit; raise --max-tokens."
    case .contextWindowExceeded:
      sentence = "The context window is full, so the answer is incomplete; name fewer files."
    case .stalled: sentence = "The executor went in circles; say how it should go on."
    case .budgetExhausted:
      status = Exit.budget
      sentence = "The budget ended before the answer was complete; raise --budget."
    case .planProposed, .planRejected:
      sentence = "The plan was not approved, so nothing was executed."
    default: sentence = "The answer is incomplete: the model stopped with '\(stopReason)'."
    }
  }

  /// The outcome of an error; the bill of what was paid until then stands apart from it.
  init(_ error: any Error, interruption: ExitCode?) {
    let error = (error as? LoopFailure)?.underlying ?? error
    stopReason = "error"
    status = Exit.failure
    if let interruption {
      stopReason = "cancelled"
      status = interruption
      sentence = "Interrupted before the answer was complete."
      return
    }
    switch error {
    case let code as ExitCode:
      stopReason = "cancelled"
      status = code
    case is CancellationError:
      stopReason = "cancelled"
      status = Exit.interrupted
      sentence = "Interrupted before the answer was complete."
    case let error as ModelError where error.code == .budget:
      stopReason = StopReason.budgetExhausted.rawValue
      status = Exit.budget
      sentence = error.message.withoutPeriod + "; raise --budget."
    case let error as StoreError:
      status = Exit.ledger
      sentence = error.message
    default:
      let report = WiselyMain.describe(error)
      status = report?.exitCode ?? Exit.failure
      sentence = report?.message ?? "\(error)"
    }
  }
}

extension CommandFailure {
  /// How the command ends for an error of a model's.
  static func code(for code: ModelError.Code) -> ExitCode {
    switch code {
    case .budget: Exit.budget
    case .unpriced: Exit.unpriced
    case .authentication, .permission: Exit.noPermission
    case .invalidSetup: Exit.usage
    case .recording: Exit.noInput
    default: Exit.failure
    }
  }
}

extension String {
  /// The sentence without its full stop, to go on with.
  var withoutPeriod: String { hasSuffix(".") ? String(dropLast()) : self }
}
