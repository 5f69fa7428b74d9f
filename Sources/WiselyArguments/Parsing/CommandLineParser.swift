// SPDX-License-Identifier: Apache-2.0

/// What a command line asks for.
enum Invocation {
  case run(any Command, path: String)
  case help(HelpPage)
  case version(String)
}

/// Reads words from left to right, descending into subcommands as their names come by.
struct CommandLineParser {
  var levels: [CommandLevel]
  var found = FoundArguments()
  var words: [String]
  var index = 0
  private var positionals: [String] = []
  private var isAfterTerminator = false

  init(root: any Command.Type, words: [String]) {
    levels = [CommandLevel(root, parent: nil)]
    self.words = words
  }

  var current: CommandLevel { levels[levels.count - 1] }

  /// Parses all words and builds the command, or finds that help or the version is wanted.
  mutating func parse() throws -> Invocation {
    do {
      if let invocation = try readWords() { return invocation }
      try assignPositionals()
      return try build()
    } catch var error as ArgumentsError {
      // Somebody who asks for help in the middle of a mistake wants the help, not the mistake. An
      // unknown command is the exception: there is no page to show for it.
      if error.code != .unknownCommand, isHelpAhead { return .help(helpPage) }
      error.commandPath = error.commandPath ?? current.path
      throw error
    }
  }

  var helpPage: HelpPage { HelpPage(current, isRoot: levels.count == 1) }

  private var isHelpAhead: Bool {
    words[min(index, words.count)...].prefix { $0 != "--" }.contains { word in
      (word == "--help" || word == "-h") && declaration(named: Self.name(of: word)) == nil
    }
  }

  private static func name(of word: String) -> Name {
    word.hasPrefix("--") ? .long(String(word.dropFirst(2))) : .short(word.last ?? "-")
  }

  private mutating func readWords() throws -> Invocation? {
    while index < words.count {
      let word = words[index]
      index += 1
      if isAfterTerminator || !looksLikeOption(word) {
        if let invocation = try readPlainWord(word) { return invocation }
      } else if word == "--" {
        isAfterTerminator = true
      } else if word.hasPrefix("--") {
        if let invocation = try readLongOption(word) { return invocation }
      } else if let invocation = try readShortOptions(word) {
        return invocation
      }
    }
    return nil
  }

  private mutating func readPlainWord(_ word: String) throws -> Invocation? {
    let level = current
    guard !isAfterTerminator, positionals.isEmpty, !level.configuration.subcommands.isEmpty else {
      positionals.append(word)
      return nil
    }
    if let subcommand = level.subcommand(named: word) {
      levels.append(CommandLevel(subcommand, parent: level.path))
      return nil
    }
    if word == "help", levels.count == 1 { return try readHelpRequest() }
    guard !level.positionals.isEmpty else { throw unknownCommand(word) }
    positionals.append(word)
    return nil
  }

  private mutating func readHelpRequest() throws -> Invocation {
    for word in words[index...] where !looksLikeOption(word) {
      guard let subcommand = current.subcommand(named: word) else { throw unknownCommand(word) }
      levels.append(CommandLevel(subcommand, parent: current.path))
    }
    return .help(helpPage)
  }

  private mutating func assignPositionals() throws {
    let declarations = current.positionals
    var rest = positionals[...]
    for (place, declaration) in declarations.enumerated() {
      // What is declared after an array keeps its share, as in `copy SOURCE... TARGET`.
      let reserved = declarations[(place + 1)...].count { $0.isRequired }
      let count = declaration.isRepeating ? max(0, rest.count - reserved) : min(1, rest.count)
      for word in rest.prefix(count) {
        found.add(Occurrence(name: declaration.preferredName, value: word), to: declaration)
      }
      rest = rest.dropFirst(count)
    }
    if let extra = rest.first { throw unexpectedArgument(extra) }
  }

  private func build() throws -> Invocation {
    // Parents are built too, so that their options are checked even where only the leaf runs.
    var command: (any Command)?
    for level in levels {
      do {
        command = try level.make(from: found)
      } catch var error as ArgumentsError {
        error.commandPath = error.commandPath ?? level.path
        throw error
      }
    }
    guard let command else { return .help(helpPage) }
    return .run(command, path: current.path)
  }
}
