// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyWire

@Suite struct ChatAnswerTests {
  /// One of everything: reasoning, words, two calls whose pieces interleave.
  private static var everything: ChatScript {
    var script = ChatScript()
    script.add(["reasoning_content": "Hm, "])
    script.add(["reasoning_content": "ü👍"])
    script.text("I'll ", "look.")
    script.call([
      "index": 0, "id": "call_1", "type": "function",
      "function": ["name": "read", "arguments": ""],
    ])
    script.call([
      "index": 1, "id": "call_2", "type": "function",
      "function": ["name": "list", "arguments": "{"],
    ])
    script.call(["index": 0, "function": ["arguments": "{\"path\": \"a"]])
    script.call(["index": 1, "function": ["arguments": "}"]])
    script.call(["index": 0, "function": ["arguments": ".md\", \"from\": 1}"]])
    script.end("tool_calls")
    return script
  }

  private static let calls: [Block] = [
    .toolUse(ToolUse(id: "call_1", name: "read", input: ["path": "a.md", "from": 1])),
    .toolUse(ToolUse(id: "call_2", name: "list", input: [:])),
  ]

  @Test("Everything arrives, in order, however the bytes are cut", arguments: 1...97)
  func cuts(size: Int) throws {
    let reading = try WireReading(Self.everything.bytes, .openAIChat, cutEvery: size)
    let blocks: [Block] =
      [
        .thinking(
          ThinkingBlock(
            signer: "gpt-test", maker: "openai", raw: ["reasoning_content": "Hm, ü👍"])),
        .text("I'll look."),
      ] + Self.calls
    #expect(reading.response.message.blocks == blocks)
    #expect(reading.announced == blocks)
    #expect(reading.response.stopReason == .toolUse)
    #expect(reading.response.id == "chatcmpl-1")
    #expect(
      reading.response.usage == [ModelUsage(model: "gpt-test", usage: Usage(input: 10, output: 5))])
    #expect(reading.text == "I'll look.")
    #expect(reading.events.first == .started("gpt-test", .executor))
    #expect(reading.streamed == ["{\"path\": \"a.md\", \"from\": 1}", "{}"])
  }

  @Test("A whole answer says the same as its stream")
  func whole() throws {
    let json: JSONValue = [
      "id": "chatcmpl-1", "object": "chat.completion", "model": "gpt-test",
      "choices": [
        [
          "index": 0,
          "message": [
            "role": "assistant", "content": "I'll look.", "refusal": nil,
            "reasoning_content": "Hm, ü👍",
            "tool_calls": [
              [
                "id": "call_1", "type": "function",
                "function": ["name": "read", "arguments": "{\"path\": \"a.md\", \"from\": 1}"],
              ],
              [
                "id": "call_2", "type": "function", "function": ["name": "list", "arguments": ""],
              ],
            ],
          ], "finish_reason": "tool_calls",
        ]
      ], "usage": ["prompt_tokens": 10, "completion_tokens": 5],
    ]
    let (whole, streamed) = (
      try WireReading(whole: json, .openAIChat), try WireReading(Self.everything.bytes, .openAIChat)
    )
    #expect(whole.response.message == streamed.response.message)
    #expect(whole.response.usage == streamed.response.usage)
    #expect(whole.response.stopReason == streamed.response.stopReason)
  }

  // MARK: - What imitators do to calls

  private func calls(_ make: (inout ChatScript) -> Void) throws -> [ToolUse] {
    var script = ChatScript()
    make(&script)
    script.end("tool_calls")
    return try WireReading(script.bytes, .openAIChat).response.message.toolUses
  }

  private static func piece(
    _ name: String?, _ arguments: JSONValue, index: Int? = nil, id: String? = nil
  ) -> JSONValue {
    var function: JSONObject = [:]
    if let name { function["name"] = .string(name) }
    function["arguments"] = arguments
    var object: JSONObject = [:]
    if let index { object["index"] = JSONValue(index) }
    if let id { object["id"] = .string(id) }
    object["function"] = .object(function)
    return .object(object)
  }

  @Test("Calls without an index are told apart by their ids")
  func noIndex() throws {
    let calls = try calls { script in
      script.call(Self.piece("a", "{\"x\"", id: "1"))
      script.call(Self.piece("b", "{\"y\"", id: "2"))
      script.call(Self.piece(nil, ":1}", id: "1"))
      script.call(Self.piece(nil, ":2}", id: "2"))
    }
    #expect(calls.map(\.name) == ["a", "b"])
    #expect(calls.map(\.input) == [["x": 1], ["y": 2]])
  }

  @Test("Calls without index and id are told apart by their beginnings")
  func nothingToTellBy() throws {
    let calls = try calls { script in
      script.call(Self.piece("a", "{\"x\""))
      script.call(Self.piece(nil, ":1}"))
      script.call(Self.piece("a", "{\"x\":2}"))
      script.call(Self.piece("b", ""))
      script.call(Self.piece("b", "{\"x\":3}"))
    }
    #expect(calls.map(\.name) == ["a", "a", "b"])
    #expect(calls.map(\.input) == [["x": 1], ["x": 2], ["x": 3]])
    #expect(Set(calls.map(\.id)).count == 3)
  }

  @Test("Arguments may come as an object")
  func objects() throws {
    let calls = try calls { $0.call(Self.piece("a", ["x": [1, nil]], index: 0, id: "1")) }
    #expect(calls.map(\.input) == [["x": [1, nil]]])
  }

  @Test("Several calls may come in one chunk, with and without an index", arguments: [true, false])
  func oneChunk(hasIndex: Bool) throws {
    let calls = try calls { script in
      script.add([
        "tool_calls": [
          Self.piece("a", "{\"x\":1}", index: hasIndex ? 0 : nil, id: "1"),
          Self.piece("b", "{\"x\":2}", index: hasIndex ? 1 : nil, id: "2"),
        ]
      ])
    }
    #expect(calls.map(\.input) == [["x": 1], ["x": 2]])
  }

  @Test("Calls that all have index 0 are told apart by their ids, or by beginning again")
  func sameIndex() throws {
    let named = try calls { script in
      script.call(Self.piece("a", "{\"x\":1}", index: 0, id: "1"))
      script.call(Self.piece("b", "{\"x\":2}", index: 0, id: "2"))
    }
    #expect(named.map(\.name) == ["a", "b"])
    let nameless = try calls { script in
      script.call(Self.piece("a", "{\"x\":1}", index: 0))
      script.call(Self.piece("a", "{\"x\":2}", index: 0))
    }
    #expect(nameless.map(\.input) == [["x": 1], ["x": 2]])
  }

  @Test("Missing and repeated ids are replaced by ones that the conversation does not have yet")
  func ids() throws {
    var script = ChatScript()
    for index in 0..<2 { script.call(Self.piece("a", "{}", index: index, id: "same")) }
    for index in 2..<4 { script.call(Self.piece("a", "{}", index: index)) }
    script.end("tool_calls")
    let context = OpenAIAnswerContext(requested: "gpt-test", takenIDs: ["same", "call_1"])
    let calls = try WireReading(script.bytes, .openAIChat, context).response.message.toolUses
    #expect(calls.map(\.id) == ["same_1", "same_2", "call_2", "call_3"])
  }

  @Test("Type and id repeated in every piece, and empty words beside them, are nothing new")
  func repetition() throws {
    let calls = try calls { script in
      for piece in ["{\"x\"", ":", "1}"] {
        script.add([
          "content": "",
          "tool_calls": [
            [
              "index": 0, "id": "1", "type": "function",
              "function": ["name": "a", "arguments": .string(piece)],
            ]
          ],
        ])
      }
    }
    #expect(calls == [ToolUse(id: "1", name: "a", input: ["x": 1])])
  }

  @Test("A name may come after the first arguments; a call without one is an error")
  func lateName() throws {
    var script = ChatScript()
    script.call(Self.piece(nil, "{\"x\"", index: 0, id: "1"))
    script.call(Self.piece("a", ":1}", index: 0))
    script.end("tool_calls")
    let reading = try WireReading(script.bytes, .openAIChat)
    #expect(reading.response.message.toolUses.map(\.input) == [["x": 1]])
    #expect(reading.streamed == ["{\"x\":1}"])
    #expect(throws: ModelError(.malformedResponse, "")) {
      try calls { $0.call(Self.piece(nil, "{}", index: 0, id: "1")) }
    }
    #expect(throws: ModelError(.malformedResponse, "")) {
      try calls { $0.call(Self.piece(nil, "{}")) }
    }
  }

  @Test("The function_call of old servers is a call")
  func functionCall() throws {
    let calls = try calls { script in
      script.add(["function_call": ["name": "a", "arguments": "{\"x\""]])
      script.add(["function_call": ["arguments": ":1}"]])
    }
    #expect(calls.map(\.input) == [["x": 1]])
  }

  @Test("What a server adds to a call stays with it, for that maker's servers only")
  func callExtras() throws {
    let calls = try calls { script in
      script.call([
        "index": 0, "id": "1", "function": ["name": "a", "arguments": "{}"],
        "extra_content": ["google": ["thought_signature": "s"]],
      ])
    }
    #expect(
      calls[0].extra
        == ["openai-chat:openai": ["extra_content": ["google": ["thought_signature": "s"]]]])
  }

  // MARK: - Reasoning and words

  @Test(
    "Reasoning comes under several names, the same words under two of them once",
    arguments: [
      (["reasoning": "Hm"], ["reasoning": "Hm"]),
      (["reasoning_content": "Hm"], ["reasoning_content": "Hm"]),
      (["reasoning_content": "Hm", "reasoning": "Hm"], ["reasoning_content": "Hm"]),
      (
        ["content": [["type": "thinking", "thinking": [["type": "text", "text": "Hm"]]]]],
        ["reasoning_content": "Hm"]
      ),
    ] as [(JSONValue, JSONValue)])
  func reasoning(delta: JSONValue, raw: JSONValue) throws {
    var script = ChatScript()
    script.add(delta)
    script.text("So.")
    script.end("stop")
    let reading = try WireReading(script.bytes, .openAIChat)
    let thinking = ThinkingBlock(signer: "gpt-test", maker: "openai", raw: raw)
    #expect(reading.response.message.blocks == [.thinking(thinking), .text("So.")])
    #expect(reading.events.contains(.thinkingDelta("Hm")))
    #expect(reading.text == "So.")
  }

  @Test("Pieces of structured reasoning are put together as they go back")
  func details() throws {
    var script = ChatScript()
    for piece in ["H", "m"] {
      script.add([
        "reasoning": .string(piece),
        "reasoning_details": [["type": "reasoning.text", "index": 0, "text": .string(piece)]],
      ])
    }
    script.add(["reasoning_details": [["type": "reasoning.encrypted", "index": 1, "data": "x"]]])
    script.end("stop")
    let blocks = try WireReading(script.bytes, .openAIChat).response.message.blocks
    guard case .thinking(let thinking) = blocks.first else {
      Issue.record("no reasoning")
      return
    }
    #expect(
      thinking.raw["reasoning_details"] == [
        ["type": "reasoning.text", "index": 0, "text": "Hm"],
        ["type": "reasoning.encrypted", "index": 1, "data": "x"],
      ])
  }

  @Test(
    "No content, null and empty words are all nothing", arguments: [nil, "", []] as [JSONValue])
  func noContent(content: JSONValue) throws {
    let reading = try WireReading(
      whole: [
        "choices": [
          [
            "message": [
              "role": "assistant", "content": content,
              "tool_calls": [["id": "1", "function": ["name": "a", "arguments": "{}"]]],
            ], "finish_reason": "stop",
          ]
        ]
      ], .openAIChat)
    #expect(reading.response.message.blocks == [.toolUse(ToolUse(id: "1", name: "a", input: [:]))])
    // It stopped for its calls, whatever it says.
    #expect(reading.response.stopReason == .toolUse)
  }

  // MARK: - Ends

  static let ends: [(JSONValue, StopReason, Int)] = [
    ("stop", .endTurn, 0), ("length", .maximumTokens, 0), ("content_filter", .refusal, 0),
    ("tool_calls", .endTurn, 0), ("reason_of_tomorrow", .endTurn, 1),
  ]

  @Test("Every reason to end is known; an unknown one is an end with a notice", arguments: ends)
  func reasons(wire: JSONValue, reason: StopReason, notices: Int) throws {
    var script = ChatScript()
    script.text("Done.")
    script.end(wire)
    let reading = try WireReading(script.bytes, .openAIChat)
    #expect(reading.response.stopReason == reason)
    #expect(reading.notices == notices)
  }

  @Test("A stream may end without its mark, and with it but without a reason")
  func marks() throws {
    var script = ChatScript()
    script.text("Done.")
    script.end("stop", hasMark: false)
    #expect(try WireReading(script.bytes, .openAIChat).response.usage[0].usage.output == 5)
    var unreasoned = ChatScript()
    unreasoned.text("Done.")
    unreasoned.frames.append("[DONE]")
    #expect(try WireReading(unreasoned.bytes, .openAIChat).response.stopReason == .endTurn)
  }

  @Test("A stream that breaks off is never given an end")
  func brokenOff() throws {
    var script = ChatScript()
    script.text("Half")
    #expect(throws: ModelError(.connection, "")) { try WireReading(script.bytes, .openAIChat) }
    #expect(throws: ModelError(.connection, "")) { try WireReading([], .openAIChat) }
    var nothing = ChatScript.empty
    nothing.frames.append("[DONE]")
    #expect(throws: ModelError(.malformedResponse, "")) {
      try WireReading(nothing.bytes, .openAIChat)
    }
  }

  @Test("A refusal is one, with its words")
  func refusal() throws {
    var script = ChatScript()
    script.add(["refusal": "I can't "])
    script.add(["refusal": "do that."])
    script.end("stop")
    let response = try WireReading(script.bytes, .openAIChat).response
    #expect(response.stopReason == .refusal)
    #expect(response.text == "I can't do that.")
    #expect(response.stopDetails?["explanation"] == "I can't do that.")
  }

  @Test("A call whose arguments are cut off is kept as it came, whatever ended the answer")
  func cutCall() throws {
    func script(_ reason: JSONValue) -> ChatScript {
      var script = ChatScript()
      script.call(Self.piece("write", "{\"text\": \"half", index: 0, id: "1"))
      script.end(reason)
      return script
    }
    let response = try WireReading(script("length").bytes, .openAIChat).response
    #expect(response.stopReason == .maximumTokens)
    #expect(response.message.toolUses.map(\.input) == ["{\"text\": \"half"])
    let other = try WireReading(script("tool_calls").bytes, .openAIChat).response
    #expect(other.message.toolUses == response.message.toolUses)
    #expect(other.stopReason == .toolUse)
  }

  @Test("Only the first choice is the answer")
  func choices() throws {
    var script = ChatScript()
    script.raw(["choices": [["index": 1, "delta": ["content": "No"], "finish_reason": "stop"]]])
    script.text("Yes")
    script.end("stop")
    #expect(try WireReading(script.bytes, .openAIChat).response.text == "Yes")
  }

  @Test("Names that come empty or late do not hide the model; extras are kept")
  func head() throws {
    var script = ChatScript.empty
    script.raw(["id": "", "model": "", "choices": [], "prompt_filter_results": []])
    script.add(["content": "Hi"], model: "gpt-test-2026-10-01")
    script.raw(["provider": "Somebody", "choices": []])
    script.end("stop")
    let response = try WireReading(script.bytes, .openAIChat).response
    #expect(response.model == "gpt-test-2026-10-01")
    #expect(response.extra["provider"] == "Somebody")
    let nameless = try WireReading(
      whole: ["choices": [["message": ["content": "Hi"], "finish_reason": "stop"]]], .openAIChat)
    #expect(nameless.response.model == "gpt-test")
  }

  // MARK: - Errors inside

  @Test(
    "An error in the stream is thrown, whatever its shape",
    arguments: [
      (["error": ["message": "Busy", "code": "429"]], .rateLimited),
      (
        [
          "error": ["message": "Gone", "code": 502, "metadata": [:]],
          "choices": [["index": 0, "delta": ["content": ""], "finish_reason": "error"]],
        ], .upstream
      ),
      (["error": ["message": "Full", "type": "overloaded_error"]], .overloaded),
      (["error": "Out of memory"], .upstream),
      (["object": "error", "message": "x", "code": 400], .invalidRequest),
      (["choices": [["index": 0, "delta": [:], "finish_reason": "error"]]], .upstream),
    ] as [(JSONValue, ModelError.Code)])
  func errors(json: JSONValue, code: ModelError.Code) throws {
    var script = ChatScript()
    script.text("Half")
    script.raw(json)
    script.frames.append("[DONE]")
    let error = #expect(throws: ModelError.self) { try WireReading(script.bytes, .openAIChat) }
    #expect(error?.code == code)
  }

  @Test("An error behind the end of an answer does not undo it")
  func lateError() throws {
    var script = ChatScript()
    script.text("Done.")
    script.add([:], finish: "stop")
    script.raw(["error": ["message": "late"]])
    #expect(try WireReading(script.bytes, .openAIChat).response.text == "Done.")
  }
}
