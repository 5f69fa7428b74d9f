// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyTesting
import WiselyWire

/// Consultations on their way through clients that speak any dialect.
@Suite(.timeLimit(.minutes(5))) struct ConsultationWriterTests {
  private static func consultation(
    _ outcome: Consultation.Outcome = .advised, number: Int = 1
  ) -> Consultation {
    Consultation(
      id: "consultation-\(number)", advisor: "opus", trigger: .asked, view: .brief(tokens: 123),
      question: "Which way? ü", options: ["left", "right"], leaning: "left", outcome: outcome,
      verdict: outcome == .advised ? .change : nil, advice: "Go \"right\".", check: "make test",
      usage: Usage(input: 50, cacheWrite1h: 5, output: 20, reasoning: 3),
      cost: number == 1 ? .priced(Money(picodollars: 123_456_789)) : .unpriced,
      duration: .nanoseconds(1_234_567_891))
  }

  private static func closed(
    _ outcome: Consultation.Outcome = .advised, number: Int = 1, place: Int = 1
  ) -> ConsultationBlock {
    let call = ToolUse(
      id: "consult-\(number)", name: "consult", input: ["question": "Which way? ü"])
    let result = ToolResult(toolUseID: call.id, text: "change: Go \"right\".")
    return ConsultationBlock(
      answered: [.init(place: place, call: call, result: result)],
      consultations: [consultation(outcome, number: number)])
  }

  private static let blocks: [Block] = [
    .text("Let me ask ü👍. "), .consultation(closed()), .text("So. "),
    .consultation(closed(number: 2)), .text("Right it is."),
    .toolUse(ToolUse(id: "t", name: "read", input: ["a": 1])),
  ]

  private static func response(_ blocks: [Block]) -> ModelResponse {
    ModelResponse(
      id: "r", model: "haiku+opus", message: Message(.assistant, blocks), stopReason: .toolUse,
      usage: [
        ModelUsage(model: "haiku", usage: Usage(input: 250, output: 30)),
        ModelUsage(model: "opus", role: .advisor, usage: Usage(input: 50, output: 20)),
      ])
  }

  private static func head(_ shows: Bool = false) -> AnswerHead {
    AnswerHead(id: "x_1", model: "haiku+opus", promptTokens: 33, showsConsultations: shows)
  }

  /// What a client sends back of an answer that it got whole.
  private static func followUp(_ dialect: Dialect, _ body: JSONValue) throws -> Message? {
    let members: JSONObject =
      switch dialect {
      case .anthropicMessages:
        ["messages": [["role": "assistant", "content": body["content"] ?? .null]]]
      case .openAIChat: ["messages": [body["choices"]?[0]?["message"] ?? .null]]
      case .openAIResponses: ["input": body["output"] ?? .null]
      }
    var request: JSONObject = ["model": "haiku+opus"]
    request.members += members.members
    return try ClientRequest(dialect, .object(request)).request.transcript.messages.last
  }

  /// What a client sends back of an answer that it got streamed, put together as clients do.
  private static func followUp(_ dialect: Dialect, _ frames: [ServerSentEvent]) throws -> Message? {
    let json = frames.compactMap { try? JSONValue(parsing: $0.data) }
    switch dialect {
    case .anthropicMessages:
      var content: [JSONValue] = []
      var arguments: [Int: String] = [:]
      for frame in json {
        switch frame["type"]?.string {
        case "content_block_start": content.append(frame["content_block"] ?? .null)
        case "content_block_delta":
          let index = frame["index"]?.int ?? 0
          var block = content[index].object ?? [:]
          let delta = frame["delta"]
          for key in ["text", "thinking", "signature"] {
            guard let piece = delta?[key]?.string else { continue }
            block[key] = .string((block[key]?.string ?? "") + piece)
          }
          if let piece = delta?["partial_json"]?.string {
            arguments[index, default: ""] += piece
          }
          content[index] = .object(block)
        default: break
        }
      }
      for (index, text) in arguments {
        var block = content[index].object ?? [:]
        block["input"] = try JSONValue(parsing: Array(text.utf8))
        content[index] = .object(block)
      }
      return try followUp(dialect, ["content": .array(content)])
    case .openAIChat:
      var message: JSONObject = ["role": "assistant"]
      for frame in json {
        for member in frame["choices"]?[0]?["delta"]?.object?.members ?? []
        where !["role", "tool_calls"].contains(member.key) {
          message[member.key] = .string(
            (message[member.key]?.string ?? "") + (member.value.string ?? ""))
        }
      }
      message["tool_calls"] = [
        ["id": "t", "type": "function", "function": ["name": "read", "arguments": "{\"a\":1}"]]
      ]
      return try followUp(dialect, ["choices": [["message": .object(message)]]])
    case .openAIResponses: return try followUp(dialect, json.last?["response"] ?? .null)
    }
  }

  @Test(
    "The turns that consultations closed come back from a client as they were",
    arguments: Dialect.allCases, [true, false])
  func roundTrip(dialect: Dialect, shows: Bool) throws {
    let response = Self.response(Self.blocks)
    let body = dialect.body(of: response, head: Self.head(shows))
    #expect(try Self.followUp(dialect, body) == response.message)
    var writer = dialect.streamWriter(Self.head(shows))
    let frames = Self.blocks.flatMap { writer.write(.block($0)) } + writer.end(response)
    #expect(try Self.followUp(dialect, frames) == response.message)
  }

  @Test("Advice is readable for a person in every dialect", arguments: Dialect.allCases)
  func readable(dialect: Dialect) {
    let body = dialect.body(of: Self.response(Self.blocks), head: Self.head())
    let words: String? =
      switch dialect {
      case .anthropicMessages: body["content"]?[1]?["thinking"]?.string
      case .openAIChat: body["choices"]?[0]?["message"]?["reasoning_content"]?.string
      case .openAIResponses: body["output"]?[1]?["summary"]?[0]?["text"]?.string
      }
    #expect(words?.hasPrefix("Asked opus: Which way? ü\nchange: Go \"right\".\n") == true)
  }

  @Test("A client that knows the API's own advisor is shown its blocks, each whole in its start")
  func shown() throws {
    var writer = Dialect.anthropicMessages.streamWriter(Self.head(true))
    let response = Self.response([.text("Hm."), .consultation(Self.closed())])
    let frames = response.message.blocks.flatMap { writer.write(.block($0)) } + writer.end(response)
    let json = try frames.map { try JSONValue(parsing: $0.data) }
    let starts = json.filter { $0["type"] == "content_block_start" }
    #expect(starts.map { $0["index"] } == [0, 1, 2, 3])
    #expect(
      starts[1]["content_block"] == [
        "type": "server_tool_use", "id": "srvtoolu_wisely_consult-1", "name": "advisor",
        "input": ["question": "Which way? ü"],
      ])
    #expect(
      starts[2]["content_block"] == [
        "type": "advisor_tool_result", "tool_use_id": "srvtoolu_wisely_consult-1",
        "content": ["type": "advisor_result", "text": "change: Go \"right\"."],
      ])
    // No deltas but the words' and the seal's.
    let deltas = json.compactMap { $0["delta"]?["type"]?.string }
    #expect(deltas == ["text_delta", "signature_delta"])
    let whole = Dialect.anthropicMessages.body(of: response, head: Self.head(true))["content"]
    #expect(whole?[1] == starts[1]["content_block"])
    #expect(whole?[2] == starts[2]["content_block"])
    #expect(whole?[3]?["thinking"] == "")
  }

  @Test(
    "A consultation without advice is shown as the API's own error",
    arguments: [
      (Consultation.Outcome.limitReached, "max_uses_exceeded"), (.budgetRefused, "unavailable"),
      (.unavailable, "unavailable"), (.empty, "unavailable"), (.echo, "unavailable"),
    ])
  func errors(outcome: Consultation.Outcome, code: String) {
    let response = Self.response([.consultation(Self.closed(outcome))])
    let body = Dialect.anthropicMessages.body(of: response, head: Self.head(true))
    #expect(
      body["content"]?[1]?["content"] == [
        "type": "advisor_tool_result_error", "error_code": .string(code),
      ])
  }

  @Test("What only shows a consultation is left out when the seal behind it was dropped")
  func stripped() throws {
    let response = Self.response([.text("Hm."), .consultation(Self.closed()), .text("So.")])
    let body = Dialect.anthropicMessages.body(of: response, head: Self.head(true))
    let kept = (body["content"]?.array ?? []).filter { $0["type"] != "thinking" }
    #expect(kept.count == 4)
    let message = try Self.followUp(.anthropicMessages, ["content": .array(kept)])
    #expect(message?.blocks == [.text("Hm."), .text("So.")])
  }

  @Test("Words that a client has changed keep what was sealed, in front")
  func changedWords() throws {
    let body = Dialect.openAIChat.body(of: Self.response(Self.blocks), head: Self.head())
    var message = body["choices"]?[0]?["message"]?.object ?? [:]
    message["content"] = "So"
    let read = try Self.followUp(.openAIChat, ["choices": [["message": .object(message)]]])
    #expect(
      read?.blocks == [
        .consultation(Self.closed()), .consultation(Self.closed(number: 2)), .text("So"),
        Self.blocks[5],
      ])
  }

  @Test("A seal that was tampered with is a stranger's reasoning")
  func tampered() throws {
    let content: JSONValue = [
      [
        "type": "thinking", "thinking": "",
        "signature":
          #"wisely-1:{"signer":"wisely","maker":null,"raw":{"consultation":{"answered":[{}]}}}"#,
      ]
    ]
    let message = try Self.followUp(.anthropicMessages, ["content": content])
    guard case .thinking(let thinking)? = message?.blocks.first else {
      Issue.record("no reasoning: \(String(describing: message))")
      return
    }
    #expect(thinking.signer == "wisely")
  }

  // MARK: - A real pair

  @Test(
    "An executor is shown its own turns again after a client of any dialect carried them",
    arguments: Dialect.allCases, [true, false])
  func pair(dialect: Dialect, isStreamed: Bool) async throws {
    let executor = ScriptedModel(
      "cheap",
      .turn(
        .init(blocks: [
          .text("Hm."), .toolUse(ToolUse(id: "ask", name: "consult", input: ["question": "Q?"])),
        ])), .toolUse("read", ["a": 1], id: "t"), .text("Done."))
    let advisor = ScriptedModel("dear", .text("proceed: yes."))
    let pair = AdvisedModel(executor: executor, advisor: advisor)
    var request = ModelRequest("Hi")
    request.tools = [
      ToolDefinition(name: "read", description: "", inputSchema: ["type": "object"])
    ]
    let recorder = EventRecorder()
    let response = try await pair.respond(to: request, emitting: recorder.sink)
    var writer = dialect.streamWriter(Self.head())
    let frames = recorder.events.flatMap { writer.write($0) } + writer.end(response)
    let message =
      isStreamed
      ? try Self.followUp(dialect, frames)
      : try Self.followUp(dialect, dialect.body(of: response, head: Self.head()))
    request.transcript.append(try #require(message))
    request.transcript.append(
      Message(.user, [.toolResult(ToolResult(toolUseID: "t", text: "A"))]))
    #expect(try await pair.respond(to: request).text == "Done.")
    let (before, after) = (executor.requests[1].transcript, executor.requests[2].transcript)
    #expect(Array(after.messages.prefix(before.messages.count)) == before.messages)
    #expect(advisor.requests.count == 1)
    // Every call of the answer is a step of its own, in order (gateway trap 73).
    guard dialect == .anthropicMessages else { return }
    let usage = dialect.body(of: response, head: Self.head())["usage"]
    #expect(
      usage?["iterations"]?.array?.map { $0["model"]?.string ?? "" } == ["cheap", "dear", "cheap"])
  }

  // MARK: - The API's own

  @Test("Blocks that the API's own tools left are streamed as they are answered whole")
  func native() throws {
    let native: [Block] = [
      .text("Hm."),
      .other(["type": "server_tool_use", "id": "srvtoolu_1", "name": "advisor", "input": [:]]),
      .other([
        "type": "advisor_tool_result", "tool_use_id": "srvtoolu_1",
        "content": ["type": "advisor_redacted_result", "encrypted_content": "EqQB"],
      ]), .text("So."), .other(["openai-chat": ["type": "audio"]]),
    ]
    let response = Self.response(native)
    for dialect in Dialect.allCases {
      var writer = dialect.streamWriter(Self.head())
      let frames = native.flatMap { writer.write(.block($0)) } + writer.end(response)
      guard dialect == .anthropicMessages else {
        #expect(frames.allSatisfy { !String(decoding: $0.data, as: UTF8.self).contains("EqQB") })
        continue
      }
      let starts = try frames.map { try JSONValue(parsing: $0.data) }
        .filter { $0["type"] == "content_block_start" }
      #expect(starts.map { $0["index"] } == [0, 1, 2, 3])
      let whole = dialect.body(of: response, head: Self.head())["content"]?.array
      #expect(whole?.count == 4)
      #expect(starts[1]["content_block"] == whole?[1])
      #expect(starts[2]["content_block"] == whole?[2])
    }
  }
}
