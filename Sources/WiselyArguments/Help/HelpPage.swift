// SPDX-License-Identifier: Apache-2.0

/// The help text of one command, in sections.
struct HelpPage: Sendable {
  struct Section: Sendable {
    var title: String
    var entries: [HelpEntry]
  }

  var usage: [String]
  var path: String
  var configuration: CommandConfiguration
  var sections: [Section] = []

  /// More options than this are summed up in the usage line.
  private static let maximumOptionsInUsage = 12

  init(_ level: CommandLevel, isRoot: Bool) {
    path = level.path
    configuration = level.configuration
    let visible = level.declarations.filter(\.isVisible)
    usage =
      configuration.usage.map { TextWrapper.words($0) }
      ?? Self.synopsis(of: visible, takesSubcommand: !configuration.subcommands.isEmpty)
    add("ARGUMENTS", visible.filter { $0.kind == .positional }.map { HelpEntry($0) })

    let options = visible.filter { $0.kind != .positional }
    var builtIn: [HelpEntry] = []
    if isRoot, !configuration.version.isEmpty {
      builtIn.append(HelpEntry(label: "    --version", text: "Show the version."))
    }
    builtIn.append(HelpEntry(label: "-h, --help", text: "Show help information."))
    add("OPTIONS", options.filter { $0.section == nil }.map { HelpEntry($0) } + builtIn)
    var titles: [String] = []
    for case let title? in options.map(\.section) where !titles.contains(title) {
      titles.append(title)
    }
    for title in titles {
      add(title.uppercased(), options.filter { $0.section == title }.map { HelpEntry($0) })
    }
    add("SUBCOMMANDS", Self.entries(configuration.subcommands))
  }

  private mutating func add(_ title: String, _ entries: [HelpEntry]) {
    if !entries.isEmpty { sections.append(Section(title: title, entries: entries)) }
  }

  private static func entries(_ subcommands: [any Command.Type]) -> [HelpEntry] {
    subcommands.compactMap { subcommand in
      let configuration = subcommand.configuration
      guard configuration.shouldDisplay else { return nil }
      let names = [subcommand.commandName] + configuration.aliases
      return HelpEntry(label: names.joined(separator: ", "), text: configuration.abstract)
    }
  }

  /// The pieces of a usage line, none of which may be broken.
  static func synopsis(of visible: [ArgumentDeclaration], takesSubcommand: Bool) -> [String] {
    let options = visible.filter { $0.kind != .positional }
    var pieces: [String] = []
    if options.count > maximumOptionsInUsage {
      pieces = ["[options]"] + options.filter(\.isRequired).map(\.synopsis)
    } else {
      pieces = options.map(\.synopsis)
    }
    pieces += visible.filter { $0.kind == .positional }.map(\.synopsis)
    if takesSubcommand { pieces.append("<subcommand>") }
    return pieces
  }
}
