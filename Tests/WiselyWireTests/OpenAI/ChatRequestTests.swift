// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyWire

@Suite struct ChatRequestTests {
  static let read = ToolDefinition(
    name: "read", description: "Reads.",
    inputSchema: ["type": "object", "properties": ["z": [:], "a": [:]]])
  static let bare = ToolDefinition(name: "list", description: "", inputSchema: ["type": "object"])

  /// A turn with everything that the dialect has a place for.
  static let conversation = Transcript([
    .user("Q"),
    Message(
      .assistant,
      [
        .text("Hm."), .toolUse(ToolUse(id: "1", name: "read", input: ["z": 1, "a": [true, nil]])),
        .toolUse(ToolUse(id: "2", name: "list", input: [:])),
      ]),
    Message(
      .user,
      [
        .text("And?"), .toolResult(ToolResult(toolUseID: "1", text: "A")),
        .toolResult(ToolResult(toolUseID: "2", text: "B", isError: true)),
      ]),
  ])

  private func body(
    _ request: ModelRequest, model: ModelID = "gpt-6-luna",
    deviations: OpenAIDeviations = OpenAIDeviations(), streams: Bool = false
  ) throws -> JSONValue {
    try ChatRequest(model: model, deviations: deviations, streams: streams).body(for: request)
  }

  @Test("A plain question is exactly these bytes, and the usage is always asked for")
  func plain() throws {
    #expect(
      try body(ModelRequest("Hi", system: "Be brief."), streams: true).text
        == #"{"model":"gpt-6-luna","max_completion_tokens":8192,"messages":[{"role":"developer","content":"Be brief."},{"role":"user","content":"Hi"}],"stream":true,"stream_options":{"include_usage":true}}"#
    )
  }

  @Test("A conversation with tools is exactly these bytes at an imitator")
  func conversation() throws {
    var request = ModelRequest(
      system: "S", transcript: Self.conversation, tools: [Self.read, Self.bare])
    request.options.effort = .low
    request.options.stopSequences = ["END"]
    #expect(
      try body(request, model: "m", deviations: .common(maker: "vllm")).text
        == #"{"model":"m","max_tokens":8192,"reasoning_effort":"low","stop":["END"],"tools":[{"type":"function","function":{"name":"read","description":"Reads.","parameters":{"type":"object","properties":{"z":{},"a":{}}}}},{"type":"function","function":{"name":"list","parameters":{"type":"object"}}}],"messages":[{"role":"system","content":"S"},{"role":"user","content":"Q"},{"role":"assistant","content":"Hm.","tool_calls":[{"id":"1","type":"function","function":{"name":"read","arguments":"{\"z\":1,\"a\":[true,null]}"}},{"id":"2","type":"function","function":{"name":"list","arguments":"{}"}}]},{"role":"tool","tool_call_id":"1","content":"A"},{"role":"tool","tool_call_id":"2","content":"The tool failed.\nB"},{"role":"user","content":"And?"}]}"#
    )
  }

  @Test("The next turn's messages begin with the same bytes")
  func prefix() throws {
    func messages(_ count: Int) throws -> [String] {
      let transcript = Transcript(Array(Self.conversation.messages.prefix(count)))
      return (try body(ModelRequest(transcript: transcript))["messages"]?.array ?? []).map(\.text)
    }
    let (early, late) = (try messages(2), try messages(3))
    #expect(Array(late.prefix(early.count)) == early)
    #expect(late.count == early.count + 3)
  }

  @Test("An answer of calls alone has null for content, and words of nothing are left out")
  func nullContent() throws {
    let transcript = Transcript([
      .user(" \n"),
      Message(.assistant, [.text(""), .toolUse(ToolUse(id: "1", name: "read", input: "broken"))]),
      Message(.user, [.toolResult(ToolResult(toolUseID: "1", content: []))]),
    ])
    let messages = try #require(try body(ModelRequest(transcript: transcript))["messages"]?.array)
    #expect(messages.count == 2)
    #expect(messages[0]["content"] == .null)
    // Arguments that a model has written wrongly go back as it wrote them.
    #expect(messages[0]["tool_calls"]?[0]?["function"]?["arguments"] == "broken")
    #expect(messages[1]["content"] == "")
    // llama.cpp's Python server answers null with status 500.
    let imitated = try body(
      ModelRequest(transcript: transcript), deviations: .common(maker: "llamacpp"))
    #expect(imitated["messages"]?[0]?["content"] == "")
  }

  // MARK: - Effort

  @Test("An effort is asked for as the server takes it")
  func effort() throws {
    var request = ModelRequest("Hi")
    request.options.effort = .xhigh
    #expect(try body(request)["reasoning_effort"] == "xhigh")
    var ollama = OpenAIDeviations.common(maker: "ollama")
    ollama.efforts = [.none, .low, .medium, .high]
    #expect(try body(request, deviations: ollama)["reasoning_effort"] == "high")
    var router = OpenAIDeviations.common(maker: "openrouter")
    router.effortField = .nested
    #expect(try body(request, deviations: router)["reasoning"] == ["effort": "xhigh"])
    router.effortField = .absent
    #expect(try body(request, deviations: router)["reasoning"] == nil)
    let known = ChatRequest(model: "m", capabilities: ModelCapabilities(efforts: [.low, .medium]))
    #expect(try known.body(for: request)["reasoning_effort"] == "medium")
    let none = ChatRequest(model: "m", capabilities: ModelCapabilities())
    #expect(try none.body(for: request)["reasoning_effort"] == nil)
  }

  @Test("Tools together with an effort are refused where Chat refuses them")
  func effortWithTools() throws {
    var request = ModelRequest(transcript: Transcript([.user("Q")]), tools: [Self.read])
    request.options.effort = .low
    #expect(throws: ModelError(.invalidSetup, "")) { try body(request) }
    request.options.effort = Effort.none
    #expect(try body(request)["reasoning_effort"] == "none")
  }

  @Test("An output limit above the model's own is lowered to it")
  func limit() throws {
    var request = ModelRequest("Hi")
    request.options.maximumTokens = 500_000
    let writer = ChatRequest(model: "m", maximumOutput: 64_000)
    #expect(try writer.body(for: request)["max_completion_tokens"] == 64_000)
  }

  // MARK: - Pictures

  private static let picture = Block.image(
    ImageBlock(source: ["type": "base64", "media_type": "image/jpeg", "data": "AA=="]))

  @Test("Pictures are addresses; those that a tool returned follow all results")
  func pictures() throws {
    let transcript = Transcript([
      Message(.user, [.text("Look."), Self.picture]),
      Message(
        .assistant,
        ["1", "2"].map { .toolUse(ToolUse(id: $0, name: "read", input: [:])) }),
      Message(
        .user,
        [
          .toolResult(ToolResult(toolUseID: "1", content: [.text("Here:"), Self.picture])),
          .toolResult(ToolResult(toolUseID: "2", text: "B")), .text("And?"),
        ]),
    ])
    let messages = try #require(try body(ModelRequest(transcript: transcript))["messages"]?.array)
    let url: JSONValue = [
      "type": "image_url", "image_url": ["url": "data:image/jpeg;base64,AA=="],
    ]
    #expect(messages[0]["content"] == [["type": "text", "text": "Look."], url])
    #expect(
      messages.map { $0["role"]?.string } == ["user", "assistant", "tool", "tool", "user"])
    #expect(messages[2]["content"] == "Here:")
    #expect(
      messages[4]["content"] == [
        ["type": "text", "text": "What call 1 returned as a picture:"], url,
        ["type": "text", "text": "And?"],
      ])
  }

  static let uncarried: [Block] = [
    .image(ImageBlock(source: ["type": "file", "file_id": "f"])),
    .other(["type": "document", "source": ["type": "url", "url": "u"]]),
    .other(["openai-responses": ["type": "input_file", "file_id": "f"]]),
    .other(["openai-chat:openrouter": ["type": "file"]]),
    .toolUse(ToolUse(id: "1", name: "read", input: [:])),
    .toolResult(
      ToolResult(toolUseID: "1", content: [.other(["type": "search_result", "source": "s"])])),
  ]

  @Test(
    "What the dialect cannot carry is refused, and said by its kind", arguments: uncarried.indices)
  func uncarriable(index: Int) {
    let request = ModelRequest(transcript: Transcript([Message(.user, [Self.uncarried[index]])]))
    let error = #expect(throws: ModelError.self) { try body(request) }
    #expect(error?.code == .invalidRequest)
    #expect(error?.isUnsent == true)
    #expect(error?.message.contains("cannot be sent in Chat Completions") == true)
  }

  // MARK: - Reasoning

  private func reasoned(_ thinking: ThinkingBlock) -> ModelRequest {
    ModelRequest(
      transcript: Transcript([
        .user("Q"), Message(.assistant, [.thinking(thinking), .text("So.")]), .user("Go on."),
      ]))
  }

  @Test("A model's own reasoning goes back where the server takes it, and nobody else's does")
  func reasoning() throws {
    var deviations = OpenAIDeviations.common(maker: "deepseek")
    deviations.replaysReasoning = true
    let raw: JSONValue = ["reasoning_content": "Hm", "reasoning_details": [["x": 1]]]
    let own = ThinkingBlock(signer: "m-2026-10-07", maker: "deepseek", raw: raw)
    let message = try body(reasoned(own), model: "m", deviations: deviations)["messages"]?[1]
    #expect(
      message?.text
        == #"{"role":"assistant","content":"So.","reasoning_content":"Hm","reasoning_details":[{"x":1}]}"#
    )
    let others = [
      ThinkingBlock(signer: "m", maker: "openrouter", raw: raw),
      ThinkingBlock(signer: "other", maker: "deepseek", raw: raw),
      ThinkingBlock(signer: "m", raw: ["type": "thinking", "thinking": "Hm", "signature": "s"]),
      ThinkingBlock(signer: "m", maker: "deepseek", raw: ["type": "reasoning", "id": "rs"]),
    ]
    for other in others {
      let json = try body(reasoned(other), model: "m", deviations: deviations)
      #expect(json["messages"]?[1]?.text == #"{"role":"assistant","content":"So."}"#)
    }
    deviations.replaysReasoning = false
    let plain = try body(reasoned(own), model: "m", deviations: deviations)["messages"]?[1]
    #expect(plain?["reasoning_content"] == nil)
  }

  @Test("No reasoning crosses into the Messages API either, not even of the same name")
  func anthropic() throws {
    let request = reasoned(
      ThinkingBlock(signer: "claude-x", raw: ["type": "thinking", "signature": "s"]))
    func content(_ request: ModelRequest, _ model: ModelID) throws -> Int? {
      try AnthropicRequest(model: model).body(for: request)["messages"]?[1]?["content"]?.array?
        .count
    }
    #expect(try content(request, "claude-x") == 2)
    #expect(try content(request, "claude-x-20261007") == 2)
    #expect(try content(request, "claude-y") == 1)
    let foreign = reasoned(
      ThinkingBlock(signer: "claude-x", maker: "openrouter", raw: ["reasoning": "Hm"]))
    #expect(try content(foreign, "claude-x") == 1)
  }

  @Test("What only one dialect understands does not reach the Messages API")
  func marks() throws {
    let words = TextBlock("Hi", extra: ["openai-chat": ["name": "x"], "citations": []])
    let request = ModelRequest(transcript: Transcript([Message(.user, [.text(words)])]))
    let json = try AnthropicRequest(model: "m", caching: PromptCaching(nil)).body(for: request)
    #expect(
      json["messages"]?[0]?["content"]?[0]?.text == #"{"type":"text","text":"Hi","citations":[]}"#)
    let part = Block.other(["openai-chat": ["type": "input_audio"]])
    let audio = ModelRequest(transcript: Transcript([Message(.user, [part])]))
    #expect(throws: ModelError(.invalidRequest, "")) {
      try AnthropicRequest(model: "m").body(for: audio)
    }
  }

  // MARK: - Names

  @Test(
    "Names of calls are fitted to the server, call and result alike",
    arguments: [
      (CallIDRule.nineCharacters, "toolu_01AbC", 9), (.nineCharacters, "AbC123xyz", 9),
      (.atMost(40), String(repeating: "x", count: 300), 29), (.atMost(40), "functions.read:0", 16),
      (.identifier, "functions.read:0", 29),
    ])
  func names(rule: CallIDRule, id: String, length: Int) throws {
    var deviations = OpenAIDeviations.common(maker: "x")
    deviations.callIDs = rule
    let transcript = Transcript([
      .user("Q"), Message(.assistant, [.toolUse(ToolUse(id: id, name: "read", input: [:]))]),
      Message(.user, [.toolResult(ToolResult(toolUseID: id, text: "A"))]),
    ])
    let messages = try body(ModelRequest(transcript: transcript), deviations: deviations)[
      "messages"]
    let name = messages?[1]?["tool_calls"]?[0]?["id"]?.string
    #expect(name?.utf8.count == length)
    #expect(messages?[2]?["tool_call_id"]?.string == name)
    #expect((name == id) == (id.utf8.count == length))
  }

  @Test("The caller's members go along to their own dialect and overrule nothing")
  func extras() throws {
    var request = ModelRequest("Hi")
    request.extra = [
      "seed": 1, "model": "other", "openai-chat": ["temperature": 0, "max_completion_tokens": 1],
      "openai-responses": ["truncation": "auto"],
    ]
    let json = try body(request)
    #expect(json["seed"] == 1)
    #expect(json["temperature"] == 0)
    #expect(json["truncation"] == nil)
    #expect(json["model"] == "gpt-6-luna")
    #expect(json["max_completion_tokens"] == 8_192)
    #expect(json["openai-chat"] == nil)
  }
}
