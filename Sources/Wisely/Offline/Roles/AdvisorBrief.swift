// SPDX-License-Identifier: Apache-2.0

/// What an advisor was shown, read back from its words: a brief, or a quoted conversation.
struct AdvisorBrief {
  var prompt: Prompt
  var looks: [Look: String] = [:]
  /// The executor's question.
  var question: String
  /// The executor's result so far, in its words.
  var leaning: String?

  init(reading text: String) {
    let sections = Sections(text)
    if let conversation = sections["the conversation so far"] {
      let turns = Self.turns(in: conversation)
      let spoken = turns.filter { $0.label == "user" }.map(\.text)
      prompt = Prompt(
        reading: spoken.last ?? "", earlier: spoken.dropLast().last)
      looks = Self.looks(in: turns)
      leaning =
        turns.last { $0.label == "executor" && AnswerMatch.answer(in: $0.text) != nil }?.text
    } else {
      let words = sections["the user's words"] ?? sections.opening
      let parts = words.split(separator: "\n\nEarlier: ", maxSplits: 1).map(String.init)
      prompt = Prompt(reading: parts.first ?? words, earlier: parts.dropFirst().first)
      looks = Self.looks(underHeadingsIn: sections["newest tool results"] ?? "")
      leaning = sections["what was tried"].flatMap {
        AnswerMatch.answer(in: $0) == nil ? nil : $0
      }
    }
    // A plan is quoted with headings of its own kind.
    if prompt.plan == nil { prompt.plan = sections["the plan"] }
    question = sections["the executor's question"] ?? ""
    for line in question.split(whereSeparator: \.isNewline) where line.hasPrefix("Leaning: ") {
      leaning = String(line.dropFirst("Leaning: ".count))
    }
  }

  // MARK: - Quoted conversations

  private struct Turn {
    var label: String
    var text: String
  }

  private static let turnMark = Pattern(
    /^\[(user|executor|executor calls|tool|tool, failed|plan)\] ?/)

  private static func turns(in conversation: String) -> [Turn] {
    var turns: [Turn] = []
    for line in conversation.split(separator: "\n", omittingEmptySubsequences: false) {
      if let match = line.firstMatch(of: Self.turnMark) {
        turns.append(
          Turn(label: String(match.1), text: String(line[match.range.upperBound...])))
      } else if !turns.isEmpty {
        turns[turns.count - 1].text += "\n" + line
      }
    }
    return turns
  }

  /// Calls and results of a turn stand in the same order, so they pair up as in a queue.
  private static func looks(in turns: [Turn]) -> [Look: String] {
    var waiting: [Look] = []
    var looks: [Look: String] = [:]
    for turn in turns {
      if turn.label == "executor calls" {
        waiting.append(look(turn.text.trimmingSpace()) ?? Look(tool: "", input: nil))
      } else if turn.label.hasPrefix("tool"), !waiting.isEmpty {
        looks[waiting.removeFirst()] = turn.text
      }
    }
    return looks
  }

  // MARK: - Briefs

  /// Results under headings such as `### read {"path":"a.md"}`.
  static func looks(underHeadingsIn text: String) -> [Look: String] {
    var looks: [Look: String] = [:]
    var current: Look?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("### "), let look = look(line.dropFirst(4)) {
        current = look
        looks[look] = ""
      } else if let current {
        looks[current, default: ""] += line + "\n"
      }
    }
    return looks
  }

  private static func look(_ words: some StringProtocol) -> Look? {
    guard let space = words.firstIndex(of: " "), let end = words.lastIndex(of: "}"), space < end
    else { return nil }
    let json = String(words[words.index(after: space)...end])
    guard let input = try? JSONValue(parsing: json) else { return nil }
    return Look(tool: String(words[..<space]), input: input)
  }
}
