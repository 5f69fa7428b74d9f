// SPDX-License-Identifier: Apache-2.0

import Wisely

/// The bytes of an answer in Chat Completions, written without our codec.
struct ChatFrames {
  let reply: OpenAIReply
  let model: String
  let number: Int

  /// The frames of the parts.
  var parts: [JSONValue] {
    var frames = [chunk(["role": "assistant", "content": ""])]
    var calls: [[JSONValue]] = []
    for part in reply.parts {
      switch part {
      case .reasoning(let text): frames += text.halves.map { chunk(["reasoning_content": $0]) }
      case .text(let text): frames += text.halves.map { chunk(["content": $0]) }
      case .refusal(let text): frames += text.halves.map { chunk(["refusal": $0]) }
      case .call(let id, let name, let arguments):
        let index = JSONValue(calls.count)
        let begin: JSONValue = [
          "index": index, "id": .string(id), "type": "function",
          "function": ["name": .string(name), "arguments": ""],
        ]
        let rest = reply.pieces(of: arguments).map { piece in
          chunk(["tool_calls": [["index": index, "function": ["arguments": piece]]]])
        }
        calls.append([chunk(["tool_calls": [begin]])] + rest)
      }
    }
    return frames + reply.dealt(calls)
  }

  /// The frame that ends the answer; usage and mark follow it.
  var ending: JSONValue { chunk([:], finish: .string(finishReason)) }

  /// The frame of the usage.
  var usage: JSONValue? {
    guard let usage = reply.usage else { return nil }
    var object = envelope("chat.completion.chunk")
    object["choices"] = []
    object["usage"] = Self.json(usage)
    return .object(object)
  }

  /// The whole answer.
  var whole: JSONValue {
    var message: JSONObject = ["role": "assistant"]
    let words = reply.parts.compactMap { if case .text(let text) = $0 { text } else { nil } }
    message["content"] = words.isEmpty ? .null : .string(words.joined())
    let refusals = reply.parts.compactMap { part in
      if case .refusal(let text) = part { text } else { nil }
    }
    message["refusal"] = refusals.isEmpty ? .null : .string(refusals.joined())
    for case .reasoning(let text) in reply.parts { message["reasoning_content"] = .string(text) }
    let calls = reply.parts.compactMap { part -> JSONValue? in
      guard case .call(let id, let name, let arguments) = part else { return nil }
      return [
        "id": .string(id), "type": "function",
        "function": ["name": .string(name), "arguments": .string(arguments)],
      ]
    }
    if !calls.isEmpty { message["tool_calls"] = .array(calls) }
    var object = envelope("chat.completion")
    object["choices"] = [
      ["index": 0, "message": .object(message), "finish_reason": .string(finishReason)]
    ]
    if let usage = reply.usage { object["usage"] = Self.json(usage) }
    return .object(object)
  }

  private var finishReason: String {
    switch reply.ending {
    case .complete:
      reply.parts.contains { if case .call = $0 { true } else { false } } ? "tool_calls" : "stop"
    case .length: "length"
    case .filtered: "content_filter"
    }
  }

  private static func json(_ usage: Usage) -> JSONValue {
    [
      "prompt_tokens": JSONValue(usage.prompt), "completion_tokens": JSONValue(usage.output),
      "total_tokens": JSONValue(usage.prompt + usage.output),
      "prompt_tokens_details": [
        "cached_tokens": JSONValue(usage.cacheRead),
        "cache_write_tokens": JSONValue(usage.cacheWrite30m),
      ], "completion_tokens_details": ["reasoning_tokens": JSONValue(usage.reasoning)],
    ]
  }

  private func envelope(_ kind: String) -> JSONObject {
    [
      "id": .string("chatcmpl-\(number)"), "object": .string(kind), "created": 1,
      "model": .string(model),
    ]
  }

  private func chunk(_ delta: JSONValue, finish: JSONValue = nil) -> JSONValue {
    var object = envelope("chat.completion.chunk")
    object["choices"] = [["index": 0, "delta": delta, "finish_reason": finish]]
    return .object(object)
  }
}
