// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyTesting
import WiselyWire

/// What clients are sent, read again by the readers, which are tested against frames made by hand.
@Suite(.timeLimit(.minutes(5))) struct AnswerWriterTests {
  private static let head = AnswerHead(id: "x_1", model: "m", created: 7, promptTokens: 33)
  private static let usage = ModelUsage(
    model: "m", usage: Usage(input: 4, cacheRead: 6, output: 17, reasoning: 7))

  private static func response(
    _ blocks: [Block], _ reason: StopReason = .endTurn, usage: [ModelUsage] = [usage],
    details: JSONValue? = nil
  ) -> ModelResponse {
    ModelResponse(
      id: "r", model: "m", message: Message(.assistant, blocks), stopReason: reason,
      stopDetails: details, usage: usage)
  }

  private static func stream(
    _ dialect: Dialect, _ events: [ModelEvent], _ response: ModelResponse,
    head: AnswerHead = head
  ) -> [ServerSentEvent] {
    var writer = dialect.streamWriter(head)
    return events.flatMap { writer.write($0) } + writer.end(response)
  }

  private static func reading(_ frames: [ServerSentEvent], _ dialect: Dialect) throws -> WireReading
  {
    try WireReading(
      frames.flatMap(\.bytes), dialect, OpenAIAnswerContext(requested: "m"))
  }

  // MARK: - Goldens

  static let goldens: [(Dialect, [String])] = [
    (
      .anthropicMessages,
      [
        #"{"type":"message_start","message":{"id":"x_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":33,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},"output_tokens":1,"output_tokens_details":{"thinking_tokens":0}}}}"#,
        #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
        #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}"#,
        #"{"type":"content_block_stop","index":0}"#,
        #"{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t","name":"read","input":{}}}"#,
        #"{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{}"}}"#,
        #"{"type":"content_block_stop","index":1}"#,
        #"{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"input_tokens":4,"cache_creation_input_tokens":0,"cache_read_input_tokens":6,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},"output_tokens":17,"output_tokens_details":{"thinking_tokens":7}}}"#,
        #"{"type":"message_stop"}"#,
      ]
    ),
    (
      .openAIChat,
      [
        #"{"id":"x_1","object":"chat.completion.chunk","created":7,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}],"usage":null}"#,
        #"{"id":"x_1","object":"chat.completion.chunk","created":7,"model":"m","choices":[{"index":0,"delta":{"content":"Hi"},"logprobs":null,"finish_reason":null}],"usage":null}"#,
        #"{"id":"x_1","object":"chat.completion.chunk","created":7,"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t","type":"function","function":{"name":"read","arguments":""}}]},"logprobs":null,"finish_reason":null}],"usage":null}"#,
        #"{"id":"x_1","object":"chat.completion.chunk","created":7,"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]},"logprobs":null,"finish_reason":null}],"usage":null}"#,
        #"{"id":"x_1","object":"chat.completion.chunk","created":7,"model":"m","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"tool_calls"}],"usage":null}"#,
        #"{"id":"x_1","object":"chat.completion.chunk","created":7,"model":"m","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":17,"total_tokens":27,"prompt_tokens_details":{"cached_tokens":6,"cache_write_tokens":0},"completion_tokens_details":{"reasoning_tokens":7}}}"#,
        "[DONE]",
      ]
    ),
  ]

  private static let greeting: [Block] = [
    .text("Hi"), .toolUse(ToolUse(id: "t", name: "read", input: [:])),
  ]

  @Test("A small stream is exactly these frames", arguments: goldens)
  func golden(dialect: Dialect, frames: [String]) {
    let events: [ModelEvent] = [
      .textDelta("Hi"), .block(Self.greeting[0]), .block(Self.greeting[1]),
    ]
    let written = Self.stream(dialect, events, Self.response(Self.greeting, .toolUse))
    #expect(written.map { String(decoding: $0.data, as: UTF8.self) } == frames)
    let names = written.map(\.name)
    #expect(dialect == .openAIChat ? Set(names) == ["message"] : names.first == "message_start")
  }

  @Test("The frames of Responses are numbered, named, and tell every item's whole life")
  func responsesFrames() throws {
    let frames = Self.stream(
      .openAIResponses, [.textDelta("Hi"), .block(Self.greeting[0]), .block(Self.greeting[1])],
      Self.response(Self.greeting, .toolUse))
    #expect(
      frames.map(\.name) == [
        "response.created", "response.in_progress", "response.output_item.added",
        "response.content_part.added", "response.output_text.delta", "response.output_text.done",
        "response.content_part.done", "response.output_item.done", "response.output_item.added",
        "response.function_call_arguments.delta", "response.function_call_arguments.done",
        "response.output_item.done", "response.completed",
      ])
    let json = try frames.map { try JSONValue(parsing: $0.data) }
    #expect(json.map { $0["sequence_number"]?.int } == Array(0..<frames.count))
    #expect(zip(json, frames).allSatisfy { $0["type"]?.string == $1.name })
    #expect(json[4]["item_id"] == json[2]["item"]?["id"])
    #expect(json.last?["response"]?["output"]?.array?.count == 2)
  }

  // MARK: - Round trips

  /// An answer and the events it was made with: calls that grow at the same time, blocks that come at
  /// once, words whose end only the next block shows.
  private static func answer(_ generator: inout SeededGenerator) -> ([ModelEvent], ModelResponse) {
    var events: [ModelEvent] = [.started("m", .executor)]
    var blocks: [Block] = []
    for number in 0..<Int.random(in: 0...3, using: &generator) {
      let text = "Words \(number) ü👍 \"quoted\"\n"
      let block = Block.text(text)
      blocks.append(block)
      if Bool.random(using: &generator) {
        events += text.split(separator: "r").enumerated().map { index, piece in
          .textDelta(index == 0 ? String(piece) : "r" + piece)
        }
      }
      events.append(.block(block))
    }
    let calls = (0..<Int.random(in: 0...4, using: &generator)).map { number in
      ToolUse(
        id: "call_\(number)", name: "tool_\(number % 2)",
        input: number == 3 ? [:] : ["n": JSONValue(number), "s": "ä\\\"\n"])
    }
    var rests: [[Character]] = []
    for call in calls {
      let isStreamed = Bool.random(using: &generator)
      rests.append(isStreamed ? Array(call.input.text) : [])
      if isStreamed { events.append(.toolUseStarted(id: call.id, name: call.name)) }
    }
    while let index = rests.indices.filter({ !rests[$0].isEmpty }).randomElement(using: &generator)
    {
      let size = min(rests[index].count, Int.random(in: 1...5, using: &generator))
      events.append(.toolUseDelta(id: calls[index].id, json: String(rests[index].prefix(size))))
      rests[index].removeFirst(size)
    }
    blocks += calls.map { .toolUse($0) }
    // Some models only tell at the end.
    if Bool.random(using: &generator) { events += calls.map { .block(.toolUse($0)) } }
    events.append(.usage(usage))
    return (events, response(blocks, calls.isEmpty ? .endTurn : .toolUse))
  }

  @Test("What is streamed is read again as the same answer", arguments: Dialect.allCases, 1...100)
  func streamed(dialect: Dialect, seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let (events, response) = Self.answer(&generator)
    let frames = Self.stream(dialect, events, response)
    let reading = try Self.reading(frames, dialect)
    #expect(reading.response.text == response.text, "seed \(seed)")
    let calls = reading.response.message.toolUses
    // Calls that were begun early come first; each is what it was.
    #expect(
      calls.sorted { $0.id < $1.id } == response.message.toolUses.sorted { $0.id < $1.id },
      "seed \(seed)")
    #expect(reading.response.stopReason == response.stopReason)
    #expect(reading.response.usage == response.usage)
    if dialect == .anthropicMessages { try Self.checkOrder(frames) }
  }

  /// One block at a time, counted from 0, and nothing of a block outside of it.
  private static func checkOrder(_ frames: [ServerSentEvent]) throws {
    var next = 0
    var open: Int?
    #expect(frames.first?.name == "message_start")
    for frame in frames {
      let index = try JSONValue(parsing: frame.data)["index"]?.int
      switch frame.name {
      case "content_block_start":
        #expect(open == nil)
        #expect(index == next)
        open = index
        next += 1
      case "content_block_delta": #expect(open != nil && index == open)
      case "content_block_stop":
        #expect(open != nil && index == open)
        open = nil
      default: #expect(open == nil)
      }
    }
  }

  @Test(
    "What is written whole is read again as the same answer", arguments: Dialect.allCases, 1...30)
  func whole(dialect: Dialect, seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let (_, response) = Self.answer(&generator)
    let reading = try WireReading(whole: dialect.body(of: response, head: Self.head), dialect)
    #expect(reading.response.text == response.text)
    #expect(reading.response.message.toolUses == response.message.toolUses)
    #expect(reading.response.stopReason == response.stopReason)
    #expect(reading.response.usage.map(\.usage) == response.usage.map(\.usage))
  }

  @Test(
    "Every end is told in words that clients know", arguments: Dialect.allCases,
    [
      (StopReason.endTurn, StopReason.endTurn), (.maximumTokens, .maximumTokens),
      (.refusal, .refusal), (.planProposed, .endTurn), (.budgetExhausted, .endTurn),
      (.stalled, .endTurn), (.toolUse, .endTurn),
    ])
  func ends(dialect: Dialect, reasons: (StopReason, StopReason)) throws {
    let response = Self.response([.text("Hi")], reasons.0)
    let whole = try WireReading(whole: dialect.body(of: response, head: Self.head), dialect)
    #expect(whole.response.stopReason == reasons.1)
    let frames = Self.stream(dialect, [.textDelta("Hi"), .block(.text("Hi"))], response)
    #expect(try Self.reading(frames, dialect).response.stopReason == reasons.1)
  }

  @Test(
    "A refusal is one to the client, said as words or not", arguments: Dialect.allCases,
    [[], [Block.text("No.")]])
  func refusals(dialect: Dialect, blocks: [Block]) throws {
    let response = Self.response(
      blocks, .refusal, details: ["type": "refusal", "category": nil, "explanation": "No."])
    let whole = try WireReading(whole: dialect.body(of: response, head: Self.head), dialect)
    #expect(whole.response.stopReason == .refusal)
    let streamed = try Self.reading(
      Self.stream(dialect, blocks.map { .block($0) }, response), dialect)
    #expect(streamed.response.stopReason == .refusal)
    guard dialect != .anthropicMessages || !blocks.isEmpty else { return }
    #expect(whole.response.text == "No.")
    #expect(streamed.response.text == "No.")
  }

  @Test(
    "Reasoning streams as reasoning, and its seal comes with its end", arguments: Dialect.allCases)
  func reasoning(dialect: Dialect) throws {
    let thinking = ThinkingBlock(signer: "ds", maker: "deepseek", raw: ["reasoning_content": "Hm"])
    let blocks: [Block] = [.thinking(thinking), .text("So.")]
    let events: [ModelEvent] = [
      .thinkingDelta("H"), .thinkingDelta("m"), .block(blocks[0]), .textDelta("So."),
      .block(blocks[1]),
    ]
    let frames = Self.stream(dialect, events, Self.response(blocks))
    let reading = try Self.reading(frames, dialect)
    #expect(reading.text == "So.")
    #expect(reading.events.contains(.thinkingDelta("H")))
    let seals = frames.filter { String(decoding: $0.data, as: UTF8.self).contains("wisely-1:") }
    #expect(seals.count == (dialect == .openAIResponses ? 2 : 1))
  }

  @Test("Words that end only because others begin are written once")
  func impliedEnds() throws {
    for dialect in Dialect.allCases {
      let blocks: [Block] = [.text("Hi"), .toolUse(ToolUse(id: "t", name: "read", input: [:]))]
      let events: [ModelEvent] = [
        .thinkingDelta("a plan"), .textDelta("Hi"), .toolUseStarted(id: "t", name: "read"),
        .block(blocks[0]), .block(blocks[1]),
      ]
      let frames = Self.stream(dialect, events, Self.response(blocks, .toolUse))
      let reading = try Self.reading(frames, dialect)
      #expect(reading.text == "Hi")
      #expect(reading.response.message.toolUses.count == 1)
    }
  }

  @Test("Words are sent on at once")
  func liveness() {
    for dialect in Dialect.allCases {
      var writer = dialect.streamWriter(Self.head)
      #expect(writer.write(.started("m", .executor)).isEmpty)
      for piece in ["One", "Two"] {
        let frames = writer.write(.textDelta(piece))
        #expect(frames.contains { String(decoding: $0.data, as: UTF8.self).contains(piece) })
      }
      _ = writer.write(.toolUseStarted(id: "t", name: "read"))
      #expect(!writer.write(.toolUseDelta(id: "t", json: "{")).isEmpty)
    }
  }

  // MARK: - Usage

  @Test("The first event has the true prompt where it is known, and an estimate where not")
  func openingUsage() throws {
    func start(_ events: [ModelEvent]) throws -> JSONValue? {
      let frames = Self.stream(.anthropicMessages, events, Self.response([.text("Hi")]))
      return try JSONValue(parsing: frames[0].data)["message"]?["usage"]
    }
    let known = try start([.usage(Self.usage), .textDelta("Hi")])
    #expect(known?["input_tokens"] == 4)
    #expect(known?["cache_read_input_tokens"] == 6)
    #expect(try start([.textDelta("Hi")])?["input_tokens"] == 33)
  }

  @Test(
    "An advisor's tokens stand in a step of their own, or in the sum where there is no such place")
  func advisors() {
    let steps = [
      ModelUsage(model: "haiku", usage: Usage(input: 100, output: 10)),
      ModelUsage(
        model: "opus", role: .advisor, usage: Usage(input: 50, cacheWrite1h: 5, output: 20)),
    ]
    let response = Self.response([.text("Hi")], usage: steps)
    let usage = Dialect.anthropicMessages.body(of: response, head: Self.head)["usage"]
    #expect(usage?["input_tokens"] == 100)
    #expect(usage?["iterations"]?[1]?["type"] == "advisor_message")
    #expect(usage?["iterations"]?[1]?["model"] == "opus")
    #expect(usage?["iterations"]?[1]?["cache_creation"]?["ephemeral_1h_input_tokens"] == 5)
    #expect(
      Dialect.openAIChat.body(of: response, head: Self.head)["usage"]?["prompt_tokens"] == 155)
    #expect(
      Dialect.openAIResponses.body(of: response, head: Self.head)["usage"]?["output_tokens"] == 30)
  }

  @Test("A client of Chat that did not ask gets no usage chunk")
  func unasked() {
    var head = Self.head
    head.includesUsage = false
    let frames = Self.stream(.openAIChat, [], Self.response([.text("Hi")]), head: head)
    #expect(frames.allSatisfy { !String(decoding: $0.data, as: UTF8.self).contains("usage") })
  }

  // MARK: - Failure

  @Test(
    "A failure in the stream is read as the same failure", arguments: Dialect.allCases,
    [ModelError.Code.overloaded, .rateLimited, .upstream])
  func failure(dialect: Dialect, code: ModelError.Code) throws {
    var writer = dialect.streamWriter(Self.head)
    var frames = writer.write(.textDelta("Half"))
    frames += writer.fail(ModelError(code, "Gone."))
    let error = #expect(throws: ModelError.self) { try Self.reading(frames, dialect) }
    #expect(error?.code == code)
    #expect(error?.message == "Gone.")
  }
}
