// SPDX-License-Identifier: Apache-2.0

/// A command on the way from the root to the one that runs.
struct CommandLevel {
  var type: any Command.Type
  var configuration: CommandConfiguration
  /// The names from the root to here.
  var path: String
  var properties: PropertyTable
  var declarations: [ArgumentDeclaration]

  init(_ type: any Command.Type, parent: String?) {
    self.type = type
    configuration = type.configuration
    path = (parent.map { $0 + " " } ?? "") + type.commandName
    properties = PropertyTable(type.init())
    declarations = properties.declarations()
  }

  var positionals: [ArgumentDeclaration] { declarations.filter { $0.kind == .positional } }

  func subcommand(named word: String) -> (any Command.Type)? {
    configuration.subcommands.first { $0.commandName == word }
      ?? configuration.subcommands.first { $0.configuration.aliases.contains(word) }
  }

  /// The names worth suggesting or listing.
  var visibleSubcommandNames: [String] {
    configuration.subcommands.filter { $0.configuration.shouldDisplay }.map { $0.commandName }
  }

  func make(from found: FoundArguments) throws -> any Command {
    try type.make(of: properties, from: found)
  }
}
