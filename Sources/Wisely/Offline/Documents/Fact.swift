// SPDX-License-Identifier: Apache-2.0

/// Something a document says of something: the row, section or sentence, the attribute, the value.
struct Fact: Hashable {
  var path: String
  var line: Int
  /// Words that name the subject: a row's cells, headings, the rest of a sentence.
  var subject: Set<String>
  /// Words that name the attribute: a column, a key; empty when the subject holds it all.
  var attribute: Set<String>
  var value: String
}

/// Words as they are compared: lower case, without plural endings and without little words.
enum Words {
  static let little: Set<String> = [
    "a", "an", "the", "of", "in", "on", "at", "for", "to", "is", "are", "was", "were", "do", "does",
    "did", "what", "whats", "which", "who", "whose", "when", "where", "how", "long", "much", "many",
    "by",
    "have", "has", "had", "its", "it", "s", "and", "or", "be", "with", "from", "that", "this",
    "there", "our", "we", "us", "you", "me", "please", "tell", "give", "according", "document",
    "file", "say", "find", "as", "look", "up", "listed", "stated", "given",
  ]

  static func of(_ text: some StringProtocol) -> [String] {
    text.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "-") }
      .map { stem($0.trimmingDashes) }.filter { !$0.isEmpty }
  }

  /// The words that carry meaning.
  static func content(of text: some StringProtocol) -> [String] {
    of(text).filter { !little.contains($0) }
  }

  static func stem(_ word: some StringProtocol) -> String {
    if word.hasSuffix("ies"), word.count > 4 { return word.dropLast(3) + "y" }
    if word.hasSuffix("s"), !word.hasSuffix("ss"), word.count > 3 { return String(word.dropLast()) }
    return String(word)
  }
}

extension StringProtocol {
  fileprivate var trimmingDashes: String {
    var text = self[...]
    while text.first == "-" { text = text.dropFirst() }
    while text.last == "-" { text = text.dropLast() }
    return String(text)
  }
}

/// A table: a CSV file, or a Markdown table.
struct Table: Hashable {
  struct Row: Hashable {
    var line: Int
    var cells: [String]
  }

  var path: String
  var heading: String
  var columns: [String]
  var rows: [Row]

  /// The column whose name has all those words, the shortest such name first.
  func column(_ name: String) -> Int? {
    let words = Set(Words.of(name.replacing("_", with: " ")))
    // "the reported date" is the column `reported`, unless there is one of that very name.
    return column(words) ?? column(words.subtracting(["date", "value", "number", "figure"]))
  }

  private func column(_ wanted: Set<String>) -> Int? {
    guard !wanted.isEmpty else { return nil }
    return columns.indices.filter {
      wanted.isSubset(of: Words.of(columns[$0].replacing("_", with: " ")))
    }.min { columns[$0].count < columns[$1].count }
  }
}
