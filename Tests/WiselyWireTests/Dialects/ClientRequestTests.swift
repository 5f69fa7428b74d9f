// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyWire

@Suite struct ClientRequestTests {
  private static func json(_ text: String) throws -> JSONValue {
    try JSONValue(parsing: Array(text.utf8))
  }

  /// The body that goes on to a server of a dialect.
  private static func body(
    _ dialect: Dialect, _ request: ModelRequest, model: ModelID, streams: Bool = false
  ) throws -> JSONValue {
    switch dialect {
    case .anthropicMessages:
      try AnthropicRequest(model: model, caching: PromptCaching(nil), streams: streams)
        .body(for: request)
    case .openAIChat: try ChatRequest(model: model, streams: streams).body(for: request)
    case .openAIResponses: try ResponsesRequest(model: model, streams: streams).body(for: request)
    }
  }

  // MARK: - The same dialect

  /// One request of each dialect with everything in it, in the order in which we write.
  static let full: [(Dialect, String)] = [
    (
      .openAIChat,
      #"{"model":"m","max_completion_tokens":50,"reasoning_effort":"none","stop":["END"],"tools":[{"type":"function","function":{"name":"read","description":"Reads.","parameters":{"type":"object","properties":{"z":{},"a":{}}},"strict":true}}],"messages":[{"role":"developer","content":"S"},{"role":"user","content":[{"type":"text","text":"Q"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AA==","detail":"low"}},{"type":"image_url","image_url":{"url":"https://x/y.png"}},{"type":"input_audio","input_audio":{"data":"AA","format":"wav"}}],"name":"ann"},{"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"read","arguments":"{\"z\":1,\"a\":[]}"}},{"id":"2","type":"function","function":{"name":"read","arguments":"oops"}}]},{"role":"tool","tool_call_id":"1","content":"A"},{"role":"tool","tool_call_id":"2","content":[{"type":"text","text":"B"},{"type":"text","text":"C"}]},{"role":"assistant","content":"So."},{"role":"developer","content":"Mind."},{"role":"user","content":"Go on."}],"stream":true,"stream_options":{"include_usage":true},"temperature":0.5,"tool_choice":"auto","of_tomorrow":{"z":1,"a":2}}"#
    ),
    (
      .openAIResponses,
      #"{"model":"m","max_output_tokens":50,"reasoning":{"effort":"low","summary":"auto"},"instructions":"S","tools":[{"type":"function","name":"read","description":"Reads.","parameters":{"type":"object"},"strict":true}],"input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"Q"},{"type":"input_image","image_url":"https://x/y.png","detail":"low"},{"type":"input_file","file_id":"f"}]},{"type":"message","role":"assistant","content":"Hm.","phase":"commentary"},{"type":"function_call","call_id":"1","name":"read","arguments":"{\"z\":1}"},{"type":"web_search_call","id":"ws_1","status":"completed"},{"type":"function_call_output","call_id":"1","output":"A"},{"type":"message","role":"developer","content":[{"type":"input_text","text":"Mind."}]},{"type":"message","role":"user","content":[{"type":"input_text","text":"Go on."}]}],"store":false,"include":["reasoning.encrypted_content","file_search_call.results"],"stream":true,"truncation":"auto","of_tomorrow":[1]}"#
    ),
    (
      .anthropicMessages,
      #"{"model":"m","max_tokens":50,"output_config":{"effort":"low","format":{"type":"json_schema"}},"stop_sequences":["END"],"system":[{"type":"text","text":"S"},{"type":"text","text":"T","cache_control":{"type":"ephemeral","ttl":"1h"}}],"tools":[{"name":"read","description":"Reads.","input_schema":{"type":"object"},"strict":true,"cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":[{"type":"text","text":"Q","cache_control":{"type":"ephemeral"}},{"type":"document","source":{"type":"url","url":"u"}}]},{"role":"assistant","content":[{"type":"thinking","thinking":"","signature":"Eo8B"},{"type":"tool_use","id":"toolu_1","name":"read","input":{"z":1},"caller":{"type":"direct"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"A","cache_control":{"type":"ephemeral"}}]}],"stream":true,"thinking":{"type":"adaptive"},"metadata":{"user_id":"u"}}"#
    ),
  ]

  @Test("A request goes on to its own dialect as it came, byte for byte", arguments: full)
  func roundTrip(dialect: Dialect, text: String) throws {
    let client = try ClientRequest(dialect, try Self.json(text))
    #expect(client.model == "m")
    #expect(client.streams)
    let written = try Self.body(dialect, client.request, model: "m", streams: true)
    #expect(written.text == text)
    #expect(try ClientRequest(dialect, written) == client)
  }

  @Test("Members that are no part of any translation are named", arguments: full)
  func lost(dialect: Dialect, text: String) throws {
    let request = try ClientRequest(dialect, try Self.json(text)).request
    #expect(request.membersLost(in: dialect).isEmpty)
    for other in Dialect.allCases where other != dialect {
      let lost = request.membersLost(in: other)
      let expected =
        switch dialect {
        case .openAIChat: "of_tomorrow"
        case .openAIResponses: "truncation"
        case .anthropicMessages: "thinking"
        }
      #expect(lost.contains(expected))
    }
    if dialect == .openAIChat {
      #expect(
        request.membersLost(in: .anthropicMessages) == [
          "of_tomorrow", "messages[0].name",
        ])
    }
  }

  // MARK: - Other dialects

  private static let plain: ModelRequest = {
    var request = ModelRequest(
      system: "S",
      transcript: Transcript([
        Message(
          .user,
          [
            .text("Q"),
            .image(
              ImageBlock(
                source: ["type": "base64", "media_type": "image/png", "data": "AA=="])),
          ]),
        Message(
          .assistant,
          [
            .text("Hm ü."),
            .toolUse(ToolUse(id: "1", name: "read", input: ["z": 1, "a": "\"x\""])),
            .toolUse(ToolUse(id: "2", name: "list", input: [:])),
          ]),
        Message(
          .user,
          [
            .toolResult(ToolResult(toolUseID: "1", text: "A")),
            .toolResult(ToolResult(toolUseID: "2", text: "B")),
          ]),
        .assistant("So."), .user("Go on."),
      ]), tools: [ChatRequestTests.read, ChatRequestTests.bare])
    request.options.maximumTokens = 77
    return request
  }()

  @Test(
    "A conversation survives the way through any two dialects", arguments: Dialect.allCases,
    Dialect.allCases)
  func translation(first: Dialect, second: Dialect) throws {
    let once = try ClientRequest(first, try Self.body(first, Self.plain, model: "m")).request
    let twice = try ClientRequest(second, try Self.body(second, once, model: "m")).request
    for request in [once, twice] {
      #expect(request.system == "S")
      #expect(request.transcript == Self.plain.transcript)
      #expect(request.options == Self.plain.options)
      #expect(request.tools.map(\.name) == ["read", "list"])
      #expect(request.tools.map(\.description) == ["Reads.", ""])
      #expect(request.tools.map(\.inputSchema.text) == Self.plain.tools.map(\.inputSchema.text))
    }
  }

  static let thoughts: [ThinkingBlock] = [
    ThinkingBlock(
      signer: "claude", raw: ["type": "thinking", "thinking": "Hm ü", "signature": "Eo8B"]),
    ThinkingBlock(signer: "claude", raw: ["type": "redacted_thinking", "data": "x"]),
    ThinkingBlock(signer: "ds", maker: "deepseek", raw: ["reasoning_content": "Hm ü"]),
    ThinkingBlock(
      signer: "gpt", maker: "openai",
      raw: [
        "type": "reasoning", "id": "rs", "encrypted_content": "gAAA",
        "summary": [["type": "summary_text", "text": "Hm ü"]],
      ]),
  ]

  @Test(
    "Reasoning of any model comes back from a client of any dialect as it was",
    arguments: Dialect.allCases, thoughts)
  func seals(dialect: Dialect, thinking: ThinkingBlock) throws {
    let message = Message(
      .assistant, [.thinking(thinking), .toolUse(ToolUse(id: "1", name: "read", input: [:]))])
    let response = ModelResponse(id: "x", model: "m", message: message, stopReason: .toolUse)
    let body = dialect.body(of: response, head: AnswerHead(id: "x", model: "haiku+opus"))
    let next = try ClientRequest(dialect, Self.followUp(dialect, body)).request
    #expect(next.transcript.messages.last == message)
  }

  /// The request of a client that sends an answer back as it came.
  private static func followUp(_ dialect: Dialect, _ body: JSONValue) -> JSONValue {
    switch dialect {
    case .anthropicMessages:
      [
        "model": "haiku+opus",
        "messages": [["role": "assistant", "content": body["content"] ?? .null]],
      ]
    case .openAIChat:
      ["model": "haiku+opus", "messages": [body["choices"]?[0]?["message"] ?? .null]]
    case .openAIResponses: ["model": "haiku+opus", "input": body["output"] ?? .null]
    }
  }

  @Test("A client that asks for Anthropic's model itself gets its reasoning untouched")
  func native() {
    let response = ModelResponse(
      id: "x", model: "claude", message: Message(.assistant, [.thinking(Self.thoughts[0])]),
      stopReason: .endTurn)
    let head = AnswerHead(id: "msg_1", model: "claude-20261007")
    #expect(
      Dialect.anthropicMessages.body(of: response, head: head)["content"] == [Self.thoughts[0].raw])
  }

  @Test("Reasoning that no one here has given is sent to nobody")
  func unknownReasoning() throws {
    let client = try ClientRequest(
      .openAIResponses,
      [
        "model": "gpt-6.1-sol",
        "input": [
          ["type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "gAAA"],
          ["role": "user", "content": "Hi"],
        ],
      ])
    let body = try ResponsesRequest(model: "gpt-6.1-sol").body(for: client.request)
    #expect(body["input"]?.array?.count == 1)
  }

  // MARK: - What cannot be read

  static let unreadable: [(Dialect, String, String)] = [
    (.openAIChat, "[]", "The body"), (.openAIChat, #"{"messages":[]}"#, "'model'"),
    (.openAIChat, #"{"model":"m"}"#, "'messages'"),
    (.openAIChat, #"{"model":"m","messages":[{"role":"robot"}]}"#, "'messages[0].role'"),
    (.openAIChat, #"{"model":"m","messages":[{"role":"tool","content":"x"}]}"#, "tool_call_id"),
    (.openAIChat, #"{"model":"m","messages":[{"role":"user","content":7}]}"#, "content"),
    (.openAIChat, #"{"model":"m","messages":[],"n":2}"#, "'n'"),
    (.openAIChat, #"{"model":"m","messages":[],"stop":7}"#, "'stop'"),
    (.openAIChat, #"{"model":"m","messages":[],"max_tokens":0}"#, "'max_tokens'"),
    (.openAIChat, #"{"model":"m","messages":[],"reasoning_effort":"huge"}"#, "'reasoning_effort'"),
    (.openAIChat, #"{"model":"m","messages":[],"tools":[{"type":"custom"}]}"#, "'tools[0]'"),
    (.openAIResponses, #"{"model":"m"}"#, "'input'"),
    (
      .openAIResponses, #"{"model":"m","input":"x","previous_response_id":"r"}"#,
      "'previous_response_id'"
    ),
    (
      .openAIResponses, #"{"model":"m","input":[{"type":"item_reference","id":"x"}]}"#, "'input[0]'"
    ),
    (
      .openAIResponses, #"{"model":"m","input":[{"type":"function_call","name":"x"}]}"#,
      "'input[0]'"
    ),
    (.anthropicMessages, #"{"model":"m","messages":[{"role":"user"}]}"#, "'messages[0]'"),
    (.anthropicMessages, #"{"model":"m","messages":[],"tools":[{"name":"x"}]}"#, "'tools[0]'"),
  ]

  @Test("What cannot be read is said with its place", arguments: unreadable)
  func errors(dialect: Dialect, body: String, place: String) throws {
    let json = try Self.json(body)
    let error = #expect(throws: ModelError.self) { try ClientRequest(dialect, json) }
    #expect(error?.code == .invalidRequest)
    #expect(error?.message.contains(place) == true, "\(error?.message ?? "")")
  }

  @Test("Old and short spellings are understood")
  func spellings() throws {
    let chat = try ClientRequest(
      .openAIChat,
      [
        "model": "m", "max_tokens": 5, "stop": "END", "reasoning": ["effort": "low"],
        "messages": [["role": "system", "content": "S"], ["role": "user", "content": "Hi"]],
      ])
    #expect(
      chat.request.options
        == GenerationOptions(maximumTokens: 5, effort: .low, stopSequences: ["END"]))
    #expect(chat.request.system == "S")
    #expect(!chat.streams && !chat.wantsUsage)
    let responses = try ClientRequest(.openAIResponses, ["model": "m", "input": "Hi"])
    #expect(responses.request.transcript == Transcript([.user("Hi")]))
    let anthropic = try ClientRequest(
      .anthropicMessages,
      ["model": "m", "system": "S", "messages": [["role": "user", "content": "Hi"]]])
    #expect(anthropic.request.system == "S")
    #expect(anthropic.request.extra.isEmpty)
  }
}
