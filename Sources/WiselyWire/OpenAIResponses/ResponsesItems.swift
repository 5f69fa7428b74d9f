// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Turns a conversation into the input items of Responses, one turn after another.
struct ResponsesItems {
  private(set) var json: [JSONValue] = []
  private let model: ModelID
  private let deviations: OpenAIDeviations
  private let callIDs: CallIDRule

  init(model: ModelID, deviations: OpenAIDeviations) {
    self.model = model
    self.deviations = deviations
    // This dialect takes longer names than Chat does.
    callIDs = deviations.callIDs == .atMost(40) ? .atMost(64) : deviations.callIDs
  }

  /// Adds a turn.
  ///
  /// - Throws: `ModelError(.invalidRequest)` for what the dialect cannot carry.
  mutating func append(_ message: Message) throws(ModelError) {
    switch message.speaker {
    case .assistant: try appendAnswer(message)
    case .user: try appendPrompt(message, role: "user")
    case .system: try appendPrompt(message, role: "developer")
    }
  }

  // MARK: - The person's turns

  private mutating func appendPrompt(_ message: Message, role: String) throws(ModelError) {
    for case .toolResult(let result) in message.blocks { try appendResult(result) }
    var parts: [JSONValue] = []
    for block in message.blocks {
      if case .toolResult = block { continue }
      // What was an item of its own is one again, in its place.
      if case .other(let json) = block, let item = unwrapped(json), Self.isItem(item) {
        flush(&parts, role, message.extra)
        self.json.append(item)
      } else if let part = try part(block) {
        parts.append(part)
      }
    }
    flush(&parts, role, message.extra)
  }

  private mutating func flush(_ parts: inout [JSONValue], _ role: String, _ extra: JSONObject) {
    guard !parts.isEmpty else { return }
    let object: JSONObject = [
      "type": "message", "role": .string(role), "content": .array(parts),
    ]
    json.append(.object(object + extra.members(of: .openAIResponses)))
    parts = []
  }

  private mutating func appendResult(_ result: ToolResult) throws(ModelError) {
    var parts: [JSONValue] = []
    for block in result.content {
      if let part = try part(block) { parts.append(part) }
    }
    // The dialect has no mark for failure.
    if result.isError { parts.insert(["type": "input_text", "text": "The tool failed."], at: 0) }
    var output: JSONValue = parts.isEmpty ? "" : .array(parts)
    if parts.count == 1, parts[0]["type"] == "input_text", parts[0].object?.members.count == 2 {
      output = parts[0]["text"] ?? ""
    }
    let object: JSONObject = [
      "type": "function_call_output", "call_id": .string(callIDs.fitting(result.toolUseID)),
      "output": output,
    ]
    json.append(.object(object + result.extra.members(of: .openAIResponses)))
  }

  private func part(_ block: Block) throws(ModelError) -> JSONValue? {
    switch block {
    case .text(let words):
      guard words.text.contains(where: { !$0.isWhitespace }) else { return nil }
      return .object(
        JSONObject([("type", "input_text"), ("text", .string(words.text))])
          + words.extra.members(of: .openAIResponses))
    case .plan(let plan): return try part(.text(plan.text))
    case .thinking, .consultation, .escalation: return nil
    case .image(let image):
      guard let address = image.openAIAddress else { break }
      var members = image.extra.members(of: .openAIResponses)
      // The dialect's own types demand it.
      if members["detail"] == nil { members["detail"] = "auto" }
      return .object(
        JSONObject([("type", "input_image"), ("image_url", .string(address))]) + members)
    case .other(let json):
      guard let part = unwrapped(json) else { break }
      return part
    case .toolUse, .toolResult: break
    }
    throw .uncarried(block.kind, in: "OpenAI's Responses")
  }

  private func unwrapped(_ json: JSONValue) -> JSONValue? {
    json.unwrapped(from: .openAIResponses, maker: deviations.maker)
  }

  /// Whether it stands in the input by itself rather than in a message.
  private static func isItem(_ json: JSONValue) -> Bool {
    json["type"]?.string.map { !$0.hasPrefix("input_") && $0 != "refusal" } ?? false
  }

  // MARK: - The model's turns

  private mutating func appendAnswer(_ message: Message) throws(ModelError) {
    let start = json.count
    for block in message.blocks {
      switch block {
      case .text(let words): appendWords(words)
      case .plan(let plan): appendWords(TextBlock(plan.text))
      case .thinking(let thinking):
        if thinking.raw["type"] == "reasoning",
          thinking.isReadable(by: model, maker: deviations.maker)
        {
          json.append(thinking.raw)
        }
      case .toolUse(let call): json.append(item(of: call))
      case .consultation, .escalation: break
      case .other(let value):
        guard let item = unwrapped(value) else {
          throw .uncarried(block.kind, in: "OpenAI's Responses")
        }
        json.append(item)
      case .image, .toolResult: throw .uncarried(block.kind, in: "OpenAI's Responses")
      }
    }
    // Reasoning that nothing followed, as in an answer that was cut off, is a 400.
    while json.count > start, json.last?["type"] == "reasoning" { json.removeLast() }
  }

  private mutating func appendWords(_ words: TextBlock) {
    guard words.text.contains(where: { !$0.isWhitespace }) else { return }
    // In parts it would need the name and status that the provider gave it.
    let object: JSONObject = [
      "type": "message", "role": "assistant", "content": .string(words.text),
    ]
    json.append(
      .object(object + words.extra.members(of: .openAIResponses, maker: deviations.maker)))
  }

  private func item(of call: ToolUse) -> JSONValue {
    // OpenAI takes any text; imitators parse it, and fail on what the model itself got wrong.
    let isSent = call.input.object != nil || deviations.maker == "openai"
    let arguments = isSent ? call.arguments : "{}"
    let object: JSONObject = [
      "type": "function_call", "call_id": .string(callIDs.fitting(call.id)),
      "name": .string(call.name), "arguments": .string(arguments),
    ]
    return .object(
      object + call.extra.members(of: .openAIResponses, maker: deviations.maker))
  }
}
