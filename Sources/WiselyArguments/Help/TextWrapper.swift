// SPDX-License-Identifier: Apache-2.0

/// Breaks text into lines of a given number of characters.
enum TextWrapper {
  /// Fills one paragraph; words longer than the width stand alone on their line.
  static func fill(_ words: [String], width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in words {
      if line.isEmpty {
        line = word
      } else if line.count + 1 + word.count <= width {
        line += " " + word
      } else {
        lines.append(line)
        line = word
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }

  static func words(_ text: String) -> [String] {
    text.split { $0.isWhitespace }.map { String($0) }
  }

  /// Fills paragraphs, keeps empty lines between them and lines that begin with a blank as they are.
  static func paragraphs(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var pending: [String] = []
    func flush() {
      lines += fill(pending, width: width)
      pending = []
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.allSatisfy(\.isWhitespace) {
        flush()
        if lines.last?.isEmpty == false { lines.append("") }
      } else if line.first?.isWhitespace == true {
        flush()
        lines.append(String(line))
      } else {
        pending += words(String(line))
      }
    }
    flush()
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }
}
