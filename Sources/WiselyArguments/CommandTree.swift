// SPDX-License-Identifier: Apache-2.0

/// A command with everything below it, for the generators that describe the whole program.
struct CommandTree {
  var name: String
  /// Name and aliases.
  var spellings: [String]
  /// The names from the root to here.
  var path: [String]
  var configuration: CommandConfiguration
  /// What the command declares, without the hidden.
  var declarations: [ArgumentDeclaration]
  /// The parents' options, which parse here too.
  var inherited: [ArgumentDeclaration]
  var children: [CommandTree]

  init(root: any Command.Type) {
    self.init(root, parent: [], inherited: [])
    let topics = children.map(\.name)
    guard !topics.isEmpty, !topics.contains("help") else { return }
    children.append(CommandTree(helpFor: topics, path: path))
  }

  private init(
    _ type: any Command.Type, parent: [String], inherited: [ArgumentDeclaration]
  ) {
    let level = CommandLevel(type, parent: nil)
    let path = parent + [level.path]
    name = level.path
    spellings = [level.path] + (parent.isEmpty ? [] : level.configuration.aliases)
    self.path = path
    configuration = level.configuration
    declarations = level.declarations.filter(\.isVisible)
    self.inherited = inherited
    let options = inherited + level.declarations.filter { $0.kind != .positional }
    children = level.configuration.subcommands
      .filter { $0.configuration.shouldDisplay }
      .map { CommandTree($0, parent: path, inherited: options) }
  }

  /// The `help` command the parser provides at the root.
  private init(helpFor topics: [String], path: [String]) {
    name = "help"
    spellings = ["help"]
    self.path = path + ["help"]
    configuration = CommandConfiguration(abstract: "Show help for a subcommand.")
    declarations = [
      ArgumentDeclaration(
        kind: .positional, path: ["subcommand"], help: "The subcommand to explain.",
        isRequired: false, isRepeating: false, completion: .list(topics))
    ]
    inherited = []
    children = []
  }

  var options: [ArgumentDeclaration] { declarations.filter { $0.kind != .positional } }
  var positionals: [ArgumentDeclaration] { declarations.filter { $0.kind == .positional } }
  var isRoot: Bool { path.count == 1 }
  var pathText: String { path.joined(separator: " ") }

  /// This command and all below it, parents first.
  var all: [CommandTree] { [self] + children.flatMap(\.all) }

  /// Options that take a value here, the parents' included.
  var valued: [ArgumentDeclaration] {
    let own = Set(declarations.map(\.identity))
    return (declarations + inherited.filter { !own.contains($0.identity) })
      .filter { $0.kind == .option }
  }

  /// `--help`, and `--version` at the root.
  var builtIn: [(names: [String], help: String)] {
    var names = [(names: ["-h", "--help"], help: "Show help information.")]
    if isRoot, !configuration.version.isEmpty {
      names.append((names: ["--version"], help: "Show the version."))
    }
    return names
  }
}
