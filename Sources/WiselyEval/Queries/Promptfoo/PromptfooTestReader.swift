// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Reads promptfoo's `tests` and `defaultTest`, and the files they name.
struct PromptfooTestReader {
  var notes: ReadingNotes
  var library: CompanionFiles
  private(set) var tests: [PromptfooTest] = []

  init(notes: ReadingNotes, library: CompanionFiles) {
    self.notes = notes
    self.library = library
  }

  /// Reads a list of tests, or the file they stand in.
  mutating func read(_ value: LocatedValue) {
    for entry in value.array ?? [value] {
      if let path = entry.string ?? entry["path"]?.string {
        readFile(path, line: entry.line)
      } else if let test = read(test: entry) {
        tests.append(test)
      }
    }
  }

  /// Reads the rows of a table.
  mutating func read(rows: [LocatedValue]) {
    for row in rows {
      let reader = PromptfooRow(row, notes: notes)
      notes = reader.notes
      tests.append(reader.test)
    }
  }

  private mutating func readFile(_ path: String, line: Int) {
    let ending = path.lastIndex(of: ".").map { path[$0...].lowercased() } ?? ""
    guard [".csv", ".tsv", ".json", ".jsonl", ".yaml", ".yml"].contains(ending),
      !path.contains("*"), !path.hasPrefix("http")
    else {
      notes.problem(
        line, "The tests '\(path)' cannot be read; name a csv, json, jsonl or yaml file.")
      return
    }
    guard notes.companion == nil else {
      notes.problem(line, "A file of tests cannot name another one, such as '\(path)'.")
      return
    }
    do {
      let bytes = try library.read(path)
      guard String(validating: bytes, as: UTF8.self) != nil else {
        throw EvalError(.input, "'\(path)' is not UTF-8; save it as UTF-8.")
      }
      let name = path.hasPrefix("file://") ? String(path.dropFirst(7)) : path
      let source = try SourceText(bytes, SourceText.syntax(of: bytes, name: name), name: name)
      notes.companion = name
      for problem in source.notes.problems { notes.problem(problem.line, problem.message) }
      if source.syntax == .csv {
        read(rows: source.records)
      } else {
        for record in source.records { read(record["tests"] ?? record) }
      }
      notes.companion = nil
    } catch let error as EvalError {
      notes.problem(line, error.message)
    } catch {
      notes.problem(line, "\(error)")
    }
  }

  /// Reads one test.
  mutating func read(test entry: LocatedValue) -> PromptfooTest? {
    guard let members = entry.members else {
      notes.problem(entry.line, "A test must be an object, not \(entry.kind).")
      return nil
    }
    var test = PromptfooTest(line: entry.line)
    for member in members where !member.value.isNull {
      let value = member.value
      switch member.key {
      case "id": test.id = value.text ?? ""
      case "description": test.description = value.text
      case "vars": test.variables = variables(value)
      case "assert": test.assertions = value.array ?? [value]
      case "metadata": test.metadata = value.json.object ?? ["metadata": value.json]
      case "threshold":
        test.threshold = value.json.double
        if test.threshold == nil { notes.problem(value.line, "'threshold' must be a number.") }
      case "prompts": test.prompts = (value.array ?? [value]).compactMap(\.text)
      case "options": readOptions(value, into: &test)
      case "provider", "providers":
        notes.warnOnce(
          value.line, "'\(member.key)' of tests is not used; setups are chosen at the run.")
      default:
        notes.problem(value.line, "'\(member.key)' of tests is not supported; leave it out.")
      }
    }
    return test
  }

  private mutating func readOptions(_ options: LocatedValue, into test: inout PromptfooTest) {
    for member in options.members ?? [] where !member.value.isNull {
      switch member.key {
      case "prefix": test.prefix = member.value.text ?? ""
      case "suffix": test.suffix = member.value.text ?? ""
      case "disableVarExpansion": test.keepsLists = member.value.json.bool ?? false
      case "disableDefaultAsserts": test.ignoresDefaults = member.value.json.bool ?? false
      case "provider", "repeat", "runSerially":
        notes.warnOnce(
          member.value.line, "'\(member.key)' of options is not used; it is set at the run.")
      default:
        notes.problem(
          member.value.line, "'\(member.key)' of options is not supported; leave it out.")
      }
    }
  }

  private mutating func variables(_ value: LocatedValue) -> JSONObject {
    guard let members = value.members else {
      notes.problem(value.line, "'vars' must be an object, not \(value.kind); write them out.")
      return [:]
    }
    var result = JSONObject()
    for member in members {
      guard let path = member.value.string, path.hasPrefix("file://") else {
        result[member.key] = member.value.json
        continue
      }
      do {
        result[member.key] = .string(try PromptfooFiles.text(path, from: &library))
      } catch {
        notes.problem(member.value.line, error.message)
      }
    }
    return result
  }
}

/// Texts that promptfoo takes from files.
enum PromptfooFiles {
  /// A file's text, without the line break at its end.
  ///
  /// - Throws: `EvalError` for programs, which are not run.
  static func text(
    _ path: String, from library: inout CompanionFiles
  ) throws(EvalError) -> String {
    for ending in [".js", ".ts", ".mjs", ".cjs", ".py", ".rb"]
    where path.hasSuffix(ending) || path.contains(ending + ":") {
      throw EvalError(.input, "'\(path)' is a program, which is not run; write the text out.")
    }
    return try library.text(path).trimmingSpace()
  }
}
