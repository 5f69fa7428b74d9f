// SPDX-License-Identifier: Apache-2.0

/// The consultations that the harness demands of a finished turn.
extension AdvisedRun {
  /// The rule that a finished turn sets off, if any.
  func rule(for turn: ModelResponse) -> Trigger? {
    // What was cut off is neither done nor will it be run.
    guard !turn.stopReason.isCut else { return nil }
    if writesForTheFirstTime(turn) { return .beforeFirstWrite }
    return mayReviewEnd && turn.message.toolUses.isEmpty && turn.stopReason == .endTurn
      ? .beforeDone : nil
  }

  /// Whether a turn has calls that wait for the advisor.
  func writesForTheFirstTime(_ turn: ModelResponse) -> Bool {
    !withheldTools.isDisjoint(with: turn.message.toolUses.map(\.name))
  }

  /// Whether the end of this turn would be reviewed: once for each question.
  var mayReviewEnd: Bool {
    pair.policy.triggers.contains(.beforeDone)
      && !history.sincePrompt.contains { $0.trigger == .beforeDone }
  }

  /// The writing tools whose first call waits for the advisor.
  var withheldTools: Set<String> {
    guard pair.policy.triggers.contains(.beforeFirstWrite),
      ConsultationHistory.held(history.all) == 0
    else { return [] }
    let writing = writingTools
    let used = request.transcript.messages.flatMap(\.toolUses).map(\.name)
    return writing.isDisjoint(with: used) ? writing : []
  }

  private var writingTools: Set<String> {
    Set(request.tools.filter { $0.effect == .writes }.map(\.name))
  }

  /// Takes the writing calls out of the turn and answers them with the advisor's objection.
  func withhold(
    in turn: ModelResponse, _ kept: [Block], after objection: Consultation,
    into answered: inout [ConsultationBlock.Answered]
  ) -> [Block] {
    let names = writingTools
    let verdict = objection.verdict?.rawValue ?? ""
    for (place, block) in turn.message.blocks.enumerated() {
      guard case .toolUse(let call) = block, names.contains(call.name) else { continue }
      let text =
        "Not run: before the first change the advisor answered '\(verdict)'. Read its advice, then decide again."
      answered.append(
        .init(
          place: place, call: call,
          result: ToolResult(toolUseID: call.id, text: text, isError: true)))
    }
    return kept.filter { block in
      guard case .toolUse(let call) = block else { return true }
      return !names.contains(call.name)
    }
  }
}

extension Consultation {
  /// Whether the advisor is against what the executor is about to do.
  var isObjection: Bool { verdict == .change || verdict == .stop }

  /// Whether nobody was asked.
  var isRefused: Bool { outcome == .limitReached || outcome == .budgetRefused }
}
