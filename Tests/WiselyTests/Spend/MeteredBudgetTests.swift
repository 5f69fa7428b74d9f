// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing
import Wisely
import WiselyTesting

@Suite(.timeLimit(.minutes(5))) struct MeteredBudgetTests {
  let till = Till()

  /// A request whose byte bound is 10,000 tokens, with a limit of 1,000.
  private var request: ModelRequest {
    let frame = TokenCount.upperBound(of: ModelRequest("")).tokens
    var request = ModelRequest(String(repeating: "a", count: 10_000 - frame))
    request.options.maximumTokens = 1_000
    return request
  }

  private func model(counting tokens: TokenCount?) -> ClosureModel {
    ClosureModel(count: tokens) { request, _ in
      let usage = Usage(input: 2_500, output: request.options.maximumTokens)
      return ModelResponse(
        id: "r", model: "claude-haiku-4-5", message: .assistant("yes"), stopReason: .endTurn,
        usage: [ModelUsage(model: "claude-haiku-4-5", usage: usage)])
    }
  }

  @Test("The cheap bound is enough where it fits, and nobody is asked to count")
  func bound() async throws {
    // 10,000 at the hour-cache rate of 2 dollars, 1,000 out at 5.
    let budget = Budget(cap: try till.dollars("0.025"))
    let response = try await till.meter(model(counting: nil), budget: budget)
      .respond(to: request, emitting: till.recorder.sink)
    #expect(response.bill.first?.held.amount?.dollars == "0.025")
    #expect(till.recorder.notices.isEmpty)
    #expect(budget.spent.dollars == "0.0075" && budget.held == .zero)
  }

  @Test("Where only a count makes it fit, it is counted; an estimate gets a tenth on top")
  func counted() async throws {
    let budget = Budget(cap: try till.dollars("0.012"))
    let exact = try await till.meter(model(counting: TokenCount(2_500, .exact)), budget: budget)
      .respond(to: request)
    #expect(exact.bill.first?.held.amount?.dollars == "0.01")
    let second = Budget(cap: try till.dollars("0.012"))
    let estimate = try await till.meter(
      model(counting: TokenCount(2_500, .estimate)), budget: second
    ).respond(to: request)
    #expect(estimate.bill.first?.held.amount?.dollars == "0.0105")
  }

  @Test("A limit is lowered to what the budget affords, and the user hears of it (trap 25)")
  func lowered() async throws {
    let budget = Budget(cap: try till.dollars("0.008"))
    let response = try await till.meter(
      model(counting: TokenCount(2_500, .exact)), budget: budget
    ).respond(to: request, emitting: till.recorder.sink)
    #expect(response.bill.first?.usage.output == 600)
    #expect(response.bill.first?.held.amount?.dollars == "0.008")
    #expect(till.recorder.notices.map(\.code) == [.limitLowered])
    #expect(till.recorder.notices.first?.message.contains("600 tokens instead of 1000") == true)
    #expect(budget.spent <= budget.cap)
  }

  @Test("Below the smallest limit the call is refused, naming the worst case and what is left")
  func refused() async throws {
    let budget = Budget(cap: try till.dollars("0.00627"))
    let error = try await #require(throws: ModelError.self) {
      try await till.meter(model(counting: TokenCount(2_500, .exact)), budget: budget)
        .respond(to: request)
    }
    #expect(error.code == .budget)
    for part in ["claude-haiku-4-5", "$0.01,", "$0.00627 of the", "256 tokens"] {
      #expect(error.message.contains(part), "\(error.message)")
    }
    #expect(till.ledger.rows.isEmpty && budget.held == .zero)
    var policy = MeteringPolicy()
    policy.smallestLimit = 200
    let lax = till.meter(
      model(counting: TokenCount(2_500, .exact)), budget: budget, policy: policy)
    #expect(try await lax.respond(to: request).bill.first?.usage.output == 254)
  }

  @Test("When counting fails the bound holds")
  func uncounted() async throws {
    let budget = Budget(cap: try till.dollars("0.012"))
    let error = try await #require(throws: ModelError.self) {
      try await till.meter(model(counting: nil), budget: budget).respond(to: request)
    }
    #expect(error.code == .budget)
  }

  @Test("A model without a price is refused under a budget and reported without one (trap 9)")
  func unpriced() async throws {
    let base = ClosureModel.answering([], id: "gpt-unheard-of")
    let budget = Budget(cap: try till.dollars("1"))
    let error = try await #require(throws: ModelError.self) {
      try await till.meter(base, budget: budget).respond(to: request)
    }
    #expect(error.code == .unpriced && error.message.contains("gpt-unheard-of"))
    let ceiling = Budget(cap: try till.dollars("1"), unpricedCeiling: try till.dollars("0.3"))
    for _ in 0..<3 { _ = try await till.meter(base, budget: ceiling).respond(to: request) }
    #expect(ceiling.spent.dollars == "0.9")
    await #expect(throws: ModelError(.budget, "")) {
      try await till.meter(base, budget: ceiling).respond(to: request)
    }
    let open = try await till.meter(base).respond(to: request, emitting: till.recorder.sink)
    #expect(open.bill.first?.cost == .unpriced)
    #expect(till.recorder.notices.map(\.code) == [.unpriced])
  }

  @Test("A quote counts only where the bound does not fit")
  func quote() async throws {
    let base = model(counting: TokenCount(2_500, .exact))
    let free = try await till.meter(base).quote(for: request)
    #expect(free.prompt == TokenCount(10_000, .upperBound))
    #expect(free.worstCase.amount?.dollars == "0.025")
    let tight = Budget(cap: try till.dollars("0.001"))
    let quote = try await till.meter(base, budget: tight).quote(for: request)
    #expect(quote.prompt == TokenCount(2_500, .exact))
    #expect(quote.worstCase.amount?.dollars == "0.01")
    #expect(tight.held == .zero)
  }

  @Test("Without an hour's cache, or with a cheaper service, the worst case is less")
  func policy() async throws {
    var policy = MeteringPolicy()
    policy.cacheLifetimes = []
    let base = model(counting: nil)
    #expect(
      try await till.meter(base, policy: policy).quote(for: request).worstCase.amount?.dollars
        == "0.015")
    policy.service = Service(isBatch: true)
    #expect(
      try await till.meter(base, policy: policy).quote(for: request).worstCase.amount?.dollars
        == "0.0075")
  }

  @Test("A native advisor's consultations are inside the worst case (trap 11)")
  func nativeAdvisor() async throws {
    var policy = MeteringPolicy()
    policy.cacheLifetimes = []
    policy.nativeAdvisor = MeteringPolicy.NativeAdvisor(
      model: "claude-opus-4-6", consultations: 2, maximumTokens: 500)
    let quote = try await till.meter(model(counting: nil), policy: policy).quote(for: request)
    // Each prompt is at most 10,000 + 1,000 + 2 * 500: 3 runs of 0.017, 2 consultations of 0.0725.
    #expect(quote.worstCase.amount?.dollars == "0.196")
  }

  @Test("A hundred at once never spend more than the cap, and every call has a row")
  func crowd() async throws {
    let budget = Budget(cap: try till.dollars("0.1"))
    let meter = till.meter(model(counting: TokenCount(2_500, .exact)), budget: budget)
    let request = request
    let refusals = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<100 {
        group.addTask {
          do {
            _ = try await meter.respond(to: request)
            return false
          } catch {
            #expect((error as? ModelError)?.code == .budget)
            return true
          }
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    let total = till.ledger.rows.reduce(Cost.priced(.zero)) { $0 + $1.cost }
    #expect(till.ledger.rows.count == 100 - refusals && refusals > 0)
    #expect(total == .priced(budget.spent) && budget.spent <= budget.cap)
    #expect(budget.held == .zero && till.ledger.openHolds.isEmpty)
  }
}
