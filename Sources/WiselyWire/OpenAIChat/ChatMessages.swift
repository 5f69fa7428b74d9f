// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Turns a conversation into Chat's messages, one turn after another.
struct ChatMessages {
  private(set) var json: [JSONValue] = []
  private let model: ModelID
  private let deviations: OpenAIDeviations

  init(model: ModelID, deviations: OpenAIDeviations) {
    self.model = model
    self.deviations = deviations
  }

  /// Adds standing instructions.
  mutating func instruct(_ text: String) {
    guard text.contains(where: { !$0.isWhitespace }) else { return }
    json.append(["role": .string(deviations.systemRole), "content": .string(text)])
  }

  /// Adds a turn.
  ///
  /// - Throws: `ModelError(.invalidRequest)` for what the dialect cannot carry.
  mutating func append(_ message: Message) throws(ModelError) {
    switch message.speaker {
    case .assistant: try appendAnswer(message)
    case .user: try appendPrompt(message, role: "user")
    case .system: try appendPrompt(message, role: deviations.systemRole)
    }
  }

  // MARK: - The person's turns

  private mutating func appendPrompt(_ message: Message, role: String) throws(ModelError) {
    var parts: [JSONValue] = []
    for case .toolResult(let result) in message.blocks {
      parts += try appendResult(result)
    }
    for block in message.blocks {
      if case .toolResult = block { continue }
      if let part = try part(block) { parts.append(part) }
    }
    guard let content = role == "user" ? Self.content(parts) : plain(parts) else { return }
    var object: JSONObject = ["role": .string(role), "content": content]
    object.members += message.extra.members(of: .openAIChat).members
    json.append(.object(object))
  }

  /// Adds a result, and returns what a tool's message cannot hold: pictures follow in the person's
  /// name, behind all results, rather than get lost (gateway trap 57).
  private mutating func appendResult(_ result: ToolResult) throws(ModelError) -> [JSONValue] {
    var words: [JSONValue] = []
    var pictures: [JSONValue] = []
    for block in result.content {
      guard let part = try part(block) else { continue }
      if case .image = block { pictures.append(part) } else { words.append(part) }
    }
    let id = deviations.callIDs.fitting(result.toolUseID)
    if !pictures.isEmpty {
      let note = "What call \(id) returned as a picture:"
      pictures.insert(["type": "text", "text": .string(note)], at: 0)
      if words.isEmpty {
        words = [["type": "text", "text": "The result is a picture; it follows."]]
      }
    }
    // The dialect has no mark for failure.
    if result.isError { words.insert(["type": "text", "text": "The tool failed."], at: 0) }
    let object: JSONObject = [
      "role": "tool", "tool_call_id": .string(id),
      "content": plain(words) ?? "",
    ]
    json.append(.object(object + result.extra.members(of: .openAIChat)))
    return pictures
  }

  private func part(_ block: Block) throws(ModelError) -> JSONValue? {
    switch block {
    case .text(let words):
      guard words.text.contains(where: { !$0.isWhitespace }) else { return nil }
      return .object(
        JSONObject([("type", "text"), ("text", .string(words.text))])
          + words.extra.members(of: .openAIChat))
    case .plan(let plan): return try part(.text(plan.text))
    case .thinking, .consultation, .escalation: return nil
    case .image(let image):
      guard let address = image.openAIAddress else { break }
      let members = image.extra.members(of: .openAIChat)
      let picture: JSONObject = ["url": .string(address)]
      let inner = picture + (members["image_url"]?.object ?? [:])
      return .object(
        JSONObject([("type", "image_url"), ("image_url", .object(inner))])
          + members.without(["image_url"]))
    case .other(let json):
      guard let part = json.unwrapped(from: .openAIChat, maker: deviations.maker) else { break }
      return part
    case .toolUse, .toolResult: break
    }
    throw .uncarried(block.kind, in: "Chat Completions")
  }

  /// The parts as a content: plain words as a string, which every server takes.
  private static func content(_ parts: [JSONValue]) -> JSONValue? {
    guard let first = parts.first else { return nil }
    let isPlain = parts.count == 1 && first["type"] == "text" && first.object?.members.count == 2
    return isPlain ? first["text"] : .array(parts)
  }

  // MARK: - The model's turns

  private mutating func appendAnswer(_ message: Message) throws(ModelError) {
    var parts: [JSONValue] = []
    var calls: [JSONValue] = []
    var reasoning: JSONObject = [:]
    for block in message.blocks {
      switch block {
      case .toolUse(let call): calls.append(json(of: call))
      case .thinking(let thinking): if let own = own(thinking) { reasoning = own }
      case .image: throw .uncarried(block.kind, in: "Chat Completions")
      default: if let part = try part(block) { parts.append(part) }
      }
    }
    guard !parts.isEmpty || !calls.isEmpty else { return }
    var object: JSONObject = [
      "role": "assistant", "content": Self.joined(parts, by: "") ?? deviations.emptyContent,
    ]
    object.members += reasoning.members
    if deviations.demandsReasoning {
      // Also where another model answered, or the harness asked; and beside it `null` is no content.
      if object["reasoning_content"] == nil { object["reasoning_content"] = "" }
      if object["content"] == .null { object["content"] = "" }
    }
    if !calls.isEmpty { object["tool_calls"] = .array(calls) }
    json.append(.object(object + message.extra.members(of: .openAIChat)))
  }

  /// Words that are not the person's: imitators know no parts there.
  private func plain(_ parts: [JSONValue]) -> JSONValue? {
    deviations.maker == "openai" ? Self.content(parts) : Self.joined(parts, by: "\n")
  }

  private static func joined(_ parts: [JSONValue], by separator: String) -> JSONValue? {
    guard parts.allSatisfy({ $0["type"] == "text" && $0.object?.members.count == 2 }) else {
      return .array(parts)
    }
    let words = parts.compactMap { $0["text"]?.string }
    return words.isEmpty ? nil : .string(words.joined(separator: separator))
  }

  private func json(of call: ToolUse) -> JSONValue {
    // OpenAI takes any text; imitators parse it, and fail on what the model itself got wrong.
    let isSent = call.input.object != nil || deviations.maker == "openai"
    let arguments = isSent ? call.arguments : "{}"
    let members = call.extra.members(of: .openAIChat, maker: deviations.maker)
    let object: JSONObject = [
      "id": .string(deviations.callIDs.fitting(call.id)), "type": "function",
      "function": ["name": .string(call.name), "arguments": .string(arguments)],
    ]
    return .object(object + members)
  }

  /// The members that a reasoning came in, if they go back to its own model.
  private func own(_ thinking: ThinkingBlock) -> JSONObject? {
    guard deviations.replaysReasoning, thinking.raw["type"] == nil,
      thinking.isReadable(by: model, maker: deviations.maker)
    else { return nil }
    return thinking.raw.object
  }
}
