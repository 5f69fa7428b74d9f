// SPDX-License-Identifier: Apache-2.0

import Wisely

/// One of promptfoo's prompts: a template, or chat messages that are templates.
struct PromptfooPrompt {
  /// What a message is made from.
  struct Turn {
    var role: String
    var template: PromptTemplate
  }

  var label: String
  var turns: [Turn]
  var line: Int

  /// Reads a prompt's text, which may be JSON messages.
  init(_ text: String, label: String?, line: Int) throws(EvalError) {
    self.line = line
    self.label = label ?? text
    guard let value = try? JSONValue(parsing: text), let messages = value.array else {
      turns = [Turn(role: "user", template: try PromptTemplate(text))]
      return
    }
    turns = []
    for message in messages {
      guard let role = message["role"]?.string, let content = message["content"]?.string else {
        throw EvalError(
          .input, "A message of the prompt must have a 'role' and a 'content' of text.")
      }
      turns.append(Turn(role: role, template: try PromptTemplate(content)))
    }
  }

  /// The messages with the variables' values.
  func filled(with variables: JSONObject) throws(EvalError) -> LocatedValue {
    var messages: [JSONValue] = []
    for turn in turns {
      messages.append([
        "role": .string(turn.role),
        "content": .string(try turn.template.filled(with: variables)),
      ])
    }
    return LocatedValue(.array(messages), line: line)
  }
}

/// Reads promptfoo's `prompts`.
struct PromptfooPromptReader {
  var notes: ReadingNotes
  var library: CompanionFiles
  private(set) var prompts: [PromptfooPrompt] = []

  init(notes: ReadingNotes, library: CompanionFiles) {
    self.notes = notes
    self.library = library
  }

  /// Reads a text, an object or a list of them.
  mutating func read(_ value: LocatedValue) {
    for entry in value.array ?? [value] { readOne(entry) }
  }

  private mutating func readOne(_ entry: LocatedValue) {
    if let text = entry.string {
      readText(text, label: nil, line: entry.line)
    } else if let text = entry["raw"]?.string ?? entry["id"]?.string {
      readText(text, label: entry["label"]?.string, line: entry.line)
    } else {
      notes.problem(entry.line, "A prompt must be a text or an object with 'raw'.")
    }
  }

  private mutating func readText(_ text: String, label: String?, line: Int) {
    let ending = text.split(separator: "/").last.flatMap { name in
      name.lastIndex(of: ".").map { String(name[$0...]).lowercased() }
    }
    let isOneWord = !text.contains { $0.isWhitespace || $0 == "{" }
    let isFile = text.hasPrefix("file://") || isOneWord && Self.endings.contains(ending ?? "")
    guard isFile else {
      add(text, label: label, line: line)
      return
    }
    guard Self.endings.contains(ending ?? "") else {
      notes.problem(line, "The prompt '\(text)' runs code, which is not supported; write it out.")
      return
    }
    do {
      let content = try library.text(text)
      // Of a text file each part between lines of three hyphens is a prompt.
      let parts =
        ending == ".txt" ? Self.parts(of: content) : [content]
      for part in parts { add(part, label: label ?? text, line: line) }
    } catch {
      notes.problem(line, error.message)
    }
  }

  private static let endings: Set<String> = [".txt", ".md", ".json", ".j2"]

  private static func parts(of text: String) -> [String] {
    var parts = [""]
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      if line == "---" {
        parts.append("")
      } else {
        parts[parts.count - 1] += (parts[parts.count - 1].isEmpty ? "" : "\n") + line
      }
    }
    return parts.map { $0.trimmingSpace() }.filter { !$0.isEmpty }
  }

  private mutating func add(_ text: String, label: String?, line: Int) {
    do {
      prompts.append(try PromptfooPrompt(text, label: label, line: line))
    } catch {
      notes.problem(line, error.message)
    }
  }
}
