// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyTesting

@Suite struct PlannedApprovalTests {
  private let tools = [PlannedModelTests.reading, PlannedModelTests.writing]
  private let planText = PlannedModelTests.planText

  private func request(_ transcript: Transcript = Transcript([.user("Do it.")])) -> ModelRequest {
    ModelRequest(transcript: transcript, tools: tools)
  }

  private func notices(_ recorder: EventRecorder) -> [Notice.Code] {
    recorder.events.compactMap { event in
      if case .notice(let notice) = event { notice.code } else { nil }
    }
  }

  @Test("Without anybody to approve, a plan that could write is the answer")
  func proposed() async throws {
    let opus = ScriptedModel("opus", .text(planText))
    let sonnet = ScriptedModel("sonnet", .text("Done."))
    let recorder = EventRecorder()
    let model = PlannedModel(planner: opus, executor: sonnet)
    let response = try await model.respond(to: request(), emitting: recorder.sink)
    #expect(response.stopReason == .planProposed)
    #expect(response.message == .assistant(planText))
    #expect(recorder.text == planText)
    #expect(sonnet.requests.isEmpty)

    // Approved by its hash it is executed, and only that plan.
    let plan = Plan(text: planText, planner: "opus")
    let proposed = request().transcript.appending(response.message)
    #expect(throws: ModelError.self) { try proposed.approving(plan, hash: "0000") }
    let other = Plan(text: "Another.", planner: "opus")
    #expect(throws: ModelError.self) { try proposed.approving(other, hash: other.hash) }
    let approved = try proposed.approving(plan, hash: plan.hash)
    let answer = try await model.respond(to: request(approved))
    #expect(answer.text == "Done.")
    #expect(sonnet.requests.first?.transcript.messages.count == 1)
    #expect(sonnet.requests.first?.transcript.messages.last?.speaker == .user)
  }

  @Test("A plan whose text was changed after its hash was made is not executed")
  func tampered() throws {
    var plan = Plan(text: planText, planner: "opus")
    let shown = plan.hash
    plan.text += "\n3. Delete everything."
    let transcript = Transcript([.user("Do it."), .assistant(plan.text)])
    #expect(throws: ModelError.self) { try transcript.approving(plan, hash: shown) }
  }

  @Test("Who is asked sees plan and prices, and chooses the hand-over")
  func asked() async throws {
    let opus = ScriptedModel("opus", .text(planText))
    let sonnet = ScriptedModel("sonnet", .text("Done."))
    let model = PlannedModel(
      planner: opus, executor: sonnet,
      approval: .ask { plan, quote in
        #expect(quote.freshTokens > 0)
        return .approve(hash: plan.hash, handover: .keep)
      })
    let response = try await model.respond(to: request())
    #expect(response.text == "Done.")
    #expect(sonnet.requests.first?.transcript.messages.count == 3)
  }

  @Test("Approving another plan than the one shown is an error that keeps the usage")
  func wrongHash() async throws {
    let opus = ScriptedModel("opus", .text(planText))
    let sonnet = ScriptedModel("sonnet")
    let model = PlannedModel(
      planner: opus, executor: sonnet,
      approval: .ask { _, _ in .approve(hash: "f00", handover: .fresh) })
    let error = await #expect(throws: ModelError.self) { try await model.respond(to: request()) }
    #expect(error?.code == .invalidRequest)
    #expect(error?.usage.count == 1)
    #expect(error?.message.contains("approve the plan that was shown") == true)
  }

  @Test("A rejected plan is not executed")
  func rejected() async throws {
    let opus = ScriptedModel("opus", .text(planText))
    let model = PlannedModel(
      planner: opus, executor: ScriptedModel("sonnet"), approval: .ask { _, _ in .reject })
    let response = try await model.respond(to: request())
    #expect(response.stopReason == .planRejected)
    #expect(response.text == planText)
  }

  @Test("Feedback makes the planner write again, in the same call")
  func revised() async throws {
    let opus = ScriptedModel("opus", .text("First plan."), .text("Second plan."))
    let sonnet = ScriptedModel("sonnet", .text("Done."))
    let model = PlannedModel(
      planner: opus, executor: sonnet,
      approval: .ask { plan, _ in
        plan.text == "First plan."
          ? .revise(feedback: "Shorter.") : .approve(hash: plan.hash, handover: .fresh)
      })
    let response = try await model.respond(to: request())
    #expect(response.usage.map(\.role) == [.planner, .planner, .executor])
    #expect(
      opus.requests[1].transcript.messages.map(\.text) == ["Do it.", "First plan.", "Shorter."])
    let shown = try #require(sonnet.requests.first?.transcript.messages.first?.text)
    #expect(shown.contains("Second plan.") && !shown.contains("First plan."))
  }

  @Test("Feedback after which the planner looks again stays in the conversation")
  func revisedOverTurns() async throws {
    let opus = ScriptedModel(
      "opus", .text("First plan."), .toolUse("read", ["path": "a"], id: "r1"))
    let model = PlannedModel(
      planner: opus, executor: ScriptedModel("sonnet"),
      approval: .ask { _, _ in .revise(feedback: "Shorter.") })
    let response = try await model.respond(to: request())
    #expect(response.stopReason == .toolUse)
    #expect(response.text.contains("First plan.") && response.text.contains("Shorter."))
    #expect(response.message.toolUses.count == 1)
  }

  // MARK: - No plan

  @Test(
    "Where nothing can be written the executor works without a planner, and says so",
    arguments: [
      ScriptedModel.Step.failure(ModelError(.overloaded, "Overloaded.")),
      .text("   "), .turn(.init(blocks: [], stopReason: .refusal)),
      .turn(.init(blocks: [.text("Say how to go on.")], stopReason: .stalled)),
      .turn(.init(blocks: [.text("No money.")], stopReason: .budgetExhausted)),
      .turn(.init(blocks: [.text("# Plan\n1. Ha")], stopReason: .maximumTokens)),
      .turn(.init(blocks: [.text("half")], failure: ModelError(.connection, "Gone."))),
    ])
  func fallback(step: ScriptedModel.Step) async throws {
    let opus = ScriptedModel("opus", step)
    let sonnet = ScriptedModel("sonnet", .text("Alone."), .text("Again."))
    let recorder = EventRecorder()
    let model = PlannedModel(planner: opus, executor: sonnet)
    var request = ModelRequest("Do it.")
    request.tools = [PlannedModelTests.reading]
    let response = try await model.respond(to: request, emitting: recorder.sink)
    #expect(response.text == "Alone.")
    #expect(notices(recorder) == [.noPlan])
    #expect(sonnet.requests.first?.transcript == request.transcript)

    // The planner stays out of the rest of the conversation.
    request.transcript.append(response.message)
    request.transcript.append(.user("And then?"))
    #expect(try await model.respond(to: request).text == "Again.")
    #expect(
      sonnet.requests.last?.transcript.messages
        == [.user("Do it."), .assistant("Alone."), .user("And then?")])
  }

  @Test("Where something could be written, no plan means nothing is done")
  func noFallbackForWriting() async throws {
    let opus = ScriptedModel("opus", .failure(ModelError(.overloaded, "Overloaded.")), .text(""))
    let sonnet = ScriptedModel("sonnet", .text("Alone."))
    let model = PlannedModel(planner: opus, executor: sonnet)
    var error = await #expect(throws: ModelError.self) { try await model.respond(to: request()) }
    #expect(error?.code == .overloaded)
    error = await #expect(throws: ModelError.self) { try await model.respond(to: request()) }
    #expect(error?.message.contains("nothing may be changed without one") == true)
    #expect(error?.usage.count == 1)
    #expect(sonnet.requests.isEmpty)
  }

  @Test("The executor's failure carries what the planner used and forbids a retry")
  func executorFails() async throws {
    let opus = ScriptedModel("opus", .text(planText))
    let sonnet = ScriptedModel("sonnet", .failure(ModelError(.overloaded, "Overloaded.")))
    let model = PlannedModel(planner: opus, executor: sonnet, approval: .automatic)
    let error = await #expect(throws: ModelError.self) { try await model.respond(to: request()) }
    #expect(error?.usage.map(\.role) == [.planner])
    #expect(error?.hasPartialContent == true)
  }

  @Test("Cancelling while the planner thinks ends everything")
  func cancelled() async throws {
    let gate = Gate()
    let opus = ScriptedModel("opus", .turn(.init(blocks: [.text(planText)], gate: gate)))
    let sonnet = ScriptedModel("sonnet", .text("Done."))
    let model = PlannedModel(planner: opus, executor: sonnet, approval: .automatic)
    let began = Gate()
    // Cancelled below.
    let task = Task {
      try await model.respond(
        to: request(),
        emitting: EventSink { event in if case .started = event { began.open() } })
    }
    try await began.wait()
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(sonnet.requests.isEmpty)
  }

  @Test("The worst case before a plan is planner and executor together, after it the executor")
  func quotes() async throws {
    let model = PlannedModel(
      planner: ScriptedModel("opus"), executor: ScriptedModel("sonnet"), approval: .automatic)
    #expect(try await model.quote(for: request()).worstCase == .unpriced)
    let before = try await model.countTokens(of: request()).tokens
    #expect(before > 0)
    let plan = Plan(text: planText, planner: "opus")
    let planned = request().transcript.appending(Message(.assistant, [.plan(plan)]))
    #expect(try await model.countTokens(of: request(planned)).tokens != before)
  }
}
