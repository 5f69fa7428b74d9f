// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyTesting
import WiselyWire

/// What every dialect has to do, whatever its frames look like.
@Suite(.timeLimit(.minutes(5))) struct DialectTests {
  private func reading(
    _ dialect: Dialect, cutEvery size: Int = .max, _ make: (inout DialectScript) -> Void
  ) throws -> WireReading {
    var script = DialectScript(dialect)
    make(&script)
    return try WireReading(script.bytes, dialect, cutEvery: size)
  }

  @Test("Words arrive piece by piece and end the turn", arguments: Dialect.allCases)
  func text(dialect: Dialect) throws {
    let reading = try reading(dialect) { script in
      script.text("Hel", "lo 👩‍🚀", ".")
      script.end(.endTurn)
    }
    #expect(reading.response.message.blocks.count == 1)
    #expect(reading.response.text == "Hello 👩‍🚀.")
    #expect(reading.events.filter { if case .textDelta = $0 { true } else { false } }.count == 3)
    #expect(reading.events.first == .started("gpt-test", .executor))
    #expect(reading.response.stopReason == .endTurn)
    #expect(reading.response.usage.map(\.usage) == [Usage(input: 10, output: 5)])
    #expect(reading.announced == reading.response.message.blocks)
  }

  @Test("A call is one, with its words before it", arguments: Dialect.allCases)
  func tool(dialect: Dialect) throws {
    let reading = try reading(dialect) { script in
      script.text("Let me look.")
      script.begin("call_1", "read")
      script.grow("call_1", "{\"path\":")
      script.grow("call_1", "\"ä \\\"b\\\"\"}")
      script.end(.toolUse)
    }
    #expect(
      reading.response.message.toolUses
        == [ToolUse(id: "call_1", name: "read", input: ["path": "ä \"b\""])])
    #expect(reading.response.text == "Let me look.")
    #expect(reading.response.stopReason == .toolUse)
    #expect(reading.announced == reading.response.message.blocks)
  }

  @Test("However the bytes are cut, the answer is the same", arguments: Dialect.allCases)
  func cuts(dialect: Dialect) throws {
    func make(_ script: inout DialectScript) {
      script.text("Ü", "👍")
      script.begin("a", "read")
      script.begin("b", "list")
      script.grow("a", "{\"x\":")
      script.grow("b", "{}")
      script.grow("a", "1}")
      script.end(.toolUse)
    }
    let whole = try reading(dialect, make)
    for size in 1...61 {
      let cut = try reading(dialect, cutEvery: size, make)
      #expect(cut.response == whole.response)
      #expect(cut.events == whole.events)
    }
  }

  @Test(
    "Parallel calls whose pieces interleave stay apart", arguments: Dialect.allCases, 1...60)
  func interleaved(dialect: Dialect, seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let count = Int.random(in: 2...5, using: &generator)
    let inputs: [JSONValue] = (0..<count).map { number in
      [
        "n": JSONValue(number),
        "text": .string("ü\"\\\(Int.random(in: 0...9_999, using: &generator))"),
      ]
    }
    let reading = try reading(dialect) { script in
      var rests = inputs.map { Array($0.text) }
      for number in 0..<count { script.begin("call_\(number)", "tool_\(number % 2)") }
      while let number = rests.indices.filter({ !rests[$0].isEmpty }).randomElement(
        using: &generator)
      {
        let size = min(rests[number].count, Int.random(in: 1...7, using: &generator))
        script.grow("call_\(number)", String(rests[number].prefix(size)))
        rests[number].removeFirst(size)
      }
      script.end(.toolUse)
    }
    #expect(reading.response.message.toolUses.map(\.input) == inputs, "seed \(seed)")
    #expect(reading.response.message.toolUses.map(\.id) == (0..<count).map { "call_\($0)" })
    #expect(reading.streamed == inputs.map(\.text), "seed \(seed)")
    #expect(reading.announced == reading.response.message.blocks)
  }

  @Test(
    "A limit and a filter cut an answer off", arguments: Dialect.allCases,
    [StopReason.maximumTokens, .refusal])
  func cutOff(dialect: Dialect, reason: StopReason) throws {
    let reading = try reading(dialect) { script in
      script.text("Half")
      script.begin("a", "read")
      script.grow("a", "{\"x")
      script.end(reason)
    }
    #expect(reading.response.stopReason == reason)
    #expect(reading.response.text == "Half")
    // What was cut off is not run: no tool takes a text for its arguments.
    #expect(reading.response.message.toolUses.map(\.input) == ["{\"x"])
    #expect(reading.announced == reading.response.message.blocks)
  }

  @Test(
    "Arguments that are no JSON object are given back as the model wrote them",
    arguments: Dialect.allCases, ["{\"x", "{path: 'a'}", "[1]", "\"a\"", "{} {}"])
  func malformedArguments(dialect: Dialect, text: String) throws {
    let reading = try reading(dialect) { script in
      script.text("I'll look.")
      script.begin("a", "read")
      script.grow("a", text)
      script.begin("b", "list")
      script.end(.toolUse)
    }
    #expect(
      reading.response.message.toolUses == [
        ToolUse(id: "a", name: "read", input: .string(text)),
        ToolUse(id: "b", name: "list", input: [:]),
      ])
    #expect(reading.response.stopReason == .toolUse)
    #expect(reading.response.text == "I'll look.")
    #expect(reading.response.usage.map(\.usage) == [Usage(input: 10, output: 5)])
    #expect(reading.announced == reading.response.message.blocks)
  }

  @Test(
    "Such a call goes back to a model in a form that is legal there", arguments: Dialect.allCases)
  func malformedArgumentsReturned(dialect: Dialect) throws {
    let call = ToolUse(id: "a", name: "read", input: "{\"x")
    let request = ModelRequest(
      transcript: Transcript([
        .user("Go."), Message(.assistant, [.toolUse(call)]),
        Message(.user, [.toolResult(ToolResult(toolUseID: "a", text: "No.", isError: true))]),
      ]))
    let deviations = OpenAIDeviations.common(maker: "vllm")
    let arguments =
      switch dialect {
      case .anthropicMessages:
        try AnthropicRequest(model: "m").body(for: request)["messages"]?[1]?["content"]?[0]?[
          "input"]
      case .openAIChat:
        try ChatRequest(model: "m", deviations: deviations).body(for: request)["messages"]?[1]?[
          "tool_calls"]?[0]?["function"]?["arguments"]
      case .openAIResponses:
        try ResponsesRequest(model: "m", deviations: deviations).body(for: request)["input"]?[1]?[
          "arguments"]
      }
    #expect(arguments == (dialect == .anthropicMessages ? [:] : "{}"))
  }

  @Test("A client is never told that such a call has no arguments", arguments: Dialect.allCases)
  func malformedArgumentsShown(dialect: Dialect) throws {
    let call = Block.toolUse(ToolUse(id: "a", name: "read", input: "{\"x"))
    let response = ModelResponse(
      id: "r", model: "m", message: Message(.assistant, [call]), stopReason: .toolUse)
    let head = AnswerHead(id: "r", model: "m")
    let whole = dialect.body(of: response, head: head)
    let arguments =
      switch dialect {
      case .anthropicMessages: whole["content"]?[0]?["input"]
      case .openAIChat:
        whole["choices"]?[0]?["message"]?["tool_calls"]?[0]?["function"]?["arguments"]
      case .openAIResponses: whole["output"]?[0]?["arguments"]
      }
    #expect(arguments == "{\"x")
    var writer = dialect.streamWriter(head)
    var frames = writer.write(.block(call))
    frames += writer.end(response)
    let bytes = frames.flatMap(\.bytes)
    #expect(try WireReading(bytes, dialect).response.message.toolUses.map(\.input) == ["{\"x"])
  }

  @Test("No arguments are an empty object", arguments: Dialect.allCases)
  func noArguments(dialect: Dialect) throws {
    let reading = try reading(dialect) { script in
      script.begin("a", "list")
      script.end(.toolUse)
    }
    #expect(reading.response.message.toolUses == [ToolUse(id: "a", name: "list", input: [:])])
  }

  @Test("An end that forgets its calls is one with calls", arguments: Dialect.allCases)
  func forgotten(dialect: Dialect) throws {
    let reading = try reading(dialect) { script in
      script.begin("a", "list")
      script.end(.endTurn)
    }
    #expect(reading.response.stopReason == .toolUse)
  }

  @Test(
    "An error in the stream is thrown, and it is known whether anything was shown",
    arguments: Dialect.allCases, [true, false])
  func streamError(dialect: Dialect, afterContent: Bool) throws {
    var script = DialectScript(dialect)
    if afterContent { script.text("Half") }
    script.fail("overloaded_error", "Busy")
    var reader = dialect.reader(OpenAIAnswerContext(requested: "gpt-test"))
    var parser = SSEParser()
    let error = #expect(throws: ModelError.self) {
      for frame in try parser.parse(script.bytes) { _ = try reader.receive(frame) }
    }
    #expect(error?.code == .overloaded)
    #expect(error?.message == "Busy.")
    #expect(reader.hasContent == afterContent)
    #expect(!reader.isWhole)
  }

  @Test("A stream that breaks off is never given an end", arguments: Dialect.allCases)
  func brokenOff(dialect: Dialect) throws {
    #expect(throws: ModelError(.connection, "")) {
      try reading(dialect) { $0.text("Half") }
    }
  }

  @Test("An event that is no JSON is an error", arguments: Dialect.allCases)
  func noJSON(dialect: Dialect) {
    var reader = dialect.reader(OpenAIAnswerContext(requested: "gpt-test"))
    #expect(throws: ModelError(.malformedResponse, "")) {
      try reader.receive(ServerSentEvent(data: Array("{".utf8)))
    }
    #expect(throws: ModelError(.malformedResponse, "")) {
      try reader.receive(whole: ["hello": 1])
    }
  }

  @Test("The same bill in every dialect", arguments: Dialect.allCases)
  func usage(dialect: Dialect) throws {
    let usage = Usage(input: 401, cacheRead: 600, output: 17, reasoning: 7)
    let reading = try reading(dialect) { script in
      script.text("Hi")
      script.end(.endTurn, usage: usage)
    }
    #expect(reading.response.usage == [ModelUsage(model: "gpt-test", usage: usage)])
    let last = reading.events.last { if case .usage = $0 { true } else { false } }
    #expect(last == .usage(ModelUsage(model: "gpt-test", usage: usage)))
  }

  // MARK: - Damage

  private static func script(_ dialect: Dialect) -> [UInt8] {
    var script = DialectScript(dialect)
    script.text("One ", "two 👩‍🚀")
    script.begin("a", "read")
    script.begin("b", "list")
    script.grow("a", "{\"path\": \"a")
    script.grow("b", "{}")
    script.grow("a", "\"}")
    script.end(.toolUse)
    return script.bytes
  }

  private func play(_ bytes: [UInt8], _ dialect: Dialect, cutEvery size: Int) {
    do {
      _ = try WireReading(bytes, dialect, cutEvery: size)
    } catch is ModelError {} catch is SSEError {} catch {
      Issue.record("another error: \(error)")
    }
  }

  @Test("Damaged streams end in an answer or an error", arguments: Dialect.allCases, 1...150)
  func damaged(dialect: Dialect, seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    var bytes = Self.script(dialect)
    for _ in 0..<Int.random(in: 1...12, using: &generator) {
      let place = Int.random(in: bytes.indices, using: &generator)
      let end = min(bytes.count, place + Int.random(in: 1...300, using: &generator))
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
      case 1: bytes.insert(contentsOf: Array("\n\n".utf8), at: place)
      case 2: bytes.removeSubrange(place..<end)
      default: bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
      }
      if bytes.isEmpty { return }
    }
    play(bytes, dialect, cutEvery: Int.random(in: 1...bytes.count, using: &generator))
  }

  @Test("Frames in any order end in an answer or an error", arguments: Dialect.allCases, 1...150)
  func shuffled(dialect: Dialect, seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    var parser = SSEParser()
    var frames = try parser.parse(Self.script(dialect))
    frames += frames.filter { _ in Bool.random(using: &generator) }
    frames.shuffle(using: &generator)
    play(frames.flatMap(\.bytes), dialect, cutEvery: Int.random(in: 1...4_096, using: &generator))
  }
}
