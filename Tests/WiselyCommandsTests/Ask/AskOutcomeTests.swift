// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyArguments

@testable import WiselyCommands

@Suite struct AskOutcomeTests {
  func outcome(_ reason: StopReason) -> AskOutcome {
    AskOutcome(
      ModelResponse(
        id: "1", model: "haiku", message: Message(.assistant, [.text("words")]),
        stopReason: reason))
  }

  @Test(
    "How an answer stopped decides the exit code",
    arguments: [
      (StopReason.endTurn, Exit.success), (.stopSequence, Exit.success),
      (.refusal, Exit.refused), (.maximumTokens, Exit.incomplete),
      (.contextWindowExceeded, Exit.incomplete), (.stalled, Exit.incomplete),
      (.budgetExhausted, Exit.budget), (.planProposed, Exit.incomplete),
      (.planRejected, Exit.incomplete), (StopReason(rawValue: "something-new"), Exit.incomplete),
    ])
  func stopReason(reason: StopReason, status: ExitCode) {
    let outcome = outcome(reason)
    #expect(outcome.status == status)
    #expect(outcome.stopReason == reason.rawValue)
    #expect(outcome.answer == "words")
    #expect((outcome.sentence == nil) == (status == Exit.success), "trouble has a sentence")
  }

  @Test(
    "How a call failed decides the exit code",
    arguments: [
      (ModelError.Code.budget, Exit.budget), (.unpriced, Exit.unpriced),
      (.authentication, Exit.noPermission), (.permission, Exit.noPermission),
      (.invalidSetup, Exit.usage), (.overloaded, Exit.failure), (.connection, Exit.failure),
    ])
  func error(code: ModelError.Code, status: ExitCode) {
    let outcome = AskOutcome(ModelError(code, "It did not work."), interruption: nil)
    #expect(outcome.status == status)
    #expect(outcome.sentence?.hasPrefix("It did not work") == true)
    #expect(outcome.stopReason == (code == .budget ? "budget_exhausted" : "error"))
  }

  @Test("A signal is the reason, whatever error it led to")
  func interrupted() {
    let outcome = AskOutcome(
      ModelError(.connection, "Closed."), interruption: Exit.terminated)
    #expect(outcome.status == Exit.terminated)
    #expect(outcome.stopReason == "cancelled")
    #expect(AskOutcome(CancellationError(), interruption: nil).status == Exit.interrupted)
  }

  @Test("A reader that went away needs no sentence")
  func pipe() {
    let outcome = AskOutcome(Exit.brokenPipe, interruption: nil)
    #expect(outcome.status == Exit.brokenPipe)
    #expect(outcome.sentence == nil)
  }

  @Test("What a budget refused names the mend")
  func budget() {
    let outcome = AskOutcome(ModelError(.budget, "Too dear."), interruption: nil)
    #expect(outcome.sentence == "Too dear; raise --budget.")
  }
}
