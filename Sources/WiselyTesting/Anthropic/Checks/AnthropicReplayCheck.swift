// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Whether thinking comes back as it was given out.
struct AnthropicReplayCheck {
  let body: JSONValue
  let messages: [AnthropicCheckedMessage]
  let rules: AnthropicModelRules
  let issued: AnthropicIssue
  let takesForeign: Bool

  func run() throws(AnthropicRejection) {
    let conversation =
      rules.bindsThinking ? AnthropicIssue.conversation(of: body) : [:]
    for (index, message) in messages.enumerated() where message.role == "assistant" {
      for (position, block) in message.blocks.enumerated() {
        guard let seal = AnthropicIssue.seal(of: block) else { continue }
        let place = "messages.\(index).content.\(position)"
        guard let thought = issued.thoughts[seal] else {
          try demand(takesForeign, "\(place): Invalid `signature` in `thinking` block")
          continue
        }
        try demand(
          AnthropicIssue.bare(block) == thought.block,
          "\(place): `thinking` or `redacted_thinking` blocks in an assistant message cannot be modified. These blocks must remain as they were in the original response."
        )
        // Another model's thinking is dropped in silence rather than bound.
        if rules.bindsThinking, AnthropicModelRules(thought.model)?.id == rules.id {
          try checkBinding(of: thought, to: conversation, before: index, at: place)
        }
      }
    }
    try checkCurrentTurn()
  }

  private func checkBinding(
    of thought: AnthropicIssue.Thought, to conversation: [String: JSONValue], before index: Int,
    at place: String
  ) throws(AnthropicRejection) {
    let behaviour = body["thinking"]?["block_binding"]?["prefix_mismatch_behavior"]
    guard behaviour != "drop_block" else { return }
    let then = thought.conversation
    let earlier = then["messages"]?.array ?? []
    let now = conversation["messages"]?.array ?? []
    let count = min(index, earlier.count)
    let isSame =
      then["system"] == conversation["system"] && then["tools"] == conversation["tools"]
      && earlier[..<count] == now[..<min(count, now.count)]
    try demand(isSame, "\(place): this thinking block is bound to a different conversation")
  }

  /// In a turn that is still calling tools, the thinking before each call must be there.
  private func checkCurrentTurn() throws(AnthropicRejection) {
    guard messages.count >= 2 else { return }
    let index = messages.lastIndex { $0.role == "assistant" } ?? 0
    let turn = messages[index]
    for call in turn.values(of: "id", in: "tool_use") {
      guard let before = issued.thoughtsBefore[call],
        AnthropicModelRules(before.model)?.id == rules.id, body["thinking"]?["type"] != "disabled"
      else { continue }
      let kept = turn.blocks.prefix { $0["id"]?.string != call }
        .filter { AnthropicIssue.seal(of: $0) != nil }.map(AnthropicIssue.bare)
      try demand(
        kept.suffix(before.blocks.count) == before.blocks[...],
        "messages.\(index): Expected `thinking` or `redacted_thinking`, but found `tool_use`. The final assistant message must start with the thinking blocks that came before its tool calls."
      )
    }
  }
}
