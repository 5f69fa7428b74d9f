// SPDX-License-Identifier: Apache-2.0

/// Passes when a command that is given the answer on its standard input exits with 0.
public struct CommandCheck: Check {
  /// Runs a command with some standard input and returns its exit code.
  public typealias Runner = @Sendable (_ arguments: [String], _ input: String) async throws -> Int32

  /// The check's name.
  public var name: String { "command" }
  /// The command and its arguments; no shell is between.
  public let arguments: [String]
  private let run: Runner

  /// A check; the caller runs the command, since this library runs nothing.
  ///
  /// - Throws: `SetupError` when there is no command.
  public init(_ arguments: [String], run: @escaping Runner) throws(SetupError) {
    guard let command = arguments.first, !command.isEmpty else {
      throw SetupError(
        "The check has no command; write it as a list, such as [\"make\", \"test\"].")
    }
    self.arguments = arguments
    self.run = run
  }

  /// Runs the command.
  public func verdict(on draft: Draft, emitting sink: EventSink) async throws -> CheckVerdict {
    let code = try await run(arguments, draft.answer)
    return result(code == 0, "\(arguments.joined(separator: " ")) exited with \(code).")
  }
}
