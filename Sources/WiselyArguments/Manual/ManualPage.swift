// SPDX-License-Identifier: Apache-2.0

/// Writes one manual page for a whole command tree.
struct ManualPage {
  var tree: CommandTree
  /// The day shown in the footer, as YYYY-MM-DD.
  var date: String

  private var configuration: CommandConfiguration { tree.configuration }

  var text: String {
    let version =
      configuration.version.isEmpty ? tree.name : "\(tree.name) \(configuration.version)"
    var lines = [
      [".TH", tree.name.uppercased(), "1", date, version, "User Commands"]
        .enumerated().map { $0 == 0 ? $1 : RoffText.argument($1) }.joined(separator: " "),
      ".SH NAME",
      RoffText.line(configuration.abstract.isEmpty ? tree.name : nameLine),
      ".SH SYNOPSIS",
    ]
    lines += synopsis(tree)
    lines += section("DESCRIPTION", description)
    let named = tree.all.dropFirst().filter { $0.configuration.shouldDisplay }
    lines += section("COMMANDS", named.flatMap(command))
    lines += section("EXIT STATUS", definitions(unique(\.exitCodes)))
    lines += section("ENVIRONMENT", definitions(unique(\.environment)))
    lines += section("FILES", definitions(unique(\.files)))
    lines += section("EXAMPLES", tree.all.flatMap(\.configuration.examples).flatMap(example))
    return lines.joined(separator: "\n") + "\n"
  }

  private var nameLine: String {
    var abstract = configuration.abstract
    if abstract.hasSuffix(".") { abstract.removeLast() }
    return "\(tree.name) - \(abstract.prefix(1).lowercased() + abstract.dropFirst())"
  }

  private var description: [String] {
    paragraphs(configuration.discussion) + declarations(tree)
  }

  private func section(_ title: String, _ lines: [String]) -> [String] {
    lines.isEmpty ? [] : [".SH \(RoffText.argument(title))"] + lines
  }

  private func synopsis(_ node: CommandTree) -> [String] {
    let pieces =
      node.configuration.usage.map { [$0] }
      ?? [node.pathText]
      + HelpPage.synopsis(of: node.declarations, takesSubcommand: !node.children.isEmpty)
    return [".B " + RoffText.argument(pieces[0])]
      // The last escape keeps "..." from being taken for the end of a sentence.
      + pieces.dropFirst().map { RoffText.line($0) + "\\&" }
  }

  private func command(_ node: CommandTree) -> [String] {
    [".SS \(RoffText.argument(node.pathText))"] + synopsis(node) + [".PP"]
      + paragraphs(node.configuration.abstract) + aliases(node)
      + paragraphs(node.configuration.discussion, startsNew: true) + declarations(node)
  }

  private func aliases(_ node: CommandTree) -> [String] {
    guard node.spellings.count > 1 else { return [] }
    return [
      ".PP", "Also: \(RoffText.escaped(node.spellings.dropFirst().joined(separator: ", "))).",
    ]
  }

  private func declarations(_ node: CommandTree) -> [String] {
    var lines: [String] = []
    for declaration in node.positionals + node.options {
      let entry = HelpEntry(declaration)
      lines += [
        ".TP", ".B " + RoffText.argument(TextWrapper.words(entry.label).joined(separator: " ")),
      ]
      lines += paragraphs(entry.text.isEmpty ? "\u{A0}" : entry.text)
      if !entry.discussion.isEmpty { lines += [".IP"] + paragraphs(entry.discussion) }
    }
    guard node.isRoot else { return lines }
    for (names, help) in node.builtIn {
      lines +=
        [".TP", ".B " + RoffText.argument(names.joined(separator: ", "))] + [RoffText.line(help)]
    }
    return lines
  }

  private func definitions(_ terms: [TermDefinition]) -> [String] {
    terms.flatMap { term in
      [".TP", ".B " + RoffText.argument(term.term), RoffText.line(ShellText.line(term.meaning))]
    }
  }

  private func example(_ example: CommandExample) -> [String] {
    [".PP", RoffText.line(ShellText.line(example.purpose)), ".PP", ".RS 4", ".nf"]
      + example.command.split(separator: "\n").map { RoffText.line(String($0)) } + [".fi", ".RE"]
  }

  /// Terms of all commands, the first explanation of each.
  private func unique(
    _ terms: (CommandConfiguration) -> [TermDefinition]
  ) -> [TermDefinition] {
    var seen: Set<String> = []
    return tree.all.flatMap { terms($0.configuration) }.filter { seen.insert($0.term).inserted }
  }

  /// Paragraphs of prose; indented lines stay as they are.
  private func paragraphs(_ text: String, startsNew: Bool = false) -> [String] {
    var lines: [String] = []
    var isVerbatim = false
    var isNew = startsNew
    for line in TextWrapper.paragraphs(text, width: 78) {
      let indented = line.first?.isWhitespace == true
      if line.isEmpty {
        isNew = true
        continue
      }
      if isVerbatim, !indented { lines.append(".fi") }
      if isNew { lines.append(".PP") }
      if indented, !isVerbatim { lines.append(".nf") }
      isVerbatim = indented
      isNew = false
      lines.append(RoffText.line(line))
    }
    if isVerbatim { lines.append(".fi") }
    return lines
  }
}

extension Command {
  /// A man(7) page for this command and everything below it; `date` is YYYY-MM-DD.
  public static func manualPage(date: String) -> String {
    ManualPage(tree: CommandTree(root: Self.self), date: date).text
  }
}
