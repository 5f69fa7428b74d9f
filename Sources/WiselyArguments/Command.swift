// SPDX-License-Identifier: Apache-2.0

/// A value whose declared options and arguments are filled in from a command line.
public protocol ParsableArguments: Decodable, Sendable {
  /// Creates the value with its declared defaults, before anything is parsed.
  init()

  /// Checks what no single option can know, and throws ``ArgumentsError`` with the mend.
  mutating func validate() throws
}

extension ParsableArguments {
  /// Accepts everything.
  public mutating func validate() throws {}
}

/// One verb of the command line: a value type with declared options and something to run.
///
/// ```swift
/// struct Greet: Command {
///   static let configuration = CommandConfiguration(abstract: "Greet somebody.")
///   @Option(name: .shortAndLong, help: "How often.") var count = 1
///   @Argument(help: "Whom to greet.") var name: String
///   func run() async throws { ... }
/// }
/// ```
public protocol Command: ParsableArguments {
  /// The name, texts and subcommands that help, completions and the manual are made of.
  static var configuration: CommandConfiguration { get }

  /// Does the work; throws ``ExitCode`` to end with a status and no message.
  mutating func run() async throws
}

extension Command {
  /// An undescribed command, named after its type.
  public static var configuration: CommandConfiguration { CommandConfiguration() }

  /// Shows the help text, the right answer for a command that only groups others.
  public mutating func run() async throws { throw CleanExit.helpRequest }

  /// The name typed on the command line.
  public static var commandName: String {
    configuration.commandName ?? Name.kebabCase(String(describing: Self.self))
  }
}
