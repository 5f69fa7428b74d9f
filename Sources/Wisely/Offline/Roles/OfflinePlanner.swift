// SPDX-License-Identifier: Apache-2.0

/// A stand-in that plans: looks as far as it needs to, then writes down what another has to do.
struct OfflinePlanner {
  private let request: ModelRequest
  private let budget: SearchBudget
  private let names: CallNames

  init(_ request: ModelRequest, budget: SearchBudget, model: ModelID) {
    names = CallNames(prefix: "\(model)-planner", transcript: request.transcript)
    self.request = request
    self.budget = budget
  }

  func reply() -> OfflineReply {
    let prompts = request.transcript.prompts
    let prompt = Prompt(reading: prompts.last, earlier: prompts.earlier)
    guard let task = prompt.task else {
      return OfflineReply(text: plan(["Say to the user: \(OfflineWorld.outside)"]))
    }
    var library = Library(
      results: request.transcript.looks, tools: request.tools, budget: budget)
    do {
      let finding = try task.solve(within: budget, from: &library)
      return OfflineReply(text: plan(steps(for: finding)))
    } catch let missing as MissingEvidence {
      let offered = Set(request.tools.map(\.name))
      if missing.looks.allSatisfy({ offered.contains($0.tool) }) {
        return OfflineReply(calls: names.calls(for: missing))
      }
      return OfflineReply(
        text: plan([Guidance.words(for: missing.looks), "Answer from what they say."]))
    } catch {
      return OfflineReply(text: plan(["Say to the user: \(OfflineWorld.outside)"]))
    }
  }

  private func steps(for finding: Finding) -> [String] {
    var steps = [finding.instruction]
    if !finding.isVerified { steps.append("Be careful, I could not prove this: \(finding.check)") }
    steps.append(
      finding.runnable.map { "Verify the result by calculation: \($0)." }
        ?? "Verify the result: \(finding.check)")
    steps.append("End with the line `Answer: \(finding.answer)` if the verification holds.")
    return steps
  }

  private func plan(_ steps: [String]) -> String {
    let lines = steps.enumerated().map { "\($0 + 1). \($1)" }
    return "# Plan\n\n" + lines.joined(separator: "\n") + "\n"
  }
}
