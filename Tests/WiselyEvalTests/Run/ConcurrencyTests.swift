// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TestSupport
import Testing
import Wisely
import WiselyTesting

@testable import WiselyEval

@Suite(.timeLimit(.minutes(5))) struct ConcurrencyTests {
  @Test("A limit grows by one a round up to its ceiling, and halves once for trouble of one round")
  func widths() {
    let time = ManualTime()
    let limit = ConcurrencyLimit(ceiling: 20, now: { time.now })
    #expect(limit.allowed == 8)
    for _ in 0..<9 { limit.grow() }
    #expect(limit.allowed == 9)
    for _ in 0..<1_000 { limit.grow() }
    #expect(limit.allowed == 20)
    let generation = limit.generation
    for _ in 0..<20 { limit.shrink(generation: generation, retryAfter: nil) }
    #expect(limit.allowed == 10)
    for _ in 0..<10 { limit.shrink(generation: limit.generation, retryAfter: nil) }
    #expect(limit.allowed == 1)
    #expect(ConcurrencyLimit(ceiling: 3, now: { time.now }).allowed == 3)
    #expect(ConcurrencyLimit(ceiling: 0, now: { time.now }).allowed == 1)
  }

  @Test("Nothing new begins before the provider's limit is renewed, and never for long")
  func pauses() {
    let time = ManualTime()
    let limit = ConcurrencyLimit(ceiling: 20, now: { time.now })
    #expect(limit.pause == nil)
    limit.observe(status: 200, retryAfter: nil, renewal: .seconds(5))
    #expect(limit.pause == .seconds(5))
    #expect(limit.allowed == 8)
    time.advance(by: .seconds(5))
    #expect(limit.pause == nil)
    limit.observe(status: 429, retryAfter: .seconds(7), renewal: nil)
    #expect(limit.pause == .seconds(7))
    #expect(limit.allowed == 4)
    limit.observe(status: 529, retryAfter: .seconds(86_400), renewal: nil)
    #expect(limit.pause == .seconds(120))
  }

  @Test("A storm that the headers tell of cuts the width once, however many attempts it hits")
  func stormOfHeaders() async throws {
    let scratch = try Scratch()
    let folder = try RunFolder(
      scratch.path + "/run", for: try RunSupport.plan(queries: 4, setups: ["a", "b"], trials: 1))
    let time = ManualTime()
    let limit = ConcurrencyLimit(ceiling: 8, now: { time.now })
    let (gate, begun) = (Gate(), Counter())
    let widths = Mutex<[Int]>([])
    let run = EvalRun(
      folder, limit: limit, surroundings: time.surroundings,
      answer: { attempt in
        // All eight are under way when the provider has had enough, and try again by themselves.
        if begun.add("attempts") == 8 { gate.open() }
        try await gate.wait()
        limit.observe(status: 429, retryAfter: nil, renewal: nil)
        widths.withLock { $0.append(limit.allowed) }
        return RunSupport.answer(attempt)
      }, grade: RunSupport.right)
    #expect(try await run.run().ending == .complete)
    #expect(widths.withLock { $0.min() } == 4)
    #expect(limit.troubles == 8)
  }

  /// A provider that answers that many at once and turns the others down.
  private final class Provider: Sendable {
    private let state = Mutex((capacity: 3, inside: 0))
    func setCapacity(_ capacity: Int) { state.withLock { $0.capacity = capacity } }

    func answer(_ attempt: Attempt) async -> AttemptAnswer {
      let isTaken = state.withLock { state in
        guard state.inside < state.capacity else { return false }
        state.inside += 1
        return true
      }
      guard isTaken else {
        return AttemptAnswer(error: ModelError(.rateLimited, "Slow down.", retryAfter: .seconds(1)))
      }
      for _ in 0..<20 { await Task.yield() }
      state.withLock { $0.inside -= 1 }
      return RunSupport.answer(attempt)
    }
  }

  @Test("A storm of 429 shrinks the width, the run completes, and calm lets it grow again")
  func storm() async throws {
    let scratch = try Scratch()
    let folder = try RunFolder(
      scratch.path + "/run", for: try RunSupport.plan(queries: 300, trials: 1))
    let (time, provider) = (ManualTime(), Provider())
    let widths = Mutex<[Int]>([])
    let isDone = Atomic(false)
    var run = RunSupport.run(
      folder, ceiling: 16, time: time,
      watch: { progress in
        widths.withLock { $0.append(progress.width) }
        if progress.totals.done >= 200 { provider.setCapacity(1_000) }
      }, answer: { await provider.answer($0) })
    run.patience.tries = 1_000
    run.patience.failuresInARow = 1_000
    async let result = run.run()
    async let clock: Void = {
      // A run that fails, or whose time is up, leaves no clock that ticks for ever.
      while !isDone.load(ordering: .acquiring), !Task.isCancelled {
        if time.sleepers > 0 { time.advance(by: .milliseconds(250)) }
        await Task.yield()
      }
    }()
    let (ending, totals) = try await result
    isDone.store(true, ordering: .releasing)
    await clock
    #expect(ending == .complete)
    #expect(totals.done == 900)
    #expect(totals.infrastructureFailures > 0)
    // Each attempt was answered and paid for once.
    #expect(totals.spent == Money(picodollars: 900_000_000))
    let all = widths.withLock { $0 }
    #expect(all.min() ?? 99 <= 3)
    #expect(all.last == 16)
    // Fewer are turned down than are answered: the width keeps near the capacity.
    #expect(totals.infrastructureFailures < 450, "\(totals.infrastructureFailures)")
  }
}
