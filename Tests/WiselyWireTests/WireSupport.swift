// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyWire

/// Builds streams of the Messages API by hand, one frame an event.
struct FrameScript {
  var frames: [(name: String, json: JSONValue)] = []

  /// A message with that opening usage.
  init(model: String = "claude-test", usage: JSONValue = ["input_tokens": 10, "output_tokens": 1]) {
    add(
      "message_start",
      [
        "message": [
          "id": "msg_1", "type": "message", "role": "assistant", "model": .string(model),
          "content": [], "stop_reason": nil, "stop_sequence": nil, "usage": usage,
        ]
      ])
  }

  mutating func add(_ type: String, _ members: JSONObject = [:]) {
    var object: JSONObject = ["type": .string(type)]
    object.members += members.members
    frames.append((type, .object(object)))
  }

  mutating func start(_ index: Int, _ block: JSONValue) {
    add("content_block_start", ["index": JSONValue(index), "content_block": block])
  }

  mutating func delta(_ index: Int, _ delta: JSONValue) {
    add("content_block_delta", ["index": JSONValue(index), "delta": delta])
  }

  mutating func stop(_ index: Int) { add("content_block_stop", ["index": JSONValue(index)]) }

  mutating func text(_ index: Int, _ pieces: String...) {
    start(index, ["type": "text", "text": ""])
    for piece in pieces { delta(index, ["type": "text_delta", "text": .string(piece)]) }
    stop(index)
  }

  mutating func end(_ reason: JSONValue, usage: JSONValue = ["output_tokens": 5]) {
    add("message_delta", ["delta": ["stop_reason": reason, "stop_sequence": nil], "usage": usage])
    add("message_stop")
  }

  var bytes: [UInt8] {
    frames.flatMap { frame in
      Array("event: \(frame.name)\ndata: ".utf8) + frame.json.bytes + Array("\n\n".utf8)
    }
  }
}

/// What a reader makes of a stream.
struct Reading {
  var events: [ModelEvent] = []
  var response: ModelResponse

  init(
    _ script: FrameScript, _ context: AnthropicAnswer.Context = .init(requested: "claude-test"),
    cutEvery size: Int = .max
  ) throws {
    var answer = AnthropicAnswer(context)
    var parser = SSEParser()
    var rest = script.bytes[...]
    while !rest.isEmpty {
      for frame in try parser.parse(Array(rest.prefix(size))) {
        events += try answer.receive(frame)
      }
      rest = rest.dropFirst(min(size, rest.count))
    }
    response = try answer.response()
  }

  var text: String {
    events.reduce(into: "") { text, event in
      if case .textDelta(let piece) = event { text += piece }
    }
  }
}
