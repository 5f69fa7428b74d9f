// SPDX-License-Identifier: Apache-2.0

/// Turns one assistant message that holds several executor turns back into what the executor saw.
///
/// A consultation block ends a turn: its calls go back to their places, its answers become the user
/// message that follows, together with the caller's own results where the turn had both (gateway
/// trap 70). The result is the same bytes every time, which the prompt cache and preserved thinking need.
struct ExpandedTranscript {
  /// The executor's transcript.
  private(set) var transcript = Transcript()
  /// Harness answers whose turn also had calls of the caller's; they wait for the caller's results.
  private var pending: [Block] = []
  private let tool: String?

  /// The transcript for the executor that consults with that tool; without one, all taken apart.
  ///
  /// What pairs inside that executor closed is theirs to take apart.
  init(_ source: Transcript, of tool: String? = nil) {
    self.tool = tool
    for message in source.messages {
      switch message.speaker {
      case .assistant: appendAssistant(message)
      case .user, .system: appendUser(message)
      }
    }
    flushPending()
  }

  private mutating func appendUser(_ message: Message) {
    guard !pending.isEmpty, message.speaker == .user else {
      flushPending()
      transcript.append(message)
      return
    }
    var merged = message
    merged.blocks = pending + message.blocks
    pending = []
    transcript.append(merged)
  }

  private mutating func flushPending() {
    guard !pending.isEmpty else { return }
    transcript.append(Message(.user, pending))
    pending = []
  }

  private mutating func appendAssistant(_ message: Message) {
    flushPending()
    var turn: [Block] = []
    for block in message.blocks {
      guard case .consultation(let consultation) = block,
        tool.map({ consultation.belongs(to: $0) }) ?? true
      else {
        // Something follows the answers, so the turn they closed is over.
        flushPending()
        turn.append(block)
        continue
      }
      flushPending()
      for answered in consultation.answered.sorted(by: { $0.place < $1.place }) {
        turn.insert(.toolUse(answered.call), at: min(answered.place, turn.count))
      }
      transcript.append(Message(.assistant, turn, extra: message.extra))
      pending = consultation.answered.map { .toolResult($0.result) }
      turn = []
    }
    if !turn.isEmpty { transcript.append(Message(.assistant, turn, extra: message.extra)) }
  }
}

extension Transcript {
  /// The conversation with the turns that consultations closed taken apart again, as the executor saw
  /// it; the same conversation when there are none.
  package var expandingConsultations: Transcript { ExpandedTranscript(self).transcript }
}
