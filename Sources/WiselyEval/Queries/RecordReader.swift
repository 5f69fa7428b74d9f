// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Reads queries that are records of their own: plain ones, OpenAI evals' and Inspect's.
struct RecordReader {
  let dialect: QueryFormat.Dialect
  /// Whether the values are the cells of a table, which are all texts.
  let isTable: Bool
  var notes: ReadingNotes
  private(set) var queries: [Query] = []

  init(dialect: QueryFormat.Dialect, isTable: Bool, notes: ReadingNotes) {
    self.dialect = dialect
    self.isTable = isTable
    self.notes = notes
  }

  private static let known: Set<String> = [
    "id", "messages", "system", "files", "cluster", "choices", "assert", "threshold", "metadata",
  ]

  /// Reads one record.
  mutating func read(_ record: LocatedValue) {
    guard record.members != nil else {
      notes.problem(record.line, "A query must be an object, not \(record.kind).")
      return
    }
    guard let (questionName, question) = pick(FieldNames.question + ["messages"], of: record) else {
      notes.problem(
        record.line, "There is no question; call it query, input, prompt or question.")
      return
    }
    guard let conversation = Conversation(opened(question), notes: &notes) else { return }
    guard !conversation.prompt.trimmingSpace().isEmpty else {
      notes.problem(question.line, "The question is empty.")
      return
    }
    var query = Query(
      id: id(of: record), prompt: conversation.prompt, history: conversation.history,
      system: conversation.system, line: record.line)
    var used = Self.known.union([questionName])
    if let system = field("system", of: record)?.text {
      query.system = [system, query.system].compactMap(\.self).joined(separator: "\n\n")
    }
    query.files = texts(of: "files", in: record, separator: ";")
    query.cluster = field("cluster", of: record).flatMap { $0.text ?? $0.json.text }
    query.threshold = threshold(of: record)
    let choices = texts(of: "choices", in: record, separator: ",")
    if !choices.isEmpty { query.prompt = GradingTexts.builtIn.asking(query.prompt, choices) }
    if let (name, value) = pick(FieldNames.expected, of: record) {
      used.insert(name)
      let assertion = ExpectedAnswer.assertion(for: opened(value), choices: choices)
      if let assertion { add(assertion, to: &query) }
    }
    if let list = field("assert", of: record) {
      var reader = AssertionReader(notes: notes)
      query.assertions += reader.read(list)
      notes = reader.notes
    }
    query.metadata = metadata(of: record, without: used)
    queries.append(query)
  }

  private mutating func add(_ assertion: Assertion, to query: inout Query) {
    do {
      try AssertionGrader.validate(assertion)
      query.assertions.append(assertion)
    } catch {
      notes.problem(assertion.line, error.message)
    }
  }

  // MARK: - Fields

  private func field(_ name: String, of record: LocatedValue) -> LocatedValue? {
    FieldNames.value(name, in: record)
  }

  /// The first of the names that is there; the others are kept as metadata.
  private mutating func pick(
    _ names: [String], of record: LocatedValue
  ) -> (name: String, value: LocatedValue)? {
    let found = names.compactMap { name in field(name, of: record).map { (name, $0) } }
    guard let first = found.first else { return nil }
    if found.count > 1 {
      let others = found.dropFirst().map { "'\($0.0)'" }.joined(separator: " and ")
      notes.warnOnce(
        record.line,
        "There are '\(first.0)' and \(others); '\(first.0)' is used, the rest is metadata.")
    }
    return first
  }

  /// A cell with a JSON list in it, opened.
  private func opened(_ value: LocatedValue) -> LocatedValue {
    guard isTable, let text = value.string, text.first == "[",
      let list = try? JSONValue(parsing: text), list.array != nil
    else { return value }
    return LocatedValue(list, line: value.line)
  }

  private mutating func texts(
    of name: String, in record: LocatedValue, separator: Character
  ) -> [String] {
    guard let value = field(name, of: record).map({ opened($0) }) else { return [] }
    if let elements = value.array {
      let texts = elements.compactMap(\.text)
      if texts.count == elements.count { return texts }
    } else if let text = value.text {
      guard isTable else { return [text] }
      return text.split(separator: separator).map { $0.trimmingSpace() }.filter { !$0.isEmpty }
    }
    notes.problem(value.line, "'\(name)' must be a list of texts, not \(value.kind).")
    return []
  }

  private mutating func id(of record: LocatedValue) -> String {
    guard let value = field("id", of: record) else { return "" }
    guard let text = value.text?.trimmingSpace(), !text.isEmpty else {
      notes.problem(value.line, "'id' must be a text or a number, not \(value.kind).")
      return ""
    }
    return text
  }

  private mutating func threshold(of record: LocatedValue) -> Double? {
    guard let value = field("threshold", of: record) else { return nil }
    guard let number = value.text.flatMap({ Double($0) }), (0...1).contains(number) else {
      notes.problem(value.line, "'threshold' must be a number from 0 to 1.")
      return nil
    }
    return number
  }

  private func metadata(of record: LocatedValue, without used: Set<String>) -> JSONObject {
    var metadata = JSONObject()
    for member in record.members ?? [] where !used.contains(FieldNames.normalized(member.key)) {
      metadata[member.key] = member.value.json
    }
    guard let given = field("metadata", of: record) else { return metadata }
    var more = given.json
    if isTable, let text = given.string, let value = try? JSONValue(parsing: text) { more = value }
    guard let object = more.object else {
      metadata["metadata"] = more
      return metadata
    }
    for member in object.members { metadata[member.key] = member.value }
    return metadata
  }
}
