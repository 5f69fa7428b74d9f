// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyTesting

@Suite struct PlannedModelTests {
  static let reading = ToolDefinition(name: "read", description: "Reads.", inputSchema: [:])
  static let writing = ToolDefinition(
    name: "write", description: "Writes.", inputSchema: [:], effect: .writes)
  static let planText = "# Plan\n1. Change `notes/a.md`.\n2. Verify."

  private func request(
    _ tools: [ToolDefinition] = [reading], _ messages: [Message] = [.user("Do it.")]
  ) -> ModelRequest {
    ModelRequest(
      system: "Be brief.", transcript: Transcript(messages), tools: tools,
      context: CallContext(conversation: "c", parent: "p"))
  }

  private func thinking(_ text: String, _ signer: ModelID = "opus") -> Block {
    .thinking(ThinkingBlock(signer: signer, raw: ["type": "thinking", "thinking": .string(text)]))
  }

  private func isEqual(_ block: Block?, _ plan: String) -> Bool {
    guard case .plan(let found) = block else { return false }
    return found.text == plan
  }

  // MARK: - The way through

  @Test("The planner plans with reading tools, the executor executes in the same call")
  func planAndExecute() async throws {
    let opus = ScriptedModel(
      "opus", .turn(.init(blocks: [thinking("hm"), .text(Self.planText)])))
    let sonnet = ScriptedModel("sonnet", .text("Done."))
    let recorder = EventRecorder()
    let model = PlannedModel(
      planner: opus, executor: sonnet, approval: .automatic,
      promptCost: { _, tokens in .priced(Money(picodollars: Int128(tokens))) })
    let response = try await model.respond(
      to: request([Self.reading, Self.writing]), emitting: recorder.sink)

    #expect(model.id == "opus..sonnet")
    #expect(response.text == "Done.")
    #expect(response.stopReason == .endTurn)
    #expect(response.message.blocks.count == 3)
    #expect(response.message.blocks[0] == thinking("hm"))
    #expect(isEqual(response.message.blocks[1], Self.planText))
    #expect(response.usage.map(\.role) == [.planner, .executor])

    let planning = try #require(opus.requests.first)
    #expect(planning.system?.hasPrefix("Be brief.\n\n") == true)
    #expect(planning.system?.contains("You are the planner.") == true)
    #expect(planning.tools == [Self.reading])
    #expect(planning.context.role == .planner)
    #expect(planning.context.setup == "opus..sonnet")
    #expect(planning.context.parent == "p")

    let execution = try #require(sonnet.requests.first)
    #expect(execution.system == "Be brief.")
    #expect(execution.tools == [Self.reading, Self.writing])
    #expect(execution.context.role == .executor)
    #expect(execution.transcript.messages.count == 1)
    let text = execution.transcript.messages[0].text
    #expect(text.hasPrefix("## The user's words\nDo it.\n\n## The plan\n# Plan\n1. Change"))
    #expect(text.contains("## The files it names\n### `notes/a.md`\n(not read while planning)"))

    // The plan is not the answer: its words are reasoning, its block comes whole and once.
    #expect(recorder.text == "Done.")
    let thought = recorder.events.compactMap { event in
      if case .thinkingDelta(let text) = event { text } else { nil }
    }
    #expect(thought.joined() == Self.planText)
    let announced = recorder.events.compactMap { event in
      if case .block(let block) = event { block } else { nil }
    }
    #expect(announced == response.message.blocks)
    let quotes = recorder.events.compactMap { event in
      if case .planned(let plan, let quote) = event { (plan, quote) } else { nil }
    }
    #expect(quotes.count == 1)
    let (plan, quote) = try #require(quotes.first)
    #expect(plan.files == ["notes/a.md"])
    #expect(plan.planner == "opus")
    #expect(plan.id == "plan-" + plan.hash.prefix(12))
    #expect(quote.fresh == .priced(Money(picodollars: Int128(quote.freshTokens))))
    #expect(quote.keep == .priced(Money(picodollars: Int128(quote.keepTokens))))
    #expect(quote.freshTokens > 0 && quote.keepTokens > 0)
  }

  @Test("The planner's tool calls go to the caller, who is told nothing else")
  func planningOverTurns() async throws {
    let call = ToolUse(id: "r1", name: "read", input: ["path": "notes/a.md"])
    let opus = ScriptedModel(
      "opus", .turn(.init(blocks: [.text("I look."), .toolUse(call)])), .text(Self.planText))
    let sonnet = ScriptedModel("sonnet", .text("Done."))
    let model = PlannedModel(planner: opus, executor: sonnet)
    var request = request()
    let first = try await model.respond(to: request)
    #expect(first.stopReason == .toolUse)
    #expect(first.message.toolUses == [call])
    #expect(first.usage.count == 1)
    #expect(sonnet.requests.isEmpty)

    request.transcript.append(first.message)
    request.transcript.append(
      Message(.user, [.toolResult(ToolResult(toolUseID: "r1", text: "contents of a"))]))
    let second = try await model.respond(to: request)
    #expect(second.text == "Done.")
    #expect(opus.requests[1].transcript == request.transcript)
    let shown = try #require(sonnet.requests.first?.transcript.messages.first?.text)
    #expect(shown.contains("### `notes/a.md`\ncontents of a"))
  }

  @Test(
    "The executor's prefix only grows, byte for byte", arguments: [Handover.fresh, .keep])
  func appendOnly(handover: Handover) async throws {
    let read = ToolUse(id: "r1", name: "read", input: ["path": "notes/a.md"])
    let opus = ScriptedModel(
      "opus", .turn(.init(blocks: [thinking("t1"), .toolUse(read)])),
      .turn(.init(blocks: [thinking("t2"), .text(Self.planText)])))
    let sonnet = ScriptedModel(
      "sonnet", .toolUse("write", ["path": "b"], id: "w1"),
      .toolUse("write", ["path": "c"], id: "w2"), .text("Done."), .text("More."))
    let model = PlannedModel(
      planner: opus, executor: sonnet, handover: handover, approval: .automatic)
    var request = request([Self.reading, Self.writing])
    for _ in 0..<4 {
      let response = try await model.respond(to: request)
      request.transcript.append(response.message)
      let results = response.message.toolUses.map { call in
        Block.toolResult(ToolResult(toolUseID: call.id, text: "result of \(call.id)"))
      }
      request.transcript.append(Message(.user, results.isEmpty ? [.text("Go on.")] : results))
    }
    _ = try await model.respond(to: request)

    let seen = sonnet.requests.map(\.transcript.messages)
    #expect(seen.count == 4)
    for (earlier, later) in zip(seen, seen.dropFirst()) {
      #expect(Array(later.prefix(earlier.count)) == earlier)
      #expect(later.count > earlier.count)
    }
    #expect(Set(sonnet.requests.map(\.system)).count == 1)
    #expect(Set(sonnet.requests.map(\.tools)).count == 1)
    #expect(opus.stepsLeft == 0)
    let first = try #require(seen.first)
    switch handover {
    case .fresh: #expect(first.count == 1)
    case .keep:
      // The user, the planner's call without its reasoning, the result, the plan, the order.
      #expect(first.count == 5)
      #expect(first[1] == Message(.assistant, [.toolUse(read)]))
      #expect(first[3] == .assistant(Self.planText))
      #expect(first[4].speaker == .user)
    }
    for message in seen.joined() {
      #expect(!message.blocks.contains { if case .plan = $0 { true } else { false } })
      #expect(!message.blocks.contains { if case .thinking = $0 { true } else { false } })
    }
  }

  @Test("Pages of a file come in order, a file read twice with its newest contents")
  func fileContents() async throws {
    func turn(_ id: String, _ input: JSONValue, _ result: String, isError: Bool = false)
      -> [Message]
    {
      [
        Message(.assistant, [.toolUse(ToolUse(id: id, name: "read", input: input))]),
        Message(
          .user, [.toolResult(ToolResult(toolUseID: id, text: result, isError: isError))]),
      ]
    }
    let history: [Message] =
      [.user("Do it.")] + turn("1", ["path": "notes/a.md", "offset": 0], "old page one")
      + turn("2", ["path": "other.md"], "not asked for")
      + turn("3", ["path": "./notes/a.md", "offset": 50], "page two")
      + turn("4", ["path": "notes/a.md"], "failed", isError: true)
      + turn("5", ["path": "/base/notes/a.md", "offset": 0], "base page")
    let opus = ScriptedModel("opus", .text(Self.planText))
    let sonnet = ScriptedModel("sonnet", .text("Done."))
    _ = try await PlannedModel(planner: opus, executor: sonnet)
      .respond(to: request([Self.reading], history))
    let text = try #require(sonnet.requests.first?.transcript.messages.first?.text)
    #expect(text.contains("### `notes/a.md`\nold page one\npage two\nbase page\n\n"))
    #expect(!text.contains("not asked for"))
    #expect(!text.contains("failed"))
  }

  // MARK: - Tools that were not offered

  @Test("A call of a writing tool is answered while planning and never reaches the caller")
  func strayCall() async throws {
    let write = ToolUse(id: "w", name: "write", input: ["path": "a"])
    let read = ToolUse(id: "r", name: "read", input: ["path": "a"])
    let opus = ScriptedModel(
      "opus", .turn(.init(blocks: [thinking("t1"), .toolUse(write)])),
      .turn(.init(blocks: [thinking("t2"), .toolUse(write), .toolUse(read)])))
    let sonnet = ScriptedModel("sonnet")
    let recorder = EventRecorder()
    let response = try await PlannedModel(planner: opus, executor: sonnet)
      .respond(to: request([Self.reading, Self.writing]), emitting: recorder.sink)
    #expect(response.message.blocks == [.toolUse(read)])
    #expect(response.usage.count == 2)
    let told = try #require(opus.requests.last?.transcript.messages.last?.toolResults.first)
    #expect(told.isError)
    #expect(told.text.contains("not available while planning"))
    for event in recorder.events {
      if case .toolUseStarted(_, let name) = event { #expect(name == "read") }
      if case .toolUseDelta(let id, _) = event { #expect(id == "r") }
    }
  }

  @Test("A planner that only ever wants to write ends without a plan")
  func straysForEver() async throws {
    let stray = ScriptedModel.Step.toolUse("write", [:], id: "w")
    let opus = ScriptedModel("opus", stray, stray, stray)
    let sonnet = ScriptedModel("sonnet", .text("Alone."))
    let response = try await PlannedModel(planner: opus, executor: sonnet)
      .respond(to: request())
    #expect(response.text == "Alone.")
    #expect(opus.stepsLeft == 0)
  }
}
