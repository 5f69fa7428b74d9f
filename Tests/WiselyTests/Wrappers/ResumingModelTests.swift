// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyTesting

@Suite struct ResumingModelTests {
  private static func paused(_ words: String) -> ScriptedModel.Step {
    .turn(.init(blocks: [.text(words)], stopReason: .pauseTurn))
  }

  @Test("A paused turn is sent back unchanged until it ends, and is one answer")
  func resumes() async throws {
    let script = ScriptedModel("m", Self.paused("One, "), Self.paused("two, "), .text("three."))
    let response = try await ResumingModel(script).respond(to: ModelRequest("Count."))
    #expect(response.text == "One, two, three.")
    #expect(response.stopReason == .endTurn)
    #expect(response.usage.count == 3)
    let last = try #require(script.requests.last)
    #expect(
      last.transcript.messages == [
        .user("Count."), Message(.assistant, [.text("One, "), .text("two, ")]),
      ])
  }

  @Test("A turn that pauses for ever is handed back paused")
  func limit() async throws {
    let script = ScriptedModel("m", Self.paused("a"), Self.paused("b"), Self.paused("c"))
    let response = try await ResumingModel(script, limit: 2).respond(to: ModelRequest("Go."))
    #expect(response.stopReason == .pauseTurn)
    #expect(response.text == "abc")
  }

  @Test("A pause without content is not sent back, since nothing would have changed")
  func emptyPause() async throws {
    let script = ScriptedModel("m", .turn(.init(blocks: [], stopReason: .pauseTurn)))
    #expect(
      try await ResumingModel(script).respond(to: ModelRequest("Go.")).stopReason == .pauseTurn)
  }

  @Test("An error in a later part says that something was shown, and what was used")
  func failure() async throws {
    let script = ScriptedModel(
      "m", Self.paused("One, "), .failure(ModelError(.overloaded, "Overloaded.")))
    let error = await #expect(throws: ModelError.self) {
      try await ResumingModel(script).respond(to: ModelRequest("Count."))
    }
    #expect(error?.hasPartialContent == true)
    #expect(error?.usage.count == 1)
  }
}
