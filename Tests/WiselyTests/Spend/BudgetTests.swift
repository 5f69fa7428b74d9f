// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

@Suite struct BudgetTests {
  private func cents(_ count: Int) -> Money { Money(picodollars: Int128(count) * 10_000_000_000) }

  @Test("A hold leaves less, settling books the truth and gives the rest back")
  func settle() throws {
    let budget = Budget(cap: cents(100))
    try budget.hold("a", worstCase: .priced(cents(60)))
    #expect(budget.remaining == cents(40) && budget.held == cents(60) && budget.spent == .zero)
    let error = try #require(throws: ModelError.self) {
      try budget.hold("b", worstCase: .priced(cents(41)))
    }
    #expect(error.code == .budget)
    #expect(error.message.contains("$0.41") && error.message.contains("$0.40"))
    budget.settle("a", at: .priced(cents(10)))
    #expect(budget.remaining == cents(90) && budget.held == .zero && budget.spent == cents(10))
  }

  @Test("Settling or releasing twice counts once (trap 24)")
  func idempotent() throws {
    let budget = Budget(cap: cents(100))
    try budget.hold("a", worstCase: .priced(cents(60)))
    budget.settle("a", at: .priced(cents(10)))
    budget.settle("a", at: .priced(cents(10)))
    budget.release("a")
    budget.settle("never held", at: .priced(cents(50)))
    #expect(budget.spent == cents(10) && budget.held == .zero)
  }

  @Test("A name cannot hold twice")
  func twice() throws {
    let budget = Budget(cap: cents(100))
    try budget.hold("a", worstCase: .priced(cents(1)))
    #expect(throws: ModelError.self) { try budget.hold("a", worstCase: .priced(cents(1))) }
    #expect(budget.held == cents(1))
  }

  @Test("What nobody can price is refused, or held and charged at the ceiling (trap 9)")
  func unpriced() throws {
    let strict = Budget(cap: cents(100))
    let error = try #require(throws: ModelError.self) {
      try strict.hold("a", worstCase: .unpriced)
    }
    #expect(error.code == .unpriced && strict.held == .zero)
    let lax = Budget(cap: cents(100), unpricedCeiling: cents(30))
    try lax.hold("a", worstCase: .unpriced)
    lax.settle("a", at: .unpriced)
    #expect(lax.spent == cents(30))
  }

  @Test("A free call fits an exhausted budget (trap 10)")
  func free() throws {
    let budget = Budget(cap: .zero)
    try budget.hold("a", worstCase: .priced(.zero))
    #expect(throws: ModelError.self) {
      try budget.hold("b", worstCase: .priced(Money(picodollars: 1)))
    }
  }

  @Test("A call dearer than its hold is booked as it was, and nothing more fits")
  func overrun() throws {
    let budget = Budget(cap: cents(10))
    try budget.hold("a", worstCase: .priced(cents(10)))
    budget.settle("a", at: .priced(cents(15)))
    #expect(budget.spent == cents(15) && budget.remaining == .zero)
  }

  @Test("However many ask at once, spent and held together stay within the cap", arguments: 1...5)
  func concurrent(_ seed: UInt64) async throws {
    let budget = Budget(cap: cents(1_000))
    let passed = await withTaskGroup(of: Int.self) { group in
      for worker in 0..<40 {
        group.addTask {
          var passed = 0
          var generator = SplitMix64(seed: seed &* 1_000 &+ UInt64(worker))
          for step in 0..<50 {
            let name = "\(worker)-\(step)"
            let worst = cents(.random(in: 0...90, using: &generator))
            guard (try? budget.hold(name, worstCase: .priced(worst))) != nil else { continue }
            #expect(budget.spent + budget.held <= budget.cap, "seed \(seed)")
            await Task.yield()
            let part = Int128(Int.random(in: 0...100, using: &generator))
            let real = Money(picodollars: worst.picodollars * part / 100)
            if step.isMultiple(of: 7) {
              budget.release(name)
            } else {
              budget.settle(name, at: .priced(real))
            }
            budget.settle(name, at: .priced(worst))
            passed += 1
          }
          return passed
        }
      }
      return await group.reduce(0, +)
    }
    #expect(budget.held == .zero)
    #expect(budget.spent <= budget.cap && passed > 20, "seed \(seed)")
  }
}
