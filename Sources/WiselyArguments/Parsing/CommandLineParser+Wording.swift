// SPDX-License-Identifier: Apache-2.0

extension CommandLineParser {
  func unknownCommand(_ word: String) -> ArgumentsError {
    let names = current.visibleSubcommandNames
    let subject = "unknown command \(ArgumentsError.quoted(word))"
    let aliases = current.configuration.subcommands.flatMap { $0.configuration.aliases }
    let message =
      if let nearest = Suggestion.nearest(to: word, among: names + aliases) {
        "\(subject); did you mean '\(nearest)'?"
      } else if names.isEmpty {
        "\(subject); '\(current.path)' has no subcommands"
      } else {
        "\(subject); choose one of \(names.joined(separator: ", "))"
      }
    return ArgumentsError(.unknownCommand, message, commandPath: current.path)
  }

  func unknownOption(_ name: String) -> ArgumentsError {
    let subject = "unknown option \(ArgumentsError.quoted(name))"
    if name == "--help" {
      return ArgumentsError(.unexpectedValue, "option '--help' takes no value")
    }
    if name == "--version", !levels[0].configuration.version.isEmpty {
      return ArgumentsError(.unknownOption, "\(subject); write '\(levels[0].path) --version'")
    }
    if let owner = laterOwner(of: name) {
      return ArgumentsError(
        .unknownOption, "\(subject) before '\(owner)'; write it after '\(owner)'")
    }
    let known = levels.reversed().flatMap(\.declarations).filter(\.isVisible)
      .flatMap { $0.names + $0.negativeNames }.filter(\.isLong).map(\.description)
    if let nearest = Suggestion.nearest(to: name, among: known + ["--help"]) {
      return ArgumentsError(.unknownOption, "\(subject); did you mean '\(nearest)'?")
    }
    // A dashed word is often meant as an argument; a single letter is not.
    let mend =
      !current.positionals.isEmpty && name.count > 2
      ? "if it is an argument, write '--' before it" : "remove it, or check its spelling"
    return ArgumentsError(.unknownOption, "\(subject); \(mend)")
  }

  /// The error for a long name behind a single dash, if a word is that.
  func missingDash(in word: String) -> ArgumentsError? {
    let body = word.prefix { $0 != "=" }
    let long = Name.long(String(body.dropFirst()))
    guard body.count > 2, declaration(named: long) != nil || long == .long("help") else {
      return nil
    }
    let subject = "unknown option \(ArgumentsError.quoted(String(body)))"
    return ArgumentsError(.unknownOption, "\(subject); did you mean '\(long)'?")
  }

  func unknownShortOption(_ name: Name, in word: String) -> ArgumentsError {
    guard word.count > 2 else { return unknownOption(name.description) }
    return ArgumentsError(
      .unknownOption,
      """
      unknown option \(ArgumentsError.quoted(name.description)) in \
      \(ArgumentsError.quoted(word)); remove it, or check its spelling
      """)
  }

  func unexpectedArgument(_ word: String) -> ArgumentsError {
    let subject = "unexpected argument \(ArgumentsError.quoted(word))"
    let taken = current.positionals.map(\.preferredName)
    let mend =
      switch taken.count {
      case 0: "'\(current.path)' takes no arguments"
      case 1: "'\(current.path)' takes only \(taken[0]); put quotes round a value with spaces"
      default:
        "'\(current.path)' takes only \(taken.joined(separator: " ")); put quotes round a value "
          + "with spaces"
      }
    return ArgumentsError(.unexpectedArgument, "\(subject); \(mend)")
  }

  /// The subcommand still to come that declares a name written too early.
  private func laterOwner(of name: String) -> String? {
    for word in words[index...] {
      guard let subcommand = current.subcommand(named: word) else { continue }
      let level = CommandLevel(subcommand, parent: current.path)
      let names = level.declarations.flatMap { $0.names + $0.negativeNames }.map(\.description)
      return names.contains(name) ? word : nil
    }
    return nil
  }
}
