// SPDX-License-Identifier: Apache-2.0

package import Wisely

extension Block {
  /// A block of the Messages API; what is not known is kept whole.
  ///
  /// The signer is the model whose answer the block is part of.
  package init(anthropic json: JSONValue, signer: ModelID) {
    self = Self.known(json, signer: signer) ?? .other(json)
  }

  private static func known(_ json: JSONValue, signer: ModelID) -> Block? {
    guard let object = json.object else { return nil }
    switch object["type"]?.string {
    case "text":
      return object["text"]?.string.map {
        .text(TextBlock($0, extra: object.without(["type", "text"])))
      }
    case "thinking", "redacted_thinking":
      return .thinking(ThinkingBlock(signer: signer, raw: json))
    case "tool_use":
      guard let id = object["id"]?.string, let name = object["name"]?.string else { return nil }
      return .toolUse(
        ToolUse(
          id: id, name: name, input: object["input"] ?? [:],
          extra: object.without(["type", "id", "name", "input"])))
    case "tool_result":
      return ToolResult(anthropic: object, signer: signer).map { .toolResult($0) }
    case "image":
      return object["source"].map {
        .image(ImageBlock(source: $0, extra: object.without(["type", "source"])))
      }
    default: return nil
    }
  }

  /// The block as the Messages API takes it, or nil for what only a harness understands and for
  /// words of nothing but white space, which the API rejects (gateway trap 58).
  package var anthropic: JSONValue? {
    switch self {
    case .text(let block):
      guard block.text.contains(where: { !$0.isWhitespace }) else { return nil }
      return .object(
        JSONObject([("type", "text"), ("text", .string(block.text))]) + block.extra.unmarked)
    case .thinking(let block): return block.raw
    case .toolUse(let call):
      return .object(
        JSONObject([
          ("type", "tool_use"), ("id", .string(CallIDRule.identifier.fitting(call.id))),
          ("name", .string(call.name)),
          // Anything but an object is a 400; empty arguments are an empty object (gateway trap 44).
          ("input", call.input.object == nil ? [:] : call.input),
        ]) + call.extra.unmarked)
    case .toolResult(let result): return result.anthropic
    case .image(let image):
      return .object(
        JSONObject([("type", "image"), ("source", image.source)]) + image.extra.unmarked)
    case .plan(let plan): return Block.text(plan.text).anthropic
    case .consultation, .escalation: return nil
    case .other(let value): return value
    }
  }
}

extension ToolResult {
  fileprivate init?(anthropic object: JSONObject, signer: ModelID) {
    guard let id = object["tool_use_id"]?.string else { return nil }
    let content: [Block]
    switch object["content"] {
    case .string(let text): content = [.text(text)]
    case .array(let blocks): content = blocks.map { Block(anthropic: $0, signer: signer) }
    case nil, .null: content = []
    default: return nil
    }
    self.init(
      toolUseID: id, content: content, isError: object["is_error"]?.bool ?? false,
      extra: object.without(["type", "tool_use_id", "content", "is_error"]))
  }

  fileprivate var anthropic: JSONValue {
    var object: JSONObject = [
      "type": "tool_result", "tool_use_id": .string(CallIDRule.identifier.fitting(toolUseID)),
    ]
    if content.count == 1, case .text(let words) = content[0], words.extra.isEmpty {
      object["content"] = .string(words.text)
    } else if !content.isEmpty {
      object["content"] = .array(content.compactMap(\.anthropic))
    }
    if isError { object["is_error"] = true }
    return .object(object + extra.unmarked)
  }
}

extension JSONObject {
  /// The members of both, those of the right behind.
  static func + (left: JSONObject, right: JSONObject) -> JSONObject {
    var sum = left
    sum.members += right.members
    return sum
  }
}
