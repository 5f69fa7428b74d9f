// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Reads a client's request of OpenAI's Responses.
///
/// Only requests that bring their whole conversation can be read: what a provider stored is not here.
struct ResponsesClientRequest {
  private(set) var request: ModelRequest
  private let model: ModelID
  private static let mark = Dialect.openAIResponses.mark()

  init(_ body: JSONObject) throws(ModelError) {
    for key in ["previous_response_id", "conversation", "prompt"] {
      guard let value = body[key], !value.isNull else { continue }
      throw ModelError(
        .invalidRequest,
        "'\(key)' refers to what a provider stored; send the whole conversation in 'input'.",
        isUnsent: true)
    }
    model = ModelID(body["model"]?.string ?? "")
    request = ModelRequest(transcript: Transcript())
    request.system = body["instructions"]?.string
    switch body["input"] {
    case .string(let text): request.transcript.append(.user(text))
    case .array(let items):
      for (index, item) in items.enumerated() { try append(item, "input[\(index)]") }
    default: throw .unreadable("'input'", "a text or a list of items")
    }
    var tools: [JSONValue] = []
    for json in body["tools"]?.array ?? [] {
      // The provider's own tools go along to servers of the same dialect.
      guard let tool = Self.tool(json) else {
        tools.append(json)
        continue
      }
      request.tools.append(tool)
    }
    if let limit = try body.limit(["max_output_tokens"]) { request.options.maximumTokens = limit }
    let reasoning = body["reasoning"]?.object ?? [:]
    request.options.effort = try reasoning.effort("effort")
    request.options.temperature = try body.temperature(upTo: 2)
    var extra = body.without([
      "model", "instructions", "input", "tools", "max_output_tokens", "stream", "store",
      "reasoning", "include", "previous_response_id", "conversation", "prompt",
      "temperature",
    ])
    let rest = reasoning.without(["effort"])
    if !rest.isEmpty { extra["reasoning"] = .object(rest) }
    let include = (body["include"]?.array ?? []).filter { $0 != "reasoning.encrypted_content" }
    if !include.isEmpty { extra["include"] = .array(include) }
    if !tools.isEmpty { extra["tools"] = .array(tools) }
    request.extra = extra.marked(Self.mark)
  }

  private mutating func append(_ item: JSONValue, _ place: String) throws(ModelError) {
    guard let object = item.object else { throw .unreadable("'\(place)'", "an item") }
    switch object["type"]?.string ?? (object["role"] == nil ? nil : "message") {
    case "message": try appendMessage(object, place)
    case "function_call":
      guard let id = object["call_id"]?.string, let name = object["name"]?.string else {
        throw .unreadable("'\(place)'", "a call with a call_id and a name")
      }
      let rest = object.without(["type", "id", "call_id", "name", "arguments", "status"])
      appendAnswer([
        .toolUse(
          ToolUse(
            id: id, name: name, input: ToolUse.input(object["arguments"]),
            extra: rest.marked(Self.mark)))
      ])
    case "function_call_output":
      guard let id = object["call_id"]?.string else {
        throw .unreadable("'\(place).call_id'", "the call_id of the call that this answers")
      }
      let content = try [Block](
        client: object["output"], "\(place).output", part: Self.block)
      let rest = object.without(["type", "id", "call_id", "output", "status"])
      request.transcript.append(
        ToolResult(toolUseID: id, content: content, extra: rest.marked(Self.mark)))
    case "reasoning":
      // What we gave is sealed; nobody can say who reads any other.
      let seal = ThinkingSeal.opened(object["encrypted_content"]?.string)
      appendAnswer([seal ?? .thinking(ThinkingBlock(signer: model, raw: item))])
    case "item_reference":
      throw ModelError(
        .invalidRequest, "'\(place)' refers to a stored item; send the item itself.", isUnsent: true
      )
    default: appendAnswer([.other(item.wrapped(Self.mark))])
    }
  }

  private mutating func appendMessage(
    _ object: JSONObject, _ place: String
  ) throws(ModelError) {
    var blocks = try [Block](
      client: object["content"], "\(place).content", part: Self.block)
    let rest = object.without(["type", "id", "role", "content", "status"]).marked(Self.mark)
    switch object["role"]?.string {
    case "user": request.transcript.append(Message(.user, blocks, extra: rest))
    case "system", "developer":
      let message = Message(.system, blocks, extra: rest)
      if request.system == nil, request.transcript.messages.isEmpty, rest.isEmpty,
        let text = message.plainText
      {
        request.system = text
        return
      }
      request.transcript.append(message)
    case "assistant":
      for index in blocks.indices {
        guard case .text(let words) = blocks[index], !rest.isEmpty else { continue }
        blocks[index] = .text(TextBlock(words.text, extra: rest))
      }
      appendAnswer(blocks)
    default: throw .unreadable("'\(place).role'", "system, developer, user or assistant")
    }
  }

  /// Items of one turn of the model are one message.
  private mutating func appendAnswer(_ blocks: [Block]) {
    if let last = request.transcript.messages.indices.last,
      request.transcript.messages[last].speaker == .assistant
    {
      request.transcript.messages[last].blocks += blocks
    } else {
      request.transcript.append(Message(.assistant, blocks))
    }
  }

  // MARK: - Parts

  private static func block(_ part: JSONValue) -> Block {
    guard let object = part.object else { return .other(part.wrapped(mark)) }
    switch object["type"]?.string {
    case "input_text":
      guard let text = object["text"]?.string else { break }
      return .text(TextBlock(text, extra: object.without(["type", "text"]).marked(mark)))
    // Annotations and probabilities are the provider's remarks on what was said, no part of it.
    case "output_text":
      if let text = object["text"]?.string { return .text(text) }
    case "refusal":
      if let text = object["refusal"]?.string { return .text(text) }
    case "input_image":
      guard let address = object["image_url"]?.string else { break }
      let usual: Set<String> = object["detail"] == "auto" ? ["detail"] : []
      let rest = object.without(usual.union(["type", "image_url"]))
      return .image(ImageBlock(openAIAddress: address, extra: rest.marked(mark)))
    default: break
    }
    return .other(part.wrapped(mark))
  }

  private static func tool(_ json: JSONValue) -> ToolDefinition? {
    guard let object = json.object, json["type"] == "function", let name = object["name"]?.string
    else { return nil }
    let rest = object.without(["type", "name", "description", "parameters"])
    return ToolDefinition(
      name: name, description: object["description"]?.string ?? "",
      inputSchema: object["parameters"].flatMap { $0.isNull ? nil : $0 }
        ?? ["type": "object", "properties": [:]],
      extra: rest.marked(mark))
  }
}
