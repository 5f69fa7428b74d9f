// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyWire

@Suite struct ResponsesAnswerTests {
  private static let reasoning: JSONValue = [
    "type": "reasoning", "id": "rs_1",
    "summary": [
      ["type": "summary_text", "text": "Hm."], ["type": "summary_text", "text": "So."],
    ],
    "encrypted_content": "gAAA==",
  ]

  private static var everything: ResponsesScript {
    var script = ResponsesScript()
    script.add("response.in_progress", ["response": ["id": "resp_1"]])
    script.start(0, ["type": "reasoning", "id": "rs_1", "summary": []])
    script.add("response.reasoning_summary_part.added", ["output_index": 0, "summary_index": 0])
    script.delta(0, "reasoning_summary_text", "Hm.")
    script.add("response.reasoning_summary_part.added", ["output_index": 0, "summary_index": 1])
    script.delta(0, "reasoning_summary_text", "So.")
    script.done(0, reasoning)
    script.text(1, "I'll ", "look ü.")
    script.start(2, ResponsesScript.call("call_1", "read", ""))
    script.delta(2, "function_call_arguments", "{\"a\":")
    script.add("event.of.tomorrow", ["x": 1])
    script.delta(2, "function_call_arguments", "1}")
    script.done(2, ResponsesScript.call("call_1", "read", "{\"a\":1}"))
    script.start(3, ["type": "web_search_call", "id": "ws_1", "status": "in_progress"])
    script.done(3, ["type": "web_search_call", "id": "ws_1", "status": "completed"])
    script.end()
    return script
  }

  private static let blocks: [Block] = [
    .thinking(ThinkingBlock(signer: "gpt-test", maker: "openai", raw: reasoning)),
    .text("I'll look ü."),
    .toolUse(ToolUse(id: "call_1", name: "read", input: ["a": 1])),
    .other([
      "openai-responses:openai": ["type": "web_search_call", "id": "ws_1", "status": "completed"]
    ]),
  ]

  @Test("Everything arrives, in order, however the bytes are cut", arguments: 1...97)
  func cuts(size: Int) throws {
    let reading = try WireReading(Self.everything.bytes, .openAIResponses, cutEvery: size)
    #expect(reading.response.message.blocks == Self.blocks)
    #expect(reading.announced == Self.blocks)
    #expect(reading.response.id == "resp_1")
    #expect(reading.response.stopReason == .toolUse)
    #expect(reading.text == "I'll look ü.")
    let thoughts = reading.events.compactMap { event -> String? in
      guard case .thinkingDelta(let text) = event else { return nil }
      return text
    }
    #expect(thoughts.joined() == "Hm.\n\nSo.")
  }

  @Test("A whole answer says the same as its stream")
  func whole() throws {
    let reading = try WireReading(
      whole: [
        "id": "resp_1", "object": "response", "model": "gpt-test", "status": "completed",
        "output": [
          Self.reasoning, ResponsesScript.message("I'll look ü."),
          ResponsesScript.call("call_1", "read", "{\"a\":1}"),
          ["type": "web_search_call", "id": "ws_1", "status": "completed"],
        ], "usage": ["input_tokens": 10, "output_tokens": 5],
      ], .openAIResponses)
    #expect(reading.response.message.blocks == Self.blocks)
    #expect(reading.text == "I'll look ü.")
    #expect(reading.streamed == ["{\"a\":1}"])
    #expect(reading.events.contains(.thinkingDelta("Hm.\n\nSo.")))
  }

  @Test("Frames may lack their names, numbers and places, and end with Chat's mark")
  func bare() throws {
    let frames = Self.everything.frames.map { json -> String in
      var object = json.object ?? [:]
      object["sequence_number"] = nil
      if object["item"] != nil { object["output_index"] = nil }
      return "data: \(JSONValue.object(object).text)\n\n"
    }
    let bytes = Array((frames.joined() + "data: [DONE]\n\n").utf8)
    let reading = try WireReading(bytes, .openAIResponses)
    #expect(reading.response.message.blocks == Self.blocks)
  }

  @Test("What no event brought is taken from the finished item, and from the final response")
  func late() throws {
    var script = ResponsesScript()
    script.start(0, ["type": "message", "id": "m", "role": "assistant", "content": []])
    script.delta(0, "output_text", "Hel")
    script.done(0, ResponsesScript.message("Hello"))
    script.end(
      status: "completed",
      [
        "output": [
          ResponsesScript.message("Hello"), ResponsesScript.call("c", "read", ["a": 1]),
        ]
      ])
    let reading = try WireReading(script.bytes, .openAIResponses)
    #expect(reading.text == "Hello")
    #expect(
      reading.response.message.blocks
        == [.text("Hello"), .toolUse(ToolUse(id: "c", name: "read", input: ["a": 1]))])
    #expect(reading.streamed == [#"{"a":1}"#])
  }

  @Test("Items that are finished out of order are announced in the order of the output")
  func order() throws {
    var script = ResponsesScript()
    script.start(0, ["type": "message", "id": "m", "role": "assistant", "content": []])
    script.start(1, ResponsesScript.call("c", "read", ""))
    script.delta(1, "function_call_arguments", "{}")
    script.delta(0, "output_text", "Hi")
    script.done(1, ResponsesScript.call("c", "read", "{}"))
    script.done(0, ResponsesScript.message("Hi"))
    script.end()
    let reading = try WireReading(script.bytes, .openAIResponses)
    #expect(
      reading.announced == [.text("Hi"), .toolUse(ToolUse(id: "c", name: "read", input: [:]))])
  }

  @Test("The phase of a message goes back with it")
  func phase() throws {
    var item = ResponsesScript.message("Hi").object ?? [:]
    item["phase"] = "commentary"
    var script = ResponsesScript()
    script.done(0, .object(item))
    script.end()
    let response = try WireReading(script.bytes, .openAIResponses).response
    let request = ModelRequest(transcript: Transcript([.user("Q"), response.message]))
    let body = try ResponsesRequest(model: "gpt-test").body(for: request)
    #expect(body["input"]?[1]?["phase"] == "commentary")
  }

  static let ends: [(String, JSONObject, StopReason, Int)] = [
    ("completed", [:], .endTurn, 0),
    ("incomplete", ["incomplete_details": ["reason": "max_output_tokens"]], .maximumTokens, 0),
    ("incomplete", ["incomplete_details": ["reason": "content_filter"]], .refusal, 0),
    ("incomplete", ["incomplete_details": ["reason": "of_tomorrow"]], .endTurn, 1),
    ("incomplete", [:], .endTurn, 1),
  ]

  @Test("Every end is known; an unknown one is an end with a notice", arguments: ends)
  func reasons(status: String, members: JSONObject, reason: StopReason, notices: Int) throws {
    var script = ResponsesScript()
    script.text(0, "Hi")
    script.end(status: status, members)
    let reading = try WireReading(script.bytes, .openAIResponses)
    #expect(reading.response.stopReason == reason)
    #expect(reading.notices == notices)
  }

  @Test("A refusal is one, with its words")
  func refusal() throws {
    var script = ResponsesScript()
    script.start(0, ["type": "message", "id": "m", "role": "assistant", "content": []])
    script.delta(0, "refusal", "No")
    script.done(
      0,
      [
        "type": "message", "role": "assistant", "content": [["type": "refusal", "refusal": "No."]],
      ])
    script.end()
    let response = try WireReading(script.bytes, .openAIResponses).response
    #expect(response.stopReason == .refusal)
    #expect(response.text == "No.")
    #expect(response.stopDetails?["explanation"] == "No.")
  }

  @Test(
    "An error in the stream is thrown, whatever its shape",
    arguments: [
      ("error", ["code": "rate_limit_exceeded", "message": "Busy", "param": nil], .rateLimited),
      ("error", ["error": ["type": "server_error", "message": "Busy"]], .upstream),
      (
        "response.failed",
        [
          "response": [
            "status": "failed", "error": ["code": "context_length_exceeded", "message": "Busy"],
          ]
        ], .tooLarge
      ),
      ("unheard", ["error": ["code": 503, "message": "Busy"]], .overloaded),
    ] as [(String, JSONObject, ModelError.Code)])
  func errors(type: String, members: JSONObject, code: ModelError.Code) {
    var script = ResponsesScript()
    script.add(type, members)
    let error = #expect(throws: ModelError.self) { try WireReading(script.bytes, .openAIResponses) }
    #expect(error?.code == code)
    #expect(error?.message == "Busy.")
  }

  private static func broken(_ change: (inout ResponsesScript) -> Void) -> ResponsesScript {
    var script = ResponsesScript()
    change(&script)
    script.end()
    return script
  }

  static let impossible: [ResponsesScript] = [
    broken { $0.delta(3, "output_text", "x") },
    broken {
      $0.text(0, "x")
      $0.delta(0, "output_text", "y")
    },
    broken {
      $0.start(0, ["type": "message"])
      $0.start(0, ["type": "message"])
    },
    broken { $0.done(0, ["type": "function_call", "call_id": "c", "arguments": "{}"]) },
  ]

  @Test("What the protocol cannot say is an error", arguments: impossible.indices)
  func impossibleFrames(index: Int) {
    #expect(throws: ModelError(.malformedResponse, "")) {
      try WireReading(Self.impossible[index].bytes, .openAIResponses)
    }
  }

  @Test("An item at a place that nothing can follow is an error", arguments: [-1, Int.max])
  func impossiblePlace(place: Int) throws {
    var reader = ResponsesAnswer(OpenAIAnswerContext(requested: "gpt-test"))
    let item: JSONValue = [
      "type": "message", "content": [["type": "output_text", "text": "Hi"]],
    ]
    let event = ServerSentEvent([
      "type": "response.output_item.done", "output_index": JSONValue(place), "item": item,
    ])
    #expect(throws: ModelError(.malformedResponse, "")) { try reader.receive(event) }
  }
}
