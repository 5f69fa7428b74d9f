// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyTesting

@Suite struct AdvisedModelTests {
  private static let ask = ScriptedModel.Step.toolUse(
    "consult", ["question": "A or B?", "options": ["A", "B"], "leaning": "A"], id: "c1")

  private func outcomes(_ response: ModelResponse) -> [Consultation.Outcome] {
    response.consultations.map(\.outcome)
  }

  /// What the executor was told by the harness, over all its requests.
  private func told(_ model: ScriptedModel) -> [String] {
    model.requests.last?.transcript.messages.flatMap(\.toolResults).map(\.text) ?? []
  }

  @Test("The executor asks, is advised and goes on in the same answer")
  func advised() async throws {
    let cheap = ScriptedModel(
      "cheap",
      .turn(
        .init(blocks: [
          .text("Hm. "),
          .toolUse(
            ToolUse(
              id: "c1", name: "consult",
              input: ["question": "A or B?", "options": ["A", "B"], "leaning": "A"])),
        ])), .text("B it is."))
    let strong = ScriptedModel("strong", .text("change: take B.\nCheck: 1 + 1 = 2"))
    let recorder = EventRecorder()
    let response = try await AdvisedModel(executor: cheap, advisor: strong)
      .respond(to: ModelRequest("Choose."), emitting: recorder.sink)

    #expect(response.text == "B it is.")
    #expect(recorder.text == "Hm. B it is.")
    let consultation = try #require(response.consultations.first)
    #expect(consultation.verdict == .change)
    #expect(consultation.advice == "take B.")
    #expect(consultation.check == "1 + 1 = 2")
    #expect(consultation.trigger == .asked)
    #expect(consultation.question == "A or B?")
    #expect(response.usage.map(\.role) == [.executor, .advisor, .executor])
    #expect(told(cheap).first?.hasPrefix("change: take B.\nCheck: 1 + 1 = 2") == true)
    let shown = try #require(strong.requests.first)
    #expect(shown.tools.isEmpty)
    #expect(shown.context.role == .advisor)
    #expect(shown.context.trigger == .asked)
    #expect(shown.transcript.messages.count == 1)
    #expect(shown.transcript.messages[0].text.contains("Options: A | B"))
    #expect(shown.transcript.messages[0].text.contains("Leaning: A"))
  }

  @Test("The consulting call is never shown to the caller")
  func hidden() async throws {
    let cheap = ScriptedModel("cheap", Self.ask, .text("Done."))
    let strong = ScriptedModel("strong", .text("proceed: nothing to add."))
    let recorder = EventRecorder()
    let response = try await AdvisedModel(executor: cheap, advisor: strong)
      .respond(to: ModelRequest("Go."), emitting: recorder.sink)
    #expect(response.message.toolUses.isEmpty)
    let leaks = recorder.events.filter { event in
      switch event {
      case .toolUseStarted, .toolUseDelta, .block(.toolUse): true
      default: false
      }
    }
    #expect(leaks.isEmpty)
    #expect(response.stopReason == .endTurn)
  }

  @Test("The cap is an answer, not an error, and the tool stays")
  func cap() async throws {
    let cheap = ScriptedModel("cheap", Self.ask, Self.ask, .text("Done."))
    let strong = ScriptedModel("strong", .text("proceed: fine."))
    let response = try await AdvisedModel(
      executor: cheap, advisor: strong, policy: .init(consultations: 1)
    ).respond(to: "Go.")
    #expect(outcomes(response) == [.advised, .limitReached])
    #expect(told(cheap).last?.hasPrefix("no advice: limit reached") == true)
    #expect(cheap.requests.allSatisfy { $0.tools == cheap.requests[0].tools })
    #expect(strong.stepsLeft == 0)
  }

  @Test("The conversation's cap is counted from the transcript")
  func conversationCap() async throws {
    let cheap = ScriptedModel("cheap", Self.ask, .text("One."), Self.ask, .text("Two."))
    let strong = ScriptedModel("strong", .text("proceed: fine."))
    let pair = AdvisedModel(
      executor: cheap, advisor: strong,
      policy: .init(consultations: 5, conversationConsultations: 1))
    var request = ModelRequest("Go.")
    let first = try await pair.respond(to: request)
    request.transcript.append(first.message)
    request.transcript.append(.user("Again."))
    let second = try await pair.respond(to: request)
    #expect(outcomes(second) == [.limitReached])
  }

  @Test("What consultations may cost is a promise")
  func moneyCap() async throws {
    let cheap = ScriptedModel("cheap", Self.ask, .text("Done."))
    let strong = ScriptedModel("strong")
    let response = try await AdvisedModel(
      executor: cheap, advisor: strong, policy: .init(money: Money(dollars: "0.01"))
    ).respond(to: "Go.")
    #expect(outcomes(response) == [.budgetRefused])
    #expect(response.text == "Done.")
    #expect(strong.requests.isEmpty)
  }

  @Test(
    "Advisor trouble never ends the work",
    arguments: zip(
      [
        ScriptedModel.Step.failure(ModelError(.overloaded, "Overloaded")),
        .failure(ModelError(.budget, "It does not fit.")), .text(""),
        .text("Let me read the file."),
        .turn(.init(blocks: [], stopReason: .refusal)),
      ],
      [
        Consultation.Outcome.unavailable, .budgetRefused, .empty, .echo, .empty,
      ]))
  func trouble(step: ScriptedModel.Step, outcome: Consultation.Outcome) async throws {
    let cheap = ScriptedModel("cheap", Self.ask, .text("Done alone."))
    let recorder = EventRecorder()
    let response = try await AdvisedModel(executor: cheap, advisor: ScriptedModel("strong", step))
      .respond(to: ModelRequest("Go."), emitting: recorder.sink)
    #expect(outcomes(response) == [outcome])
    #expect(response.text == "Done alone.")
    #expect(told(cheap).last?.hasPrefix("no advice") == true)
    let notices = recorder.events.compactMap { event -> Notice? in
      guard case .notice(let notice) = event else { return nil }
      return notice
    }
    #expect(notices.map(\.code) == [.noAdvice])
    #expect(notices.allSatisfy { $0.message.hasSuffix(".") && !$0.message.hasSuffix("..") })
  }

  @Test("After two failures in a row nobody is asked any more")
  func failures() async throws {
    let cheap = ScriptedModel("cheap", Self.ask, Self.ask, Self.ask, .text("Done."))
    let strong = ScriptedModel("strong", .text(""), .text(""))
    let response = try await AdvisedModel(
      executor: cheap, advisor: strong, policy: .init(consultations: 9)
    ).respond(to: "Go.")
    #expect(outcomes(response) == [.empty, .empty, .limitReached])
  }

  @Test("Of parallel calls each gets its result, and the caller's go back to the caller")
  func parallel() async throws {
    let read = ToolUse(id: "r1", name: "read", input: ["path": "a"])
    let consult = ToolUse(id: "c1", name: "consult", input: [:])
    let again = ToolUse(id: "c2", name: "consult", input: ["question": "Sure?"])
    let cheap = ScriptedModel(
      "cheap",
      .turn(.init(blocks: [.text("Both."), .toolUse(consult), .toolUse(read), .toolUse(again)])),
      .text("Done."))
    let strong = ScriptedModel("strong", .text("proceed: yes."), .text("proceed: sure."))
    let pair = AdvisedModel(executor: cheap, advisor: strong)
    var request = ModelRequest("Go.")
    request.tools = [
      ToolDefinition(name: "read", description: "Reads.", inputSchema: ["type": "object"])
    ]
    let first = try await pair.respond(to: request)
    #expect(first.stopReason == .toolUse)
    #expect(first.message.toolUses == [read])
    request.transcript.append(first.message)
    request.transcript.append(
      Message(.user, [.toolResult(ToolResult(toolUseID: "r1", text: "file"))]))
    let second = try await pair.respond(to: request)
    #expect(second.text == "Done.")
    let sent = try #require(cheap.requests.last).transcript.messages
    #expect(sent[1].blocks == [.text("Both."), .toolUse(consult), .toolUse(read), .toolUse(again)])
    #expect(sent[2].toolResults.map(\.toolUseID) == ["c1", "c2", "r1"])
    #expect(sent.count == 3)
  }

  @Test("Turn after turn, the executor's prefix only grows")
  func appendOnly() async throws {
    let cheap = ScriptedModel("cheap", Self.ask, Self.ask, .text("Done."), .text("And again."))
    let strong = ScriptedModel("strong", .text("proceed: 1."), .text("proceed: 2."))
    let pair = AdvisedModel(executor: cheap, advisor: strong)
    var request = ModelRequest("Go.")
    let first = try await pair.respond(to: request)
    request.transcript.append(first.message)
    request.transcript.append(.user("More."))
    _ = try await pair.respond(to: request)
    for (earlier, later) in zip(cheap.requests, cheap.requests.dropFirst()) {
      let before = earlier.transcript.messages
      #expect(Array(later.transcript.messages.prefix(before.count)) == before)
      #expect(earlier.system == later.system)
      #expect(earlier.tools == later.tools)
    }
  }

  @Test("A model does not advise itself unless that is allowed")
  func peers() async throws {
    let one = ScriptedModel("same", .text("Done."))
    let error = await #expect(throws: ModelError.self) {
      try await AdvisedModel(executor: one, advisor: ScriptedModel("same")).respond(to: "Go.")
    }
    #expect(error?.code == .invalidSetup)
    let allowed = AdvisedModel(
      executor: one, advisor: ScriptedModel("same"), policy: .init(allowsPeer: true))
    #expect(try await allowed.respond(to: "Go.").text == "Done.")
  }

  @Test("Cancelling in the middle of a consultation cancels the advisor and throws")
  func cancellation() async throws {
    let asked = Gate()
    let never = Gate()
    let strong = ScriptedModel(
      "strong",
      .init { _ in
        asked.open()
        try await never.wait()
        return .init(blocks: [])
      })
    let pair = AdvisedModel(executor: ScriptedModel("cheap", Self.ask), advisor: strong)
    let task = Task { try await pair.respond(to: "Go.") }
    try await asked.wait()
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test("The user's wish is fulfilled before the executor speaks, once")
  func wished() async throws {
    let cheap = ScriptedModel("cheap", .text("Done."))
    let strong = ScriptedModel("strong", .text("change: look twice."))
    var request = ModelRequest("Go.")
    request.context.isConsultationWished = true
    let response = try await AdvisedModel(executor: cheap, advisor: strong).respond(to: request)
    #expect(response.consultations.map(\.trigger) == [.wished])
    #expect(told(cheap).first?.hasPrefix("change: look twice.") == true)
  }

  @Test("A caller's own tool named consult keeps its name")
  func collision() async throws {
    let cheap = ScriptedModel("cheap", .text("Done."))
    var request = ModelRequest("Go.")
    request.tools = [
      ToolDefinition(name: "consult", description: "Mine.", inputSchema: ["type": "object"])
    ]
    _ = try await AdvisedModel(executor: cheap, advisor: ScriptedModel("strong")).respond(
      to: request)
    #expect(cheap.requests[0].tools.map(\.name) == ["consult", "consult_2"])
  }
}
