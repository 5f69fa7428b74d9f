// SPDX-License-Identifier: Apache-2.0

import Wisely

/// A query file's text as values with lines: what is left when its syntax is dealt with.
struct SourceText {
  /// The whole document, where there is one.
  private(set) var document: LocatedValue?
  /// The records: lines, rows, or the elements of a list.
  private(set) var records: [LocatedValue] = []
  /// The columns of a table, in order.
  private(set) var columns: [String] = []
  /// What was found wrong so far.
  var notes = ReadingNotes()
  let syntax: QueryFormat.Syntax

  /// The syntax by the name's ending, or else by how the text begins.
  static func syntax(of bytes: [UInt8], name: String) -> QueryFormat.Syntax {
    let file = name.split(separator: "/").last ?? ""
    let ending = file.lastIndex(of: ".").map { file[$0...].dropFirst().lowercased() }
    switch ending {
    case "csv", "tsv": return .csv
    case "jsonl", "ndjson": return .jsonl
    case "yaml", "yml": return .yaml
    case "json", "json5":
      // Many name files of JSON lines so.
      return isLines(bytes) ? .jsonl : .json
    default:
      let first = bytes.first { $0 > 0x20 }
      if first == UInt8(ascii: "[") { return .json }
      if first == UInt8(ascii: "{") { return isLines(bytes) ? .jsonl : .json }
      let head = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
      return head.contains(",") || head.contains("\t") || !head.contains(":") ? .csv : .yaml
    }
  }

  /// Whether the first line that is not empty is a whole JSON object.
  private static func isLines(_ bytes: [UInt8]) -> Bool {
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
    where line.contains(where: { $0 > 0x20 }) {
      guard let value = try? JSONValue(parsing: Array(line)), value.object != nil else {
        return false
      }
      // One object alone is a document when it has a document's members.
      return value["tests"] == nil && value["queries"] == nil && value["prompts"] == nil
    }
    return false
  }

  /// Takes a text apart.
  ///
  /// - Throws: `EvalError` when it is not of that syntax at all.
  init(_ bytes: [UInt8], _ syntax: QueryFormat.Syntax, name: String) throws(EvalError) {
    self.syntax = syntax
    switch syntax {
    case .jsonl: readLines(bytes)
    case .csv: try readTable(bytes, name)
    case .json:
      do {
        document = LocatedValue(try JSON5Document(parsing: bytes))
      } catch {
        throw EvalError(.input, "\(name), line \(error.line): \(error.reason).")
      }
      readElements()
    case .yaml:
      do {
        document = try YAMLReader.read(bytes)
      } catch {
        throw EvalError(.input, "\(name), line \(error.line): \(error.reason).")
      }
      readElements()
    }
  }

  private mutating func readLines(_ bytes: [UInt8]) {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where line.contains(where: { $0 > 0x20 }) {
      do {
        let value = LocatedValue(try JSONValue(parsing: Array(line)), line: index + 1)
        add(value)
      } catch {
        notes.problem(index + 1, "This is no JSON: \(error.reason), at column \(error.column).")
      }
    }
  }

  private mutating func readElements() {
    guard let document else { return }
    if let list = document.array ?? document["queries"]?.array {
      for element in list { add(element) }
    } else if document.members != nil {
      records = [document]
    } else {
      notes.problem(document.line, "The file must be a list of queries, not \(document.kind).")
    }
  }

  private mutating func add(_ record: LocatedValue) {
    // In promptfoo's lists a text stands for a file.
    guard record.members != nil || record.string != nil && document != nil else {
      notes.problem(record.line, "A query must be an object, not \(record.kind).")
      return
    }
    records.append(record)
  }

  private mutating func readTable(_ bytes: [UInt8], _ name: String) throws(EvalError) {
    let table = CSVReader(bytes, separator: name.lowercased().hasSuffix(".tsv") ? "\t" : nil)
    guard let header = table.records.first else {
      throw EvalError(.input, "\(name) has no line; begin with the names of the columns.")
    }
    for problem in table.problems { notes.problem(problem.line, problem.message) }
    columns = header.fields.map { $0.trimmingSpace() }
    for (index, column) in columns.enumerated() where columns[..<index].contains(column) {
      guard !column.isEmpty else { continue }
      notes.problem(header.line, "The column '\(column)' is there twice; rename one.")
    }
    for record in table.records.dropFirst() {
      let extra = record.fields.dropFirst(columns.count)
      if extra.contains(where: { !$0.isEmpty }) {
        notes.problem(
          record.line,
          "There are \(record.fields.count) values for \(columns.count) columns; "
            + "put a value with a comma in quotation marks.")
      }
      var members: [LocatedValue.Member] = []
      for (column, field) in zip(columns, record.fields) where !column.isEmpty {
        members.append(
          LocatedValue.Member(key: column, value: LocatedValue(.string(field), line: record.line)))
      }
      if record.fields.contains(where: { !$0.trimmingSpace().isEmpty }) {
        records.append(LocatedValue(.object(members), line: record.line))
      }
    }
  }

  /// The dialect, told by the fields of the first records.
  var dialect: QueryFormat.Dialect {
    if syntax == .csv {
      if columns.contains(where: { $0.hasPrefix("__") }) { return .promptfoo }
    } else if let document, document.members != nil {
      let marks = ["tests", "defaultTest", "providers", "targets", "scenarios", "prompts"]
      if marks.contains(where: { document[$0] != nil }) { return .promptfoo }
    }
    let sample = records.prefix(20)
    func has(_ name: String) -> Bool { sample.contains { FieldNames.value(name, in: $0) != nil } }
    let hasQuestion = FieldNames.question.contains { has($0) }
    if has("vars") || has("assert") && !hasQuestion { return .promptfoo }
    if sample.contains(where: { $0.string != nil }) { return .promptfoo }
    if has("input"), has("target") || has("choices") { return .inspect }
    if has("input"), has("ideal") { return .openai }
    return .plain
  }
}
