// SPDX-License-Identifier: Apache-2.0

extension Command {
  /// Parses a command line for this command or one below it; throws ``ArgumentsError``.
  ///
  /// Requests for help or the version are thrown as ``CleanExit``.
  public static func parseAsRoot(_ arguments: [String]) throws -> any Command {
    var parser = CommandLineParser(root: Self.self, words: arguments)
    switch try parser.parse() {
    case .run(let command, _): return command
    case .help(let page): throw CleanExit.message(page.render(columns: 80))
    case .version(let version): throw CleanExit.message(version)
    }
  }

  /// Parses a command line for exactly this command; throws ``ArgumentsError``.
  public static func parse(_ arguments: [String]) throws -> Self {
    guard let command = try parseAsRoot(arguments) as? Self else {
      throw ArgumentsError(.unexpectedArgument, "the line names a subcommand of '\(commandName)'")
    }
    return command
  }

  /// The help text of this command or of one below it, `columns` characters wide (40 to 100).
  public static func helpMessage(
    for subcommand: (any Command.Type)? = nil, columns: Int = 80
  ) -> String {
    let root = CommandLevel(Self.self, parent: nil)
    let level = subcommand.flatMap { Self.find($0, below: root) } ?? root
    return HelpPage(level, isRoot: level.path == root.path).render(columns: columns)
  }

  private static func find(
    _ type: any Command.Type, below level: CommandLevel
  ) -> CommandLevel? {
    for subcommand in level.configuration.subcommands {
      let child = CommandLevel(subcommand, parent: level.path)
      if subcommand == type { return child }
      if let match = find(type, below: child) { return match }
    }
    return nil
  }
}
