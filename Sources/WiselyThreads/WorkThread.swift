// SPDX-License-Identifier: Apache-2.0

/// A thread of its own for work that blocks: one piece after the other, in order.
package final class WorkThread: Sendable {
  /// Why a piece of work was not taken: the thread is ending.
  package struct Closed: Error {}

  private let queue = JobQueue<@Sendable () -> Void>()

  /// A thread that ends with the last reference to it; nil when the system has none left.
  package init?() {
    let started = DetachedThread.start { [queue] in
      while let jobs = queue.next() { for job in jobs { job() } }
    }
    guard started else { return nil }
  }

  deinit { queue.close() }

  /// Has some work done and waits for it without blocking.
  ///
  /// - Throws: what the work throws.
  package func run<Value: Sendable>(
    _ work: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { mine in
      let isTaken = queue.add { mine.resume(with: Result { try work() }) }
      if !isTaken { mine.resume(throwing: Closed()) }
    }
  }
}
