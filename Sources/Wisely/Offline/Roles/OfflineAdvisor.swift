// SPDX-License-Identifier: Apache-2.0

/// A stand-in that is asked for advice: solves with its own budget and says in words what to do.
struct OfflineAdvisor {
  private let brief: AdvisorBrief
  private let budget: SearchBudget

  init(_ request: ModelRequest, budget: SearchBudget) {
    let words = request.transcript.messages.last { $0.speaker == .user }?.text ?? ""
    brief = AdvisorBrief(reading: words)
    self.budget = budget
  }

  func reply() -> OfflineReply { OfflineReply(text: advice) }

  private var advice: String {
    guard let task = OfflineWorld.task(in: brief.prompt.question) else {
      return "stop: \(OfflineWorld.outside)"
    }
    var library = Library(results: brief.looks, budget: budget)
    do {
      let finding = try task.solve(within: budget, from: &library)
      return judge(finding, task)
    } catch let missing as MissingEvidence {
      return
        "change: \(Guidance.words(for: missing.looks)) What has been shown so far does not decide it."
    } catch {
      return "stop: \(OfflineWorld.outside)"
    }
  }

  private func judge(_ finding: Finding, _ task: any OfflineTask) -> String {
    let leaning = brief.leaning.flatMap { AnswerMatch.answer(in: $0) }
    if let leaning, AnswerMatch.areSame(leaning, finding.answer) {
      return finding.isVerified
        ? "proceed: nothing to add."
        : "proceed: I come to the same, \(finding.answer), and cannot show more either."
    }
    // A result may be better than one's own: a larger budget is no guarantee of that.
    if !finding.isVerified, let words = brief.leaning,
      case .adopted(let better) = task.adopt(words, over: finding, within: budget),
      better.answer != finding.answer
    {
      return "proceed: \(better.answer) stands up to a check, and I found only \(finding.answer)."
    }
    var text = "change: \(finding.instruction)"
    if !finding.isVerified { text += " I could not prove it: \(finding.check)" }
    if let runnable = finding.runnable { text += "\nCheck: \(runnable)" }
    return text
  }
}
