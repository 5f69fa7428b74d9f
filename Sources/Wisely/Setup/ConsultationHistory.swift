// SPDX-License-Identifier: Apache-2.0

/// What a transcript tells about consultations: how often, since when, for how much.
///
/// Everything is read off the transcript, so caps hold across processes and restarts.
struct ConsultationHistory {
  /// Consultations since the person's last prompt.
  var sincePrompt: [Consultation] = []
  /// All of the conversation's consultations.
  var all: [Consultation] = []
  /// Calls the harness answered or made, for fresh call names.
  var answeredCalls = 0

  /// The history of the pair whose executor consults with that tool; pairs inside it keep their own.
  init(_ transcript: Transcript, of tool: String) {
    let last = transcript.lastPromptIndex ?? 0
    for (index, message) in transcript.messages.enumerated() {
      for case .consultation(let block) in message.blocks where block.belongs(to: tool) {
        add(block, isCurrent: index > last)
      }
    }
  }

  /// Counts a closed turn.
  mutating func add(_ block: ConsultationBlock, isCurrent: Bool = true) {
    add(block.consultations, isCurrent: isCurrent)
    answeredCalls += block.answered.count
  }

  /// Counts consultations, of a turn that may not be closed yet.
  mutating func add(_ consultations: [Consultation], isCurrent: Bool = true) {
    all += consultations
    if isCurrent { sincePrompt += consultations }
  }

  /// Consultations in which somebody was asked.
  static func held(_ consultations: [Consultation]) -> Int {
    consultations.count { !$0.isRefused }
  }

  /// Failures at the end of the current question, without advice in between.
  var failuresInARow: Int {
    var count = 0
    for consultation in sincePrompt.reversed() {
      switch consultation.outcome {
      case .advised, .noVerdict: return count
      case .unavailable, .empty, .echo: count += 1
      case .limitReached, .budgetRefused: continue
      }
    }
    return count
  }

  /// What consultations have cost; nil when a price is unknown.
  var spent: Money? {
    all.reduce(Optional(Money.zero)) { sum, next in
      guard let sum, let cost = next.cost.amount else { return nil }
      return sum + cost
    }
  }
}

extension ConsultationBlock {
  /// Whether it closed a turn of the pair whose executor consults with that tool.
  func belongs(to tool: String) -> Bool { answered.contains { $0.call.name == tool } }
}
