// SPDX-License-Identifier: Apache-2.0

/// A stand-in that judges a finished answer by solving the question itself.
struct OfflineChecker {
  private let sections: Sections
  private let budget: SearchBudget

  init(_ request: ModelRequest, budget: SearchBudget) {
    sections = Sections(request.transcript.messages.last { $0.speaker == .user }?.text ?? "")
    self.budget = budget
  }

  func reply() -> OfflineReply { OfflineReply(text: judgement) }

  private var judgement: String {
    let words = sections["the question"] ?? sections["the user's words"] ?? sections.opening
    let text = sections["the answer"] ?? ""
    guard let answer = AnswerMatch.answer(in: text) else {
      return "fail: the answer has no line that begins with \"Answer:\"."
    }
    let prompt = Prompt(reading: words, earlier: nil)
    guard let task = prompt.task else {
      return "fail: I cannot judge this. \(OfflineWorld.outside)"
    }
    let isDoubted = text.contains("Not verified:")
    var library = Library(
      results: AdvisorBrief.looks(underHeadingsIn: sections["the evidence"] ?? ""), budget: budget)
    guard let finding = try? task.solve(within: budget, from: &library) else {
      return isDoubted
        ? "fail: the evidence does not decide it, and the answer says itself that it is not verified."
        : "pass: the answer reports a check of its own, and the evidence shown does not contradict it."
    }
    if AnswerMatch.areSame(answer, finding.answer) {
      guard finding.isVerified || !isDoubted else {
        return "fail: I come to the same, but neither the answer nor I can show that it is right."
      }
      return "pass: I come to \(finding.answer), too."
    }
    if !finding.isVerified, !isDoubted {
      return "pass: I could not decide it myself, and the answer reports a check of its own."
    }
    return "fail: I come to \(finding.answer), not \(answer)."
  }
}
