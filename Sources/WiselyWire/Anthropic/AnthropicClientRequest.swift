// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Reads a client's request of the Messages API.
struct AnthropicClientRequest {
  let request: ModelRequest

  init(_ body: JSONObject) throws(ModelError) {
    guard let messages = body["messages"]?.array else {
      throw .unreadable("'messages'", "a list of messages")
    }
    // Whoever signed the reasoning, the client believes it to be the model it asks for.
    let signer = ModelID(body["model"]?.string ?? "")
    var transcript = Transcript()
    var system: String?
    var marks: JSONObject = [:]
    switch body["system"] {
    case nil, .null: break
    case .string(let text): system = text
    case .array(let blocks):
      system = Self.joined(blocks)
      // Their marks, such as those of caches, are kept for the same dialect.
      if blocks.count > 1 || blocks.contains(where: { $0.object?.members.count != 2 }) {
        marks["system"] = .array(blocks)
      }
    default: throw .unreadable("'system'", "a text or a list of text blocks")
    }
    for (index, json) in messages.enumerated() {
      guard var message = Message(anthropic: json, signer: signer) else {
        throw .unreadable("'messages[\(index)]'", "a message with a role and content")
      }
      message.blocks = message.blocks.compactMap(Self.opened)
      transcript.append(message)
    }
    var tools: [ToolDefinition] = []
    for (index, json) in (body["tools"]?.array ?? []).enumerated() {
      guard let object = json.object, let name = object["name"]?.string,
        let schema = object["input_schema"]
      else { throw .unreadable("'tools[\(index)]'", "a tool with a name and an input_schema") }
      tools.append(
        ToolDefinition(
          name: name, description: object["description"]?.string ?? "", inputSchema: schema,
          extra: object.without(["name", "description", "input_schema"])))
    }
    var options = GenerationOptions(stopSequences: try body.texts("stop_sequences"))
    if let limit = try body.limit(["max_tokens"]) { options.maximumTokens = limit }
    let configuration = body["output_config"]?.object ?? [:]
    options.effort = try configuration.effort("effort")
    options.temperature = try body.temperature(upTo: 1)
    var extra = body.without([
      "model", "max_tokens", "messages", "system", "tools", "stop_sequences", "stream",
      "output_config", "temperature",
    ])
    let rest = configuration.without(["effort"])
    if !rest.isEmpty { extra["output_config"] = .object(rest) }
    extra.members += marks.members
    request = ModelRequest(
      system: system, transcript: transcript, tools: tools, options: options,
      extra: extra.marked(Dialect.anthropicMessages.mark()))
  }

  /// Instructions in several blocks as one text.
  static func joined(_ blocks: [JSONValue]) -> String? {
    let texts = blocks.compactMap { $0["text"]?.string }
    return texts.isEmpty ? nil : texts.joined(separator: "\n\n")
  }

  /// What travelled in a signature taken out of it; what only showed a consultation is left out.
  private static func opened(_ block: Block) -> Block? {
    switch block {
    case .thinking(let thinking):
      ThinkingSeal.opened(thinking.raw["signature"]?.string) ?? block
    case .other(let json): ShownConsultation.isShown(json) ? nil : block
    default: block
    }
  }
}

extension Message {
  /// The words, if there is nothing but one text without members of its own.
  var plainText: String? {
    guard blocks.count == 1, case .text(let words) = blocks[0], words.extra.isEmpty else {
      return nil
    }
    return words.text
  }
}
