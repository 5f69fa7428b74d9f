// SPDX-License-Identifier: Apache-2.0

/// What a front end shows for an error that a command threw.
public struct FailureReport: Sendable, Hashable {
  /// The sentence after "error: "; empty prints nothing.
  public var message: String
  /// The process status.
  public var exitCode: ExitCode

  /// Pairs a sentence with a status.
  public init(_ message: String, exitCode: ExitCode = .failure) {
    self.message = message
    self.exitCode = exitCode
  }
}

/// How a command line is run: the width of help, the statuses, the wording of errors.
public struct RunSettings: Sendable {
  /// The width of help texts in characters; 40 to 100 are honoured.
  public var columns = 80
  /// The status after a bad command line.
  public var usageExitCode = ExitCode.usage
  /// Words for errors other than this module's own; `nil` falls back to the error's description.
  public var describe: @Sendable (any Error) -> FailureReport? = { _ in nil }

  /// The defaults.
  public init() {}
}

extension Command {
  /// Parses and runs a command line without the program's name, and returns the process status.
  ///
  /// Nothing is printed and nothing exits here: texts go to `write`, whose second parameter says
  /// whether they belong on standard error.
  public static func main(
    _ arguments: [String], settings: RunSettings = RunSettings(),
    write: (_ text: String, _ toStandardError: Bool) -> Void
  ) async -> Int32 {
    var parser = CommandLineParser(root: Self.self, words: arguments)
    do {
      switch try parser.parse() {
      case .help(let page): write(page.render(columns: settings.columns), false)
      case .version(let version): write(version + "\n", false)
      case .run(var command, _): try await command.run()
      }
      return ExitCode.success.rawValue
    } catch CleanExit.helpRequest {
      write(parser.helpPage.render(columns: settings.columns), false)
      return ExitCode.success.rawValue
    } catch CleanExit.message(let text) {
      write(text.hasSuffix("\n") ? text : text + "\n", false)
      return ExitCode.success.rawValue
    } catch let code as ExitCode {
      return code.rawValue
    } catch let error as ArgumentsError {
      let path = error.commandPath ?? parser.current.path
      write("error: \(error.message)\nSee '\(path) --help'.\n", true)
      return settings.usageExitCode.rawValue
    } catch {
      let report = settings.describe(error) ?? Self.report(error)
      if !report.message.isEmpty { write("error: \(report.message)\n", true) }
      return report.exitCode.rawValue
    }
  }

  // A cancelled command was interrupted; it did not fail, so there is nothing to explain.
  private static func report(_ error: any Error) -> FailureReport {
    error is CancellationError
      ? FailureReport("", exitCode: .interrupted) : FailureReport(String(describing: error))
  }
}
