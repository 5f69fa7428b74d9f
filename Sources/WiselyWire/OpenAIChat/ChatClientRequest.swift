// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Reads a client's request of Chat Completions.
struct ChatClientRequest {
  private(set) var request: ModelRequest
  private static let mark = Dialect.openAIChat.mark()

  init(_ body: JSONObject) throws(ModelError) {
    guard let messages = body["messages"]?.array else {
      throw .unreadable("'messages'", "a list of messages")
    }
    if let count = body["n"]?.int, count > 1 {
      throw .unreadable("'n'", "1: one request gets one answer")
    }
    request = ModelRequest(transcript: Transcript())
    for (index, json) in messages.enumerated() { try append(json, "messages[\(index)]") }
    for (index, json) in (body["tools"]?.array ?? []).enumerated() {
      request.tools.append(try Self.tool(json, "tools[\(index)]"))
    }
    request.options.stopSequences = try body.texts("stop")
    let limit = try body.limit(["max_completion_tokens", "max_tokens"])
    if let limit { request.options.maximumTokens = limit }
    var known: Set<String> = [
      "model", "messages", "tools", "stop", "max_completion_tokens", "max_tokens", "stream",
      "stream_options", "reasoning_effort", "n", "temperature",
    ]
    request.options.temperature = try body.temperature(upTo: 2)
    request.options.effort = try body.effort("reasoning_effort")
    if request.options.effort == nil, let nested = body["reasoning"]?.object,
      nested.keys == ["effort"]
    {
      request.options.effort = try nested.effort("effort")
      known.insert("reasoning")
    }
    request.extra = body.without(known).marked(Self.mark)
  }

  private mutating func append(_ json: JSONValue, _ place: String) throws(ModelError) {
    guard let object = json.object, let role = object["role"]?.string else {
      throw .unreadable("'\(place)'", "a message with a role")
    }
    let content = try [Block](
      client: object["content"], "\(place).content", part: Self.block)
    let rest = object.without(["role", "content", "tool_calls", "tool_call_id", "refusal"])
    switch role {
    case "system", "developer":
      let message = Message(.system, content, extra: rest.marked(Self.mark))
      let isFirst = request.transcript.messages.isEmpty && request.system == nil
      if isFirst, rest.isEmpty, let text = message.plainText {
        request.system = text
      } else {
        request.transcript.append(message)
      }
    case "user":
      request.transcript.append(Message(.user, content, extra: rest.marked(Self.mark)))
    case "tool", "function":
      guard let id = (object["tool_call_id"] ?? object["name"])?.string else {
        throw .unreadable("'\(place).tool_call_id'", "the id of the call that this answers")
      }
      request.transcript.append(
        ToolResult(toolUseID: id, content: content, extra: rest.marked(Self.mark)))
    case "assistant": try appendAnswer(object, content, rest, place)
    default:
      throw .unreadable("'\(place).role'", "system, developer, user, assistant or tool")
    }
  }

  private mutating func appendAnswer(
    _ object: JSONObject, _ content: [Block], _ members: JSONObject, _ place: String
  ) throws(ModelError) {
    var blocks = content
    var rest = members
    if let opened = ThinkingSeal.openedLines(rest["reasoning_opaque"]?.string) {
      blocks = Self.inserting(opened, into: content)
      for key in ["reasoning_opaque", "reasoning_content"] { rest[key] = nil }
    }
    if let refusal = object["refusal"]?.string { blocks.append(.text(refusal)) }
    for (index, call) in (object["tool_calls"]?.array ?? []).enumerated() {
      let function = call["function"]
      guard let members = call.object, let id = call["id"]?.string,
        let name = function?["name"]?.string
      else {
        throw .unreadable("'\(place).tool_calls[\(index)]'", "a call of a function with an id")
      }
      let extra = members.without(["id", "type", "index", "function"])
      blocks.append(
        .toolUse(
          ToolUse(
            id: id, name: name, input: ToolUse.input(function?["arguments"]),
            extra: extra.marked(Self.mark))))
    }
    request.transcript.append(Message(.assistant, blocks, extra: rest.marked(Self.mark)))
  }

  /// The content with what was sealed in the places it had among the words; in front where a client has
  /// changed them.
  private static func inserting(
    _ opened: [ThinkingSeal.Opened], into content: [Block]
  ) -> [Block] {
    var text = ""
    for case .text(let words) in content { text += words.text }
    let bytes = Array(text.utf8)
    let places = opened.map { $0.place ?? 0 }
    let isPlain = content.allSatisfy {
      if case .text(let words) = $0 { words.extra.isEmpty } else { false }
    }
    guard isPlain, places == places.sorted(), places.allSatisfy({ 0...bytes.count ~= $0 }) else {
      return opened.map(\.block) + content
    }
    var blocks: [Block] = []
    var written = 0
    func cut(upTo end: Int) -> Bool {
      guard end > written else { return true }
      guard let words = String(validating: bytes[written..<end], as: UTF8.self) else {
        return false
      }
      blocks.append(.text(words))
      written = end
      return true
    }
    for (item, place) in zip(opened, places) {
      guard cut(upTo: place) else { return opened.map(\.block) + content }
      blocks.append(item.block)
    }
    return cut(upTo: bytes.count) ? blocks : opened.map(\.block) + content
  }

  // MARK: - Parts

  private static func block(_ part: JSONValue) -> Block {
    guard let object = part.object else { return .other(part.wrapped(mark)) }
    switch object["type"]?.string {
    case "text":
      guard let text = object["text"]?.string else { break }
      return .text(TextBlock(text, extra: object.without(["type", "text"]).marked(mark)))
    case "refusal":
      if let text = object["refusal"]?.string { return .text(text) }
    case "image_url":
      guard let picture = object["image_url"]?.object, let address = picture["url"]?.string else {
        break
      }
      var extra = object.without(["type", "image_url"])
      let rest = picture.without(["url"])
      if !rest.isEmpty { extra["image_url"] = .object(rest) }
      return .image(ImageBlock(openAIAddress: address, extra: extra.marked(mark)))
    default: break
    }
    return .other(part.wrapped(mark))
  }

  private static func tool(
    _ json: JSONValue, _ place: String
  ) throws(ModelError) -> ToolDefinition {
    guard let object = json.object, json["type"] == "function",
      let function = object["function"]?.object, let name = function["name"]?.string
    else { throw .unreadable("'\(place)'", "a function with a name") }
    var extra = object.without(["type", "function"])
    let rest = function.without(["name", "description", "parameters"])
    if !rest.isEmpty { extra["function"] = .object(rest) }
    return ToolDefinition(
      name: name, description: function["description"]?.string ?? "",
      inputSchema: function["parameters"] ?? ["type": "object", "properties": [:]],
      extra: extra.marked(mark))
  }
}

extension ToolUse {
  /// The arguments of OpenAI's dialects; text that is no object is kept as it is.
  static func input(_ arguments: JSONValue?) -> JSONValue {
    guard let text = arguments?.string else {
      return arguments?.object == nil ? [:] : arguments ?? [:]
    }
    var collected = ToolArguments()
    collected.append(text)
    return collected.finished
  }
}
