// SPDX-License-Identifier: Apache-2.0

import Wisely

/// A reply laid out as the events of a stream.
///
/// Written from the API's description alone and on purpose without the product's codec: the two must
/// agree because both are right, not because they are the same.
struct AnthropicEventList {
  private(set) var events: [AnthropicEvent] = []
  /// The positions before which the native advisor is silent.
  private(set) var silences: [Int] = []

  init(_ reply: AnthropicReply, id: String, model: String) {
    let opening = reply.openingUsage
    add("message_start", ["message": reply.message(id: id, model: model, opening: opening)])
    for (index, block) in reply.blocks.enumerated() {
      add(block, at: index, of: reply)
    }
    add(
      "message_delta",
      ["delta": reply.closingDelta, "usage": reply.closingUsage])
    add("message_stop", [:])
    for insertion in reply.insertions.reversed() {
      let position = position(insertion.position)
      events.insert(
        AnthropicEvent(name: insertion.event, data: insertion.data), at: position)
      silences = silences.map { $0 > position ? $0 + 1 : $0 }
    }
  }

  /// A position counted from either end, as one from the start.
  func position(_ position: Int) -> Int {
    min(max(0, position < 0 ? events.count + position : position), events.count)
  }

  private mutating func add(_ name: String, _ members: JSONObject) {
    var data: JSONObject = ["type": .string(name)]
    data.members += members.members
    events.append(AnthropicEvent(name: name, data: .object(data)))
  }

  private mutating func add(_ block: JSONValue, at index: Int, of reply: AnthropicReply) {
    let type = block["type"]?.string ?? ""
    if type == "advisor_tool_result" {
      if reply.pings { add("ping", [:]) }
      silences.append(events.count)
    }
    var start = block.object ?? [:]
    let deltas = Self.deltas(of: block, emptying: &start, length: reply.pieceLength)
    add("content_block_start", ["index": JSONValue(index), "content_block": .object(start)])
    if index == 0, reply.pings { add("ping", [:]) }
    for delta in deltas {
      add("content_block_delta", ["index": JSONValue(index), "delta": delta])
    }
    add("content_block_stop", ["index": JSONValue(index)])
  }

  /// What is streamed of a block; that is taken out of its start.
  private static func deltas(
    of block: JSONValue, emptying start: inout JSONObject, length: Int
  ) -> [JSONValue] {
    switch block["type"]?.string {
    case "text":
      start["text"] = ""
      var deltas = pieces(block["text"], length).map {
        ["type": "text_delta", "text": $0] as JSONValue
      }
      if let citations = block["citations"]?.array {
        start["citations"] = []
        deltas += citations.map { ["type": "citations_delta", "citation": $0] }
      }
      return deltas
    case "thinking":
      start["thinking"] = ""
      start["signature"] = ""
      let thoughts = pieces(block["thinking"], length).map {
        ["type": "thinking_delta", "thinking": $0] as JSONValue
      }
      let signature = block["signature"] ?? ""
      return thoughts + [["type": "signature_delta", "signature": signature]]
    case "tool_use", "server_tool_use":
      // The native advisor's call comes without any delta.
      guard block["name"] != "advisor", let input = block["input"] else { return [] }
      start["input"] = [:]
      let text: JSONValue = input == [:] ? "" : .string(input.text)
      return ([""] + pieces(text, length)).map {
        ["type": "input_json_delta", "partial_json": $0]
      }
    default: return []
    }
  }

  private static func pieces(_ text: JSONValue?, _ length: Int) -> [JSONValue] {
    var rest = (text?.string ?? "").unicodeScalars[...]
    var pieces: [JSONValue] = []
    while !rest.isEmpty {
      // By scalars: a character may be cut, as the API may cut it.
      pieces.append(.string(String(String.UnicodeScalarView(rest.prefix(max(1, length))))))
      rest = rest.dropFirst(max(1, length))
    }
    return pieces
  }
}

extension AnthropicReply {
  /// The whole answer, or the empty message of `message_start` when its usage is given.
  func message(id: String, model: String, opening: JSONValue? = nil) -> JSONValue {
    let isOpening = opening != nil
    var message: JSONObject = [
      "id": .string(id), "type": "message", "role": "assistant",
      "model": .string(self.model ?? model), "content": .array(isOpening ? [] : blocks),
      "stop_reason": isOpening ? .null : .string(stopReason),
      "stop_sequence": isOpening ? .null : stopSequence.map { .string($0) } ?? .null,
      "usage": opening ?? usage,
    ]
    if !isOpening {
      if let stopDetails { message["stop_details"] = stopDetails }
      message.members += members.members
    }
    return .object(message)
  }

  var openingUsage: JSONValue {
    if let opening { return opening }
    var usage = usage.object ?? [:]
    usage.members.removeAll { !Self.inputFields.contains($0.key) }
    usage["output_tokens"] = 1
    return .object(usage)
  }

  var closingUsage: JSONValue {
    if let closing { return closing }
    guard opening == nil else { return usage }
    var usage = usage.object ?? [:]
    usage.members.removeAll { Self.inputFields.contains($0.key) }
    return .object(usage)
  }

  fileprivate var closingDelta: JSONValue {
    var delta: JSONObject = [
      "stop_reason": .string(stopReason),
      "stop_sequence": stopSequence.map { .string($0) } ?? .null,
    ]
    if let stopDetails { delta["stop_details"] = stopDetails }
    delta.members += members.members
    return .object(delta)
  }

  private static let inputFields: Set<String> = [
    "input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "cache_creation",
    "service_tier", "inference_geo", "speed",
  ]
}
