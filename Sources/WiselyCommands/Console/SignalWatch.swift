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
    var cancel: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())
  /// Pulled by the first signal, for work that waits outside of Swift's tasks.
  let line: StopLine

  /// A watch that hears nothing.
  init(line: StopLine) { self.line = line }

  /// Blocks the signals for all threads to come and waits for them on a thread of its own.
  ///
  /// Call it before anything starts a thread.
  static func start(line: StopLine) -> SignalWatch {
    let watch = SignalWatch(line: line)
    // A reader that went away is an error of `write`, not the end of the process.
    signal(SIGPIPE, SIG_IGN)
    var set = sigset_t()
    sigemptyset(&set)
    // What our parent had us ignore stays ignored: `nohup` means it.
    for number in [SIGINT, SIGTERM, SIGHUP] where wisely_is_ignored(number) == 0 {
      sigaddset(&set, number)
    }
    pthread_sigmask(SIG_BLOCK, &set, nil)
    let isStarted = Thread.start { [set] in watch.wait(for: set) }
    // Without the thread Ctrl-C would do nothing, so the signals go back to their default.
    if !isStarted { pthread_sigmask(SIG_UNBLOCK, &set, nil) }
    return watch
  }

  /// How the command ends because of the signal that has come; nil when none has.
  var interruption: ExitCode? {
    state.withLock { $0.first }.map { ExitCode(128 + $0) }
  }

  /// Runs an operation that the first signal cancels.
  func withCancellation<Value: Sendable>(
    _ operation: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    // Unstructured because a signal comes from outside every task; the watch cancels it.
    let task = Task { try await operation() }
    let wasInterrupted = state.withLock { state in
      state.cancel = { task.cancel() }
      return state.first != nil
    }
    if wasInterrupted { task.cancel() }
    defer { state.withLock { $0.cancel = nil } }
    return try await task.value
  }

  private func wait(for signals: sigset_t) {
    var signals = signals
    while true {
      var number: Int32 = 0
      guard sigwait(&signals, &number) == 0 else { continue }
      let (isFirst, cancel) = state.withLock { state in
        defer { state.first = state.first ?? number }
        return (state.first == nil, state.cancel)
      }
      guard isFirst, let cancel else { _exit(128 + number) }
      line.pull()
      cancel()
    }
  }
}
