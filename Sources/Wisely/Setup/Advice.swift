// SPDX-License-Identifier: Apache-2.0

/// An advisor's answer, read: the verdict, the words after it, and a check to run.
package struct Advice: Hashable, Sendable {
  /// Whether it is advice at all.
  package var outcome: Consultation.Outcome
  /// The first word.
  package var verdict: Verdict?
  /// What follows the verdict, without the check.
  package var text: String
  /// The line that begins with `Check:`.
  package var check: String?

  /// Reads an answer.
  ///
  /// An empty answer is how refusals look, and a continuation of the worker's transcript looks like
  /// success to everything that only counts (16.6 % of consultations in one published run), so both
  /// are told apart here.
  package init(reading answer: String, characters limit: Int) {
    let trimmed = answer.trimmingSpace()
    guard !trimmed.isEmpty else {
      self.init(outcome: .empty, verdict: nil, text: "", check: nil)
      return
    }
    let (verdict, rest) = Self.splitVerdict(of: trimmed)
    if Self.soundsLikeWorker(verdict == nil ? trimmed : rest, hasVerdict: verdict != nil) {
      self.init(outcome: .echo, verdict: nil, text: String(trimmed.prefix(limit)), check: nil)
      return
    }
    var lines = rest.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var check: String?
    if let index = lines.lastIndex(where: { $0.trimmingSpace().lowercased().hasPrefix("check:") }) {
      check = String(lines[index].trimmingSpace().dropFirst("check:".count)).trimmingSpace()
      lines.remove(at: index)
    }
    var text = lines.joined(separator: "\n").trimmingSpace()
    if text.count > limit { text = text.prefix(limit) + " [advice cut at \(limit) characters]" }
    // Half a check would be another one, so a long one goes whole.
    if let length = check?.count, length == 0 || text.count + length > limit { check = nil }
    self.init(
      outcome: verdict == nil ? .noVerdict : .advised, verdict: verdict, text: text,
      check: check)
  }

  private init(
    outcome: Consultation.Outcome, verdict: Verdict?, text: String, check: String?
  ) {
    self.outcome = outcome
    self.verdict = verdict
    self.text = text
    self.check = check
  }

  /// Accepts `**Change**: …`, `Verdict: change`, `# proceed` and the like.
  private static func splitVerdict(of answer: String) -> (Verdict?, String) {
    let decoration: Set<Character> = ["*", "#", "_", "`", " ", "\"", "\n", ">", "-"]
    var rest = answer.drop { decoration.contains($0) }
    if rest.lowercased().hasPrefix("verdict") {
      rest = rest.dropFirst("verdict".count).drop { decoration.contains($0) || $0 == ":" }
    }
    let word = rest.prefix { $0.isLetter }
    guard let verdict = Verdict(rawValue: word.lowercased()) else { return (nil, answer) }
    let separators: Set<Character> = ["*", "_", "`", ":", ".", ",", ";", " ", "\n", "-", "—", "\""]
    return (verdict, String(rest.dropFirst(word.count).drop { separators.contains($0) }))
  }

  /// Tool calls, our own section headings and speaker labels never belong to advice; narration
  /// ("Let me …") only gives the worker away when no verdict came first.
  private static func soundsLikeWorker(_ text: String, hasVerdict: Bool) -> Bool {
    let marks = [
      "<tool_use", "<tool_call", "<function_call", "<invoke", "\"type\":\"tool_use\"",
      "\"type\": \"tool_use\"", "[tool_use", "[tool call", "[executor]", "[executor calls]",
      "[tool result",
      "## Newest tool results", "## The executor's question",
    ]
    let lowered = text.lowercased()
    if marks.contains(where: { lowered.contains($0.lowercased()) }) { return true }
    guard !hasVerdict else { return false }
    let narration = [
      "let me ", "i'll ", "i will ", "i’ll ", "now i ", "next i ", "i am going to ",
      "i'm going to ",
    ]
    return narration.contains { lowered.hasPrefix($0) }
  }
}

extension StringProtocol {
  /// The text without white space at either end.
  package func trimmingSpace() -> String {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }
}
