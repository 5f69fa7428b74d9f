// SPDX-License-Identifier: Apache-2.0

import Wisely

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
      case .refusal(let text):
        [
          "id": .string("msg_\(number)_\(place)"), "type": "message", "status": "completed",
          "role": "assistant", "content": [["type": "refusal", "refusal": .string(text)]],
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
    var frames: [JSONValue] = [
      ["type": "response.created", "response": .object(envelope("in_progress"))]
    ]
    var calls: [[JSONValue]] = []
    for (place, item) in items.enumerated() {
      if case .call = reply.parts[place] {
        calls.append(life(of: item, at: place))
      } else {
        frames += life(of: item, at: place)
      }
    }
    return (frames + reply.dealt(calls)).enumerated().map { index, frame in
      var frame = frame.object ?? [:]
      frame["sequence_number"] = JSONValue(index)
      return .object(frame)
    }
  }

  /// The frames of one item, from its beginning to its end.
  private func life(of item: JSONValue, at place: Int) -> [JSONValue] {
    func frame(_ type: String, _ members: JSONObject) -> JSONValue {
      var frame: JSONObject = [
        "type": .string(type), "output_index": JSONValue(place), "item_id": item["id"] ?? .null,
      ]
      frame.members += members.members
      return .object(frame)
    }
    var begun = item.object ?? [:]
    for key in ["content", "summary"] where begun[key] != nil { begun[key] = [] }
    if begun["arguments"] != nil { begun["arguments"] = "" }
    begun["encrypted_content"] = nil
    let (kind, pieces) =
      switch reply.parts[place] {
      case .reasoning(let text): ("reasoning_summary_text", text.halves)
      case .text(let text): ("output_text", text.halves)
      case .refusal(let text): ("refusal", text.halves)
      case .call(_, _, let arguments): ("function_call_arguments", reply.pieces(of: arguments))
      }
    return [frame("response.output_item.added", ["item": .object(begun)])]
      + pieces.map { frame("response.\(kind).delta", ["delta": $0]) }
      + [frame("response.output_item.done", ["item": item])]
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
