// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyTesting

/// Pairs inside pairs: each keeps its own tool, its own calls and its own caps.
@Suite(.timeLimit(.minutes(5))) struct NestedSetupTests {
  private static let read = ToolDefinition(
    name: "read", description: "Reads.", inputSchema: ["type": "object"])

  private static func call(_ id: String, _ name: String) -> Block {
    .toolUse(ToolUse(id: id, name: name, input: [:]))
  }

  /// Every id of a call stands once, and every call has its result in the message that follows.
  private func isLegal(_ transcript: Transcript) -> Bool {
    let calls = transcript.messages.flatMap(\.toolUses).map(\.id)
    guard Set(calls).count == calls.count else { return false }
    return transcript.messages.indices.allSatisfy { index in
      let open = Set(transcript.messages[index].toolUses.map(\.id))
      guard !open.isEmpty else { return true }
      guard index + 1 < transcript.messages.count else { return false }
      return open == Set(transcript.messages[index + 1].toolResults.map(\.toolUseID))
    }
  }

  @Test("A pair as executor keeps its caps, and its prefix only grows")
  func pairInPair() async throws {
    let leaf = ScriptedModel(
      "leaf",
      .turn(.init(blocks: [.text("1"), Self.call("a1", "consult_2")])),
      .turn(.init(blocks: [Self.call("a2", "consult_2"), Self.call("b1", "consult")])),
      .turn(.init(blocks: [Self.call("b2", "consult"), Self.call("r1", "read")])),
      .turn(.init(blocks: [.text("2"), Self.call("a3", "consult_2")])),
      .text("Done."), .text("Again."))
    let inner = ScriptedModel("inner", .text("proceed: i1."), .text("proceed: i2."))
    let outer = ScriptedModel("outer", .text("proceed: o1."), .text("proceed: o2."))
    let pair = AdvisedModel(
      executor: AdvisedModel(
        executor: leaf, advisor: inner, policy: .init(consultations: 2)),
      advisor: outer, policy: .init(consultations: 2))
    var request = ModelRequest("Go.")
    request.tools = [Self.read]
    let first = try await pair.respond(to: request)
    #expect(first.message.toolUses.map(\.id) == ["r1"])
    request.transcript.append(first.message)
    request.transcript.append(
      Message(.user, [.toolResult(ToolResult(toolUseID: "r1", text: "file"))]))
    let second = try await pair.respond(to: request)
    #expect(second.text == "Done.")
    request.transcript.append(second.message)
    request.transcript.append(.user("More."))
    _ = try await pair.respond(to: request)

    let outcomes = (first.consultations + second.consultations).map {
      "\($0.advisor) \($0.outcome.rawValue)"
    }
    #expect(
      outcomes == [
        "inner advised", "inner advised", "outer advised", "outer advised", "inner limit-reached",
      ])
    for (earlier, later) in zip(leaf.requests, leaf.requests.dropFirst()) {
      let before = earlier.transcript.messages
      #expect(Array(later.transcript.messages.prefix(before.count)) == before)
      #expect(isLegal(later.transcript))
    }
    let shown = try #require(leaf.requests.last).transcript.messages
    #expect(shown[3].toolUses.map(\.id) == ["a2", "b1"])
    #expect(shown[5].toolUses.map(\.id) == ["b2", "r1"])
  }

  @Test("Consultations that rules make in both pairs have names of their own")
  func namesOfRules() async throws {
    let leaf = ScriptedModel("leaf", .text("Draft."))
    let policy = ConsultationPolicy(triggers: [.beforeDone])
    let inner = ScriptedModel("inner", .text("proceed: fine."))
    let outer = ScriptedModel("outer", .text("proceed: fine."))
    let pair = AdvisedModel(
      executor: AdvisedModel(executor: leaf, advisor: inner, policy: policy), advisor: outer,
      policy: policy)
    let response = try await pair.respond(to: "Go.")
    #expect(response.text == "Draft.")
    let next = Transcript([.user("Go."), response.message, .user("More.")])
    #expect(isLegal(next.expandingConsultations))
    #expect(next.expandingConsultations.messages.flatMap(\.toolUses).count == 2)
  }

  @Test("A pair's name says what belongs together")
  func names() {
    let cheap = CascadeModel(
      first: ScriptedModel("a"), strong: ScriptedModel("b"), check: ExactCheck("x"))
    let pair = AdvisedModel(executor: cheap, advisor: ScriptedModel("c"))
    #expect(pair.id == "(a^b)+c")
  }
}
