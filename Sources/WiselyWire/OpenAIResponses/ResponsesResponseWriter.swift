// SPDX-License-Identifier: Apache-2.0

package import Wisely

/// Writes whole answers of OpenAI's Responses.
package struct ResponsesResponseWriter: Sendable {
  let head: AnswerHead

  /// A writer of one answer.
  package init(head: AnswerHead) { self.head = head }

  /// The answer's body.
  package func body(of response: ModelResponse) -> JSONValue {
    var output: [JSONValue] = []
    for block in response.message.blocks {
      guard let item = item(of: block, place: output.count, response) else { continue }
      output.append(item)
    }
    // A refusal that nobody has said as words.
    if output.isEmpty, let refusal = ChatResponseWriter.refusal(response) {
      output = [message(refusal, place: 0, response)]
    }
    return body(of: response, output: output, incomplete: Self.incompleteReason(response))
  }

  /// The answer's body with that output.
  func body(
    of response: ModelResponse, output: [JSONValue], incomplete reason: String?
  ) -> JSONValue {
    var object = envelope(status: reason == nil ? "completed" : "incomplete", output: output)
    object["incomplete_details"] = reason.map { ["reason": .string($0)] } ?? .null
    object["usage"] = Self.usage(response.usage)
    return .object(object)
  }

  /// A response of that status; clients' types expect the members that say nothing here.
  func envelope(status: String, output: [JSONValue] = []) -> JSONObject {
    [
      "id": .string(head.id), "object": "response", "created_at": JSONValue(head.created),
      "status": .string(status), "error": nil, "incomplete_details": nil, "instructions": nil,
      "metadata": [:], "model": .string(head.model.rawValue), "output": .array(output),
      "parallel_tool_calls": true, "temperature": nil, "tool_choice": "auto", "tools": [],
      "top_p": nil, "usage": nil,
    ]
  }

  private func item(of block: Block, place: Int, _ response: ModelResponse) -> JSONValue? {
    switch block {
    case .text(let words): return message(words.text, place: place, response)
    case .plan(let plan): return message(plan.text, place: place, response)
    case .thinking(let thinking): return reasoning(thinking, place: place)
    case .consultation(let closed):
      return reasoning(ThinkingSeal.thinking(closed), place: place)
    case .other(let json): return json.unwrapped(from: .openAIResponses)
    case .toolUse(let use): return call(use.id, use.name, use.arguments, place: place)
    case .toolResult, .image, .escalation: return nil
    }
  }

  private func message(_ text: String, place: Int, _ response: ModelResponse) -> JSONValue {
    let isRefusal = text == ChatResponseWriter.refusal(response)
    return .object(
      message(
        content: [isRefusal ? ["type": "refusal", "refusal": .string(text)] : Self.words(text)],
        place: place, status: "completed"))
  }

  // MARK: - Items

  /// A message item.
  func message(content: [JSONValue], place: Int, status: String) -> JSONObject {
    [
      "id": .string(name("msg", place)), "type": "message", "status": .string(status),
      "role": "assistant", "content": .array(content),
    ]
  }

  /// The words of a message item.
  static func words(_ text: String) -> JSONValue {
    ["type": "output_text", "text": .string(text), "annotations": []]
  }

  /// A call; the same name pairs it with its result.
  func call(
    _ id: String, _ name: String, _ arguments: String, place: Int, status: String = "completed"
  ) -> JSONValue {
    [
      "id": .string(self.name("fc", place)), "type": "function_call", "status": .string(status),
      "call_id": .string(id), "name": .string(name), "arguments": .string(arguments),
    ]
  }

  /// Reasoning, which travels opaque to the next request.
  func reasoning(_ thinking: ThinkingBlock?, words: String? = nil, place: Int) -> JSONValue {
    let words = words ?? thinking?.words ?? ""
    var object: JSONObject = [
      "id": .string(name("rs", place)), "type": "reasoning",
      "summary": words.isEmpty ? [] : [["type": "summary_text", "text": .string(words)]],
    ]
    if let thinking { object["encrypted_content"] = .string(ThinkingSeal.sealed(thinking)) }
    return .object(object)
  }

  /// The name of an item, made of the answer's.
  func name(_ kind: String, _ place: Int) -> String {
    let stem = head.id.hasPrefix("resp_") ? String(head.id.dropFirst(5)) : head.id
    return "\(kind)_\(stem)_\(place)"
  }

  // MARK: - The end

  /// Why the answer is not complete; nil when it is.
  static func incompleteReason(_ response: ModelResponse) -> String? {
    switch response.stopReason {
    case .maximumTokens, .contextWindowExceeded: "max_output_tokens"
    case .refusal: ChatResponseWriter.refusal(response) == nil ? "content_filter" : nil
    default: nil
    }
  }

  /// The usage of all models together: this dialect has no place for each by itself.
  static func usage(_ steps: [ModelUsage]) -> JSONValue {
    let sum = steps.reduce(Usage()) { $0 + $1.usage }
    return [
      "input_tokens": JSONValue(sum.prompt), "input_tokens_details": sum.openAIPromptDetails,
      "output_tokens": JSONValue(sum.output),
      "output_tokens_details": ["reasoning_tokens": JSONValue(sum.reasoning)],
      "total_tokens": JSONValue(sum.prompt + sum.output),
    ]
  }
}
