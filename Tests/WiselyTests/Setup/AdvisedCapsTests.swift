// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyTesting

/// Caps, bills and cut-off turns of an advised pair, against executors that behave badly.
@Suite(.timeLimit(.minutes(5))) struct AdvisedCapsTests {
  private static func consult(_ id: String) -> Block {
    .toolUse(ToolUse(id: id, name: "consult", input: ["question": "A or B?"]))
  }

  private static let write = ToolDefinition(
    name: "write", description: "Writes.", inputSchema: ["type": "object"], effect: .writes)

  @Test("The cap holds for calls of one turn, too, and each consultation has its own name")
  func capWithinTurn() async throws {
    let cheap = ScriptedModel(
      "cheap",
      .turn(.init(blocks: [Self.consult("c1"), Self.consult("c2"), Self.consult("c3")])),
      .text("Done."))
    let strong = ScriptedModel("strong", .text("proceed: yes."))
    let response = try await AdvisedModel(
      executor: cheap, advisor: strong, policy: .init(consultations: 1)
    ).respond(to: "Go.")
    #expect(response.consultations.map(\.outcome) == [.advised, .limitReached, .limitReached])
    #expect(Set(response.consultations.map(\.id)).count == 3)
    #expect(response.text == "Done.")
  }

  @Test("A question that is no JSON is not asked: the executor is told, and nobody is paid")
  func malformedQuestion() async throws {
    let broken = Block.toolUse(ToolUse(id: "c1", name: "consult", input: #"{"question": "A"#))
    let cheap = ScriptedModel(
      "cheap", .turn(.init(blocks: [broken])), .turn(.init(blocks: [Self.consult("c2")])),
      .text("Done."))
    let strong = ScriptedModel("strong", .text("proceed: yes."))
    let response = try await AdvisedModel(executor: cheap, advisor: strong).respond(to: "Go.")
    #expect(response.text == "Done.")
    #expect(response.consultations.map(\.outcome) == [.advised])
    #expect(strong.requests.count == 1)
    let told = cheap.requests.dropFirst().first?.transcript.messages.last?.blocks.first
    guard case .toolResult(let result) = told else {
      Issue.record("the call was not answered")
      return
    }
    #expect(result.isError && result.toolUseID == "c1" && result.text.contains("no JSON"))
  }

  @Test("After failures in one turn nobody else is asked in it")
  func failuresWithinTurn() async throws {
    let cheap = ScriptedModel(
      "cheap",
      .turn(.init(blocks: [Self.consult("c1"), Self.consult("c2"), Self.consult("c3")])),
      .text("Done."))
    let down = ScriptedModel.Step.failure(ModelError(.overloaded, "Overloaded."))
    let strong = ScriptedModel("strong", down, down)
    let response = try await AdvisedModel(executor: cheap, advisor: strong).respond(to: "Go.")
    #expect(
      response.consultations.map(\.outcome) == [.unavailable, .unavailable, .limitReached])
  }

  @Test("An executor that only asks, however often it is refused, is stopped")
  func storm() async throws {
    let asking = (1...40).map { number in
      ScriptedModel.Step.turn(.init(blocks: [Self.consult("c\(number)")]))
    }
    let cheap = ScriptedModel("cheap", asking)
    let strong = ScriptedModel("strong", .text("proceed: yes."))
    let recorder = EventRecorder()
    let response = try await AdvisedModel(
      executor: cheap, advisor: strong, policy: .init(consultations: 1)
    ).respond(to: ModelRequest("Go."), emitting: recorder.sink)
    #expect(response.stopReason == .stalled)
    #expect(cheap.requests.count <= 6)
    #expect(!response.text.isEmpty)
    #expect(recorder.text.hasSuffix(response.text))
    #expect(response.usage.count == cheap.requests.count + 1)
  }

  @Test(
    "A turn that ended before its calls were whole asks nobody",
    arguments: [StopReason.maximumTokens, .refusal, .contextWindowExceeded])
  func cutTurn(reason: StopReason) async throws {
    let cheap = ScriptedModel(
      "cheap", .turn(.init(blocks: [.text("Hm."), Self.consult("c1")], stopReason: reason)))
    let strong = ScriptedModel("strong")
    let response = try await AdvisedModel(executor: cheap, advisor: strong).respond(to: "Go.")
    #expect(response.stopReason == reason)
    #expect(strong.requests.isEmpty)
    #expect(response.message.toolUses.isEmpty)
  }

  @Test("A first write that was cut off is not reviewed")
  func cutWrite() async throws {
    let call = ToolUse(id: "w1", name: "write", input: [:])
    let cheap = ScriptedModel(
      "cheap", .turn(.init(blocks: [.toolUse(call)], stopReason: .maximumTokens)))
    let strong = ScriptedModel("strong")
    var request = ModelRequest("Go.")
    request.tools = [Self.write]
    let response = try await AdvisedModel(
      executor: cheap, advisor: strong, policy: .init(triggers: [.asked, .beforeFirstWrite])
    ).respond(to: request)
    #expect(strong.requests.isEmpty)
    #expect(response.message.toolUses == [call])
  }

  @Test("A first write in the very turn that asks waits for the advice")
  func writeBesideQuestion() async throws {
    let call = ToolUse(id: "w1", name: "write", input: ["path": "a"])
    let cheap = ScriptedModel(
      "cheap", .turn(.init(blocks: [Self.consult("c1"), .toolUse(call)])), .text("I stop."))
    let strong = ScriptedModel("strong", .text("stop: that file is not yours."))
    var request = ModelRequest("Go.")
    request.tools = [Self.write]
    let recorder = EventRecorder()
    let response = try await AdvisedModel(
      executor: cheap, advisor: strong, policy: .init(triggers: [.asked, .beforeFirstWrite])
    ).respond(to: request, emitting: recorder.sink)
    #expect(response.message.toolUses.isEmpty)
    #expect(response.text == "I stop.")
    let sent = try #require(cheap.requests.last).transcript.messages
    #expect(sent[1].blocks == [Self.consult("c1"), .toolUse(call)])
    #expect(sent[2].toolResults.map(\.toolUseID) == ["c1", "w1"])
    #expect(
      !recorder.events.contains { if case .toolUseStarted("w1", _) = $0 { true } else { false } })
  }

  @Test("A refusal is no advice, whatever was said before it")
  func refusedAdvice() async throws {
    let cheap = ScriptedModel("cheap", .turn(.init(blocks: [Self.consult("c1")])), .text("Done."))
    let strong = ScriptedModel(
      "strong",
      .turn(.init(blocks: [.text("proceed: use the")], stopReason: .refusal)))
    let response = try await AdvisedModel(executor: cheap, advisor: strong).respond(to: "Go.")
    let consultation = try #require(response.consultations.first)
    #expect(consultation.outcome == .empty)
    #expect(consultation.verdict == nil)
    let told = try #require(cheap.requests.last).transcript.messages.flatMap(\.toolResults)
    #expect(told.first?.text.hasPrefix("no advice: it refused") == true)
  }

  @Test("An error in a later turn says that something was shown, and what was used")
  func laterError() async throws {
    let cheap = ScriptedModel(
      "cheap", .turn(.init(blocks: [.text("Hm."), Self.consult("c1")])),
      .failure(ModelError(.overloaded, "Overloaded.")))
    let strong = ScriptedModel("strong", .text("proceed: yes."))
    let error = await #expect(throws: ModelError.self) {
      try await AdvisedModel(executor: cheap, advisor: strong).respond(to: "Go.")
    }
    #expect(error?.code == .overloaded)
    #expect(error?.hasPartialContent == true)
    #expect(error?.usage.map(\.role) == [.executor, .advisor])
  }

  @Test("A failed consultation's calls are on the bill and counted under the money cap")
  func failedConsultationCost() async throws {
    let time = ManualTime()
    let ledger = InMemoryLedger()
    func metered(_ model: ScriptedModel) -> MeteredModel<ScriptedModel> {
      MeteredModel(model, ledger: ledger, surroundings: time.surroundings)
    }
    let cheap = ScriptedModel(
      "claude-haiku-4-5", .turn(.init(blocks: [Self.consult("c1")])), .text("Done."))
    let strong = ScriptedModel(
      "claude-opus-4-6", .text("proceed: us", failingWith: ModelError(.upstream, "It broke.")))
    let response = try await AdvisedModel(executor: metered(cheap), advisor: metered(strong))
      .respond(to: "Go.")
    #expect(response.bill.map(\.role) == [.executor, .advisor, .executor])
    #expect(response.bill.map(\.id) == ledger.rows.map(\.id))
    let consultation = try #require(response.consultations.first)
    #expect(consultation.outcome == .unavailable)
    #expect(consultation.cost == response.bill[1].cost)
    #expect(consultation.cost != .priced(.zero))
    #expect(consultation.usage == response.bill[1].usage)
  }
}
