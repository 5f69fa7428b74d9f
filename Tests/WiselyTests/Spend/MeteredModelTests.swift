// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing
import Wisely
import WiselyTesting

/// A model whose behaviour is a closure.
struct ClosureModel: LanguageModel {
  var id: ModelID = "claude-haiku-4-5"
  var count: TokenCount?
  var answer: @Sendable (ModelRequest, EventSink) async throws -> ModelResponse

  func respond(
    to request: ModelRequest, emitting sink: EventSink
  ) async throws -> ModelResponse { try await answer(request, sink) }

  func countTokens(of request: ModelRequest) async throws -> TokenCount {
    guard let count else { throw ModelError(.upstream, "no counting here") }
    return count
  }

  static func answering(
    _ usage: [ModelUsage], id: ModelID = "claude-haiku-4-5", served: ModelID? = nil,
    count: TokenCount? = nil
  ) -> ClosureModel {
    ClosureModel(id: id, count: count) { _, _ in
      ModelResponse(
        id: "r", model: served ?? usage.first?.model ?? id, message: .assistant("yes"),
        stopReason: .endTurn, usage: usage)
    }
  }
}

/// Keeps what was emitted.
final class Recorder: Sendable {
  private let kept = Mutex<[ModelEvent]>([])
  var events: [ModelEvent] { kept.withLock { $0 } }
  var sink: EventSink { EventSink { event in self.kept.withLock { $0.append(event) } } }

  var notices: [Notice] {
    events.compactMap { event in
      guard case .notice(let notice) = event else { return nil }
      return notice
    }
  }

  var billed: [LedgerRow] {
    events.compactMap { event in
      guard case .billed(let row) = event else { return nil }
      return row
    }
  }
}

/// What every test of the meter needs.
struct Till {
  let ledger = InMemoryLedger()
  let time = ManualTime()
  let recorder = Recorder()

  func meter(
    _ base: ClosureModel, budget: Budget? = nil, policy: MeteringPolicy = MeteringPolicy()
  ) -> MeteredModel<ClosureModel> {
    MeteredModel(
      base, ledger: ledger, surroundings: time.surroundings, budget: budget, policy: policy)
  }

  func dollars(_ text: String) throws -> Money { try #require(Money(dollars: text)) }
}

@Suite(.timeLimit(.minutes(5))) struct MeteredModelTests {
  let till = Till()
  let thousand = ModelUsage(model: "claude-haiku-4-5", usage: Usage(input: 1_000, output: 1_241))

  @Test("An answer is booked once, in the ledger, the bill and an event, with its context")
  func answered() async throws {
    let base = ClosureModel { [till, thousand] _, _ in
      #expect(till.ledger.openHolds.count == 1)
      till.time.advance(by: .seconds(3))
      return ModelResponse(
        id: "r", model: "claude-haiku-4-5-20251001", message: .assistant("yes"),
        stopReason: .endTurn, usage: [thousand])
    }
    var request = ModelRequest("hello")
    request.context = CallContext(
      conversation: "talk", parent: "up", role: .advisor, setup: "haiku+opus", trigger: .stalled)
    let response = try await till.meter(base).respond(to: request, emitting: till.recorder.sink)
    let row = try #require(till.ledger.rows.first)
    #expect(till.ledger.rows == response.bill && till.recorder.billed == response.bill)
    #expect(response.bill.count == 1 && till.ledger.openHolds.isEmpty)
    #expect(row.id == "call-1-1" && row.parent == "up" && row.conversation == "talk")
    #expect(row.role == .advisor && row.setup == "haiku+opus" && row.trigger == .stalled)
    #expect(row.cost.amount?.dollars == "0.007205" && row.outcome == .answered)
    #expect(row.priceVersion == "2026-11-23.2" && row.ended - row.started == .seconds(3))
    // A snapshot of the model asked for is that model.
    #expect(till.recorder.notices.isEmpty)
  }

  @Test("The model that served is priced, and the user hears of it (trap 14)")
  func otherServed() async throws {
    let usage = [ModelUsage(model: "claude-opus-5-5", usage: Usage(input: 1_000))]
    let response = try await till.meter(.answering(usage))
      .respond(to: ModelRequest("hello"), emitting: till.recorder.sink)
    let row = try #require(response.bill.first)
    #expect(row.requested == "claude-haiku-4-5" && row.served == "claude-opus-5-5")
    #expect(row.cost.amount?.dollars == "0.004")
    #expect(till.recorder.notices.map(\.code) == [.otherModelServed])
    #expect(till.recorder.notices.first?.message.hasSuffix("its price is booked.") == true)
  }

  @Test("Of another model without a price it is not said that its price is booked")
  func otherUnpriced() async throws {
    let usage = [ModelUsage(model: "nobody/knows", usage: Usage(input: 1_000))]
    let response = try await till.meter(.answering(usage))
      .respond(to: ModelRequest("hello"), emitting: till.recorder.sink)
    #expect(response.bill.map(\.cost) == [.unpriced])
    let notice = till.recorder.notices.first { $0.code == .otherModelServed }
    #expect(notice?.message.hasSuffix("its price is not known.") == true)
  }

  @Test("Each step inside a call is a row at its own model's price (trap 11)")
  func steps() async throws {
    let usage = [
      ModelUsage(model: "claude-sonnet-5-5", usage: Usage(input: 412, output: 89)),
      ModelUsage(model: "claude-opus-5", role: .advisor, usage: Usage(input: 823, output: 1_612)),
      ModelUsage(
        model: "claude-sonnet-5-5", usage: Usage(input: 1_348, cacheRead: 412, output: 442)),
    ]
    var request = ModelRequest("hello")
    request.context.trigger = .asked
    let response = try await till.meter(.answering(usage, id: "claude-sonnet-5-5"))
      .respond(to: request)
    #expect(response.bill.map(\.id) == ["call-1-1", "call-1-1/2", "call-1-1/3"])
    #expect(response.bill.map(\.parent) == [nil, "call-1-1", "call-1-1"])
    #expect(response.bill.map(\.role) == [.executor, .advisor, .executor])
    #expect(
      response.bill.map { $0.cost.amount?.dollars } == ["0.001714", "0.044415", "0.0071572"])
    #expect(response.bill.map(\.trigger) == [.asked, nil, nil])
    #expect(response.bill[1].held == .priced(.zero))
    #expect(till.ledger.rows == response.bill)
  }

  @Test("A failed call is booked with what it used, and its hold is released")
  func failed() async throws {
    let budget = Budget(cap: try till.dollars("1"))
    let usage = ModelUsage(model: "claude-haiku-4-5", usage: Usage(input: 200, output: 5))
    let base = ClosureModel { _, _ in
      throw ModelError(.overloaded, "busy", hasPartialContent: true, usage: [usage])
    }
    await #expect(throws: ModelError(.overloaded, "")) {
      try await till.meter(base, budget: budget)
        .respond(to: ModelRequest("hello"), emitting: till.recorder.sink)
    }
    let row = try #require(till.ledger.rows.first)
    #expect(row.outcome == .failed(.overloaded) && row.usage == usage.usage)
    #expect(till.recorder.billed == [row])
    #expect(budget.held == .zero && budget.spent.dollars == "0.000225")
    #expect(till.ledger.openHolds.isEmpty)
  }

  @Test(
    "A refused request costs nothing; one of which nothing was heard may have cost its prompt",
    arguments: [
      (ModelError(.authentication, "no", status: 401), false),
      (ModelError(.timedOut, "no", status: 408), false),
      (ModelError(.overloaded, "no", status: 529), false), (ModelError(.upstream, "no"), false),
      (ModelError(.timedOut, "no"), true), (ModelError(.timedOut, "no", status: 504), true),
      (ModelError(.connection, "no"), true), (ModelError(.malformedResponse, "no"), true),
    ])
  func refused(error: ModelError, mayBeBilled: Bool) async throws {
    let till = Till()
    let budget = Budget(cap: try till.dollars("1"))
    let base = ClosureModel { _, _ in throw error }
    await #expect(throws: error) {
      try await till.meter(base, budget: budget).respond(to: ModelRequest("hello"))
    }
    let row = try #require(till.ledger.rows.first)
    #expect(row.usage == (mayBeBilled ? Usage(input: 24, isEstimated: true) : Usage()))
    #expect(row.cost.amount?.dollars == (mayBeBilled ? "0.000024" : "0"))
    #expect(.priced(budget.spent) == row.cost && budget.held == .zero)
  }

  @Test("A model that says how far the call got is believed", arguments: [true, false])
  func delivery(isSent: Bool) async throws {
    let base = ClosureModel { _, _ in
      CallDelivery.current?.begin()
      if isSent { CallDelivery.current?.sent() }
      throw ModelError(.connection, "no")
    }
    await #expect(throws: ModelError(.connection, "")) {
      try await till.meter(base).respond(to: ModelRequest("hello"))
    }
    #expect(till.ledger.rows.map(\.usage.isEstimated) == [isSent])
    #expect(CallDelivery.current == nil)
  }

  @Test("A guess at the output is never above the call's limit, nor at the cost above the hold")
  func guesses() async throws {
    let budget = Budget(cap: try till.dollars("1"))
    let base = ClosureModel { _, sink in
      // A server that ignores the limit, or a text of very long tokens.
      try await sink(.textDelta(String(repeating: "word", count: 500)))
      throw ModelError(.connection, "no")
    }
    var request = ModelRequest("hello")
    request.options.maximumTokens = 100
    await #expect(throws: ModelError(.connection, "")) {
      try await till.meter(base, budget: budget).respond(to: request)
    }
    let row = try #require(till.ledger.rows.first)
    #expect(row.usage == Usage(input: 24, output: 100, isEstimated: true))
    #expect(.priced(budget.spent) == row.cost && budget.spent <= row.held.amount ?? .zero)
    // What the provider itself said is booked in full; the budget still takes no more than its hold.
    let said = ModelError(
      .connection, "no",
      usage: [
        ModelUsage(
          model: "claude-haiku-4-5", usage: Usage(input: 900_000, isEstimated: true))
      ])
    let spent = budget.spent
    await #expect(throws: said) {
      try await till.meter(ClosureModel { _, _ in throw said }, budget: budget)
        .respond(to: request)
    }
    #expect(till.ledger.rows.last?.cost.amount?.dollars == "0.9")
    #expect(budget.spent - spent == till.ledger.rows.last?.held.amount)
    // An answer is no guess, even where a part of its figures is.
    let before = budget.spent
    let answered = ClosureModel.answering(
      said.usage.map { step in
        var step = step
        step.usage.output = 1
        return step
      })
    _ = try await till.meter(answered, budget: budget).respond(to: request)
    #expect(budget.spent - before == (try till.dollars("0.900005")))
  }

  @Test("A caller who leaves gets a row with what was heard, and frees the hold (trap 22)")
  func cancelled() async throws {
    let budget = Budget(cap: try till.dollars("1"))
    let started = AsyncStream<Void>.makeStream()
    let base = ClosureModel { [till] _, sink in
      try await sink(.started("claude-haiku-4-5", .executor))
      let heard = Usage(input: 700, cacheRead: 300, output: 1)
      try await sink(.usage(ModelUsage(model: "claude-haiku-4-5", usage: heard)))
      try await sink(.textDelta(String(repeating: "word", count: 50)))
      started.continuation.yield()
      try await till.time.sleep(for: .seconds(1_000))
      throw ModelError(.upstream, "not reached")
    }
    let meter = till.meter(base, budget: budget)
    let task = Task { try await meter.respond(to: ModelRequest("hello")) }
    for await _ in started.stream { break }
    #expect(budget.held > .zero)
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    let row = try #require(till.ledger.rows.first)
    #expect(till.ledger.rows.count == 1 && till.ledger.openHolds.isEmpty)
    #expect(row.outcome == .cancelled)
    #expect(row.usage == Usage(input: 700, cacheRead: 300, output: 50, isEstimated: true))
    #expect(budget.held == .zero && .priced(budget.spent) == row.cost)
    #expect(budget.spent.dollars == "0.00098")
  }

  @Test("Cancelled between its hold and its sending, a call used exactly nothing")
  func neverSent() async throws {
    /// Its caller leaves while the hold is written.
    struct Leaving: Ledger {
      var inner: InMemoryLedger
      func open(_ hold: Hold) async throws {
        try await inner.open(hold)
        withUnsafeCurrentTask { $0?.cancel() }
      }
      func settle(_ hold: Hold, as rows: [LedgerRow]) async throws {
        #expect(!Task.isCancelled)
        try await inner.settle(hold, as: rows)
      }
    }
    let budget = Budget(cap: try till.dollars("1"))
    let base = ClosureModel { _, _ in
      Issue.record("the call was made")
      throw ModelError(.upstream, "")
    }
    let meter = MeteredModel(
      base, ledger: Leaving(inner: till.ledger), surroundings: till.time.surroundings,
      budget: budget)
    let task = Task { try await meter.respond(to: ModelRequest("hello")) }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(till.ledger.rows.map(\.outcome) == [.cancelled])
    #expect(till.ledger.rows.map(\.usage) == [Usage()])
    #expect(till.ledger.openHolds.isEmpty && budget.held == .zero && budget.spent == .zero)
  }

  @Test("An answer without usage is booked with an estimate that says so")
  func noUsage() async throws {
    let base = ClosureModel { _, sink in
      try await sink(.textDelta("twelve bytes"))
      return ModelResponse(
        id: "r", model: "claude-haiku-4-5", message: .assistant("twelve bytes"),
        stopReason: .endTurn)
    }
    let response = try await till.meter(base).respond(to: ModelRequest("hello"))
    let row = try #require(response.bill.first)
    #expect(row.usage.isEstimated && row.usage.output == 3 && row.usage.input > 0)
  }

  @Test("A call that cannot be written down is not made")
  func unwritable() async throws {
    struct Broken: Error {}
    till.ledger.failOpening(with: Broken())
    let budget = Budget(cap: try till.dollars("1"))
    let base = ClosureModel { _, _ in
      Issue.record("the call was made")
      throw ModelError(.upstream, "")
    }
    await #expect(throws: Broken.self) {
      try await till.meter(base, budget: budget).respond(to: ModelRequest("hello"))
    }
    #expect(budget.held == .zero && budget.spent == .zero)
  }

  @Test("An answer that cannot be booked is an error, and its money counts as spent")
  func unbooked() async throws {
    struct Broken: Error {}
    till.ledger.failSettling(with: Broken())
    let budget = Budget(cap: try till.dollars("1"))
    await #expect(throws: Broken.self) {
      try await till.meter(.answering([thousand]), budget: budget)
        .respond(to: ModelRequest("hello"))
    }
    #expect(budget.held == .zero && budget.spent.dollars == "0.007205")
    #expect(till.ledger.openHolds.count == 1)
  }

  @Test("A request that never left is no call: no row, no hold, no money")
  func unsent() async throws {
    let base = ClosureModel { _, _ in
      throw ModelError(.authentication, "There is no key.", isUnsent: true)
    }
    let budget = Budget(cap: try till.dollars("1"))
    await #expect(throws: ModelError(.authentication, "")) {
      try await till.meter(base, budget: budget).respond(to: ModelRequest("Hi"))
    }
    #expect(till.ledger.rows.isEmpty)
    #expect(till.ledger.openHolds.isEmpty)
    #expect(budget.remaining == budget.cap)
  }

  @Test(
    "Usage of which the provider left out half is completed, flagged",
    arguments: [
      (Usage(isEstimated: true), true), (Usage(input: 3, isEstimated: true), true),
      (Usage(input: 3, output: 2), false), (Usage(output: 9, isEstimated: true), true),
    ])
  func wanting(said: Usage, isEstimated: Bool) async throws {
    let till = Till()
    let model = ClosureModel { _, sink in
      try await sink(.textDelta("eight by"))
      return ModelResponse(
        id: "r", model: "claude-haiku-4-5", message: .assistant("eight by"), stopReason: .endTurn,
        usage: [ModelUsage(model: "claude-haiku-4-5", usage: said)])
    }
    _ = try await till.meter(model).respond(to: ModelRequest("A question of some length?"))
    let booked = try #require(till.ledger.rows.first).usage
    #expect(booked.isEstimated == isEstimated)
    #expect(booked.input == (said.input == 0 ? 29 : 3))
    #expect(booked.output == max(said.output, isEstimated ? 2 : 0))
  }
}
