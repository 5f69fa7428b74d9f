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
    var calls = 0
    for part in reply.parts {
      switch part {
      case .reasoning(let text): frames += text.halves.map { chunk(["reasoning_content": $0]) }
      case .text(let text): frames += text.halves.map { chunk(["content": $0]) }
      case .call(let id, let name, let arguments):
        let begin: JSONValue = [
          "index": JSONValue(calls), "id": .string(id), "type": "function",
          "function": ["name": .string(name), "arguments": ""],
        ]
        frames.append(chunk(["tool_calls": [begin]]))
        frames += arguments.halves.map { half in
          chunk(["tool_calls": [["index": JSONValue(calls), "function": ["arguments": half]]]])
        }
        calls += 1
      }
    }
    return frames
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
    message["refusal"] = .null
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

/// The bytes of an answer in Responses, written without our codec.
struct ResponsesFrames {
  let reply: OpenAIReply
  let model: String
  let number: Int

  /// The items of the output.
  var items: [JSONValue] {
    reply.parts.enumerated().map { place, part in
      switch part {
      case .reasoning(let text):
        [
          "id": .string("rs_\(number)_\(place)"), "type": "reasoning",
          "summary": [["type": "summary_text", "text": .string(text)]],
          "encrypted_content": .string("sealed-\(number)-\(place)"),
        ]
      case .text(let text):
        [
          "id": .string("msg_\(number)_\(place)"), "type": "message", "status": "completed",
          "role": "assistant",
          "content": [["type": "output_text", "text": .string(text), "annotations": []]],
        ]
      case .call(let id, let name, let arguments):
        [
          "id": .string("fc_\(number)_\(place)"), "type": "function_call", "status": "completed",
          "call_id": .string(id), "name": .string(name), "arguments": .string(arguments),
        ]
      }
    }
  }

  /// The frames of the parts.
  var parts: [JSONValue] {
    var frames: [JSONObject] = [
      ["type": "response.created", "response": .object(envelope("in_progress"))]
    ]
    for (place, item) in items.enumerated() {
      let about: JSONObject = ["output_index": JSONValue(place), "item_id": item["id"] ?? .null]
      func add(_ type: String, _ members: JSONObject) {
        var frame: JSONObject = ["type": .string(type)]
        frame.members += about.members + members.members
        frames.append(frame)
      }
      var begun = item.object ?? [:]
      for key in ["content", "summary"] where begun[key] != nil { begun[key] = [] }
      if begun["arguments"] != nil { begun["arguments"] = "" }
      begun["encrypted_content"] = nil
      add("response.output_item.added", ["item": .object(begun)])
      let (kind, text) =
        switch reply.parts[place] {
        case .reasoning(let text): ("reasoning_summary_text", text)
        case .text(let text): ("output_text", text)
        case .call(_, _, let arguments): ("function_call_arguments", arguments)
        }
      for half in text.halves { add("response.\(kind).delta", ["delta": half]) }
      add("response.output_item.done", ["item": item])
    }
    return frames.enumerated().map { index, frame in
      var frame = frame
      frame["sequence_number"] = JSONValue(index)
      return .object(frame)
    }
  }

  /// The frame that ends the answer.
  var ending: JSONValue {
    ["type": .string("response.\(status)"), "sequence_number": 9_999, "response": whole]
  }

  /// The whole answer.
  var whole: JSONValue {
    var object = envelope(status)
    object["output"] = .array(items)
    if status == "incomplete" {
      let reason = reply.ending == .length ? "max_output_tokens" : "content_filter"
      object["incomplete_details"] = ["reason": .string(reason)]
    }
    if let usage = reply.usage {
      object["usage"] = [
        "input_tokens": JSONValue(usage.prompt),
        "input_tokens_details": [
          "cached_tokens": JSONValue(usage.cacheRead),
          "cache_write_tokens": JSONValue(usage.cacheWrite30m),
        ], "output_tokens": JSONValue(usage.output),
        "output_tokens_details": ["reasoning_tokens": JSONValue(usage.reasoning)],
        "total_tokens": JSONValue(usage.prompt + usage.output),
      ]
    }
    return .object(object)
  }

  private var status: String { reply.ending == .complete ? "completed" : "incomplete" }

  private func envelope(_ status: String) -> JSONObject {
    [
      "id": .string("resp_\(number)"), "object": "response", "created_at": 1,
      "status": .string(status), "model": .string(model), "output": [],
    ]
  }
}

extension String {
  /// The text in two pieces, as texts of JSON; none for nothing.
  fileprivate var halves: [JSONValue] {
    guard !isEmpty else { return [] }
    let middle = index(startIndex, offsetBy: count / 2)
    return [self[..<middle], self[middle...]].filter { !$0.isEmpty }.map { .string(String($0)) }
  }
}
