// SPDX-License-Identifier: Apache-2.0

/// A shell for which completions can be generated.
public enum CompletionShell: String, CaseIterable, Sendable, ExpressibleByArgument {
  /// GNU Bash 3.2 or newer, without the bash-completion package.
  case bash
  /// The Z shell with `compinit`.
  case zsh
  /// Fish 3 or newer.
  case fish
}

extension Command {
  /// A completion script for this command and everything below it.
  public static func completionScript(for shell: CompletionShell) -> String {
    let tree = CommandTree(root: Self.self)
    return switch shell {
    case .bash: BashCompletion(tree: tree).script
    case .zsh: ZshCompletion(tree: tree).script
    case .fish: FishCompletion(tree: tree).script
    }
  }
}

/// Quoting for generated shell code.
enum ShellText {
  /// A word in single quotes, as bash and zsh read it.
  static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }

  /// A word in single quotes, as fish reads it: backslashes count there.
  static func fishQuoted(_ text: String) -> String {
    "'" + escaped(text, where: { $0 == "'" || $0 == "\\" }) + "'"
  }

  /// Puts a backslash before some characters.
  static func escaped(_ text: String, where isSpecial: (Character) -> Bool) -> String {
    var result = ""
    for character in text {
      if isSpecial(character) { result.append("\\") }
      result.append(character)
    }
    return result
  }

  /// A word as it must stand on a command line to be taken literally.
  static func typed(_ word: String) -> String {
    escaped(word) { " \t\"'\\$`;&|<>()*?[]#~{}!".contains($0) }
  }

  /// A name made of letters, digits and underscores.
  static func identifier(_ text: String) -> String {
    String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
  }

  /// Text on one line, for descriptions.
  static func line(_ text: String) -> String { TextWrapper.words(text).joined(separator: " ") }
}
