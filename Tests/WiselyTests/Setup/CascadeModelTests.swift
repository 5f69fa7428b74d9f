// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyTesting

@Suite struct CascadeModelTests {
  private func escalation(_ response: ModelResponse) -> Escalation? {
    response.message.blocks.compactMap { block in
      if case .escalation(let escalation) = block { escalation } else { nil }
    }.first
  }

  private func cascade(
    _ cheap: ScriptedModel, _ strong: ScriptedModel, _ check: any Check = NumberCheck(4)
  ) -> CascadeModel {
    CascadeModel(first: cheap, strong: strong, check: check)
  }

  private func announced(_ recorder: EventRecorder) -> [Block] {
    recorder.events.compactMap { event in
      if case .block(let block) = event { block } else { nil }
    }
  }

  @Test("A draft that passes is the answer and the strong model is not called")
  func passes() async throws {
    let cheap = ScriptedModel("haiku", .text("It is 4."))
    let strong = ScriptedModel("opus")
    let recorder = EventRecorder()
    let model = cascade(cheap, strong)
    let response = try await model.respond(to: ModelRequest("2 + 2?"), emitting: recorder.sink)
    #expect(model.id == "haiku^opus")
    #expect(response.text == "It is 4.")
    #expect(response.message == .assistant("It is 4."))
    #expect(announced(recorder) == response.message.blocks)
    let shape = recorder.events.compactMap { event -> String? in
      switch event {
      case .started: "started"
      case .draftBegan(let id): "draft of \(id)"
      case .textDelta: "text"
      case .draftChecked(let result): result.passed ? "passed" : "failed"
      case .block: "block"
      default: nil
      }
    }
    #expect(shape == ["started", "draft of haiku", "text", "text", "passed", "block"])
    #expect(cheap.requests.first?.context.setup == "haiku^opus")
    #expect(cheap.requests.first?.context.role == .executor)
  }

  @Test("A draft that fails is done again by the strong model, which does not see it")
  func fails() async throws {
    let cheap = ScriptedModel("haiku", .text("It is 5."))
    let strong = ScriptedModel("opus", .text("It is 4."))
    let recorder = EventRecorder()
    let request = ModelRequest("2 + 2?")
    let response = try await cascade(cheap, strong).respond(to: request, emitting: recorder.sink)
    #expect(response.text == "It is 4.")
    #expect(strong.requests.first?.transcript == request.transcript)
    let mark = try #require(escalation(response))
    #expect(mark.from == "haiku" && mark.to == "opus" && mark.check == "number")
    #expect(mark.reason == "The answer's number is 5.0, not 4.0.")
    #expect(announced(recorder) == response.message.blocks)
    #expect(response.usage.map(\.model) == ["haiku", "opus"])
    // Who drops what came before a failed check is left with the answer.
    let failed = try #require(
      recorder.events.firstIndex { if case .draftChecked(let r) = $0 { !r.passed } else { false } })
    let after = recorder.events[failed...].compactMap { event in
      if case .textDelta(let text) = event { text } else { nil }
    }
    #expect(after.joined() == "It is 4.")
  }

  @Test(
    "Refusals, cut-off and empty answers, stalls and errors are failed drafts",
    arguments: [
      (ScriptedModel.Step.turn(.init(blocks: [], stopReason: .refusal)), "stop-reason", 1),
      (.turn(.init(blocks: [.text("4")], stopReason: .maximumTokens)), "stop-reason", 1),
      (.turn(.init(blocks: [.text("4")], stopReason: .stalled)), "stop-reason", 1),
      (.turn(.init(blocks: [.text("4")], stopReason: .contextWindowExceeded)), "stop-reason", 1),
      (.text(" \n"), "stop-reason", 1),
      (.failure(ModelError(.overloaded, "Overloaded.")), "error", 0),
      (
        .turn(
          .init(
            blocks: [.text("4")],
            failure: ModelError(
              .connection, "Gone.",
              usage: [ModelUsage(model: "haiku", usage: Usage(input: 3))]))), "error", 1
      ),
    ])
  func structuralFailures(step: ScriptedModel.Step, check: String, usage: Int) async throws {
    let cheap = ScriptedModel("haiku", step)
    let strong = ScriptedModel("opus", .text("4"))
    let recorder = EventRecorder()
    let response = try await cascade(cheap, strong)
      .respond(to: ModelRequest("2 + 2?"), emitting: recorder.sink)
    #expect(response.text == "4")
    #expect(escalation(response)?.check == check)
    #expect(response.usage.count == usage + 1)
    let notices = recorder.events.filter { if case .notice = $0 { true } else { false } }
    #expect(notices.count == (check == "error" ? 1 : 0))
  }

  @Test("Tool calls, pauses and proposed plans of the cheap model go to the caller unchecked")
  func toCaller() async throws {
    for reason in [StopReason.toolUse, .pauseTurn, .planProposed, .budgetExhausted] {
      let cheap = ScriptedModel(
        "haiku", .turn(.init(blocks: [.text("Wait.")], stopReason: reason)))
      let recorder = EventRecorder()
      let response = try await cascade(cheap, ScriptedModel("opus"))
        .respond(to: ModelRequest("2 + 2?"), emitting: recorder.sink)
      #expect(response.stopReason == reason)
      #expect(announced(recorder) == [.text("Wait.")])
      #expect(!recorder.events.contains { if case .draftChecked = $0 { true } else { false } })
    }
  }

  // MARK: - A conversation

  @Test("A question stays with the strong model, the next one starts cheap, every view is legal")
  func conversation() async throws {
    let strongThought = Block.thinking(ThinkingBlock(signer: "opus", raw: ["n": 1]))
    let cheapThought = Block.thinking(ThinkingBlock(signer: "haiku", raw: ["n": 2]))
    func read(_ id: String) -> Block {
      .toolUse(ToolUse(id: id, name: "read", input: ["path": .string(id)]))
    }
    let cheap = ScriptedModel(
      "haiku", .turn(.init(blocks: [cheapThought, read("h1")])), .text("5"),
      .text("4 again"), .text("9"))
    let strong = ScriptedModel(
      "opus", .turn(.init(blocks: [strongThought, read("o1")])),
      .turn(.init(blocks: [strongThought, .text("4")])), .text("4, third"))
    let model = cascade(cheap, strong)
    var request = ModelRequest("First?")
    for prompt in [nil, nil, "Second?", "Third?", nil] as [String?] {
      let response = try await model.respond(to: request)
      request.transcript.append(response.message)
      let results = response.message.toolUses.map { call in
        Block.toolResult(ToolResult(toolUseID: call.id, text: "result of \(call.id)"))
      }
      if results.isEmpty, let prompt {
        request.transcript.append(.user(prompt))
      } else if !results.isEmpty {
        request.transcript.append(Message(.user, results))
      }
      requireLegal(request.transcript)
    }
    #expect(cheap.stepsLeft == 0)
    #expect(strong.stepsLeft == 0)
    for transcript in (cheap.requests + strong.requests).map(\.transcript) {
      requireLegal(transcript)
    }

    // The strong model: the question alone, then its own turns as they were.
    #expect(strong.requests[0].transcript.messages == [.user("First?")])
    #expect(
      strong.requests[1].transcript.messages == [
        .user("First?"), Message(.assistant, [strongThought, read("o1")]),
        Message(.user, [.toolResult(ToolResult(toolUseID: "o1", text: "result of o1"))]),
      ])
    // Its prefix only grows, over questions as well.
    let views = strong.requests.map(\.transcript.messages)
    for (earlier, later) in zip(views, views.dropFirst()) {
      #expect(Array(later.prefix(earlier.count)) == earlier)
    }
    #expect(
      strong.requests[2].transcript.messages.suffix(3) == [
        .user("Second?"), .assistant("4 again"), .user("Third?"),
      ])

    // The cheap model: its own attempt with its reasoning, then what took the draft's place.
    let second = cheap.requests[2].transcript.messages
    #expect(second[1].blocks.first == cheapThought)
    #expect(second[3] == Message(.assistant, [read("o1")]))
    #expect(second[5] == .assistant("4"))
    #expect(second.last == .user("Second?"))
    #expect(!second.flatMap(\.blocks).contains(strongThought))
  }

  /// Every call is followed at once by its result, and nothing of the harness's own is in it twice.
  private func requireLegal(_ transcript: Transcript) {
    for (index, message) in transcript.messages.enumerated() {
      let calls = message.toolUses.map(\.id)
      let next =
        index + 1 < transcript.messages.count
        ? transcript.messages[index + 1].toolResults.map(\.toolUseID) : calls
      #expect(calls == next)
      let before = index > 0 ? transcript.messages[index - 1].toolUses.map(\.id) : []
      #expect(message.toolResults.map(\.toolUseID) == before)
    }
  }

  @Test("A marker of an inner cascade is not the outer one's")
  func nested() async throws {
    let inner = CascadeModel(
      first: ScriptedModel("a", .text("5")), strong: ScriptedModel("b", .text("4"), .text("6")),
      check: NumberCheck(4))
    let outer = CascadeModel(
      first: inner, strong: ScriptedModel("c", .text("never")), check: NumberCheck(4))
    #expect(outer.id == "(a^b)^c")
    let response = try await outer.respond(to: ModelRequest("2 + 2?"))
    #expect(response.text == "4")
    #expect(escalation(response)?.to == "b")
  }

  // MARK: - Money, trouble, cancellation

  @Test("When the budget has no room for the strong model the draft is returned as what it is")
  func budget() async throws {
    let cheap = ScriptedModel("haiku", .text("5"))
    let strong = ScriptedModel("opus", .failure(ModelError(.budget, "Does not fit.")))
    let recorder = EventRecorder()
    let response = try await cascade(cheap, strong)
      .respond(to: ModelRequest("2 + 2?"), emitting: recorder.sink)
    #expect(response.stopReason == .budgetExhausted)
    #expect(response.text == "5")
    #expect(announced(recorder) == [.text("5")])
    #expect(response.usage.count == 1)
  }

  @Test("The strong model's failure carries what the draft used and forbids a retry")
  func strongFails() async throws {
    let cheap = ScriptedModel("haiku", .text("5"))
    let strong = ScriptedModel("opus", .failure(ModelError(.overloaded, "Overloaded.")))
    let error = await #expect(throws: ModelError.self) {
      try await cascade(cheap, strong).respond(to: ModelRequest("2 + 2?"))
    }
    #expect(error?.code == .overloaded)
    #expect(error?.usage.map(\.model) == ["haiku"])
    #expect(error?.hasPartialContent == true)
  }

  @Test("A draft that does not fit the budget ends the call: the strong model would not fit either")
  func cheapBudget() async throws {
    let cheap = ScriptedModel("haiku", .failure(ModelError(.budget, "Does not fit.")))
    let strong = ScriptedModel("opus", .text("4"))
    await #expect(throws: ModelError(.budget, "")) {
      try await cascade(cheap, strong).respond(to: ModelRequest("2 + 2?"))
    }
    #expect(strong.requests.isEmpty)
  }

  @Test("A check that fails to judge makes the strong model answer")
  func brokenCheck() async throws {
    let check = try CommandCheck(["make"]) { _, _ in throw ModelError(.upstream, "No make here.") }
    let cheap = ScriptedModel("haiku", .text("4"))
    let response = try await cascade(cheap, ScriptedModel("opus", .text("4")), check)
      .respond(to: ModelRequest("2 + 2?"))
    #expect(
      escalation(response)?.reason == "The answer could not be judged: No make here.")
  }

  @Test("The judge's usage is in the answer, its words are not")
  func judged() async throws {
    let judge = ScriptedModel("judge", .text("fail: the sum is wrong."))
    let recorder = EventRecorder()
    let response = try await cascade(
      ScriptedModel("haiku", .text("5")), ScriptedModel("opus", .text("4")), JudgeCheck(judge)
    ).respond(to: ModelRequest("2 + 2?"), emitting: recorder.sink)
    #expect(response.usage.map(\.role) == [.executor, .check, .executor])
    #expect(recorder.text == "54")
    #expect(escalation(response)?.reason == "the sum is wrong.")
    #expect(judge.requests.first?.context.setup == "haiku^opus")
  }

  @Test("Cancelling while the draft is made, checked or done again ends everything")
  func cancelled() async throws {
    for place in 0..<3 {
      func step(_ text: String, _ number: Int) -> ScriptedModel.Step {
        .turn(.init(blocks: [.text(text)], gate: number == place ? Gate() : nil))
      }
      let judge = ScriptedModel("judge", step("fail", 1))
      let strong = ScriptedModel("opus", step("4", 2))
      let model = cascade(ScriptedModel("haiku", step("5", 0)), strong, JudgeCheck(judge))
      let began = Gate()
      let names: [ModelID] = ["haiku", "judge", "opus"]
      let waited = names[place]
      // Cancelled below.
      let task = Task {
        try await model.respond(
          to: ModelRequest("2 + 2?"),
          emitting: EventSink { event in
            if case .started(waited, _) = event { began.open() }
          })
      }
      try await began.wait()
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      #expect(strong.requests.count == (place == 2 ? 1 : 0))
    }
  }

  @Test("Consultations of a failed draft stay on record")
  func consultations() async throws {
    let block = Block.consultation(
      ConsultationBlock(
        answered: [
          .init(
            place: 0, call: ToolUse(id: "c", name: "consult", input: [:]),
            result: ToolResult(toolUseID: "c", text: "proceed"))
        ], consultations: []))
    let cheap = ScriptedModel("haiku", .turn(.init(blocks: [block, .text("5")])), .text("4"))
    let strong = ScriptedModel("opus", .text("4"))
    let model = cascade(cheap, strong)
    var request = ModelRequest("2 + 2?")
    let response = try await model.respond(to: request)
    #expect(response.message.blocks.first == block)
    request.transcript.append(response.message)
    request.transcript.append(.user("Sure?"))
    _ = try await model.respond(to: request)
    #expect(cheap.requests[1].transcript.messages[1].blocks == [block, .text("4")])
  }
}
