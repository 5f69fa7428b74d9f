// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing
import Wisely
import WiselyTesting

@Suite(.timeLimit(.minutes(5))) struct CachedModelTests {
  private let time = ManualTime()
  private let ledger = InMemoryLedger()
  private let shelf = Shelf()

  private final class Shelf: AnswerStore {
    private let kept = Mutex<[String: Exchange]>([:])
    private let failure = Mutex<ModelError?>(nil)
    var count: Int { kept.withLock { $0.count } }
    func fail(_ error: ModelError) { failure.withLock { $0 = error } }

    func exchange(for key: String) async throws -> Exchange? { kept.withLock { $0[key] } }

    func keep(_ exchange: Exchange) async throws {
      if let error = failure.withLock({ $0 }) { throw error }
      kept.withLock { $0[exchange.key] = exchange }
    }
  }

  private func model(
    _ steps: ScriptedModel.Step...
  ) -> (ScriptedModel, CachedModel<MeteredModel<ScriptedModel>>) {
    let script = ScriptedModel("claude-haiku-4-5", steps)
    let metered = MeteredModel(script, ledger: ledger, surroundings: time.surroundings)
    return (script, CachedModel(metered, in: shelf, surroundings: time.surroundings))
  }

  private func request(_ words: String = "Hi", trial: Int = 0) -> ModelRequest {
    var request = ModelRequest(words)
    request.context.trial = trial
    return request
  }

  @Test("The same try is asked once; what it cost and what was spent are two figures")
  func hit() async throws {
    let (script, model) = model(.text("Hello."))
    let first = try await model.respond(to: request())
    let events = EventRecorder()
    let second = try await model.respond(to: request(), emitting: events.sink)
    #expect(script.requests.count == 1)
    #expect(events.text == "Hello.")
    #expect(second.message == first.message)
    #expect(first.cost == first.spentNow)
    #expect(second.cost == first.cost)
    #expect(second.cost.amount ?? .zero > .zero)
    #expect(second.spentNow == .priced(.zero))
    #expect(ledger.rows == first.bill)
    let billed = events.events.compactMap { event -> LedgerRow? in
      guard case .billed(let row) = event else { return nil }
      return row
    }
    #expect(billed == second.bill)
  }

  @Test("Another try, other words or another limit are asked")
  func misses() async throws {
    let (script, model) = model(.text("1"), .text("2"), .text("3"), .text("4"))
    var longer = request()
    longer.options.maximumTokens += 1
    var texts: [String] = []
    for request in [request(), request(trial: 1), request("Bye"), longer, request(trial: 1)] {
      texts.append(try await model.respond(to: request).text)
    }
    #expect(texts == ["1", "2", "3", "4", "2"])
    #expect(script.requests.count == 4)
  }

  @Test("An error is not kept")
  func errors() async throws {
    let (_, model) = model(.failure(Samples.error), .text("Hello."))
    await #expect(throws: ModelError.self) { try await model.respond(to: request()) }
    #expect(shelf.count == 0)
    #expect(try await model.respond(to: request()).text == "Hello.")
  }

  @Test("A kept answer is quoted at nothing, and a budget that is used up does not refuse it")
  func quote() async throws {
    let budget = Budget(cap: Money(picodollars: 60_000_000_000))
    let script = ScriptedModel("claude-haiku-4-5", .text("Hello."))
    let metered = MeteredModel(
      script, ledger: ledger, surroundings: time.surroundings, budget: budget)
    let model = CachedModel(metered, in: shelf, surroundings: time.surroundings)
    var request = request()
    request.options.maximumTokens = 4_000
    #expect(try await model.quote(for: request).worstCase.amount ?? .zero > .zero)
    _ = try await model.respond(to: request)
    #expect(try await model.quote(for: request).worstCase == .priced(.zero))
    let spent = budget.spent
    #expect(try await model.respond(to: request).text == "Hello.")
    #expect(budget.spent == spent)
  }

  @Test("An answer that cannot be kept is given all the same")
  func full() async throws {
    let (_, model) = model(.text("Hello."))
    shelf.fail(ModelError(.recording, "The disk is full."))
    let events = EventRecorder()
    #expect(try await model.respond(to: request(), emitting: events.sink).text == "Hello.")
    #expect(
      events.events.last
        == .notice(Notice(.notKept, "The answer could not be kept: The disk is full.")))
  }
}
