// SPDX-License-Identifier: Apache-2.0

import Wisely

/// What is asked: standing instructions, what was said before, and the question.
struct Conversation {
  var system: String?
  var history: [Message] = []
  var prompt = ""

  /// A question in words.
  init(_ prompt: String) { self.prompt = prompt }

  /// Reads a text or chat messages; nil when they are none, which is noted.
  init?(_ value: LocatedValue, notes: inout ReadingNotes) {
    if let text = value.text {
      self.init(text)
      return
    }
    guard let entries = value.array, !entries.isEmpty else {
      notes.problem(
        value.line, "The question must be a text or a list of messages, not \(value.kind).")
      return nil
    }
    self.init("")
    var instructions: [String] = []
    for entry in entries {
      guard let role = entry["role"]?.string, let text = Self.text(of: entry["content"]) else {
        notes.problem(
          entry.line, "A message must have a 'role' and a 'content' of text, not \(entry.kind).")
        return nil
      }
      switch (role, entry["name"]?.string) {
      // OpenAI evals show examples as system messages with the speaker's name.
      case ("user", _), ("system", "example_user"): history.append(.user(text))
      case ("assistant", _), ("system", "example_assistant"): history.append(.assistant(text))
      case ("system", _), ("developer", _):
        if history.isEmpty {
          instructions.append(text)
        } else {
          history.append(Message(.system, [.text(text)]))
        }
      default:
        notes.problem(
          entry.line, "The role '\(role)' is not supported; use system, user or assistant.")
        return nil
      }
    }
    guard takeQuestion(&instructions) else {
      notes.problem(value.line, "The last message must be the user's; it is what is asked.")
      return nil
    }
    system = instructions.isEmpty ? nil : instructions.joined(separator: "\n\n")
  }

  /// The last message is the question; where nobody but the system speaks, it is the system's last.
  private mutating func takeQuestion(_ instructions: inout [String]) -> Bool {
    guard let last = history.last else {
      prompt = instructions.popLast() ?? ""
      return !prompt.isEmpty
    }
    guard last.speaker != .assistant else { return false }
    prompt = last.text
    history.removeLast()
    return true
  }

  private static func text(of content: LocatedValue?) -> String? {
    if let text = content?.text { return text }
    guard let parts = content?.array else { return nil }
    let texts = parts.compactMap { part in
      part["type"]?.string == "text" ? part["text"]?.string : part.string
    }
    return texts.count == parts.count ? texts.joined(separator: "\n") : nil
  }
}
