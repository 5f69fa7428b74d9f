// SPDX-License-Identifier: Apache-2.0

import Wisely

/// What the upstream has given out and expects back unchanged.
struct AnthropicIssue: Sendable {
  /// One block of thinking, and the conversation it is bound to.
  struct Thought: Sendable {
    let block: JSONValue
    let model: String
    let conversation: [String: JSONValue]
  }

  /// By signature, or by data where it is redacted.
  private(set) var thoughts: [String: Thought] = [:]
  /// The thinking that came before a tool call, by the call's id, with the model that thought.
  private(set) var thoughtsBefore: [String: (model: String, blocks: [JSONValue])] = [:]
  /// Every block given out.
  private(set) var blocks: Set<JSONValue> = []

  mutating func add(_ reply: AnthropicReply, to body: JSONValue) {
    let model = reply.model ?? body["model"]?.string ?? ""
    let conversation = Self.conversation(of: body)
    var before: [JSONValue] = []
    for block in reply.blocks {
      blocks.insert(block)
      if let seal = Self.seal(of: block) {
        thoughts[seal] = Thought(block: block, model: model, conversation: conversation)
        before.append(block)
      } else if block["type"] == "tool_use", let id = block["id"]?.string {
        thoughtsBefore[id] = (model, before)
      }
    }
  }

  /// What makes a block of thinking the API's own; nil for other blocks.
  static func seal(of block: JSONValue) -> String? {
    switch block["type"]?.string {
    case "thinking": block["signature"]?.string ?? ""
    case "redacted_thinking": block["data"]?.string ?? ""
    default: nil
    }
  }

  /// A conversation as far as thinking is bound to it: markers and the two spellings of text do not
  /// count.
  static func conversation(of body: JSONValue) -> [String: JSONValue] {
    var parts: [String: JSONValue] = [:]
    parts["system"] = body["system"].map { blocks(of: bare($0)) }
    parts["tools"] = body["tools"].map(bare)
    let messages = body["messages"]?.array ?? []
    parts["messages"] = .array(
      messages.map { message in
        var message = bare(message).object ?? [:]
        message["content"] = message["content"].map(blocks)
        return .object(message)
      })
    return parts
  }

  /// A value without any `cache_control`.
  static func bare(_ value: JSONValue) -> JSONValue {
    switch value {
    case .array(let elements): return .array(elements.map(bare))
    case .object(let object):
      let members = object.members.filter { $0.key != "cache_control" }
      return .object(JSONObject(members.map { ($0.key, bare($0.value)) }))
    default: return value
    }
  }

  private static func blocks(of content: JSONValue) -> JSONValue {
    guard let text = content.string else { return content }
    return [["type": "text", "text": .string(text)]]
  }
}
