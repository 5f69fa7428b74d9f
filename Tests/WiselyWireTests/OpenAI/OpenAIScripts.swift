// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyWire

/// Builds streams of Chat Completions by hand, one frame a chunk.
struct ChatScript {
  var frames: [String] = []

  init() { add(["role": "assistant", "content": ""]) }

  /// Nothing at all.
  static var empty: ChatScript {
    var script = ChatScript()
    script.frames = []
    return script
  }

  mutating func add(_ delta: JSONValue, finish: JSONValue = nil, model: JSONValue = "gpt-test") {
    raw([
      "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": model,
      "choices": [["index": 0, "delta": delta, "finish_reason": finish]], "usage": nil,
    ])
  }

  mutating func text(_ pieces: String...) {
    for piece in pieces { add(["content": .string(piece)]) }
  }

  mutating func call(_ piece: JSONValue) { add(["tool_calls": [piece]]) }

  mutating func raw(_ json: JSONValue) { frames.append(json.text) }

  mutating func usage(
    _ usage: JSONValue = ["prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15]
  ) {
    raw([
      "id": "chatcmpl-1", "object": "chat.completion.chunk", "model": "gpt-test", "choices": [],
      "usage": usage,
    ])
  }

  mutating func end(_ reason: JSONValue, hasMark: Bool = true) {
    add([:], finish: reason)
    usage()
    if hasMark { frames.append("[DONE]") }
  }

  var bytes: [UInt8] { frames.flatMap { Array("data: \($0)\n\n".utf8) } }
}

/// Builds streams of Responses by hand.
struct ResponsesScript {
  var frames: [JSONValue] = []

  init(model: String = "gpt-test") {
    add(
      "response.created",
      ["response": ["id": "resp_1", "model": .string(model), "status": "in_progress"]])
  }

  mutating func add(_ type: String, _ members: JSONObject = [:]) {
    var object: JSONObject = [
      "type": .string(type), "sequence_number": JSONValue(frames.count),
    ]
    object.members += members.members
    frames.append(.object(object))
  }

  mutating func start(_ place: Int, _ item: JSONValue) {
    add("response.output_item.added", ["output_index": JSONValue(place), "item": item])
  }

  mutating func delta(_ place: Int, _ kind: String, _ text: String) {
    add(
      "response.\(kind).delta",
      ["output_index": JSONValue(place), "item_id": "i", "delta": .string(text)])
  }

  mutating func done(_ place: Int, _ item: JSONValue) {
    add("response.output_item.done", ["output_index": JSONValue(place), "item": item])
  }

  static func message(_ text: String) -> JSONValue {
    [
      "type": "message", "id": "msg_1", "status": "completed", "role": "assistant",
      "content": [["type": "output_text", "text": .string(text), "annotations": []]],
    ]
  }

  mutating func text(_ place: Int, _ pieces: String...) {
    start(place, ["type": "message", "id": "msg_1", "role": "assistant", "content": []])
    for piece in pieces { delta(place, "output_text", piece) }
    done(place, Self.message(pieces.joined()))
  }

  static func call(_ id: String, _ name: String, _ arguments: JSONValue) -> JSONValue {
    [
      "type": "function_call", "id": .string("fc_" + id), "call_id": .string(id),
      "name": .string(name), "arguments": arguments, "status": "completed",
    ]
  }

  mutating func end(
    status: String = "completed", _ members: JSONObject = [:],
    usage: JSONValue = ["input_tokens": 10, "output_tokens": 5, "total_tokens": 15]
  ) {
    var response: JSONObject = [
      "id": "resp_1", "model": "gpt-test", "status": .string(status), "usage": usage,
    ]
    response.members += members.members
    add("response.\(status)", ["response": .object(response)])
  }

  var bytes: [UInt8] {
    frames.flatMap { json in
      Array("event: \(json["type"]?.string ?? "")\ndata: ".utf8) + json.bytes + [10, 10]
    }
  }
}

/// What a reader makes of the bytes of a stream.
struct WireReading {
  var events: [ModelEvent] = []
  var response: ModelResponse

  init(
    _ bytes: [UInt8], _ dialect: Dialect,
    _ context: OpenAIAnswerContext = OpenAIAnswerContext(requested: "gpt-test"),
    cutEvery size: Int = .max
  ) throws {
    var reader = dialect.reader(context)
    var parser = SSEParser()
    var rest = bytes[...]
    while !rest.isEmpty {
      for frame in try parser.parse(Array(rest.prefix(size))) {
        events += try reader.receive(frame)
      }
      rest = rest.dropFirst(min(size, rest.count))
    }
    events += try reader.finish()
    response = try reader.response()
  }

  init(whole json: JSONValue, _ dialect: Dialect) throws {
    var reader = dialect.reader(OpenAIAnswerContext(requested: "gpt-test"))
    events = try reader.receive(whole: json)
    response = try reader.response()
  }

  var text: String {
    events.reduce(into: "") { text, event in
      if case .textDelta(let piece) = event { text += piece }
    }
  }

  var announced: [Block] {
    events.compactMap { event in
      guard case .block(let block) = event else { return nil }
      return block
    }
  }

  /// The arguments of each call as they were streamed, in the order in which calls began.
  var streamed: [String] {
    var order: [String] = []
    var pieces: [String: String] = [:]
    for event in events {
      switch event {
      case .toolUseStarted(let id, _):
        order.append(id)
        pieces[id] = ""
      case .toolUseDelta(let id, let json): pieces[id]? += json
      default: break
      }
    }
    return order.map { pieces[$0] ?? "" }
  }

  var notices: Int { events.count { if case .notice = $0 { true } else { false } } }
}
