// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing
import Wisely
import WiselyTesting

@testable import WiselyAssistant

@Suite(.timeLimit(.minutes(5))) struct ToolLoopTests {
  /// A tool that runs a closure.
  struct ClosureTool: Tool {
    struct Arguments: Decodable, Sendable { var text: String? }
    var definition: ToolDefinition
    var body: @Sendable (String) async throws -> String

    init(
      _ name: String, _ effect: ToolDefinition.Effect = .reads,
      _ body: @escaping @Sendable (String) async throws -> String
    ) {
      definition = ToolDefinition(
        name: name, description: name, inputSchema: ["type": "object"], effect: effect)
      self.body = body
    }

    func call(_ arguments: Arguments) async throws -> String {
      try await body(arguments.text ?? "")
    }
  }

  private static let echo = ClosureTool("echo") { "<\($0)>" }

  private static func row(_ id: String) -> LedgerRow {
    LedgerRow(
      id: id, requested: "m", served: "m", usage: Usage(input: 1), cost: .priced(.zero),
      held: .priced(.zero), priceVersion: "1", outcome: .answered,
      started: Timestamp(microseconds: 0), ended: Timestamp(microseconds: 0))
  }

  /// Books every call of a model by event and response, as a metered model does.
  private struct Booked: LanguageModel {
    var base: ScriptedModel
    let count = Counter()
    final class Counter: Sendable { let value = Atomic(0) }
    var id: ModelID { base.id }

    func respond(
      to request: ModelRequest, emitting sink: EventSink
    ) async throws -> ModelResponse {
      let row = ToolLoopTests.row("row-\(count.value.add(1, ordering: .relaxed).newValue)")
      do {
        var response = try await base.respond(to: request, emitting: sink)
        try await sink(.billed(row))
        response.bill = [row]
        return response
      } catch {
        try await sink(.billed(row))
        throw error
      }
    }
  }

  @Test("Arguments that are no JSON go back to the model, and the tool is not run")
  func malformed() async throws {
    let model = ScriptedModel(
      "m",
      .turn(
        .init(blocks: [
          .toolUse(ToolUse(id: "c1", name: "echo", input: #"{"text": "a"#)),
          .toolUse(ToolUse(id: "c2", name: "echo", input: ["text": "b"])),
        ])), .toolUse("echo", ["text": "a"]), .text("done"))
    let run = Mutex<[String]>([])
    let tool = ClosureTool("echo") { text in
      run.withLock { $0.append(text) }
      return "<\(text)>"
    }
    let result = try await ToolLoop(model: model, tools: [tool]).run(ModelRequest("go"))
    #expect(result.response.text == "done" && result.steps == 3)
    #expect(run.withLock { $0 } == ["b", "a"])
    #expect(result.toolCalls.map(\.result.isError) == [true, false, false])
    let told = try #require(result.toolCalls.first?.result.text)
    #expect(told.contains("no JSON") && told.contains("at byte 11") && told.contains("echo"))
  }

  @Test("A tool that takes any text is not run with broken arguments either")
  func malformedText() async throws {
    struct Text: Tool {
      let definition = ToolDefinition(name: "t", description: "", inputSchema: [:])
      func call(_ arguments: String) async throws -> String {
        Issue.record("it was run")
        return arguments
      }
    }
    for text in ["{\"x", "[1]", "\"a\""] {
      let result = try await Text().answer(ToolUse(id: "c", name: "t", input: .string(text)))
      #expect(result.isError && result.toolUseID == "c")
      #expect(result.text.contains(text == "{\"x" ? "no JSON (" : "no JSON object"))
    }
  }

  @Test("A model that never learns to write JSON reaches the step limit")
  func malformedForever() async throws {
    let broken = ScriptedModel.Step.turn(
      .init(blocks: [.toolUse(ToolUse(id: "c1", name: "echo", input: "{"))]))
    let model = ScriptedModel("m", Array(repeating: broken, count: 20))
    let result = try await ToolLoop(model: model, tools: [Self.echo], maximumSteps: 3)
      .run(ModelRequest("go"))
    #expect(result.reachedStepLimit && result.steps == 4)
    #expect(result.toolCalls.allSatisfy { $0.result.isError })
  }

  @Test("Calls are answered until the model is done, and everything is added up")
  func runs() async throws {
    let model = ScriptedModel(
      "m", .toolUse("echo", ["text": "a"]), .toolUse("echo", ["text": "b"]), .text("done"))
    let recorder = EventRecorder()
    let seen = Mutex<[String]>([])
    let result = try await ToolLoop(model: Booked(base: model), tools: [Self.echo]) { call in
      seen.withLock { $0.append(call.result.text) }
    }.run(ModelRequest("go"), emitting: recorder.sink)

    #expect(result.response.text == "done")
    #expect(result.response.stopReason == .endTurn)
    #expect(result.steps == 3)
    #expect(result.toolCalls.map(\.result.text) == ["<a>", "<b>"])
    #expect(result.toolCalls.map(\.step) == [1, 2])
    #expect(seen.withLock { $0 } == ["<a>", "<b>"])
    #expect(result.response.usage.map(\.usage.input) == [10, 10, 10])
    #expect(result.response.bill.map(\.id) == ["row-1", "row-2", "row-3"])
    #expect(
      result.transcript.messages.map(\.speaker) == [
        .user, .assistant, .user, .assistant, .user, .assistant,
      ])
    #expect(recorder.text == "done")
    #expect(recorder.events.filter { if case .started = $0 { true } else { false } }.count == 3)
    // The prefix never changes: each request begins with the one before, and the tools stay.
    for (before, after) in zip(model.requests, model.requests.dropFirst()) {
      #expect(after.transcript.messages.starts(with: before.transcript.messages))
      #expect(after.tools == before.tools)
    }
  }

  @Test("Readers of one turn run at the same time, and results keep the order of the calls")
  func parallel() async throws {
    let first = Gate()
    let slow = ClosureTool("slow") { _ in
      try await first.wait()
      return "slow"
    }
    let quick = ClosureTool("quick") { _ in
      first.open()
      return "quick"
    }
    let model = ScriptedModel(
      "m", .toolUses(("slow", [:]), ("quick", [:]), ("echo", ["text": "x"])), .text("done"))
    let result = try await ToolLoop(model: model, tools: [slow, quick, Self.echo])
      .run(ModelRequest("go"))
    #expect(result.toolCalls.map(\.result.text) == ["slow", "quick", "<x>"])
    let answers = model.requests[1].transcript.messages[2]
    #expect(answers.toolResults.map(\.toolUseID) == ["call-1-1", "call-1-2", "call-1-3"])
    #expect(answers.blocks.count == 3)
  }

  @Test("A writer runs alone, after the calls before it and before those after it")
  func writers() async throws {
    let log = Mutex<[String]>([])
    let running = Atomic(0)
    func tool(_ name: String, _ effect: ToolDefinition.Effect) -> ClosureTool {
      ClosureTool(name, effect) { text in
        let others = running.add(1, ordering: .relaxed).oldValue
        await Task.yield()
        running.subtract(1, ordering: .relaxed)
        log.withLock { $0.append(name + text + (effect == .writes ? " \(others)" : "")) }
        return text
      }
    }
    let model = ScriptedModel(
      "m",
      .toolUses(
        ("read", ["text": "1"]), ("write", ["text": "2"]), ("write", ["text": "3"]),
        ("read", ["text": "4"])), .text("done"))
    let result = try await ToolLoop(
      model: model, tools: [tool("read", .reads), tool("write", .writes)]
    )
    .run(ModelRequest("go"))
    #expect(log.withLock { $0 } == ["read1", "write2 0", "write3 0", "read4"])
    #expect(result.toolCalls.map(\.result.text) == ["1", "2", "3", "4"])
  }

  @Test("Never more calls at once than allowed")
  func bounded() async throws {
    let running = Atomic(0)
    let most = Atomic(0)
    let tool = ClosureTool("t") { _ in
      most.max(running.add(1, ordering: .relaxed).newValue, ordering: .relaxed)
      await Task.yield()
      running.subtract(1, ordering: .relaxed)
      return ""
    }
    let calls = (0..<9).map { Block.toolUse(ToolUse(id: "\($0)", name: "t", input: [:])) }
    let model = ScriptedModel("m", .turn(.init(blocks: calls)), .text("done"))
    let result = try await ToolLoop(model: model, tools: [tool], maximumParallelCalls: 2)
      .run(ModelRequest("go"))
    #expect(result.toolCalls.count == 9)
    let peak = most.load(ordering: .relaxed)
    #expect(peak <= 2)
  }

  @Test("An unknown tool and a failing tool are told to the model, which goes on")
  func failures() async throws {
    let bad = ClosureTool("bad") { _ in throw ModelError(.upstream, "It broke.") }
    let model = ScriptedModel(
      "m", .toolUses(("nope", [:]), ("bad", [:]), ("echo", ["text": 3])), .text("done"))
    let result = try await ToolLoop(model: model, tools: [Self.echo, bad]).run(ModelRequest("go"))
    #expect(result.toolCalls.map(\.result.isError) == [true, true, true])
    #expect(result.toolCalls[0].result.text == "There is no tool 'nope'. The tools are: echo, bad.")
    #expect(result.toolCalls[1].result.text == "It broke.")
    #expect(result.response.text == "done")
  }

  @Test("At the step limit calls are answered unrun, and the model may sum up once")
  func limit() async throws {
    let call = ScriptedModel.Step.toolUse("echo", ["text": "x"])
    let model = ScriptedModel("m", call, call, .text("summed up"))
    let result = try await ToolLoop(model: model, tools: [Self.echo], maximumSteps: 2)
      .run(ModelRequest("go"))
    #expect(result.response.text == "summed up")
    #expect(result.steps == 3)
    #expect(!result.reachedStepLimit)
    #expect(result.toolCalls.map(\.result.isError) == [false, true])
    #expect(
      model.requests[2].transcript.messages.last?.toolResults.first?.text.contains("step limit")
        == true)
    #expect(model.requests.allSatisfy { $0.tools.map(\.name) == ["echo"] })

    let stubborn = ScriptedModel("m", call, call, call)
    let cut = try await ToolLoop(model: stubborn, tools: [Self.echo], maximumSteps: 2)
      .run(ModelRequest("go"))
    #expect(cut.reachedStepLimit)
    #expect(cut.response.stopReason == .toolUse)
    #expect(cut.steps == 3)
    // Every call has its result, so that the conversation can go on.
    let messages = cut.transcript.messages
    #expect(
      messages.flatMap(\.toolUses).map(\.id) == messages.flatMap(\.toolResults).map(\.toolUseID))
  }

  @Test(
    "Other stop reasons pass through, and cut calls are closed unless the turn is only paused",
    arguments: [
      (.maximumTokens, true), (.refusal, true), (.contextWindowExceeded, true),
      (.budgetExhausted, true), (.pauseTurn, false),
    ] as [(StopReason, Bool)])
  func stops(reason: StopReason, closes: Bool) async throws {
    let use = ToolUse(id: "c1", name: "echo", input: [:])
    let model = ScriptedModel("m", .turn(.init(blocks: [.toolUse(use)], stopReason: reason)))
    let result = try await ToolLoop(model: model, tools: [Self.echo]).run(ModelRequest("go"))
    #expect(result.response.stopReason == reason)
    #expect(result.steps == 1)
    #expect(result.transcript.messages.last?.toolResults.isEmpty == !closes)
    let areErrors = result.toolCalls.allSatisfy { $0.result.isError }
    #expect(areErrors)
  }

  @Test("A tool_use stop without a call ends the loop")
  func emptyToolUse() async throws {
    let model = ScriptedModel("m", .turn(.init(blocks: [.text("hm")], stopReason: .toolUse)))
    let result = try await ToolLoop(model: model, tools: []).run(ModelRequest("go"))
    #expect(result.steps == 1)
  }

  @Test("A failure keeps what was paid, the consultations and the words so far")
  func failure() async throws {
    var error = ModelError(.overloaded, "Busy.")
    error.usage = [ModelUsage(model: "m", usage: Usage(input: 3))]
    let base = ScriptedModel(
      "m", .toolUse("echo", ["text": "a"]), .text("half an ans", failingWith: error))
    let failure = await #expect(throws: LoopFailure.self) {
      try await ToolLoop(model: Booked(base: base), tools: [Self.echo]).run(ModelRequest("go"))
    }
    #expect((failure?.underlying as? ModelError)?.code == .overloaded)
    #expect(failure?.description == "Busy.")
    #expect(failure?.bill.map(\.id) == ["row-1", "row-2"])
    #expect(failure?.usage.map(\.usage.input) == [10, 3])
    #expect(failure?.partialText == "half an ans")
    #expect(failure?.steps == 2)
    #expect(failure?.toolCalls.map(\.result.text) == ["<a>"])
    #expect(failure?.transcript.messages.count == 3)
    #expect(failure?.isCancellation == false)
  }

  @Test("Consultations of a step that fails later are kept")
  func consultedThenFailed() async throws {
    let cheap = ScriptedModel(
      "cheap", .toolUse("consult", ["question": "A or B?"]),
      .failure(ModelError(.upstream, "Gone.")))
    let strong = ScriptedModel("strong", .text("change: take B."))
    let failure = await #expect(throws: LoopFailure.self) {
      try await ToolLoop(model: AdvisedModel(executor: cheap, advisor: strong), tools: [])
        .run(ModelRequest("go"))
    }
    #expect(failure?.consultations.map(\.advice) == ["take B."])
  }

  @Test("A pair is run as a single model is, and its consultations are gathered over all steps")
  func pair() async throws {
    let cheap = ScriptedModel(
      "cheap", .toolUse("echo", ["text": "a"], id: "t1"),
      .toolUses(("consult", ["question": "so?"]), ("echo", ["text": "b"])), .text("done"))
    let strong = ScriptedModel("strong", .text("proceed: fine."))
    let result = try await ToolLoop(
      model: AdvisedModel(executor: cheap, advisor: strong), tools: [Self.echo]
    ).run(ModelRequest("go"))
    #expect(result.response.text == "done")
    #expect(result.toolCalls.map(\.result.text) == ["<a>", "<b>"])
    #expect(result.response.consultations.map(\.outcome) == [.advised])
    #expect(result.response.usage.map(\.role) == [.executor, .executor, .advisor, .executor])
    #expect(result.steps == 3)
  }

  @Test("Cancelling stops the model in mid-answer")
  func cancelModel() async throws {
    let arrival = Gate()
    let model = ScriptedModel(
      "m", .toolUse("echo", ["text": "a"]),
      .turn(.init(blocks: [.text("one"), .text("two")], gate: Gate(), arrival: arrival)))
    let loop = ToolLoop(model: Booked(base: model), tools: [Self.echo])
    let task = Task { try await loop.run(ModelRequest("go")) }
    try await arrival.wait()
    task.cancel()
    let failure = await #expect(throws: LoopFailure.self) { try await task.value }
    #expect(failure?.isCancellation == true)
    #expect(failure?.partialText == "one")
    #expect(failure?.bill.map(\.id) == ["row-1", "row-2"])
  }

  @Test("Cancelling stops the tools")
  func cancelTool() async throws {
    let arrival = Gate()
    let never = Gate()
    let tool = ClosureTool("t") { _ in
      arrival.open()
      try await never.wait()
      return ""
    }
    let model = ScriptedModel("m", .toolUses(("t", [:]), ("t", [:])))
    let task = Task { try await ToolLoop(model: model, tools: [tool]).run(ModelRequest("go")) }
    try await arrival.wait()
    task.cancel()
    let failure = await #expect(throws: LoopFailure.self) { try await task.value }
    #expect(failure?.isCancellation == true)
    #expect(failure?.usage.count == 1)
  }

  @Test("A sink that throws ends the run")
  func sinkFails() async throws {
    let model = ScriptedModel("m", .text("words"))
    let failure = await #expect(throws: LoopFailure.self) {
      try await ToolLoop(model: model, tools: []).run(
        ModelRequest("go"), emitting: EventSink { _ in throw ModelError(.connection, "Closed.") })
    }
    #expect((failure?.underlying as? ModelError)?.code == .connection)
  }
}
