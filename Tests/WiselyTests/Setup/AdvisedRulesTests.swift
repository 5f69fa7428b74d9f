// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyTesting

@Suite struct AdvisedRulesTests {
  private static let write = ToolDefinition(
    name: "write", description: "Writes.", inputSchema: ["type": "object"], effect: .writes)
  private static let call = ScriptedModel.Step.toolUse("write", ["path": "a"], id: "w1")

  private func pair(
    _ cheap: ScriptedModel, _ strong: ScriptedModel, _ triggers: Set<Trigger>
  ) -> AdvisedModel {
    AdvisedModel(executor: cheap, advisor: strong, policy: .init(triggers: triggers))
  }

  @Test("Before the first write the advisor is asked, and its consent lets the call through")
  func consent() async throws {
    let cheap = ScriptedModel("cheap", Self.call, .text("Written."))
    let strong = ScriptedModel("strong", .text("proceed: nothing to add."))
    let pair = pair(cheap, strong, [.beforeFirstWrite])
    var request = ModelRequest("Go.")
    request.tools = [Self.write]
    let recorder = EventRecorder()
    let first = try await pair.respond(to: request, emitting: recorder.sink)
    #expect(first.message.toolUses.map(\.id) == ["w1"])
    #expect(first.consultations.map(\.trigger) == [.beforeFirstWrite])
    let consulted = recorder.events.firstIndex { if case .consulted = $0 { true } else { false } }
    let started = recorder.events.firstIndex {
      if case .toolUseStarted = $0 { true } else { false }
    }
    #expect(try #require(consulted) < #require(started))
    request.transcript.append(first.message)
    request.transcript.append(
      Message(.user, [.toolResult(ToolResult(toolUseID: "w1", text: "ok"))]))
    _ = try await pair.respond(to: request)
    let sent = try #require(cheap.requests.last).transcript.messages
    #expect(sent[1].toolUses.map(\.name) == ["write", "consult"])
    #expect(sent[2].toolResults.count == 2)
  }

  @Test("An objection withholds the write; the executor decides again in the same answer")
  func objection() async throws {
    let cheap = ScriptedModel("cheap", Self.call, .text("I leave it."))
    let strong = ScriptedModel("strong", .text("stop: this cannot be undone."))
    var request = ModelRequest("Go.")
    request.tools = [Self.write]
    let recorder = EventRecorder()
    let response = try await pair(cheap, strong, [.beforeFirstWrite])
      .respond(to: request, emitting: recorder.sink)
    #expect(response.message.toolUses.isEmpty)
    #expect(response.text == "I leave it.")
    let sent = try #require(cheap.requests.last).transcript.messages
    #expect(sent[2].toolResults.map(\.isError) == [true, false])
    let leaked = recorder.events.contains {
      if case .block(.toolUse) = $0 { true } else { false }
    }
    #expect(!leaked)
  }

  @Test("Only the first write asks")
  func firstOnly() async throws {
    let cheap = ScriptedModel("cheap", Self.call)
    var request = ModelRequest("Go.")
    request.tools = [Self.write]
    request.transcript.append(
      Message(.assistant, [.toolUse(ToolUse(id: "w0", name: "write", input: [:]))]))
    request.transcript.append(
      Message(.user, [.toolResult(ToolResult(toolUseID: "w0", text: "ok"))]))
    let response = try await pair(cheap, ScriptedModel("strong"), [.beforeFirstWrite])
      .respond(to: request)
    #expect(response.consultations.isEmpty)
  }

  @Test("Before done, consent ends the answer and an objection makes the executor go on")
  func beforeDone() async throws {
    let consenting = try await pair(
      ScriptedModel("cheap", .text("42.")), ScriptedModel("strong", .text("proceed: right.")),
      [.beforeDone]
    ).respond(to: "Go.")
    #expect(consenting.text == "42.")
    let cheap = ScriptedModel("cheap", .text("41."), .text("42."))
    let recorder = EventRecorder()
    let objecting = try await pair(
      cheap, ScriptedModel("strong", .text("change: it is one more.")), [.beforeDone]
    ).respond(to: ModelRequest("Go."), emitting: recorder.sink)
    #expect(objecting.text == "42.")
    let checks = recorder.events.compactMap { event -> Bool? in
      guard case .draftChecked(let result) = event else { return nil }
      return result.passed
    }
    #expect(checks == [false])
    #expect(objecting.consultations.count == 1)
  }

  @Test("After a consented end the next question finds a legal conversation")
  func afterDone() async throws {
    let cheap = ScriptedModel("cheap", .text("42."), .text("43."))
    let strong = ScriptedModel("strong", .text("proceed: right."), .text("proceed: right."))
    let pair = pair(cheap, strong, [.beforeDone])
    var request = ModelRequest("Go.")
    let first = try await pair.respond(to: request)
    request.transcript.append(first.message)
    request.transcript.append(.user("And one more?"))
    _ = try await pair.respond(to: request)
    let sent = try #require(cheap.requests.last).transcript.messages
    #expect(sent.map(\.speaker) == [.user, .assistant, .user])
    #expect(sent[1].toolUses.count == 1)
    #expect(sent[2].toolResults.count == 1)
    #expect(sent[2].text == "And one more?")
  }
}
