// SPDX-License-Identifier: Apache-2.0

/// Writes one zsh function for each command, each a call of `_arguments`.
struct ZshCompletion {
  var tree: CommandTree

  var script: String {
    """
    #compdef \(tree.name)

    \(tree.all.map(function).joined(separator: "\n\n"))

    # Works both autoloaded from fpath and sourced.
    if [[ $funcstack[1] == \(name(tree)) ]]; then
      \(name(tree)) "$@"
    else
      compdef \(name(tree)) \(tree.name)
    fi

    """
  }

  private func name(_ node: CommandTree) -> String {
    "_" + node.path.map(ShellText.identifier).joined(separator: "_")
  }

  private func function(_ node: CommandTree) -> String {
    var specs = node.options.flatMap { self.specs($0) }
    specs += node.builtIn.flatMap { names, help in
      self.specs(names: names, others: names, repeats: false, help: help, value: nil)
    }
    if node.children.isEmpty {
      // What is declared after an array cannot be told from the array while typing.
      let last = node.positionals.firstIndex(where: \.isRepeating) ?? node.positionals.count
      specs += node.positionals.prefix(last + 1).enumerated().map { positional($1, at: $0 + 1) }
      return """
        \(name(node))() {
          _arguments -s -S : \\
        \(specs.map { "    \($0)" }.joined(separator: " \\\n"))
        }
        """
    }
    specs += ["'1: :->command'", "'*:: :->words'"]
    let described = node.children.flatMap { child in
      child.spellings.map { spelling in
        let help = ShellText.line(child.configuration.abstract)
        return "        " + ShellText.quoted(escapedColon(spelling) + ":" + help)
      }
    }
    let cases = node.children.map { child in
      "        \(child.spellings.joined(separator: " | "))) \(name(child)) ;;"
    }
    return """
      \(name(node))() {
        local context state state_descr line
        local -A opt_args
        local -a commands
        _arguments -s -S -C : \\
      \(specs.map { "    \($0)" }.joined(separator: " \\\n"))
        case $state in
          command)
            commands=(
      \(described.joined(separator: "\n"))
            )
            _describe 'command' commands
            ;;
          words)
            case $words[1] in
      \(cases.joined(separator: "\n"))
            esac
            ;;
        esac
      }
      """
  }

  private func specs(_ option: ArgumentDeclaration) -> [String] {
    let names = option.names.map(\.description)
    let negative = option.negativeNames.map(\.description)
    let value = option.kind == .option ? self.value(option) : nil
    return [names, negative].flatMap { group in
      self.specs(
        names: group, others: names + negative, repeats: option.isRepeating,
        help: option.help.abstract, value: value)
    }
  }

  /// One spec for each spelling; together they exclude each other unless the option repeats.
  private func specs(
    names: [String], others: [String], repeats: Bool, help: String, value: String?
  ) -> [String] {
    names.map { name in
      let head = repeats ? "*" : "(\(others.joined(separator: " ")))"
      let joint = value == nil ? "" : name.hasPrefix("--") ? "=" : "+"
      let text = ShellText.escaped(ShellText.line(help)) { "[]:\\".contains($0) }
      return ShellText.quoted("\(head)\(name)\(joint)[\(text)]\(value ?? "")")
    }
  }

  private func value(_ declaration: ArgumentDeclaration) -> String {
    let message = escapedColon(declaration.valueName)
    return ":\(message):\(action(declaration.completion))"
  }

  private func positional(_ declaration: ArgumentDeclaration, at place: Int) -> String {
    let head = declaration.isRepeating ? "*" : declaration.isRequired ? "\(place)" : "\(place):"
    return ShellText.quoted(head + value(declaration))
  }

  private func action(_ completion: CompletionKind) -> String {
    switch completion {
    // An empty action makes zsh show a message, and then it inserts no option either.
    case .none: return " false"
    case .file: return "_files"
    case .directory: return "_files -/"
    case .list(let words):
      let escaped = words.map { word in
        ShellText.escaped(word) { " \t\"'\\$`;&|<>()*?[]#~{}^:".contains($0) }
      }
      return "(\(escaped.joined(separator: " ")))"
    }
  }

  private func escapedColon(_ text: String) -> String {
    ShellText.escaped(text) { $0 == ":" || $0 == "\\" }
  }
}
