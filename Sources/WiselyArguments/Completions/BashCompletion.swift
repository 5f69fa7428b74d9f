// SPDX-License-Identifier: Apache-2.0

/// Writes one bash function that walks the words typed so far and looks candidates up by command.
struct BashCompletion {
  var tree: CommandTree

  private var function: String { "_" + ShellText.identifier(tree.name) }

  var script: String {
    """
    # bash completion for \(tree.name)

    # Bash splits words at "=", ":" and "@"; put together what has no blank in between.
    \(function)_join() {
      local rest=$COMP_LINE index word start
      words=()
      for ((index = 0; index <= COMP_CWORD; index++)); do
        word=${COMP_WORDS[index]}
        start=${rest#"${rest%%[![:space:]]*}"}
        if ((index > 0)) && [[ -n $rest && $rest == "$start" ]]; then
          words[${#words[@]} - 1]+=$word
        else
          words+=("$word")
        fi
        rest=${start#"$word"}
      done
    }

    # What can follow a command: its subcommands, its options, those options that take a value.
    \(function)_level() {
      subcommands=() options=() valued=()
      case $1 in
    \(tree.all.map(level).joined(separator: "\n"))
      esac
    }

    # What can be the value of an option, or of the argument at a place.
    \(function)_values() {
      kind=none values=()
      case $1 in
    \(tree.all.flatMap(values).joined(separator: "\n"))
      esac
    }

    # The name behind an alias.
    \(function)_canonical() {
      case $1 in
    \(tree.all.flatMap(aliases).joined(separator: "\n"))
        *) command=$1 ;;
      esac
    }

    \(walk)
    complete -F \(function) \(tree.name)

    """
  }

  private func level(_ node: CommandTree) -> String {
    let names = node.children.flatMap(\.spellings)
    let options =
      node.options.flatMap { $0.names + $0.negativeNames }.map(\.description)
      + node.builtIn.flatMap(\.names)
    let valued = node.valued.flatMap(\.names).map(\.description)
    return """
          \(ShellText.quoted(node.pathText)))
            subcommands=(\(list(names)))
            options=(\(list(options)))
            valued=(\(list(valued)))
            ;;
      """
  }

  private func values(_ node: CommandTree) -> [String] {
    var lines: [String] = []
    for option in node.valued {
      guard let action = action(option.completion) else { continue }
      let patterns = option.names.map { ShellText.quoted("\(node.pathText) \($0)") }
      lines.append("    \(patterns.joined(separator: " | "))) \(action) ;;")
    }
    for (place, positional) in node.positionals.enumerated() {
      guard let action = action(positional.completion) else { continue }
      let pattern =
        positional.isRepeating
        ? ShellText.quoted("\(node.pathText) #") + "*"
        : ShellText.quoted("\(node.pathText) #\(place + 1)")
      lines.append("    \(pattern)) \(action) ;;")
    }
    return lines
  }

  private func aliases(_ node: CommandTree) -> [String] {
    node.children.compactMap { child in
      guard child.spellings.count > 1 else { return nil }
      let patterns = child.spellings.dropFirst().map {
        ShellText.quoted("\(node.pathText) \($0)")
      }
      let pattern = patterns.joined(separator: " | ")
      return "    \(pattern)) command=\(ShellText.quoted(child.pathText)) ;;"
    }
  }

  private func action(_ completion: CompletionKind) -> String? {
    switch completion {
    case .none: nil
    case .file: "kind=file"
    case .directory: "kind=directory"
    case .list(let words): "kind=list values=(\(list(words.map(ShellText.typed))))"
    }
  }

  private func list(_ words: [String]) -> String {
    words.map(ShellText.quoted).joined(separator: " ")
  }
}
