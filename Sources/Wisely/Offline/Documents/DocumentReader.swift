// SPDX-License-Identifier: Apache-2.0

/// Finds the tables and facts in a document's lines.
struct DocumentReader {
  private(set) var tables: [Table] = []
  private var sentences: [Fact] = []

  init(_ document: Document) {
    if document.path.lowercased().hasSuffix(".csv") {
      readCSV(document)
    } else {
      readProse(document)
    }
  }

  /// What the sentences, keys and cells say.
  var facts: [Fact] { sentences + tables.flatMap(Self.facts) }

  // MARK: - CSV

  private mutating func readCSV(_ document: Document) {
    guard let head = document.lines.first else { return }
    var table = Table(
      path: document.path, heading: "", columns: Self.cells(head), rows: [])
    for (index, line) in document.lines.enumerated().dropFirst() where !line.isEmpty {
      table.rows.append(.init(line: index + 1, cells: Self.cells(line)))
    }
    tables.append(table)
  }

  /// The cells of a line; quoted cells may hold commas and doubled quotes.
  static func cells(_ line: String) -> [String] {
    var cells = [""]
    var isQuoted = false
    for character in line {
      switch character {
      case "\"":
        if !isQuoted, cells.last?.isEmpty == false { cells[cells.count - 1].append("\"") }
        isQuoted.toggle()
      case "," where !isQuoted: cells.append("")
      default: cells[cells.count - 1].append(character)
      }
    }
    return cells.map({ $0.trimmingSpace() })
  }

  // MARK: - Prose and Markdown

  private mutating func readProse(_ document: Document) {
    var headings: [(level: Int, text: String)] = []
    var open: Table?
    // Lines that a long one before them goes on in.
    var joined = 0
    for (index, line) in document.lines.enumerated() {
      guard joined == 0 else {
        joined -= 1
        continue
      }
      let trimmed = line.trimmingSpace()
      if trimmed.hasPrefix("|") {
        open = Self.extend(open, with: trimmed, line: index + 1, document.path, headings.last?.text)
        continue
      }
      if let table = open { tables.append(table) }
      open = nil
      let level = trimmed.prefix { $0 == "#" }.count
      if level > 0 {
        headings.removeAll { $0.level >= level }
        headings.append((level, String(trimmed.dropFirst(level)).trimmingSpace()))
        continue
      }
      let context = headings.map(\.text).joined(separator: " ")
      let rest = Self.continuation(of: trimmed, in: document.lines[(index + 1)...])
      joined = rest.count
      let whole = ([trimmed] + rest).joined(separator: " ")
      readLine(whole, number: index + 1, document.path, context: context)
    }
    if let table = open { tables.append(table) }
  }

  private static let notContinuing = Pattern(/^(?:[-*+|#>]|\d+[.)]\s)/)

  /// The lines into which a paragraph was wrapped: only long lines are.
  private static func continuation(of line: String, in lines: ArraySlice<String>) -> [String] {
    var (last, rest): (String, [String]) = (line, [])
    for next in lines {
      let trimmed = next.trimmingSpace()
      guard last.count >= 70, !trimmed.isEmpty, rest.count < 100,
        !trimmed.contains(Self.notContinuing)
      else { break }
      rest.append(trimmed)
      last = trimmed
    }
    return rest
  }

  private static func extend(
    _ table: Table?, with line: String, line number: Int, _ path: String, _ heading: String?
  ) -> Table {
    let inner = line.dropFirst().hasSuffix("|") ? line.dropFirst().dropLast() : line.dropFirst()
    let cells = inner.split(separator: "|", omittingEmptySubsequences: false).map({
      $0.trimmingSpace()
    })
    guard var table else {
      return Table(path: path, heading: heading ?? "", columns: cells, rows: [])
    }
    let isRule = cells.allSatisfy { !$0.isEmpty && $0.allSatisfy { "-: ".contains($0) } }
    if !isRule { table.rows.append(.init(line: number, cells: cells)) }
    return table
  }

  private static let bullet = Pattern(/^[-*+]\s+|^\d+\.\s+/)
  private static let sentenceEnd = Pattern(/([.!?])\s+/)
  private static let keyAndValue = Pattern(/([^:.!?]{1,60}):\s+(.+)/)
  private static let subjectAndValue = Pattern(
    /^(.{3,}?) (?:is|are|was|were|lasts|takes|costs|covers|weighs|means) (.+?)[.!?]?$/)

  private mutating func readLine(_ line: String, number: Int, _ path: String, context: String) {
    guard !line.isEmpty else { return }
    let bare = line.replacing("**", with: "").replacing(Self.bullet, with: "")
    for sentence in bare.replacing(Self.sentenceEnd, with: { "\($0.1)\n" }).split(separator: "\n") {
      if let match = sentence.wholeMatch(of: Self.keyAndValue) {
        sentences.append(
          Fact(
            path: path, line: number, subject: Set(Words.of(context) + Words.of(path)),
            attribute: Set(Words.of(match.1)), value: match.2.trimmingSpace()))
        continue
      }
      guard
        let match = sentence.firstMatch(of: Self.subjectAndValue)
      else { continue }
      sentences.append(
        Fact(
          path: path, line: number,
          subject: Set(Words.of(context) + Words.of(path) + Words.of(match.1)),
          attribute: Set(Words.of(match.1)), value: match.2.trimmingSpace()))
    }
  }

  // MARK: - Rows

  private static func facts(in table: Table) -> [Fact] {
    var facts: [Fact] = []
    let title = Words.of(table.heading) + Words.of(table.path)
    let attributes = table.columns.map { Set(Words.of($0.replacing("_", with: " "))) }
    for row in table.rows {
      let words = row.cells.map { Words.of($0) }
      for (attribute, cell) in zip(attributes, row.cells) where !cell.isEmpty {
        let others = zip(row.cells, words).filter { $0.0 != cell }.flatMap(\.1)
        facts.append(
          Fact(
            path: table.path, line: row.line, subject: Set(others + title), attribute: attribute,
            value: cell))
      }
    }
    return facts
  }
}
