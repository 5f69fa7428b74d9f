// SPDX-License-Identifier: Apache-2.0

/// Text of strangers in Markdown: words stay words, whatever signs are in them.
enum MarkdownText {
  /// Text within a line.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in oneLine(text) {
      switch character {
      case "\\", "`", "*", "_", "[", "]", "|", "#", "~", "!": result += "\\\(character)"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      default: result.append(character)
      }
    }
    return result
  }

  /// A name that is typed, within a line.
  static func code(_ text: String) -> String {
    // A bar ends the cell of a table even within code.
    let text = oneLine(text)
    guard !text.isEmpty else { return "" }
    if text.contains("|") { return escaped(text) }
    let fence = String(repeating: "`", count: longestRun(in: text) + 1)
    let room = text.hasPrefix("`") || text.hasSuffix("`") ? " " : ""
    return fence + room + text + room + fence
  }

  /// A text of several lines as it is.
  static func block(_ text: String) -> String {
    let text = MarkupText.visible(text)
    // The fence is longer than any in the text, so that nothing in it can end the block.
    let fence = String(repeating: "`", count: max(3, longestRun(in: text) + 1))
    return "\(fence)text\n\(text)\(text.hasSuffix("\n") ? "" : "\n")\(fence)"
  }

  private static func oneLine(_ text: String) -> String {
    MarkupText.visible(text).split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  private static func longestRun(in text: String) -> Int {
    var longest = 0
    var run = 0
    for byte in text.utf8 {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }

  /// A table; nothing without rows.
  static func table(_ table: ReportTable) -> [String] {
    guard !table.rows.isEmpty else { return [] }
    let line = { (cells: [String]) in "| " + cells.joined(separator: " | ") + " |" }
    return ["**\(escaped(table.title))**", "", line(table.head.map { escaped($0) })]
      + [line(table.head.indices.map { table.numeric.contains($0) ? "---:" : "---" })]
      + table.rows.map { row in
        line(
          row.map { cell in
            switch cell {
            case .words(let text): escaped(text)
            case .name(let text): code(text)
            }
          })
      } + [""]
  }
}
