// SPDX-License-Identifier: Apache-2.0

/// A stand-in that does the work: looks, solves, checks, and asks when its check fails.
struct OfflineExecutor {
  private let request: ModelRequest
  private let budget: SearchBudget
  private let prompt: Prompt
  private let consultations: [Consulted]
  private let names: CallNames

  /// One question to an advisor with its answer.
  private struct Consulted {
    var leaning: String
    var advice: String
    var isUnproven: Bool { advice.contains(Finding.unproven) }
    var isRefused: Bool {
      let words = advice.lowercased()
      return words.hasPrefix("no advice") || words.contains("limit reached")
    }
  }

  /// More than this often nobody is asked about one question.
  private static let consultationLimit = 2

  init(_ request: ModelRequest, budget: SearchBudget, model: ModelID) {
    names = CallNames(prefix: "\(model)-executor", transcript: request.transcript)
    self.request = request
    self.budget = budget
    let prompts = request.transcript.prompts
    prompt = Prompt(
      reading: prompts.last, earlier: prompts.earlier, spokenBefore: prompts.spokenBefore)
    consultations = Self.consultations(in: request.transcript.messages.dropFirst(prompts.index))
  }

  private static func consultations(in messages: ArraySlice<Message>) -> [Consulted] {
    var calls: [String: ToolUse] = [:]
    var found: [Consulted] = []
    for message in messages {
      for call in message.toolUses where isConsult(call.name) { calls[call.id] = call }
      for result in message.toolResults {
        guard let call = calls[result.toolUseID] else { continue }
        found.append(
          Consulted(
            leaning: call.input["leaning"]?.string ?? "", advice: result.text.trimmingSpace()))
      }
    }
    return found
  }

  private static func isConsult(_ name: String) -> Bool { name.hasPrefix("consult") }

  /// The plan handed over, in the prompt or as a block of the conversation.
  private var plan: String? {
    if let plan = prompt.plan { return plan }
    for message in request.transcript.messages.reversed() {
      for case .plan(let plan) in message.blocks { return plan.text }
    }
    return nil
  }

  private var advice: [String] {
    [plan].compactMap { $0 } + consultations.filter { !$0.isRefused }.map(\.advice)
  }

  func reply() -> OfflineReply {
    guard let task = prompt.task else {
      return OfflineReply(text: OfflineWorld.outside)
    }
    var library = Library(
      results: prompt.looks.merging(request.transcript.looks) { $1 }, tools: request.tools,
      guidance: Guidance(reading: advice), budget: budget)
    do {
      let own = try task.solve(within: budget, from: &library)
      let finding = weigh(own, task)
      guard !finding.isVerified, let ask = consultation(about: finding) else {
        return OfflineReply(text: finding.text)
      }
      return ask
    } catch let missing as MissingEvidence {
      return look(missing)
    } catch {
      return OfflineReply(text: OfflineWorld.outside)
    }
  }

  // MARK: - Looking

  private func look(_ missing: MissingEvidence) -> OfflineReply {
    let offered = Set(request.tools.map(\.name))
    guard missing.looks.allSatisfy({ offered.contains($0.tool) }) else {
      return OfflineReply(
        text: "This needs documents, and no tools to list, search and read any were given. "
          + OfflineWorld.outside)
    }
    return OfflineReply(calls: names.calls(for: missing))
  }

  // MARK: - Advice

  /// One's own result, or the advised one where it stands up to a check.
  private func weigh(_ own: Finding, _ task: any OfflineTask) -> Finding {
    var best = own
    for words in advice where !best.isVerified {
      let isUnproven = words.contains(Finding.unproven)
      switch task.adopt(words, over: best, within: budget) {
      case .adopted(let finding) where isUnproven && finding.restsOnAdvice:
        best = finding
        best.isVerified = false
        best.check += " The advisor could not prove it either."
      case .adopted(let finding): best = finding
      case .rejected(let reason): best.check += " The advice was not used: \(reason)."
      case .silent where words.lowercased().hasPrefix("proceed") && !isUnproven:
        best = best.advised("\(best.check) The advisor agrees with the result.")
      case .silent: continue
      }
    }
    return best
  }

  private func consultation(about finding: Finding) -> OfflineReply? {
    guard let tool = request.tools.first(where: { Self.isConsult($0.name) }),
      consultations.count < Self.consultationLimit, !consultations.contains(where: \.isRefused)
    else { return nil }
    let leaning = "\(finding.instruction) Answer: \(finding.answer)"
    // Asking the same again, or one who knows no more, would get the same advice.
    guard let last = consultations.last, last.leaning == leaning || last.isUnproven else {
      return ask(tool, leaning, finding)
    }
    return nil
  }

  private func ask(_ tool: ToolDefinition, _ leaning: String, _ finding: Finding) -> OfflineReply {
    let input: JSONValue = [
      "question": .string("My own check did not confirm this: \(finding.check) What should I do?"),
      "leaning": .string(leaning),
    ]
    let call = ToolUse(
      id: names.id(0), name: tool.name, input: input)
    return OfflineReply(
      text: "My own check did not confirm the result, so I ask for advice.", calls: [call])
  }
}
