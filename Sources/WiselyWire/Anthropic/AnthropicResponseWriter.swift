// SPDX-License-Identifier: Apache-2.0

package import Wisely

/// Writes whole answers of the Messages API.
package struct AnthropicResponseWriter: Sendable {
  let head: AnswerHead

  /// A writer of one answer.
  package init(head: AnswerHead) { self.head = head }

  /// The answer's body.
  package func body(of response: ModelResponse) -> JSONValue {
    let content = response.message.blocks.flatMap { shown($0) + [json(of: $0)].compactMap(\.self) }
    var object = message(content: content)
    object["stop_reason"] = .string(Self.stopReason(response).rawValue)
    object["stop_sequence"] = Self.stopSequence(response)
    if let details = response.stopDetails { object["stop_details"] = details }
    object["usage"] = Self.usage(response.usage)
    return .object(object)
  }

  /// A message of that content.
  func message(content: [JSONValue]) -> JSONObject {
    [
      "id": .string(head.id), "type": "message", "role": "assistant",
      "model": .string(head.model.rawValue), "content": .array(content),
    ]
  }

  /// A block as a client of this dialect is shown it; nil for what is not for clients.
  func json(of block: Block) -> JSONValue? {
    switch block {
    case .thinking(let thinking): json(of: thinking)
    // A bare nil would be JSON's null here.
    case .other(let json): json.isWrapped ? Optional.none : json
    case .toolUse(let call): json(of: call)
    case .text, .plan: block.anthropic
    case .consultation(let closed): json(of: ThinkingSeal.thinking(closed))
    case .toolResult, .image, .escalation: nil
    }
  }

  /// A call; a client must not take arguments that are no object for none at all, and run it.
  private func json(of call: ToolUse) -> JSONValue? {
    guard case .string = call.input, var object = Block.toolUse(call).anthropic?.object else {
      return Block.toolUse(call).anthropic
    }
    object["input"] = call.input
    return .object(object)
  }

  /// What a client that knows the API's own advisor is shown before a block.
  func shown(_ block: Block) -> [JSONValue] {
    guard head.showsConsultations, case .consultation(let closed) = block else { return [] }
    return ShownConsultation.blocks(closed)
  }

  /// Reasoning as it came if the client asked for the model that wrote it; of any other, whose name the
  /// client could not tell us again, it travels in the signature.
  func json(of thinking: ThinkingBlock) -> JSONValue {
    guard !thinking.isAnthropic || !thinking.isReadable(by: head.model, maker: nil) else {
      return thinking.raw
    }
    // What is shown already needs no words.
    let isShown = head.showsConsultations && ThinkingSeal.consultation(thinking) != nil
    return [
      "type": "thinking", "thinking": .string(isShown ? "" : thinking.words),
      "signature": .string(ThinkingSeal.sealed(thinking)),
    ]
  }

  /// The reason in words that clients know, and consistent with the blocks (gateway trap 42).
  static func stopReason(_ response: ModelResponse) -> StopReason {
    switch response.stopReason {
    case .maximumTokens, .stopSequence, .pauseTurn, .refusal, .contextWindowExceeded:
      response.stopReason
    default: response.message.blocks.usualEnd
    }
  }

  /// The sequence that ended the answer; null where none did.
  static func stopSequence(_ response: ModelResponse) -> JSONValue {
    response.stopReason == .stopSequence ? response.extra["stop_sequence"] ?? .null : .null
  }

  /// The usage: at the top what everyone but advisors used, and every step by itself where there are
  /// several (advisor reference §1.8).
  static func usage(_ steps: [ModelUsage]) -> JSONValue {
    let own = steps.filter { $0.role != .advisor }.reduce(Usage()) { $0 + $1.usage }
    var object = figures(own)
    object["output_tokens_details"] = ["thinking_tokens": JSONValue(own.reasoning)]
    if steps.count > 1 {
      object["iterations"] = .array(
        steps.map { step in
          let type = step.role == .advisor ? "advisor_message" : "message"
          let members: JSONObject = [
            "type": .string(type), "model": .string(step.model.rawValue),
          ]
          return .object(members + figures(step.usage))
        })
    }
    return .object(object)
  }

  private static func figures(_ usage: Usage) -> JSONObject {
    let short = usage.cacheWrite5m + usage.cacheWrite30m
    let long = usage.cacheWrite1h + usage.cacheWrite12h
    return [
      "input_tokens": JSONValue(usage.input),
      "cache_creation_input_tokens": JSONValue(short + long),
      "cache_read_input_tokens": JSONValue(usage.cacheRead),
      "cache_creation": [
        "ephemeral_5m_input_tokens": JSONValue(short),
        "ephemeral_1h_input_tokens": JSONValue(long),
      ],
      "output_tokens": JSONValue(usage.output),
    ]
  }
}
