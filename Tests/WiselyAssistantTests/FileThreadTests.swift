// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing
import WiselyTesting

@testable import WiselyAssistant

@Suite(.timeLimit(.minutes(5))) struct FileThreadTests {
  /// Holds the file thread (and only it) until a test lets go.
  private final class Latch: Sendable {
    private let isOpen = Atomic(false)
    func open() { isOpen.store(true, ordering: .releasing) }
    func wait() { while !isOpen.load(ordering: .acquiring) {} }
  }

  /// What jobs leave behind.
  private final class Jobs: Sendable {
    let running = Atomic(0)
    let most = Atomic(0)
    let hasRun = Atomic(false)
  }

  @Test("Jobs give their values and their errors")
  func values() async throws {
    let thread = try FileThread()
    #expect(try await thread.run { _ in 7 } == 7)
    await #expect(throws: PatternError.self) {
      try await thread.run { _ in throw PatternError("no") }
    }
  }

  @Test("Jobs run one at a time")
  func serial() async throws {
    let thread = try FileThread()
    let jobs = Jobs()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<50 {
        group.addTask {
          try await thread.run { _ in
            let now = jobs.running.add(1, ordering: .relaxed).newValue
            jobs.most.max(now, ordering: .relaxed)
            jobs.running.subtract(1, ordering: .relaxed)
          }
        }
      }
      try await group.waitForAll()
    }
    let peak = jobs.most.load(ordering: .relaxed)
    #expect(peak == 1)
  }

  @Test("A job that waits its turn is not begun once its caller has left")
  func cancelledInQueue() async throws {
    let thread = try FileThread()
    let latch = Latch()
    let started = Gate()
    let jobs = Jobs()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        try await thread.run { _ in
          started.open()
          latch.wait()
        }
      }
      try await started.wait()
      let waiting = Task {
        try await thread.run { _ in jobs.hasRun.store(true, ordering: .relaxed) }
      }
      waiting.cancel()
      latch.open()
      await #expect(throws: CancellationError.self) { try await waiting.value }
      try await group.waitForAll()
    }
    let ran = jobs.hasRun.load(ordering: .relaxed)
    #expect(!ran)
  }

  @Test("A running job learns of it at its next check")
  func cancelledWhileRunning() async throws {
    let thread = try FileThread()
    let started = Gate()
    let job = Task {
      try await thread.run { cancellation in
        started.open()
        while true { try cancellation.check() }
      }
    }
    try await started.wait()
    job.cancel()
    await #expect(throws: CancellationError.self) { try await job.value }
  }
}
