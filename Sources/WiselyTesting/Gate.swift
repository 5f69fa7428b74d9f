// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A door that is shut until somebody opens it: how tests order events without sleeping.
public final class Gate: Sendable {
  private struct State {
    var isOpen = false
    var next = 0
    var waiting: [Int: CheckedContinuation<Void, any Error>] = [:]
  }

  private let state = Mutex(State())

  /// A shut gate.
  public init() {}

  /// Lets everybody through, now and later.
  public func open() {
    let waiting = state.withLock { state in
      state.isOpen = true
      defer { state.waiting = [:] }
      return state.waiting.values
    }
    for continuation in waiting { continuation.resume() }
  }

  /// Waits until the gate is open.
  ///
  /// - Throws: `CancellationError` when the task is cancelled first.
  public func wait() async throws {
    let ticket = state.withLock { state in
      defer { state.next += 1 }
      return state.next
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { mine in
        let isOpen = state.withLock { state in
          // Checked under the lock: a cancellation before this point has found nothing to resume.
          guard !state.isOpen, !Task.isCancelled else { return true }
          state.waiting[ticket] = mine
          return false
        }
        guard isOpen else { return }
        if Task.isCancelled { mine.resume(throwing: CancellationError()) } else { mine.resume() }
      }
    } onCancel: {
      let mine = state.withLock { $0.waiting.removeValue(forKey: ticket) }
      mine?.resume(throwing: CancellationError())
    }
  }
}
