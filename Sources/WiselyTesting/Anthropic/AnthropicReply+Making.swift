// SPDX-License-Identifier: Apache-2.0

public import Wisely

extension AnthropicReply {
  /// Some words.
  public static func text(
    _ words: String, input: Int = 10, output: Int = 5
  ) -> AnthropicReply {
    AnthropicReply([Self.textBlock(words)], usage: Self.usage(input: input, output: output))
  }

  /// A call of one tool.
  public static func toolUse(
    _ name: String, _ input: JSONValue, id: String, saying words: String? = nil,
    inputTokens: Int = 10, output: Int = 5
  ) -> AnthropicReply {
    let blocks = (words.map { [Self.textBlock($0)] } ?? []) + [toolBlock(name, input, id: id)]
    return AnthropicReply(
      blocks, stopReason: "tool_use", usage: Self.usage(input: inputTokens, output: output))
  }

  /// No words at all, for a reason.
  public static func refusal(
    category: String?, explanation: String? = nil, input: Int = 10, output: Int = 1
  ) -> AnthropicReply {
    var reply = AnthropicReply(
      [], stopReason: "refusal", usage: Self.usage(input: input, output: output))
    reply.stopDetails = [
      "type": "refusal", "category": category.map { .string($0) } ?? .null,
      "explanation": explanation.map { .string($0) } ?? .null,
    ]
    return reply
  }

  /// A failure with the API's JSON body.
  public static func failure(
    status: Int, type: String, message: String, headers: [(String, String)] = [],
    details: JSONValue? = nil
  ) -> AnthropicReply {
    var error: JSONObject = ["type": .string(type), "message": .string(message)]
    if let details { error["details"] = details }
    let body: JSONValue = ["type": "error", "error": .object(error), "request_id": "req_failure"]
    return broken(
      status: status, contentType: "application/json", body: body.bytes, headers: headers)
  }

  /// A failure with any body, as proxies on the way send them.
  public static func broken(
    status: Int, contentType: String?, body: [UInt8], headers: [(String, String)] = []
  ) -> AnthropicReply {
    var reply = AnthropicReply([])
    reply.faults = .status(status, contentType: contentType, body: body)
    reply.headers = headers
    return reply
  }

  /// The answer with one property changed.
  public func with<Value>(
    _ property: WritableKeyPath<AnthropicReply, Value>, _ value: Value
  ) -> AnthropicReply {
    var copy = self
    copy[keyPath: property] = value
    return copy
  }
}

// MARK: - Blocks

extension AnthropicReply {
  /// A usage object of the two fields that every answer has.
  public static func usage(input: Int, output: Int) -> JSONValue {
    ["input_tokens": JSONValue(input), "output_tokens": JSONValue(output)]
  }

  /// A `text` block.
  public static func textBlock(_ words: String) -> JSONValue {
    ["type": "text", "text": .string(words)]
  }

  /// A `thinking` block; empty thoughts are what `display: omitted` shows.
  public static func thinkingBlock(_ thoughts: String, signature: String) -> JSONValue {
    ["type": "thinking", "thinking": .string(thoughts), "signature": .string(signature)]
  }

  /// A `redacted_thinking` block.
  public static func redactedThinkingBlock(_ data: String) -> JSONValue {
    ["type": "redacted_thinking", "data": .string(data)]
  }

  /// A `tool_use` block.
  public static func toolBlock(_ name: String, _ input: JSONValue, id: String) -> JSONValue {
    ["type": "tool_use", "id": .string(id), "name": .string(name), "input": input]
  }

  /// The native advisor's `server_tool_use` and, unless the turn pauses there, its result.
  ///
  /// The result's `content` is one of `advisor_result`, `advisor_redacted_result` and
  /// `advisor_tool_result_error`.
  public static func consultationBlocks(id: String, content: JSONValue?) -> [JSONValue] {
    let use: JSONValue = [
      "type": "server_tool_use", "id": .string(id), "name": "advisor", "input": [:],
    ]
    guard let content else { return [use] }
    return [
      use, ["type": "advisor_tool_result", "tool_use_id": .string(id), "content": content],
    ]
  }
}
