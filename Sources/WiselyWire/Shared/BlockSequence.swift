// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Puts the events of an answer into the order that streams are written in: one block begins, grows and
/// ends before the next one begins, whatever grew at the same time upstream (gateway traps 41, 43).
///
/// The oldest block that is open is handed on as it grows; what comes of younger ones waits.
struct BlockSequence {
  /// What a block is.
  enum Kind: Hashable {
    case words, thinking
    case call(id: String, name: String)
    /// A block that is kept whole; for its own dialect only.
    case other
  }

  /// What a writer writes next.
  enum Step: Hashable {
    /// A block begins; the whole block if it came at once.
    case begin(Kind, Block?)
    /// A block grows.
    case grow(Kind, String)
    /// A block ends; the whole block if it is known.
    case end(Kind, Block?)
  }

  private struct Lane {
    var kind: Kind
    var block: Block?
    var text = ""
    var waiting: [String] = []
    var isBegun = false
    var isClosed = false
  }

  private var lanes: [Lane] = []
  private var closedWords: [String] = []
  private var announced = 0
  /// Whether any tool call was written.
  private(set) var hasCalls = false

  /// Takes an event; other events than those of blocks change nothing.
  mutating func receive(_ event: ModelEvent) -> [Step] {
    switch event {
    case .textDelta(let text): append(text, .words)
    case .thinkingDelta(let text): append(text, .thinking)
    case .toolUseStarted(let id, let name):
      closeWords()
      lanes.append(Lane(kind: .call(id: id, name: name)))
    case .toolUseDelta(let id, let json):
      if let index = call(id) { grow(index, json) }
    case .block(let block):
      announced += 1
      take(block)
    default: return []
    }
    return flushed()
  }

  /// Takes the whole answer: blocks that no event announced, and the end of all.
  mutating func finish(_ blocks: [Block]) -> [Step] {
    for block in blocks.dropFirst(announced) { take(block) }
    for index in lanes.indices { lanes[index].isClosed = true }
    return flushed()
  }

  // MARK: - Lanes

  private mutating func append(_ text: String, _ kind: Kind) {
    if lanes.last?.kind != kind || lanes.last?.isClosed == true {
      closeWords()
      lanes.append(Lane(kind: kind))
    }
    grow(lanes.count - 1, text)
  }

  private mutating func grow(_ index: Int, _ text: String) {
    guard !text.isEmpty else { return }
    lanes[index].text += text
    lanes[index].waiting.append(text)
  }

  /// Words end when something else begins.
  private mutating func closeWords() {
    guard let last = lanes.indices.last, !lanes[last].isClosed else { return }
    if case .call = lanes[last].kind { return }
    lanes[last].isClosed = true
    closedWords.append(lanes[last].text)
  }

  private func call(_ id: String) -> Int? {
    lanes.firstIndex { lane in
      guard case .call(id, _) = lane.kind else { return false }
      return !lane.isClosed
    }
  }

  private mutating func take(_ block: Block) {
    switch block {
    case .text(let words): close(.words, words.text, block)
    case .plan(let plan): close(.words, plan.text, block)
    case .thinking(let thinking): close(.thinking, thinking.words, block)
    case .toolUse(let use):
      let index =
        call(use.id)
        ?? {
          closeWords()
          lanes.append(Lane(kind: .call(id: use.id, name: use.name)))
          return lanes.count - 1
        }()
      if lanes[index].text.isEmpty { grow(index, use.arguments) }
      lanes[index].block = block
      lanes[index].isClosed = true
    case .consultation(let closed):
      let thinking = ThinkingSeal.thinking(closed)
      append(whole: .thinking, thinking.words, .thinking(thinking))
    case .other: append(whole: .other, "", block)
    // What only a harness understands is not for clients.
    case .toolResult, .image, .escalation: break
    }
  }

  /// Adds a block that came at once.
  private mutating func append(whole kind: Kind, _ text: String, _ block: Block) {
    closeWords()
    lanes.append(Lane(kind: kind, block: block))
    grow(lanes.count - 1, text)
    lanes[lanes.count - 1].isClosed = true
  }

  private mutating func close(_ kind: Kind, _ text: String, _ block: Block) {
    if let index = lanes.firstIndex(where: { $0.kind == kind && !$0.isClosed }) {
      if text.hasPrefix(lanes[index].text) {
        grow(index, String(text.dropFirst(lanes[index].text.count)))
      }
      lanes[index].block = block
      lanes[index].isClosed = true
    } else if let index = closedWords.firstIndex(of: text), !text.isEmpty {
      // It was written when something else began.
      closedWords.remove(at: index)
    } else {
      append(whole: kind, text, block)
    }
  }

  private mutating func flushed() -> [Step] {
    var steps: [Step] = []
    while let lane = lanes.first {
      if !lane.isBegun, !lane.waiting.isEmpty || lane.isClosed || lane.kind.isCall {
        // A block of nothing is none.
        if lane.isClosed, lane.text.isEmpty, lane.kind == .words {
          lanes.removeFirst()
          continue
        }
        steps.append(.begin(lane.kind, lane.block))
        lanes[0].isBegun = true
        hasCalls = hasCalls || lane.kind.isCall
      }
      steps += lane.waiting.map { .grow(lane.kind, $0) }
      lanes[0].waiting = []
      guard lane.isClosed else { break }
      steps.append(.end(lane.kind, lane.block))
      lanes.removeFirst()
    }
    return steps
  }
}

extension BlockSequence.Kind {
  fileprivate var isCall: Bool {
    guard case .call = self else { return false }
    return true
  }
}
