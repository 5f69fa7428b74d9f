// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization
import WiselyArguments
import _WiselyCShims

/// Turns Ctrl-C, SIGTERM and a closed terminal into cancellation: the first signal cancels, the second
/// ends the process.
final class SignalWatch: Sendable {
  private struct State {
    var first: Int32?
    /// Whether there is work that the first signal cancels, already begun or about to begin.
    var isWatching = false
    var cancel: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())
  /// Pulled by the first signal, for work that waits outside of Swift's tasks.
  let line: StopLine

  /// A watch that hears nothing.
  init(line: StopLine) { self.line = line }

  /// Blocks the signals for the calling thread and all threads it starts, and waits for them here, for
  /// ever, while a task does the work.
  ///
  /// Call it on the main thread before anything starts a thread: one thread that does not block a
  /// signal is enough for the signal to end the process there and then.
  func wait(while work: @escaping @Sendable () async -> Void) -> Never {
    // A reader that went away is an error of `write`, not the end of the process.
    signal(SIGPIPE, SIG_IGN)
    var set = sigset_t()
    sigemptyset(&set)
    // What our parent had us ignore stays ignored: `nohup` means it.
    for number in [SIGINT, SIGTERM, SIGHUP] where wisely_is_ignored(number) == 0 {
      sigaddset(&set, number)
    }
    pthread_sigmask(SIG_BLOCK, &set, nil)
    // Unstructured because the process waits for it in another way; it ends the process itself.
    Task { await work() }
    while true {
      var number: Int32 = 0
      if sigwait(&set, &number) == 0 { receive(number) }
    }
  }

  /// How the command ends because of the signal that has come; nil when none has.
  var interruption: ExitCode? {
    state.withLock { $0.first }.map { ExitCode(128 + $0) }
  }

  /// Runs an operation that the first signal cancels.
  func withCancellation<Value: Sendable>(
    _ operation: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    // Before the work begins: the first thing it says may be that Ctrl-C ends it.
    state.withLock { $0.isWatching = true }
    // Unstructured because a signal comes from outside every task; the watch cancels it.
    let task = Task { try await operation() }
    let wasInterrupted = state.withLock { state in
      state.cancel = { task.cancel() }
      return state.first != nil
    }
    if wasInterrupted { task.cancel() }
    defer {
      state.withLock { state in
        state.isWatching = false
        state.cancel = nil
      }
    }
    return try await task.value
  }

  /// Cancels the work, or ends the process when there is none or this is not the first signal.
  func receive(_ number: Int32) {
    let (isCancelling, cancel) = state.withLock { state in
      defer { state.first = state.first ?? number }
      return (state.first == nil && state.isWatching, state.cancel)
    }
    guard isCancelling else { _exit(128 + number) }
    line.pull()
    cancel?()
  }
}
