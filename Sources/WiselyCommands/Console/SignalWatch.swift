// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Turns Ctrl-C and SIGTERM into cancellation: the first one cancels, the second one ends the process.
final class SignalWatch: Sendable {
  private struct State {
    var signals = 0
    var cancel: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  /// Blocks the signals for all threads to come and waits for them on a thread of its own.
  ///
  /// Call it before anything starts a thread.
  init() {
    // A reader that went away is an error of `write`, not the end of the process.
    signal(SIGPIPE, SIG_IGN)
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGINT)
    sigaddset(&set, SIGTERM)
    pthread_sigmask(SIG_BLOCK, &set, nil)
    var thread = pthread_t()
    let context = Unmanaged.passRetained(self).toOpaque()
    pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<SignalWatch>.fromOpaque(context).takeRetainedValue().wait()
        return nil
      }, context)
    pthread_detach(thread)
  }

  /// Whether a signal has come.
  var isInterrupted: Bool { state.withLock { $0.signals > 0 } }

  /// Runs an operation that the first signal cancels.
  func withCancellation<Value: Sendable>(
    _ operation: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    // Unstructured because a signal comes from outside every task; the watch cancels it.
    let task = Task { try await operation() }
    let wasInterrupted = state.withLock { state in
      state.cancel = { task.cancel() }
      return state.signals > 0
    }
    if wasInterrupted { task.cancel() }
    defer { state.withLock { $0.cancel = nil } }
    return try await task.value
  }

  private func wait() {
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGINT)
    sigaddset(&set, SIGTERM)
    while true {
      var number: Int32 = 0
      guard sigwait(&set, &number) == 0 else { continue }
      let (count, cancel) = state.withLock { state in
        state.signals += 1
        return (state.signals, state.cancel)
      }
      if count > 1 || cancel == nil { _exit(128 + number) }
      cancel?()
    }
  }
}
