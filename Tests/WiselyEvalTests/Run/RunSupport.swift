// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Synchronization
import Wisely
import WiselyTesting

@testable import WiselyEval

/// Plans and answers that need no model.
enum RunSupport {
  static func plan(
    queries: Int = 10, setups: [String] = ["a", "b", "c"], trials: Int = 2, seed: UInt64 = 7,
    stopping: RunPlan.Stopping = .complete
  ) throws -> RunPlan {
    var plan = RunPlan()
    plan.queries = (0..<queries).map { Query(id: "q\($0)", prompt: "What is \($0)?") }
    plan.setups = setups.map { RunPlan.Setup(name: $0) }
    plan.baseline = setups[0]
    plan.trials = trials
    plan.seed = seed
    plan.stopping = stopping
    return try plan.frozen()
  }

  /// One call of one model, at a cost.
  static func row(
    _ attempt: Attempt, cost: Int128 = 1_000_000, role: CallRole = .executor
  ) -> LedgerRow {
    LedgerRow(
      id: "\(attempt.id)-\(attempt.number)-\(role.rawValue)", conversation: attempt.id, role: role,
      setup: attempt.setup.name, requested: "offline-small", served: "offline-small",
      usage: Usage(input: 10, output: 3), cost: .priced(Money(picodollars: cost)),
      held: .priced(Money(picodollars: 2 * cost)), priceVersion: "1", outcome: .answered,
      started: Timestamp(microseconds: 0), ended: Timestamp(microseconds: 0))
  }

  static func answer(_ attempt: Attempt, cost: Int128 = 1_000_000) -> AttemptAnswer {
    AttemptAnswer(
      text: "\(attempt.query.id) by \(attempt.setup.name)", stopReason: .endTurn,
      bill: [row(attempt, cost: cost)])
  }

  static let right: EvalRun.Grading = { _, _ in
    GradedAnswer(score: 1, parts: [.init(grader: "fake@1", score: 1, reason: "It is right.")])
  }

  static func run(
    _ folder: RunFolder, ceiling: Int = 4, time: ManualTime = ManualTime(),
    grade: @escaping EvalRun.Grading = right, quote: @escaping EvalRun.Quoting = { _ in nil },
    watch: @escaping EvalRun.Watching = { _ in }, answer: @escaping EvalRun.Answering
  ) -> EvalRun {
    EvalRun(
      folder, limit: ConcurrencyLimit(ceiling: ceiling, now: { time.now }),
      surroundings: time.surroundings, answer: answer, grade: grade, quote: quote, watch: watch)
  }

  /// The lines of a log, in their order.
  static func lines(_ path: String) throws -> [JSONValue] {
    var lines: [JSONValue] = []
    try AttemptLog.forEachLine(path) { _, line in lines.append(line) }
    return lines
  }

  /// The lines of all logs of a folder, in an order that says nothing.
  static func sorted(_ folder: RunFolder) throws -> [String] {
    try folder.logs.flatMap { try lines($0).map(\.text) }.sorted()
  }
}

/// Counts, from any task.
final class Counter: Sendable {
  private let state = Mutex<[String: Int]>([:])

  @discardableResult func add(_ name: String) -> Int {
    state.withLock {
      $0[name, default: 0] += 1
      return $0[name] ?? 0
    }
  }

  var counts: [String: Int] { state.withLock { $0 } }
  subscript(name: String) -> Int { counts[name] ?? 0 }
}

/// Keeps the last progress that was told.
final class Last: Sendable {
  private let state = Mutex<RunProgress?>(nil)
  func set(_ progress: RunProgress) { state.withLock { $0 = progress } }
  var value: RunProgress? { state.withLock { $0 } }
}
