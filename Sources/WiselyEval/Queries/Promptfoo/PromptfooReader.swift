// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Reads promptfoo's configurations and lists of tests: every prompt with every test is a query.
struct PromptfooReader {
  /// The most queries that one file may come to.
  static let maximumQueries = 200_000

  var notes: ReadingNotes
  var library: CompanionFiles
  private(set) var queries: [Query] = []
  private var prompts: [PromptfooPrompt] = []
  private var templates: LocatedValue?

  init(notes: ReadingNotes, library: CompanionFiles) {
    self.notes = notes
    self.library = library
  }

  /// Reads a file.
  mutating func read(_ source: SourceText) {
    var reader = PromptfooTestReader(notes: notes, library: library)
    var common = PromptfooTest(line: 1)
    if source.syntax == .csv {
      reader.read(rows: source.records)
    } else if let document = source.document, document.members != nil,
      document["vars"] == nil
    {
      templates = document["assertionTemplates"]
      for member in document.members ?? [] where !member.value.isNull {
        check(member, &reader.notes)
      }
      if let entry = document["defaultTest"], let test = reader.read(test: entry) { common = test }
      readPrompts(document["prompts"], &reader)
      if let tests = document["tests"] {
        reader.read(tests)
      } else if !prompts.isEmpty {
        reader.read(LocatedValue(.array([.object([:])]), line: document.line))
      }
    } else {
      for record in source.records { reader.read(record) }
    }
    (notes, library) = (reader.notes, reader.library)
    for test in reader.tests { add(test.over(common)) }
  }

  private func check(_ member: LocatedValue.Member, _ notes: inout ReadingNotes) {
    switch member.key {
    case "tests", "defaultTest", "prompts", "assertionTemplates", "description", "tags", "sharing",
      "outputPath", "env", "commandLineOptions", "$schema", "metadata", "queries":
      break
    case "providers", "targets", "evaluateOptions", "derivedMetrics", "extensions":
      notes.warnOnce(member.value.line, "'\(member.key)' is not used; it is chosen at the run.")
    default:
      notes.problem(member.value.line, "'\(member.key)' is not supported; leave it out.")
    }
  }

  private mutating func readPrompts(_ value: LocatedValue?, _ tests: inout PromptfooTestReader) {
    guard let value else { return }
    var reader = PromptfooPromptReader(notes: tests.notes, library: tests.library)
    reader.read(value)
    (tests.notes, tests.library) = (reader.notes, reader.library)
    prompts = reader.prompts
    if prompts.count > 1 {
      tests.notes.warnOnce(
        value.line,
        "Each test is asked with \(prompts.count) prompts; these queries count as one cluster.")
    }
  }

  // MARK: - Queries

  private mutating func add(_ test: PromptfooTest) {
    guard let tests = test.expanded(limit: 10_000), queries.count < Self.maximumQueries else {
      notes.problem(test.line, "The lists in 'vars' make too many queries; write fewer values.")
      return
    }
    for (index, one) in tests.enumerated() {
      var one = one
      if tests.count > 1, !one.id.isEmpty { one.id += "-\(index + 1)" }
      addQueries(of: one)
    }
  }

  private mutating func addQueries(of test: PromptfooTest) {
    let chosen = prompts.filter { test.prompts?.contains($0.label) ?? true }
    guard prompts.isEmpty || !chosen.isEmpty else {
      let labels = prompts.map { "'\($0.label)'" }.joined(separator: ", ")
      notes.problem(test.line, "The test is for none of the prompts \(labels).")
      return
    }
    do {
      let variables = try resolved(test.variables)
      let asked =
        try chosen.isEmpty
        ? [question(in: test)]
        : chosen.map { prompt throws(EvalError) in try prompt.filled(with: variables) }
      // Assertions do not depend on the prompt, and what is wrong with them is said once.
      let assertions = assertions(of: test, variables)
      for (index, messages) in asked.enumerated() {
        guard var query = query(messages, test) else { return }
        query.assertions = assertions
        if asked.count > 1 {
          if !query.id.isEmpty { query.id += "-\(index + 1)" }
          query.cluster = query.cluster ?? "test of line \(test.line)"
          query.metadata["prompt"] = .string(chosen[index].label)
        }
        queries.append(query)
      }
    } catch {
      notes.problem(test.line, error.message)
    }
  }

  private mutating func query(_ messages: LocatedValue, _ test: PromptfooTest) -> Query? {
    guard let conversation = Conversation(messages, notes: &notes) else { return nil }
    guard !conversation.prompt.trimmingSpace().isEmpty else {
      notes.problem(test.line, "The question is empty.")
      return nil
    }
    var query = Query(
      id: test.id, prompt: test.prefix + conversation.prompt + test.suffix,
      history: conversation.history, system: conversation.system, threshold: test.threshold,
      metadata: test.metadata, line: test.line)
    query.cluster = test.metadata["cluster"].map { $0.string ?? $0.text }
    query.metadata["cluster"] = nil
    if let description = test.description { query.metadata["description"] = .string(description) }
    return query
  }

  /// Without prompts, the variable that is the question.
  private func question(in test: PromptfooTest) throws(EvalError) -> LocatedValue {
    let variables = test.variables.members
    let named = FieldNames.question.lazy.compactMap { name in
      variables.first { FieldNames.normalized($0.key) == name }
    }.first
    let candidates = variables.filter { $0.key != "id" }
    guard let found = named ?? (candidates.count == 1 ? candidates.first : nil) else {
      let names = candidates.map { "'\($0.key)'" }.joined(separator: ", ")
      throw EvalError(
        .input,
        names.isEmpty
          ? "The test has no variable and no prompt, so nothing is asked."
          : "None of the variables \(names) is the question; call it query, or write 'prompts'.")
    }
    return LocatedValue(.string(found.value.string ?? found.value.text), line: test.line)
  }

  /// The variables with those in them that are templates filled in.
  private func resolved(_ variables: JSONObject) throws(EvalError) -> JSONObject {
    var result = variables
    for member in variables.members {
      guard let text = member.value.string, text.contains("{{"), text.contains("}}"),
        !prompts.isEmpty
      else { continue }
      result[member.key] = .string(try PromptTemplate(text).filled(with: variables))
    }
    return result
  }

  // MARK: - Assertions

  private mutating func assertions(
    of test: PromptfooTest, _ variables: JSONObject
  ) -> [Assertion] {
    var assertions: [Assertion] = []
    for entry in test.assertions {
      guard let entry = referenced(entry), let filled = filled(entry, variables) else { continue }
      var reader = AssertionReader(notes: notes)
      assertions += reader.read(filled)
      notes = reader.notes
    }
    return assertions
  }

  /// The assertion that `$ref: '#/assertionTemplates/name'` stands for.
  private mutating func referenced(_ entry: LocatedValue) -> LocatedValue? {
    guard let reference = entry["$ref"]?.string else { return entry }
    let prefix = "#/assertionTemplates/"
    guard reference.hasPrefix(prefix),
      let found = templates?[String(reference.dropFirst(prefix.count))]
    else {
      notes.problem(entry.line, "There is no assertion '\(reference)'.")
      return nil
    }
    return found
  }

  /// The assertion with variables filled in, unless it is one that is reported anyway.
  private mutating func filled(_ entry: LocatedValue, _ variables: JSONObject) -> LocatedValue? {
    let entry = entry.string.map { ShortAssertion.expanded($0, line: entry.line) } ?? entry
    guard case .object(var members) = entry.content else { return entry }
    let type = entry["type"]?.string ?? ""
    let name = type.hasPrefix("not-") ? String(type.dropFirst(4)) : type
    guard AssertionNames.kinds[name] != nil || name == "assert-set" else { return entry }
    do {
      for index in members.indices {
        switch members[index].key {
        case "value": members[index].value = try filledValue(members[index].value, variables)
        case "assert":
          let list = members[index].value.array ?? [members[index].value]
          members[index].value.content = .array(list.compactMap { filled($0, variables) })
        default: continue
        }
      }
    } catch {
      notes.problem(entry.line, error.message)
      return nil
    }
    return LocatedValue(.object(members), line: entry.line)
  }

  private mutating func filledValue(
    _ value: LocatedValue, _ variables: JSONObject
  ) throws(EvalError) -> LocatedValue {
    switch value.content {
    case .scalar(.string(let text)):
      if text.hasPrefix("file://") {
        return LocatedValue(
          .string(try PromptfooFiles.text(text, from: &library)), line: value.line)
      }
      guard text.contains("{{") else { return value }
      let filled = try PromptTemplate(text).filled(with: variables)
      return LocatedValue(.string(filled), line: value.line)
    case .scalar: return value
    case .array(let elements):
      var filled: [LocatedValue] = []
      for element in elements { filled.append(try filledValue(element, variables)) }
      return LocatedValue(.array(filled), line: value.line)
    case .object(let members):
      var filled = members
      for index in filled.indices {
        filled[index].value = try filledValue(filled[index].value, variables)
      }
      return LocatedValue(.object(filled), line: value.line)
    }
  }
}
