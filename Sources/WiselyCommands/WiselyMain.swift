// SPDX-License-Identifier: Apache-2.0

import Glibc
import Wisely
import WiselyArguments

/// Runs the command.
public enum WiselyMain {
  /// Runs the command with the process's arguments and environment, and ends the process.
  ///
  /// Not asynchronous: an asynchronous `main` has threads before its first line, and they would take
  /// the signals that the main thread waits for.
  public static func run() -> Never {
    let world = World.process
    world.signals.wait {
      exit(await run(Array(CommandLine.arguments.dropFirst()), in: world))
    }
  }

  /// Runs a command line in a world and returns the process status.
  static func run(_ words: [String], in world: World) async -> Int32 {
    var settings = RunSettings()
    settings.columns = world.console.columns
    settings.usageExitCode = Exit.usage
    settings.describe = describe
    // Help that could not be printed is no success.
    var failure: (any Error)?
    let status = await World.$current.withValue(world) {
      await WiselyCommand.main(words, settings: settings) { text, isError in
        do {
          try world.console.write(text, to: isError ? .error : .output)
        } catch {
          // Nothing can be said to somebody who does not listen.
          if !isError { failure = error }
        }
      }
    }
    guard let failure else { return status }
    if let code = failure as? ExitCode { return code.rawValue }
    let report = describe(failure)
    try? world.console.write("error: \(report?.message ?? "\(failure)")\n", to: .error)
    return (report?.exitCode ?? Exit.failure).rawValue
  }

  /// What is printed for an error, and how the process ends.
  static func describe(_ error: any Error) -> FailureReport? {
    switch error {
    case let failure as CommandFailure:
      FailureReport(failure.message, exitCode: failure.code)
    case let error as SetupError: FailureReport(error.message, exitCode: Exit.usage)
    case let error as ModelError:
      FailureReport(error.message, exitCode: CommandFailure.code(for: error.code))
    default: nil
    }
  }
}
