// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyNet
import WiselyTesting

/// What every provider has to do over a connection, whatever its dialect is.
@Suite(.timeLimit(.minutes(5))) struct ProviderTests {
  private static let tools = ["read", "list"].map {
    ToolDefinition(name: $0, description: "", inputSchema: ["type": "object"])
  }

  private static let rich = ProviderScript(
    .reasoning("Hm, ü👍."), .text("I'll look at \"this\" — naïvely."),
    .call(id: "call_1", name: "read", arguments: #"{"path":"ä \"b\".md","from":1}"#),
    .call(id: "call_2", name: "list", arguments: "{}")
  ).with(\.usage, Usage(input: 101, cacheRead: 600, output: 17, reasoning: 7))

  private static let calls = [
    ToolUse(id: "call_1", name: "read", input: ["path": "ä \"b\".md", "from": 1]),
    ToolUse(id: "call_2", name: "list", input: [:]),
  ]

  @Test("Words arrive, and end the turn", arguments: Provider.allCases, Delivery.allCases)
  func text(provider: Provider, delivery: Delivery) async throws {
    let stage = ProviderStage(provider, ProviderScript(.text("Hello 👩‍🚀, and so on.")))
    try await stage.run(delivery) { model, _ in
      let response = try await stage.ask(model)
      #expect(response.text == "Hello 👩‍🚀, and so on.")
      #expect(response.stopReason == .endTurn)
      #expect(response.model == model.id)
      #expect(response.usage.map(\.usage) == [Usage(input: 10, output: 5)])
    }
    #expect(stage.bench.recorder.text == "Hello 👩‍🚀, and so on.")
    #expect(stage.rejections.isEmpty)
  }

  @Test(
    "However the bytes are cut, the answer is the same", arguments: Provider.allCases,
    ProviderScript.Cut.allCases)
  func cuts(provider: Provider, cut: ProviderScript.Cut) async throws {
    let stage = ProviderStage(provider, Self.rich.with(\.cut, cut))
    try await stage.run { model, _ in
      let response = try await stage.ask(model)
      #expect(response.text == "I'll look at \"this\" — naïvely.")
      #expect(response.message.toolUses == Self.calls)
      #expect(response.stopReason == .toolUse)
      #expect(
        response.usage.map(\.usage)
          == [Usage(input: 101, cacheRead: 600, output: 17, reasoning: 7)])
      let announced = stage.bench.recorder.events.compactMap { event in
        if case .block(let block) = event { block } else { nil }
      }
      #expect(announced == response.message.blocks)
    }
    #expect(stage.bench.recorder.text == "I'll look at \"this\" — naïvely.")
  }

  @Test("A whole answer says the same as a stream", arguments: Provider.allCases)
  func whole(provider: Provider) async throws {
    var answers: [ModelResponse] = []
    for delivery in Delivery.allCases {
      let stage = ProviderStage(provider, Self.rich)
      try await stage.run(delivery) { model, _ in answers.append(try await stage.ask(model)) }
    }
    #expect(answers.count == 2)
    #expect(answers.first?.message == answers.last?.message)
    #expect(answers.first?.usage == answers.last?.usage)
    #expect(answers.first?.stopReason == answers.last?.stopReason)
  }

  @Test(
    "A tool is called, answered, and the answer is used", arguments: Provider.allCases,
    Delivery.allCases)
  func tools(provider: Provider, delivery: Delivery) async throws {
    let stage = ProviderStage(provider, Self.rich, ProviderScript(.text("Done.")))
    try await stage.run(delivery) { model, _ in
      var request = ModelRequest(transcript: Transcript([.user("Hi")]), tools: Self.tools)
      let first = try await stage.ask(model, request)
      request.transcript.append(first.message)
      request.transcript.append(
        Message(
          .user, first.message.toolUses.map { .toolResult(ToolResult(toolUseID: $0.id, text: "A")) }
        ))
      let second = try await stage.ask(model, request)
      #expect(second.text == "Done.")
      #expect(second.stopReason == .endTurn)
    }
    // The upstreams check the pairing as the real ones do.
    #expect(stage.rejections.isEmpty)
    #expect(stage.bodies.map { $0["tools"]?.array?.count } == [2, 2])
  }

  @Test(
    "Parallel calls stay apart, also where their pieces interleave", arguments: Provider.allCases,
    1...12)
  func parallel(provider: Provider, seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed)
    let expected = (0..<Int.random(in: 2...5, using: &generator)).map { number in
      ToolUse(
        id: "call_\(number)", name: number % 2 == 0 ? "read" : "list",
        input: [
          "n": JSONValue(number),
          "text": .string("ü\"\\\(Int.random(in: 0...9_999, using: &generator))"),
        ])
    }
    let script = ProviderScript(
      [.text("Look.")]
        + expected.map { .call(id: $0.id, name: $0.name, arguments: $0.input.text) }
    ).with(\.interleaving, seed).with(\.cut, seed % 2 == 0 ? .threes : .frames)
    let stage = ProviderStage(provider, script)
    try await stage.run { model, _ in
      let response = try await stage.ask(model)
      #expect(response.message.toolUses == expected, "seed \(seed)")
      #expect(response.stopReason == .toolUse)
    }
    var streamed: [String: String] = [:]
    for case .toolUseDelta(let id, let json) in stage.bench.recorder.events {
      streamed[id, default: ""] += json
    }
    #expect(streamed == Dictionary(uniqueKeysWithValues: expected.map { ($0.id, $0.input.text) }))
  }

  // MARK: - Ends

  @Test(
    "A limit and a filter cut the answer off", arguments: Provider.allCases, Delivery.allCases)
  func cutOff(provider: Provider, delivery: Delivery) async throws {
    let endings: [(OpenAIReply.Ending, StopReason)] = [
      (.length, .maximumTokens), (.filtered, .refusal),
    ]
    for (ending, reason) in endings {
      let stage = ProviderStage(provider, ProviderScript(.text("Half")).with(\.ending, ending))
      try await stage.run(delivery) { model, _ in
        let response = try await stage.ask(model)
        #expect(response.stopReason == reason)
        #expect(response.text == "Half")
      }
    }
  }

  @Test(
    "A refusal is an answer, with its words where the dialect has a place for them",
    arguments: Provider.allCases, Delivery.allCases)
  func refusal(provider: Provider, delivery: Delivery) async throws {
    let stage = ProviderStage(provider, ProviderScript(.refusal("I would rather not.")))
    try await stage.run(delivery) { model, _ in
      let response = try await stage.ask(model)
      #expect(response.stopReason == .refusal)
      #expect(response.stopDetails?["explanation"] == "I would rather not.")
      #expect(response.usage.map(\.usage) == [Usage(input: 10, output: 5)])
    }
  }

  // MARK: - Usage

  @Test("Usage that never comes is an estimate, never nothing", arguments: Provider.allCases)
  func missingUsage(provider: Provider) async throws {
    let words = String(repeating: "word ", count: 40)
    let stage = ProviderStage(provider, ProviderScript(.text(words)).with(\.usage, nil))
    try await stage.run { model, _ in
      let metered = stage.metered(model)
      let response = try await stage.ask(metered, ModelRequest("A question of some length."))
      #expect(response.text == words)
    }
    let row = try #require(stage.bench.ledger.rows.first)
    #expect(row.usage.isEstimated)
    #expect(row.usage.prompt > 0)
    #expect(row.usage.output > 0)
  }

  @Test("Every request asks for what bills it", arguments: Provider.allCases)
  func askedUsage(provider: Provider) async throws {
    let stage = ProviderStage(provider, ProviderScript(.text("Hi")))
    try await stage.run { model, _ in _ = try await stage.ask(model) }
    let body = try #require(stage.bodies.first)
    #expect(body["stream"] == true)
    #expect((body["stream_options"]?["include_usage"] == true) == (provider == .chat))
  }

  // MARK: - Failures

  static let statuses: [(Int, ModelError.Code)] = [
    (400, .invalidRequest), (401, .authentication), (403, .permission), (404, .unknownModel),
    (429, .rateLimited), (500, .upstream), (529, .overloaded),
  ]

  @Test(
    "A failing status is its error, with what the headers say", arguments: Provider.allCases,
    Delivery.allCases)
  func failures(provider: Provider, delivery: Delivery) async throws {
    for (status, code) in Self.statuses {
      let stage = ProviderStage(provider, ProviderScript().with(\.fault, .status(status)))
      try await stage.run(delivery) { model, _ in
        let error = await #expect(throws: ModelError.self) { try await stage.ask(model) }
        #expect(error?.code == code, "\(status)")
        #expect(error?.status == status)
        #expect(error?.retryAfter == .seconds(7))
        #expect(error?.hasPartialContent == false)
      }
    }
  }

  @Test(
    "An error inside of the stream is thrown, and what was shown is known",
    arguments: Provider.allCases)
  func streamError(provider: Provider) async throws {
    let stage = ProviderStage(provider, ProviderScript(.text("Half")).with(\.fault, .errorEvent))
    try await stage.run { model, _ in
      let error = await #expect(throws: ModelError.self) { try await stage.ask(model) }
      #expect(error?.code == .overloaded)
      #expect(error?.hasPartialContent == true)
    }
    #expect(stage.bench.recorder.text == "Half")
  }

  @Test(
    "A stream that breaks off is never given an end", arguments: Provider.allCases, [true, false])
  func brokenOff(provider: Provider, isTidy: Bool) async throws {
    let script = ProviderScript(.text("Half")).with(\.fault, isTidy ? .tidyCut : .reset)
    let stage = ProviderStage(provider, script)
    try await stage.run { model, _ in
      let error = await #expect(throws: ModelError.self) { try await stage.ask(model) }
      #expect(error?.code == .connection)
      #expect(error?.hasPartialContent == true)
    }
    #expect(stage.bench.recorder.text == "Half")
  }

  @Test("Silence is given up at its deadline", arguments: Provider.allCases, [true, false])
  func deadlines(provider: Provider, inStream: Bool) async throws {
    // In one write: on a busy machine the deadline could pass between two.
    let script = ProviderScript(.text("Half")).with(\.cut, .nowhere)
      .with(\.fault, inStream ? .stall : .silence)
    let stage = ProviderStage(provider, script)
    // The head of a stream that stalls has all the time it needs.
    let timeouts =
      inStream
      ? HTTPTimeouts(idle: .milliseconds(50)) : HTTPTimeouts(firstByte: .milliseconds(50))
    try await stage.run(timeouts: timeouts) { model, _ in
      let error = await #expect(throws: ModelError.self) { try await stage.ask(model) }
      #expect(error?.code == .timedOut)
      #expect(error?.hasPartialContent == inStream)
    }
  }

  // MARK: - Leaving

  @Test("A caller that leaves takes the connection along", arguments: Provider.allCases)
  func cancellation(provider: Provider) async throws {
    let arrival = Gate()
    let stage = ProviderStage(provider, ProviderScript(.text("Half")).with(\.gate, Gate()))
    try await stage.run { model, server in
      let metered = stage.metered(model)
      let task = Task {
        try await metered.respond(
          to: ModelRequest("Hi"),
          emitting: EventSink { event in
            if case .textDelta = event { arrival.open() }
          })
      }
      try await arrival.wait()
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      try await server.wait { $0.left == 1 }
    }
    #expect(stage.bench.ledger.rows.map(\.outcome) == [.cancelled])
    #expect(stage.bench.ledger.openHolds.isEmpty)
  }

  @Test("A caller may leave before the first byte, too", arguments: Provider.allCases)
  func earlyCancellation(provider: Provider) async throws {
    let stage = ProviderStage(provider, ProviderScript(.text("Hi")).with(\.fault, .silence))
    try await stage.run { model, server in
      let task = Task { try await stage.ask(model) }
      try await server.wait { $0.requests == 1 }
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      try await server.wait { $0.left == 1 }
    }
  }

  @Test("A caller that throws from the sink has left", arguments: Provider.allCases)
  func throwingSink(provider: Provider) async throws {
    struct Enough: Error {}
    let stage = ProviderStage(provider, ProviderScript(.text("Half")).with(\.gate, Gate()))
    try await stage.run { model, server in
      let sink = EventSink { event in
        if case .textDelta = event { throw Enough() }
      }
      await #expect(throws: Enough.self) {
        try await model.respond(to: ModelRequest("Hi"), emitting: sink)
      }
      try await server.wait { $0.left == 1 }
    }
  }
}
