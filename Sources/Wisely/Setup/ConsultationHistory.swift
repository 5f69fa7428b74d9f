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

  init(_ transcript: Transcript) {
    let last = transcript.lastPromptIndex ?? 0
    for (index, message) in transcript.messages.enumerated() {
      for case .consultation(let block) in message.blocks {
        add(block, isCurrent: index > last)
      }
    }
  }

  /// Counts a closed turn.
  mutating func add(_ block: ConsultationBlock, isCurrent: Bool = true) {
    all += block.consultations
    answeredCalls += block.answered.count
    if isCurrent { sincePrompt += block.consultations }
  }

  /// Consultations in which somebody was asked.
  static func held(_ consultations: [Consultation]) -> Int {
    consultations.count { $0.outcome != .limitReached && $0.outcome != .budgetRefused }
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
