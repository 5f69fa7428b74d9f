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
    guard let task = brief.prompt.task else {
      return "stop: \(OfflineWorld.outside)"
    }
    var library = Library(results: brief.looks, budget: budget)
    do {
      let finding = try task.solve(within: budget, from: &library)
      return judge(finding, task)
    } catch let missing as MissingEvidence {
      // A brief holds less than was seen: the executor knows best what is still to be looked at.
      let left = Guidance.words(forGapsIn: brief.question)
      let looks = left.isEmpty ? Guidance.words(for: missing.looks) : left
      return "change: \(looks) What has been shown so far does not decide it."
    } catch {
      return "stop: \(OfflineWorld.outside)"
    }
  }

  private func judge(_ finding: Finding, _ task: any OfflineTask) -> String {
    let leaning = brief.leaning.flatMap { AnswerMatch.answer(in: $0) }
    if let leaning, AnswerMatch.areSame(leaning, finding.answer) {
      return finding.isVerified
        ? "proceed: nothing to add."
        : "proceed: I come to the same, \(finding.answer). \(Finding.unproven) \(finding.check)"
    }
    // A result may be better than one's own: a larger budget is no guarantee of that.
    if !finding.isVerified, let words = brief.leaning,
      case .adopted(let better) = task.adopt(words, over: finding, within: budget),
      better.answer != finding.answer
    {
      let doubt = better.restsOnAdvice ? " \(Finding.unproven) \(finding.check)" : ""
      return
        "proceed: \(better.answer) passes my check, and I found only \(finding.answer).\(doubt)"
    }
    var text = "change: \(finding.instruction)"
    if !finding.isVerified { text += "\n\(Finding.unproven) \(finding.check)" }
    if let runnable = finding.runnable { text += "\nCheck: \(runnable)" }
    return text
  }
}
