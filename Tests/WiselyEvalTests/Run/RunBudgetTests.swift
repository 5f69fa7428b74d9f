// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TestSupport
import Testing
import Wisely
import WiselyTesting

@testable import WiselyEval

/// Attempts whose calls hold and settle a budget as a meter does.
@Suite(.timeLimit(.minutes(5))) struct RunBudgetTests {
  private static let price = Money(picodollars: 1_000)
  private static let worst = Money(picodollars: 5_000)

  private func run(
    _ folder: RunFolder, _ budget: Budget, ceiling: Int = 8, calls: Int = 1
  ) -> EvalRun {
    var run = RunSupport.run(folder, ceiling: ceiling, quote: { _ in Self.worst }) { attempt in
      var rows: [LedgerRow] = []
      for call in 0..<calls {
        let name = "\(attempt.id)-\(attempt.number)-\(call)"
        do {
          try budget.hold(name, worstCase: .priced(Self.worst))
        } catch {
          return AttemptAnswer(error: error, bill: rows)
        }
        await Task.yield()
        budget.settle(name, at: .priced(Self.price))
        rows.append(RunSupport.row(attempt, cost: Self.price.picodollars))
      }
      return AttemptAnswer(text: "Yes.", stopReason: .endTurn, bill: rows)
    }
    run.budget = budget
    return run
  }

  @Test(
    "A budget is kept to the last call that fits, and a larger one goes on from there",
    arguments: [1, 3, 8])
  func kept(ceiling: Int) async throws {
    let scratch = try Scratch()
    let folder = try RunFolder(scratch.path + "/run", for: try RunSupport.plan())
    let cap = Money(picodollars: 24_500)
    let budget = Budget(cap: cap)
    let (ending, totals) = try await run(folder, budget, ceiling: ceiling).run()
    guard case .budget(let sentence) = ending else {
      Issue.record("\(ending)")
      return
    }
    #expect(sentence.contains("budget is left"), "\(sentence)")
    #expect(totals.spent == budget.spent)
    #expect(totals.spent <= cap)
    // The next one would not have fitted, and none was stopped half-way.
    #expect(cap - totals.spent < Self.worst)
    #expect(totals.done == 20)
    #expect(totals.infrastructureFailures == 0)
    let more = Budget(cap: Money(picodollars: 1_000_000))
    let (again, after) = try await run(folder, more, ceiling: ceiling).run()
    #expect(again == .complete)
    #expect(after.doneBefore == 20)
    #expect(after.spent == Money(picodollars: 60_000))
  }

  @Test("An attempt that the budget ends half-way is booked, not scored, and made anew with more")
  func halfWay() async throws {
    let scratch = try Scratch()
    let folder = try RunFolder(
      scratch.path + "/run", for: try RunSupport.plan(queries: 1, setups: ["a"], trials: 1))
    let budget = Budget(cap: Money(picodollars: 6_500))
    let (ending, totals) = try await run(folder, budget, calls: 4).run()
    guard case .budget = ending else {
      Issue.record("\(ending)")
      return
    }
    #expect(totals.done == 0)
    #expect(totals.spent == Money(picodollars: 2_000))
    let line = try #require(try RunSupport.lines(folder.logPath(shard: nil)).first)
    #expect(line["ending"] == "infrastructure-failure")
    #expect(line["error"]?.string?.hasPrefix("budget: ") == true)
    let more = Budget(cap: Money(picodollars: 1_000_000))
    #expect(try await run(folder, more, calls: 4).run().ending == .complete)
  }

  @Test("What the budget ended half-way in an earlier process is made again by itself")
  func alone() async throws {
    let scratch = try Scratch()
    let folder = try RunFolder(
      scratch.path + "/run", for: try RunSupport.plan(queries: 6, setups: ["a"], trials: 1))
    let budget = Budget(cap: Money(picodollars: 6_500))
    _ = try await run(folder, budget, ceiling: 1, calls: 4).run()
    let cut = try #require(try RunSupport.lines(folder.logPath(shard: nil)).first?["query"]?.string)
    let underWay = Mutex<Set<String>>([])
    let beside = Mutex<Set<String>>([])
    var more = RunSupport.run(folder, ceiling: 4, quote: { _ in Self.worst }) { attempt in
      let query = attempt.query.id
      underWay.withLock { _ = $0.insert(query) }
      for _ in 0..<50 {
        await Task.yield()
        let others = underWay.withLock { $0.subtracting([query]) }
        if query == cut { beside.withLock { $0.formUnion(others) } }
      }
      underWay.withLock { _ = $0.remove(query) }
      return RunSupport.answer(attempt)
    }
    more.budget = Budget(cap: Money(picodollars: 1_000_000))
    let (ending, totals) = try await more.run()
    #expect(ending == .complete)
    #expect(totals.done == 6)
    #expect(beside.withLock { $0 }.isEmpty)
  }

  @Test("A setup that was refused a consultation for want of money is not that setup")
  func refusedConsultation() async throws {
    let scratch = try Scratch()
    let folder = try RunFolder(
      scratch.path + "/run", for: try RunSupport.plan(queries: 1, setups: ["a"], trials: 1))
    let (ending, totals) = try await RunSupport.run(folder) { attempt in
      var answer = RunSupport.answer(attempt)
      answer.consultations = [
        Consultation(
          id: "c1", advisor: "opus", trigger: .asked, view: .brief, outcome: .budgetRefused)
      ]
      return answer
    }.run()
    #expect(ending == .budget("The budget had no room for a consultation."))
    #expect(totals.done == 0)
    #expect(totals.spent == Money(picodollars: 1_000_000))
  }
}
