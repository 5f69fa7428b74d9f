// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TestSupport
import Testing
import Wisely
import WiselyTesting

@testable import WiselyEval

@Suite(.timeLimit(.minutes(5))) struct EarlyStopTests {
  @Test("All ties are good enough after 147 queries, at whatever width", arguments: [1, 7])
  func ties(ceiling: Int) async throws {
    let scratch = try Scratch()
    let plan = try RunSupport.plan(
      queries: 200, setups: ["a", "b"], trials: 1, stopping: .betting)
    let folder = try RunFolder(scratch.path + "/run", for: plan)
    let (ending, totals) = try await RunSupport.run(folder, ceiling: ceiling) {
      RunSupport.answer($0)
    }.run()
    #expect(ending == .decided([.init(setup: "b", isGoodEnough: true, queries: 147)]))
    #expect(totals.done >= 2 * 147)
    // Beside a slow attempt of an early query others go on, and how many is the scheduler's affair.
    if ceiling == 1 { #expect(totals.done == 2 * 147) }
    // Going on with it costs nothing: it was decided.
    let (again, after) = try await RunSupport.run(folder) { _ in
      Issue.record("asked again")
      return AttemptAnswer()
    }.run()
    #expect(again == ending)
    #expect(after.lines == totals.lines)
  }

  @Test("Queries that belong together are one bet, made when the last of them is finished")
  func clusters() async throws {
    let scratch = try Scratch()
    var plan = try RunSupport.plan(queries: 400, setups: ["a", "b"], trials: 1, stopping: .betting)
    for index in plan.queries.indices { plan.queries[index].cluster = "c\(index / 2)" }
    let folder = try RunFolder(scratch.path + "/run", for: try plan.frozen())
    let (ending, _) = try await RunSupport.run(folder, ceiling: 1) {
      RunSupport.answer($0)
    }.run()
    guard case .decided(let decisions) = ending else {
      Issue.record("\(ending)")
      return
    }
    // 147 pairs, all ties.
    #expect(decisions.first?.isGoodEnough == true)
    #expect((decisions.first?.queries ?? 0) >= 2 * 147)
  }

  @Test("What the planned queries will not settle is given up, without a claim")
  func hopeless() async throws {
    let scratch = try Scratch()
    let plan = try RunSupport.plan(queries: 300, setups: ["a", "b"], trials: 1, stopping: .betting)
    let folder = try RunFolder(scratch.path + "/run", for: plan)
    let positions = Dictionary(
      uniqueKeysWithValues: plan.order.queries.enumerated().map { ($1, $0) })
    // About five points worse, with much disagreement: on the margin itself.
    let grade: EvalRun.Grading = { _, attempt in
      let place = (positions[attempt.place.query] ?? 0) % 20
      if place < 5 { return GradedAnswer(score: attempt.setup.name == "a" ? 1 : 0) }
      if place < 9 { return GradedAnswer(score: attempt.setup.name == "a" ? 0 : 1) }
      return GradedAnswer(score: 1)
    }
    let (ending, totals) = try await RunSupport.run(folder, ceiling: 1, grade: grade) {
      RunSupport.answer($0)
    }.run()
    guard case .decided(let decisions) = ending else {
      Issue.record("\(ending)")
      return
    }
    #expect(decisions.map(\.isGoodEnough) == [nil])
    #expect(totals.done >= 60 && totals.done < 600)
    let (again, _) = try await RunSupport.run(folder, grade: grade) { _ in
      Issue.record("asked again")
      return AttemptAnswer()
    }.run()
    #expect(again == ending)
  }

  @Test("Answers that nobody graded are no ties, and decide nothing")
  func ungraded() async throws {
    let scratch = try Scratch()
    let plan = try RunSupport.plan(
      queries: 200, setups: ["a", "b"], trials: 1, stopping: .betting)
    let folder = try RunFolder(scratch.path + "/run", for: plan)
    let grade: EvalRun.Grading = { _, _ in GradedAnswer(score: nil) }
    for _ in 0..<2 {
      let (ending, totals) = try await RunSupport.run(folder, grade: grade) {
        RunSupport.answer($0)
      }.run()
      #expect(ending == .complete)
      #expect(totals.done == 400)
    }
  }

  @Test("A candidate that is always wrong is worse by more than the margin, long before the end")
  func worse() async throws {
    let scratch = try Scratch()
    let plan = try RunSupport.plan(
      queries: 200, setups: ["a", "b"], trials: 2, stopping: .betting)
    let folder = try RunFolder(scratch.path + "/run", for: plan)
    let (ending, totals) = try await RunSupport.run(
      folder, grade: { _, attempt in GradedAnswer(score: attempt.setup.name == "a" ? 1 : 0) },
      answer: { RunSupport.answer($0) }
    ).run()
    guard case .decided(let decisions) = ending else {
      Issue.record("\(ending)")
      return
    }
    #expect(decisions.map(\.isGoodEnough) == [false])
    #expect(decisions[0].queries < 40)
    #expect(totals.left > 600)
  }

  @Test("The planned order decides, not the order in which answers come")
  func order() async throws {
    let scratch = try Scratch()
    let plan = try RunSupport.plan(
      queries: 120, setups: ["a", "b"], trials: 1, stopping: .betting)
    // Right where the plan's order is late, so a look at what came first would differ.
    let positions = Dictionary(
      uniqueKeysWithValues: plan.order.queries.enumerated().map { ($1, $0) })
    let grade: EvalRun.Grading = { _, attempt in
      let position = positions[attempt.place.query] ?? 0
      return GradedAnswer(score: attempt.setup.name == "a" || position % 3 == 0 ? 1 : 0)
    }
    var endings: [RunEnding] = []
    for ceiling in [1, 5, 16] {
      let folder = try RunFolder(scratch.path + "/\(ceiling)", for: plan)
      let run = RunSupport.run(folder, ceiling: ceiling, grade: grade) { attempt in
        for _ in 0..<(attempt.place.query % 7) { await Task.yield() }
        return RunSupport.answer(attempt)
      }
      endings.append(try await run.run().ending)
    }
    #expect(Set(endings).count == 1)
    guard case .decided(let decisions) = endings[0] else {
      Issue.record("\(endings)")
      return
    }
    var test = Betting(.worseByMargin, margin: plan.margin)
    for position in plan.order.queries.indices where test.claimedAt == nil {
      test.observe(position % 3 == 0 ? 0 : -1)
    }
    #expect(decisions == [.init(setup: "b", isGoodEnough: false, queries: test.claimedAt ?? 0)])
  }

  @Test(
    "With three trials a candidate that is right on average but not every time is not good enough")
  func steady() async throws {
    let scratch = try Scratch()
    let plan = try RunSupport.plan(
      queries: 170, setups: ["a", "b"], trials: 3, stopping: .betting)
    func ending(_ name: String, _ grade: @escaping EvalRun.Grading) async throws -> RunEnding {
      let folder = try RunFolder(scratch.path + "/" + name, for: plan)
      return try await RunSupport.run(folder, grade: grade) { RunSupport.answer($0) }.run().ending
    }
    let ties = try await ending("ties", RunSupport.right)
    #expect(ties == .decided([.init(setup: "b", isGoodEnough: true, queries: 147)]))
    // Both are right in two of three trials, a always in the same queries and b all over.
    let unsteady = try await ending("unsteady") { _, attempt in
      let (query, trial) = (attempt.place.query, attempt.place.trial)
      let isRight = attempt.setup.name == "a" ? query % 3 != 0 : (query + trial) % 3 != 0
      return GradedAnswer(score: isRight ? 1 : 0)
    }
    guard case .decided(let decisions) = unsteady else {
      Issue.record("\(unsteady)")
      return
    }
    #expect(decisions.map(\.isGoodEnough) == [false])
  }

  @Test("A plan without early stop runs to its end, whatever it could have claimed")
  func complete() async throws {
    let scratch = try Scratch()
    let plan = try RunSupport.plan(queries: 160, setups: ["a", "b"], trials: 1)
    let folder = try RunFolder(scratch.path + "/run", for: plan)
    let (ending, totals) = try await RunSupport.run(folder) { RunSupport.answer($0) }.run()
    #expect(ending == .complete)
    #expect(totals.done == 320)
  }
}
