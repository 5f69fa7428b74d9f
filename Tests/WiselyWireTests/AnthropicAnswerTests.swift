// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyWire

@Suite struct AnthropicAnswerTests {
  /// One of everything: reasoning, words with a citation, two calls in pieces, an unknown block.
  private static var everything: FrameScript {
    var script = FrameScript(
      usage: ["input_tokens": 25, "cache_read_input_tokens": 8_000, "output_tokens": 1])
    script.start(0, ["type": "thinking", "thinking": "", "signature": ""])
    script.delta(0, ["type": "thinking_delta", "thinking": "Hm, "])
    script.add("ping")
    script.delta(0, ["type": "thinking_delta", "thinking": "ü👍"])
    script.delta(0, ["type": "signature_delta", "signature": "Eo8B"])
    script.stop(0)
    script.start(1, ["type": "text", "text": ""])
    script.delta(1, ["type": "text_delta", "text": "I'll "])
    script.delta(1, ["type": "citations_delta", "citation": ["cited_text": "x"]])
    script.delta(1, ["type": "text_delta", "text": "look."])
    script.delta(1, ["type": "delta_of_tomorrow", "text": "no"])
    script.stop(1)
    script.start(2, ["type": "tool_use", "id": "toolu_1", "name": "read", "input": [:]])
    script.delta(2, ["type": "input_json_delta", "partial_json": ""])
    script.delta(2, ["type": "input_json_delta", "partial_json": "{\"path\": \"a"])
    script.delta(2, ["type": "input_json_delta", "partial_json": ".md\", \"from\": 1}"])
    script.stop(2)
    script.start(3, ["type": "tool_use", "id": "toolu_2", "name": "list", "input": [:]])
    script.stop(3)
    script.add("event_of_tomorrow", ["x": 1])
    script.start(4, ["type": "block_of_tomorrow", "x": [1]])
    script.stop(4)
    script.end("tool_use", usage: ["output_tokens": 57])
    return script
  }

  @Test("Everything arrives, in order, however the bytes are cut", arguments: 1...97)
  func cuts(size: Int) throws {
    let reading = try Reading(Self.everything, cutEvery: size)
    let blocks: [Block] = [
      .thinking(
        ThinkingBlock(
          signer: "claude-test",
          raw: ["type": "thinking", "thinking": "Hm, ü👍", "signature": "Eo8B"])),
      .text(TextBlock("I'll look.", extra: ["citations": [["cited_text": "x"]]])),
      .toolUse(ToolUse(id: "toolu_1", name: "read", input: ["path": "a.md", "from": 1])),
      .toolUse(ToolUse(id: "toolu_2", name: "list", input: [:])),
      .other(["type": "block_of_tomorrow", "x": [1]]),
    ]
    #expect(reading.response.message.blocks == blocks)
    #expect(reading.response.stopReason == .toolUse)
    #expect(
      reading.response.usage == [
        ModelUsage(model: "claude-test", usage: Usage(input: 25, cacheRead: 8_000, output: 57))
      ])
    #expect(reading.text == "I'll look.")
    let announced = reading.events.compactMap { event -> Block? in
      guard case .block(let block) = event else { return nil }
      return block
    }
    #expect(announced == blocks)
    #expect(reading.events.first == .started("claude-test", .executor))
    let arguments = reading.events.compactMap { event -> String? in
      guard case .toolUseDelta("toolu_1", let json) = event else { return nil }
      return json
    }
    #expect(arguments.joined() == "{\"path\": \"a.md\", \"from\": 1}")
  }

  @Test("A whole answer says the same as its stream")
  func whole() throws {
    let streamed = try Reading(Self.everything)
    let content = streamed.response.message.blocks.compactMap(\.anthropic)
    var answer = AnthropicAnswer(.init(requested: "claude-test"))
    let events = try answer.receive(whole: [
      "id": "msg_1", "type": "message", "role": "assistant", "model": "claude-test",
      "content": .array(content), "stop_reason": "tool_use", "stop_sequence": nil,
      "usage": ["input_tokens": 25, "cache_read_input_tokens": 8_000, "output_tokens": 57],
    ])
    let response = try answer.response()
    #expect(response.message == streamed.response.message)
    #expect(response.usage == streamed.response.usage)
    #expect(response.stopReason == streamed.response.stopReason)
    #expect(events.contains(.toolUseDelta(id: "toolu_1", json: #"{"path":"a.md","from":1}"#)))
  }

  // MARK: - Ends

  static let ends: [(JSONValue, StopReason, Bool)] = [
    ("end_turn", .endTurn, false), ("max_tokens", .maximumTokens, false),
    ("stop_sequence", .stopSequence, false), ("pause_turn", .pauseTurn, false),
    ("refusal", .refusal, false), ("model_context_window_exceeded", .contextWindowExceeded, false),
    ("reason_of_tomorrow", .endTurn, true), (nil, .endTurn, false),
  ]

  @Test("Every reason to end is known; an unknown one is an end with a notice", arguments: ends)
  func reasons(wire: JSONValue, reason: StopReason, isNoticed: Bool) throws {
    var script = FrameScript()
    script.text(0, "Done.")
    script.end(wire)
    let reading = try Reading(script)
    #expect(reading.response.stopReason == reason)
    let notices = reading.events.filter { if case .notice = $0 { true } else { false } }
    #expect(notices.count == (isNoticed ? 1 : 0))
  }

  @Test(
    "An end that forgets its tool calls is one with tool calls",
    arguments: [
      "end_turn", "stop", "tool_use",
    ])
  func forgottenCalls(reason: String) throws {
    var script = FrameScript()
    script.start(0, ["type": "tool_use", "id": "t", "name": "read", "input": ["a": 1]])
    script.stop(0)
    script.end(.string(reason))
    #expect(try Reading(script).response.stopReason == .toolUse)
  }

  @Test("A refusal may have no content at all, and says why")
  func refusal() throws {
    var script = FrameScript()
    script.add(
      "message_delta",
      [
        "delta": [
          "stop_reason": "refusal",
          "stop_details": ["type": "refusal", "category": "cyber", "explanation": "no"],
        ], "usage": ["output_tokens": 0],
      ])
    script.add("message_stop")
    let response = try Reading(script).response
    #expect(response.stopReason == .refusal)
    #expect(response.message.blocks.isEmpty)
    #expect(response.stopDetails?["category"] == "cyber")
  }

  @Test("A call whose arguments are cut off is kept as it came, whatever ended the answer")
  func cutCall() throws {
    func script(_ reason: JSONValue) -> FrameScript {
      var script = FrameScript()
      script.start(0, ["type": "tool_use", "id": "t", "name": "write", "input": [:]])
      script.delta(0, ["type": "input_json_delta", "partial_json": "{\"text\": \"half"])
      script.stop(0)
      script.end(reason)
      return script
    }
    let response = try Reading(script("max_tokens")).response
    #expect(response.stopReason == .maximumTokens)
    #expect(response.message.toolUses.first?.input == "{\"text\": \"half")
    let other = try Reading(script("tool_use")).response
    #expect(other.message.toolUses == response.message.toolUses)
    #expect(other.stopReason == .toolUse)
  }

  // MARK: - What does not fit

  private static func broken(_ change: (inout FrameScript) -> Void) -> FrameScript {
    var script = FrameScript()
    change(&script)
    script.end("end_turn")
    return script
  }

  static let impossible: [FrameScript] = [
    broken { $0.frames.removeAll() },
    broken { $0.frames.append($0.frames[0]) },
    broken { $0.delta(3, ["type": "text_delta", "text": "x"]) },
    broken { $0.stop(0) },
    broken { $0.start(0, ["type": "text", "text": ""]) },
    broken {
      $0.start(0, ["type": "text", "text": ""])
      $0.start(0, ["type": "text", "text": ""])
    },
    broken { $0.add("content_block_delta", ["delta": ["type": "text_delta", "text": "x"]]) },
  ]

  @Test("What the protocol cannot say is an error", arguments: impossible.indices)
  func errors(index: Int) {
    #expect(throws: ModelError(.malformedResponse, "")) { try Reading(Self.impossible[index]) }
  }

  @Test("An event that is no JSON is an error; OpenAI's end mark is nothing")
  func foreignEvents() throws {
    var answer = AnthropicAnswer(.init(requested: "m"))
    #expect(try answer.receive(ServerSentEvent(data: Array("[DONE]".utf8))).isEmpty)
    #expect(throws: ModelError(.malformedResponse, "")) {
      try answer.receive(ServerSentEvent(name: "message_start", data: Array("{".utf8)))
    }
  }

  @Test(
    "An error in the stream is thrown, and it is known whether anything was shown",
    arguments: [
      (false, "overloaded_error", ModelError.Code.overloaded),
      (true, "rate_limit_error", .rateLimited), (true, "api_error", .upstream),
      (false, "error_of_tomorrow", .upstream),
    ])
  func streamError(afterContent: Bool, type: String, code: ModelError.Code) throws {
    var script = FrameScript()
    if afterContent { script.text(0, "Half") }
    script.add("error", ["error": ["type": .string(type), "message": "Overloaded"]])
    var answer = AnthropicAnswer(.init(requested: "m"))
    var parser = SSEParser()
    let error = #expect(throws: ModelError.self) {
      for frame in try parser.parse(script.bytes) { _ = try answer.receive(frame) }
    }
    #expect(error?.code == code)
    #expect(error?.message == "Overloaded.")
    #expect(answer.hasContent == afterContent)
  }

  @Test("Unknown members of the answer are kept, and the served model is the answer's")
  func extras() throws {
    var answer = AnthropicAnswer(.init(requested: "claude-haiku-4-5"))
    _ = try answer.receive(whole: [
      "id": "msg_9", "type": "message", "role": "assistant", "model": "claude-haiku-4-5-20251001",
      "content": [["type": "text", "text": "Hi"]], "stop_reason": "end_turn",
      "container": ["id": "c"], "usage": ["input_tokens": 1, "output_tokens": 1],
    ])
    let response = try answer.response()
    #expect(response.model == "claude-haiku-4-5-20251001")
    #expect(response.extra["container"] == ["id": "c"])
    #expect(response.id == "msg_9")
  }

  @Test(
    "A call cut off by a refusal or a full context is kept as it came, too",
    arguments: ["refusal", "model_context_window_exceeded"])
  func cutByOthers(reason: String) throws {
    var script = FrameScript()
    script.start(0, ["type": "tool_use", "id": "t1", "name": "read", "input": [:]])
    script.delta(0, ["type": "input_json_delta", "partial_json": "{\"path"])
    script.stop(0)
    script.end(.string(reason))
    let reading = try Reading(script)
    #expect(reading.response.stopReason.rawValue == reason)
    #expect(reading.response.message.toolUses.map(\.input) == ["{\"path"])
  }

  @Test("After its end a message is not undone by what follows")
  func afterTheEnd() throws {
    var script = FrameScript()
    script.text(0, "Done.")
    script.end("end_turn")
    script.add("error", ["error": ["type": "api_error", "message": "too late"]])
    script.add(
      "message_delta", ["delta": ["stop_reason": "refusal"], "usage": ["output_tokens": 0]])
    let reading = try Reading(script)
    #expect(reading.response.text == "Done.")
    #expect(reading.response.stopReason == .endTurn)
    #expect(reading.response.usage.map(\.usage.output) == [5])
  }

  @Test("An answer that says nothing of its usage says that; no content is no error")
  func noUsage() throws {
    var script = FrameScript(usage: nil)
    script.text(0, "Done.")
    script.end("end_turn", usage: nil)
    #expect(try Reading(script).response.usage.map(\.usage) == [Usage(isEstimated: true)])
    var whole = AnthropicAnswer(.init(requested: "m"))
    _ = try whole.receive(whole: [
      "type": "message", "content": nil, "stop_reason": "refusal", "usage": nil,
    ])
    let response = try whole.response()
    #expect(response.usage.map(\.usage) == [Usage(isEstimated: true)])
    #expect(response.stopReason == .refusal)
    #expect(response.message.blocks.isEmpty)
  }
}
