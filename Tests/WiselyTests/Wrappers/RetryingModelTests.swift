// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyTesting

@Suite(.timeLimit(.minutes(5))) struct RetryingModelTests {
  private let time = ManualTime()

  private func model(
    _ steps: ScriptedModel.Step..., policy: RetryPolicy = RetryPolicy(), ledger: InMemoryLedger
  ) -> (ScriptedModel, RetryingModel<MeteredModel<ScriptedModel>>) {
    let script = ScriptedModel("claude-haiku-4-5", steps)
    let metered = MeteredModel(script, ledger: ledger, surroundings: time.surroundings)
    return (script, RetryingModel(metered, policy: policy, surroundings: time.surroundings))
  }

  /// Answers while moving the clock on, as often as somebody sleeps; returns how long that was.
  private func answer(
    _ model: some LanguageModel, sleeps: [Duration], sink: EventSink = .discarding
  ) async throws -> ModelResponse {
    async let response = model.respond(to: ModelRequest("Hi"), emitting: sink)
    for sleep in sleeps {
      await time.waitForSleepers()
      time.advance(by: sleep - .milliseconds(1))
      #expect(time.sleepers == 1)
      time.advance(by: .milliseconds(1))
    }
    return try await response
  }

  @Test("What may pass is tried again after pauses that double, and every attempt is booked")
  func passes() async throws {
    let ledger = InMemoryLedger()
    let (script, model) = model(
      .failure(ModelError(.overloaded, "Overloaded.")),
      .failure(ModelError(.connection, "The connection broke.")), .text("Hello."), ledger: ledger)
    let recorder = EventRecorder()
    let response = try await answer(
      model, sleeps: [.milliseconds(500), .seconds(1)], sink: recorder.sink)
    #expect(response.text == "Hello.")
    #expect(script.requests.count == 3)
    #expect(
      ledger.rows.map(\.outcome) == [
        .failed(.overloaded), .failed(.connection), .answered,
      ])
    #expect(response.bill == ledger.rows)
    let notices = recorder.events.compactMap { event -> String? in
      guard case .notice(let notice) = event, notice.code == .retrying else { return nil }
      return notice.message
    }
    #expect(
      notices == [
        "Overloaded; trying again in 0.5 s (1 of 2).",
        "The connection broke; trying again in 1 s (2 of 2).",
      ])
  }

  @Test("The last error is thrown when the retries are used up")
  func usedUp() async throws {
    let ledger = InMemoryLedger()
    let failure = ScriptedModel.Step.failure(ModelError(.rateLimited, "Slow down."))
    let (_, model) = model(failure, failure, failure, ledger: ledger)
    await #expect(throws: ModelError(.rateLimited, "")) {
      try await answer(model, sleeps: [.milliseconds(500), .seconds(1)])
    }
    #expect(ledger.rows.count == 3)
  }

  @Test("The provider's own pause is kept")
  func retryAfter() async throws {
    let error = ModelError(.rateLimited, "Slow down.", retryAfter: .seconds(17))
    let (_, model) = model(.failure(error), .text("Hello."), ledger: InMemoryLedger())
    #expect(try await answer(model, sleeps: [.seconds(17)]).text == "Hello.")
  }

  static let finals: [ModelError] = [
    ModelError(.invalidRequest, "x"), ModelError(.authentication, "x"),
    ModelError(.permission, "x"), ModelError(.billing, "x"), ModelError(.unknownModel, "x"),
    ModelError(.tooLarge, "x"), ModelError(.malformedResponse, "x"), ModelError(.budget, "x"),
    ModelError(.overloaded, "x", shouldRetry: false),
    ModelError(.rateLimited, "x", retryAfter: .seconds(3_600)),
    ModelError(.overloaded, "x", hasPartialContent: true),
  ]

  @Test("What will not pass is not tried again", arguments: finals.indices)
  func final(index: Int) async throws {
    let (script, model) = model(
      .failure(Self.finals[index]), .text("never"), ledger: InMemoryLedger())
    await #expect(throws: ModelError.self) { try await answer(model, sleeps: []) }
    #expect(script.requests.count == 1)
  }

  @Test("A pause that is too long is said, so that one knows when to come back")
  func tooLong() async throws {
    let error = ModelError(.rateLimited, "Slow down.", retryAfter: .seconds(3_600))
    let (_, model) = model(.failure(error), ledger: InMemoryLedger())
    let thrown = await #expect(throws: ModelError.self) { try await answer(model, sleeps: []) }
    #expect(thrown?.message == "Slow down. It asks for a pause of 3600 s.")
  }

  @Test("An error the provider calls passing is tried again, whatever it is")
  func toldToRetry() async throws {
    let error = ModelError(.invalidRequest, "Conflict.", shouldRetry: true)
    let (_, model) = model(.failure(error), .text("Hello."), ledger: InMemoryLedger())
    #expect(try await answer(model, sleeps: [.milliseconds(500)]).text == "Hello.")
  }

  @Test("Nothing is tried again after the first word, even if the error does not say so")
  func afterContent() async throws {
    let (script, model) = model(
      .text("Half", failingWith: ModelError(.connection, "Broke.")), .text("never"),
      ledger: InMemoryLedger())
    let error = await #expect(throws: ModelError.self) { try await answer(model, sleeps: []) }
    #expect(error?.hasPartialContent == true)
    #expect(script.requests.count == 1)
  }

  @Test("A caller who leaves during the pause is not kept")
  func cancelled() async throws {
    let (script, model) = model(
      .failure(ModelError(.overloaded, "x")), .text("never"), ledger: InMemoryLedger())
    let task = Task { try await model.respond(to: ModelRequest("Hi")) }
    await time.waitForSleepers()
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(script.requests.count == 1)
  }

  @Test("Pauses are bounded, and chance only shortens them")
  func delays() {
    let policy = RetryPolicy(retries: 10)
    let error = ModelError(.overloaded, "x")
    let pauses = (1...10).map { policy.delay(before: $0, after: error, chance: 0) }
    #expect(
      pauses.prefix(5) == [.milliseconds(500), .seconds(1), .seconds(2), .seconds(4), .seconds(8)])
    #expect(pauses.suffix(5).allSatisfy { $0 == .seconds(8) })
    #expect(policy.delay(before: 1, after: error, chance: 1) == .milliseconds(375))
    #expect(policy.delay(before: 11, after: error, chance: 0) == nil)
  }
}
