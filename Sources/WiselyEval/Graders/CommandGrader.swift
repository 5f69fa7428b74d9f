// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// Right when a command that reads the answer from its standard input exits with 0.
public struct CommandGrader: Grader {
  /// The grader's name.
  public var name: String { "command@1" }
  private let check: CommandCheck

  /// A grader for a command as a list of words; the caller runs it, since this library runs
  /// nothing.
  ///
  /// - Throws: `EvalError` when it is no such list.
  public init(_ value: JSONValue, run: @escaping CommandCheck.Runner) throws(EvalError) {
    let words = value.array?.compactMap(\.string) ?? []
    guard !words.isEmpty, words.count == value.array?.count else {
      throw EvalError(
        .input, "'command' must be a list of texts such as [\"python3\", \"check.py\"].")
    }
    do {
      check = try CommandCheck(words, run: run)
    } catch {
      throw EvalError(.input, error.message)
    }
  }

  /// Runs the command.
  ///
  /// - Throws: What running it throws, when it gave no exit code.
  public func grade(_ answer: String, to query: Query) async throws -> Grade {
    let verdict = try await check.verdict(on: Draft(question: query.prompt, answer: answer))
    return Grade(verdict.result.passed, verdict.result.reason)
  }
}
