// SPDX-License-Identifier: Apache-2.0

package import Wisely

/// Writes whole answers of Chat Completions.
package struct ChatResponseWriter: Sendable {
  let head: AnswerHead

  /// A writer of one answer.
  package init(head: AnswerHead) { self.head = head }

  /// The answer's body.
  package func body(of response: ModelResponse) -> JSONValue {
    var object = envelope("chat.completion")
    object["choices"] = [
      [
        "index": 0, "message": message(of: response), "logprobs": nil,
        "finish_reason": .string(Self.finishReason(response)),
      ]
    ]
    object["usage"] = Self.usage(response.usage)
    return .object(object)
  }

  /// What every object of an answer begins with.
  func envelope(_ kind: String) -> JSONObject {
    [
      "id": .string(head.id), "object": .string(kind), "created": JSONValue(head.created),
      "model": .string(head.model.rawValue),
    ]
  }

  private func message(of response: ModelResponse) -> JSONValue {
    var words = ""
    var calls: [JSONValue] = []
    var seals: [String] = []
    var thoughts = ""
    for block in response.message.blocks {
      switch block {
      case .text(let block): words += block.text
      case .plan(let plan): words += plan.text
      case .toolUse(let call): calls.append(Self.json(of: call))
      case .thinking(let thinking):
        seals.append(ThinkingSeal.sealed(thinking, place: words.utf8.count))
        thoughts += thinking.words
      case .consultation(let closed):
        let thinking = ThinkingSeal.thinking(closed)
        seals.append(ThinkingSeal.sealed(thinking, place: words.utf8.count))
        thoughts += thinking.words
      case .toolResult, .image, .escalation, .other: break
      }
    }
    let refusal = Self.refusal(response)
    var object: JSONObject = [
      "role": "assistant",
      "content": words.isEmpty || words == refusal ? nil : .string(words),
      "refusal": refusal.map { .string($0) } ?? .null,
    ]
    if !thoughts.isEmpty { object["reasoning_content"] = .string(thoughts) }
    // A line each, as clients join the pieces of a stream.
    let opaque = seals.map { $0 + "\n" }.joined()
    if !opaque.isEmpty { object["reasoning_opaque"] = .string(opaque) }
    if !calls.isEmpty { object["tool_calls"] = .array(calls) }
    return .object(object)
  }

  static func json(of call: ToolUse) -> JSONValue {
    [
      "id": .string(call.id), "type": "function",
      "function": ["name": .string(call.name), "arguments": .string(call.arguments)],
    ]
  }

  /// What the model said instead of an answer.
  static func refusal(_ response: ModelResponse) -> String? {
    guard response.stopReason == .refusal else { return nil }
    return response.stopDetails?["explanation"]?.string
  }

  /// The reason in this dialect's words, and consistent with the blocks (gateway trap 42).
  static func finishReason(_ response: ModelResponse) -> String {
    switch response.stopReason {
    case .maximumTokens, .contextWindowExceeded: "length"
    // A model's own refusal is an ordinary end with its words; else something cut it off.
    case .refusal: refusal(response) == nil ? "content_filter" : "stop"
    default: response.message.blocks.usualEnd == .toolUse ? "tool_calls" : "stop"
    }
  }

  /// The usage of all models together: this dialect has no place for each by itself.
  static func usage(_ steps: [ModelUsage]) -> JSONValue {
    let sum = steps.reduce(Usage()) { $0 + $1.usage }
    return [
      "prompt_tokens": JSONValue(sum.prompt), "completion_tokens": JSONValue(sum.output),
      "total_tokens": JSONValue(sum.prompt + sum.output),
      "prompt_tokens_details": sum.openAIPromptDetails,
      "completion_tokens_details": ["reasoning_tokens": JSONValue(sum.reasoning)],
    ]
  }
}

extension Usage {
  /// What of the prompt concerned caches, in the words of OpenAI's dialects.
  var openAIPromptDetails: JSONValue {
    [
      "cached_tokens": JSONValue(cacheRead),
      "cache_write_tokens": JSONValue(cacheWrites),
    ]
  }
}
