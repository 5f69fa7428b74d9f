// SPDX-License-Identifier: Apache-2.0

extension HelpPage {
  /// The page as text of at most `columns` characters a line, within 40 to 100.
  func render(columns: Int) -> String {
    let width = min(max(columns, 40), 100)
    var lines = renderUsage(width)
    for text in [configuration.abstract, configuration.discussion] where !text.isEmpty {
      lines += [""] + TextWrapper.paragraphs(text, width: width)
    }
    for section in sections {
      lines += ["", section.title] + Self.table(section.entries, width: width)
    }
    if !configuration.examples.isEmpty {
      lines += ["", "EXAMPLES"]
      for (place, example) in configuration.examples.enumerated() {
        if place > 0 { lines.append("") }
        lines += Self.indent(TextWrapper.paragraphs(example.purpose, width: width - 2), by: 2)
        lines.append("    $ " + example.command)
      }
    }
    if !configuration.exitCodes.isEmpty {
      let entries = configuration.exitCodes.map { HelpEntry(label: $0.term, text: $0.meaning) }
      lines += ["", "EXIT CODES"] + Self.table(entries, width: width)
    }
    if !configuration.subcommands.isEmpty {
      lines += ["", "See '\(path) <subcommand> --help' for a subcommand's own help."]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func renderUsage(_ width: Int) -> [String] {
    let start = "Usage: "
    if configuration.usage != nil {
      return TextWrapper.fill([start + usage.joined(separator: " ")], width: width)
    }
    // A long path would leave no room beside it for the options.
    let hang = min(start.count + path.count + 1, width / 2)
    let filled = TextWrapper.fill(usage, width: width - hang)
    guard let first = filled.first else { return [start + path] }
    return [start + path + " " + first] + Self.indent(filled.dropFirst(), by: hang)
  }

  /// Two columns; a label too wide for the first stands on a line of its own.
  private static func table(_ entries: [HelpEntry], width: Int) -> [String] {
    let limit = min(30, width / 2)
    let fitting = entries.map(\.label.count).filter { $0 <= limit }
    let column = (fitting.max() ?? limit) + 4
    var lines: [String] = []
    for entry in entries {
      var text = TextWrapper.paragraphs(entry.text, width: width - column)
      text += TextWrapper.paragraphs(entry.discussion, width: width - column)
      var label = "  " + entry.label
      if label.count + 2 <= column, let first = text.first {
        label += String(repeating: " ", count: column - label.count) + first
        text.removeFirst()
      }
      lines.append(label)
      lines += indent(text, by: column)
    }
    return lines
  }

  private static func indent(_ lines: some Sequence<String>, by count: Int) -> [String] {
    lines.map { $0.isEmpty ? "" : String(repeating: " ", count: count) + $0 }
  }
}
