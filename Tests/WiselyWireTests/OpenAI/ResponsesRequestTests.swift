// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyWire

@Suite struct ResponsesRequestTests {
  private func body(
    _ request: ModelRequest, model: ModelID = "gpt-6.1-sol",
    deviations: OpenAIDeviations = OpenAIDeviations(), streams: Bool = false
  ) throws -> JSONValue {
    try ResponsesRequest(model: model, deviations: deviations, streams: streams).body(for: request)
  }

  @Test("A plain question is exactly these bytes: nothing is stored, reasoning comes encrypted")
  func plain() throws {
    #expect(
      try body(ModelRequest("Hi", system: "Be brief."), streams: true).text
        == #"{"model":"gpt-6.1-sol","max_output_tokens":8192,"instructions":"Be brief.","input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"Hi"}]}],"store":false,"include":["reasoning.encrypted_content"],"stream":true}"#
    )
  }

  private static let reasoning: JSONValue = [
    "type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "gAAA==",
  ]

  @Test("A conversation with tools and reasoning is exactly these bytes, in the order it happened")
  func conversation() throws {
    var transcript = ChatRequestTests.conversation
    transcript.messages[1].blocks.insert(
      .thinking(
        ThinkingBlock(signer: "gpt-6.1-sol-2026-11-01", maker: "openai", raw: Self.reasoning)),
      at: 1)
    var request = ModelRequest(transcript: transcript, tools: [ChatRequestTests.read])
    request.options.effort = .low
    #expect(
      try body(request).text
        == #"{"model":"gpt-6.1-sol","max_output_tokens":8192,"reasoning":{"effort":"low"},"tools":[{"type":"function","name":"read","description":"Reads.","parameters":{"type":"object","properties":{"z":{},"a":{}}},"strict":false}],"input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"Q"}]},{"type":"message","role":"assistant","content":"Hm."},{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"gAAA=="},{"type":"function_call","call_id":"1","name":"read","arguments":"{\"z\":1,\"a\":[true,null]}"},{"type":"function_call","call_id":"2","name":"list","arguments":"{}"},{"type":"function_call_output","call_id":"1","output":"A"},{"type":"function_call_output","call_id":"2","output":[{"type":"input_text","text":"The tool failed."},{"type":"input_text","text":"B"}]},{"type":"message","role":"user","content":[{"type":"input_text","text":"And?"}]}],"store":false,"include":["reasoning.encrypted_content"]}"#
    )
  }

  @Test("The next turn's input begins with the same bytes")
  func prefix() throws {
    func items(_ count: Int) throws -> [String] {
      let transcript = Transcript(Array(ChatRequestTests.conversation.messages.prefix(count)))
      return (try body(ModelRequest(transcript: transcript))["input"]?.array ?? []).map(\.text)
    }
    let (early, late) = (try items(2), try items(3))
    #expect(Array(late.prefix(early.count)) == early)
    #expect(late.count == early.count + 3)
  }

  @Test("Reasoning of another model or another maker's servers is left out")
  func foreign() throws {
    let others = [
      ThinkingBlock(signer: "gpt-6.1-sol", maker: "openrouter", raw: Self.reasoning),
      ThinkingBlock(signer: "gpt-6-luna", maker: "openai", raw: Self.reasoning),
      ThinkingBlock(signer: "gpt-6.1-sol", maker: "openai", raw: ["reasoning_content": "Hm"]),
      ThinkingBlock(signer: "gpt-6.1-sol", raw: ["type": "thinking", "thinking": ""]),
    ]
    for other in others {
      let request = ModelRequest(
        transcript: Transcript([.user("Q"), Message(.assistant, [.thinking(other), .text("A")])]))
      let items = try #require(try body(request)["input"]?.array)
      #expect(items.map { $0["type"]?.string } == ["message", "message"])
    }
  }

  @Test("Reasoning that nothing followed is left out")
  func loneReasoning() throws {
    let thinking = ThinkingBlock(signer: "gpt-6.1-sol", maker: "openai", raw: Self.reasoning)
    func types(_ blocks: [Block]) throws -> [String?] {
      let request = ModelRequest(transcript: Transcript([.user("Q"), Message(.assistant, blocks)]))
      return (try body(request)["input"]?.array ?? []).map { $0["type"]?.string }
    }
    #expect(try types([.thinking(thinking), .text("A")]) == ["message", "reasoning", "message"])
    #expect(try types([.text("A"), .thinking(thinking)]) == ["message", "message"])
    #expect(try types([.thinking(thinking), .text("")]) == ["message"])
  }

  @Test("Pictures go along, in results as well")
  func pictures() throws {
    let picture = Block.image(ImageBlock(source: ["type": "url", "url": "https://x/y.png"]))
    let request = ModelRequest(
      transcript: Transcript([
        Message(
          .user,
          [.toolResult(ToolResult(toolUseID: "1", content: [.text("Here:"), picture])), picture])
      ]))
    let part: JSONValue = [
      "type": "input_image", "image_url": "https://x/y.png", "detail": "auto",
    ]
    let items = try body(request)["input"]
    #expect(items?[0]?["output"] == [["type": "input_text", "text": "Here:"], part])
    #expect(items?[1]?["content"] == [part])
  }

  @Test("What the dialect cannot carry is refused", arguments: ChatRequestTests.uncarried.indices)
  func uncarriable(index: Int) throws {
    let block = ChatRequestTests.uncarried[index]
    let request = ModelRequest(transcript: Transcript([Message(.user, [block])]))
    // One of them is this dialect's own.
    guard case .other(let json) = block, json["openai-responses"] != nil else {
      #expect(throws: ModelError(.invalidRequest, "")) { try body(request) }
      return
    }
    #expect(
      try body(request)["input"]?[0]?["content"] == [["type": "input_file", "file_id": "f"]])
  }

  @Test("A stop sequence is not sent: the dialect has none, and the reader minds it")
  func stop() throws {
    var request = ModelRequest("Hi")
    let plain = try body(request)
    request.options.stopSequences = ["END"]
    #expect(try body(request) == plain)
  }

  @Test("The caller's members go along, and both have their say in reasoning and include")
  func extras() throws {
    var request = ModelRequest("Hi")
    request.options.effort = .high
    request.extra = [
      "openai-responses": [
        "reasoning": ["summary": "auto", "effort": "low"], "truncation": "auto", "store": true,
        "include": ["web_search_call.results"],
      ], "openai-chat": ["seed": 1],
    ]
    let json = try body(request)
    #expect(json["reasoning"] == ["effort": "high", "summary": "auto"])
    #expect(json["include"] == ["reasoning.encrypted_content", "web_search_call.results"])
    #expect(json["truncation"] == "auto")
    #expect(json["store"] == false)
    #expect(json["seed"] == nil)
  }
}
