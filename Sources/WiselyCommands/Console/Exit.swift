// SPDX-License-Identifier: Apache-2.0

import WiselyArguments

/// The exit codes of the command; they are a promise to scripts.
enum Exit {
  /// It worked.
  static let success = ExitCode(0)
  /// The provider or the model failed, and there is no answer.
  static let failure = ExitCode(1)
  /// The worst case of the next call does not fit the budget.
  static let budget = ExitCode(3)
  /// A model has no known price.
  static let unpriced = ExitCode(4)
  /// The model refused.
  static let refused = ExitCode(5)
  /// The answer is not complete: an output limit, a full context, a stall, a plan to approve.
  static let incomplete = ExitCode(6)
  /// The command line is wrong.
  static let usage = ExitCode(64)
  /// A file of queries has mistakes in it.
  static let data = ExitCode(65)
  /// A file to read is missing or may not be read.
  static let noInput = ExitCode(66)
  /// The ledger cannot be written or read.
  static let ledger = ExitCode(74)
  /// The key is missing or rejected.
  static let noPermission = ExitCode(77)
  /// The configuration is wrong.
  static let configuration = ExitCode(78)
  /// Ctrl-C.
  static let interrupted = ExitCode(130)
  /// SIGTERM.
  static let terminated = ExitCode(143)
  /// Whoever read the output went away.
  static let brokenPipe = ExitCode(141)

  /// What each one means, for help and the manual.
  static let meanings = [
    TermDefinition(success, "It worked."),
    TermDefinition(failure, "The provider or the model failed; there is no answer."),
    TermDefinition(budget, "The worst case of the next call does not fit the budget."),
    TermDefinition(unpriced, "A model has no known price."),
    TermDefinition(refused, "The model refused to answer."),
    TermDefinition(incomplete, "The answer is incomplete: a limit, a stall or an unapproved plan."),
    TermDefinition(usage, "The command line is wrong."),
    TermDefinition(data, "A file of queries has mistakes in it."),
    TermDefinition(noInput, "A file is missing or may not be read."),
    TermDefinition(ledger, "The ledger cannot be written or read."),
    TermDefinition(noPermission, "The key is missing or was rejected."),
    TermDefinition(configuration, "The configuration is wrong."),
    TermDefinition(interrupted, "Interrupted by Ctrl-C."),
    TermDefinition(brokenPipe, "Whoever read the output went away."),
    TermDefinition(terminated, "Ended by SIGTERM."),
  ]
}

/// An error that knows how the command ends.
struct CommandFailure: Error, CustomStringConvertible {
  let code: ExitCode
  let message: String

  init(_ code: ExitCode, _ message: String) {
    self.code = code
    self.message = message
  }

  var description: String { message }
}
