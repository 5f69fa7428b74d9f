// SPDX-License-Identifier: Apache-2.0

/// Writes fish rules, each guarded by the command that the words typed so far have reached.
struct FishCompletion {
  var tree: CommandTree

  private var function: String { "__" + ShellText.identifier(tree.name) }

  var script: String {
    """
    # fish completion for \(tree.name)

    # Prints the command that the words before the cursor have reached.
    function \(function)_reached
        set -l words (commandline -opc)
        set -e words[1]
        set -l command \(ShellText.fishQuoted(tree.name))
        set -l skip 0
        for word in $words
            if test $skip -eq 1
                set skip 0
                continue
            end
            switch "$command $word"
    \(tree.all.flatMap(steps).joined(separator: "\n"))
            end
        end
        echo $command
    end

    function \(function)_at
        test (\(function)_reached) = "$argv"
    end

    complete -c \(tree.name) -f
    \(tree.all.flatMap(rules).joined(separator: "\n"))

    """
  }

  private func steps(_ node: CommandTree) -> [String] {
    var lines: [String] = []
    let valued = node.valued.flatMap(\.names).map {
      ShellText.fishQuoted("\(node.pathText) \($0)")
    }
    if !valued.isEmpty {
      lines += ["            case \(valued.joined(separator: " "))", "                set skip 1"]
    }
    for child in node.children {
      let spellings = child.spellings.map { ShellText.fishQuoted("\(node.pathText) \($0)") }
      lines += [
        "            case \(spellings.joined(separator: " "))",
        "                set command \(ShellText.fishQuoted(child.pathText))",
      ]
    }
    return lines
  }

  private func rules(_ node: CommandTree) -> [String] {
    let guardText = ShellText.fishQuoted("\(function)_at \(node.pathText)")
    let start = "complete -c \(tree.name) -n \(guardText)"
    var lines: [String] = []
    for child in node.children {
      let help = describe(child.configuration.abstract)
      lines += child.spellings.map { "\(start) -a \(ShellText.fishQuoted($0))\(help)" }
    }
    for option in node.options {
      let value = option.kind == .option ? " " + action(option.completion) : ""
      lines.append(start + names(option.names) + value + describe(option.help.abstract))
      if !option.negativeNames.isEmpty {
        lines.append(start + names(option.negativeNames) + describe(option.help.abstract))
      }
    }
    for (spellings, help) in node.builtIn {
      let names = spellings.map {
        $0.hasPrefix("--") ? " -l \($0.dropFirst(2))" : " -s \($0.dropFirst())"
      }
      lines.append(start + names.joined() + describe(help))
    }
    for positional in node.positionals where positional.completion != .none {
      let action = action(positional.completion).replacing("-x ", with: "").replacing(
        "-r ", with: "")
      lines.append("\(start) \(action)\(describe(positional.help.abstract))")
    }
    return lines
  }

  private func names(_ names: [Name]) -> String {
    names.map { name in
      switch name {
      case .long(let word): " -l \(word)"
      case .short(let letter): " -s \(letter)"
      }
    }.joined()
  }

  private func action(_ completion: CompletionKind) -> String {
    switch completion {
    case .none: "-x"
    case .file: "-r -F"
    case .directory: "-x -a '(__fish_complete_directories)'"
    case .list(let words):
      "-x -a " + ShellText.fishQuoted(words.map(ShellText.typed).joined(separator: " "))
    }
  }

  private func describe(_ text: String) -> String {
    text.isEmpty ? "" : " -d " + ShellText.fishQuoted(ShellText.line(text))
  }
}
