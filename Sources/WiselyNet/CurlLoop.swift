// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization
import WiselyThreads
import _WiselyCCurl

/// The thread that owns libcurl's multi handle; everybody else only queues commands for it.
final class CurlLoop: Sendable {
  private enum Command {
    case add(Transfer)
    case resume(Transfer)
    case expectEnd(Transfer, ContinuousClock.Instant)
    case remove(Transfer)
  }

  private struct State {
    var multi: MultiHandle?
    var commands: [Command] = []
    var isStopping = false
    var failure: HTTPError?
  }

  private let configuration: HTTPClientConfiguration
  private let state = Mutex(State())
  /// libcurl's global initialisation is not thread-safe, and several clients may start at once.
  private static let loading = Mutex(())

  /// What requests are told when the client goes away before they end.
  static let closed = HTTPError(.unavailable, "The HTTP client was closed.")

  init(_ configuration: HTTPClientConfiguration) { self.configuration = configuration }

  /// Loads libcurl and starts the thread, once.
  func start() throws {
    try state.withLock { state in
      if let failure = state.failure { throw failure }
      guard state.multi == nil else { return }
      let problem = Self.loading.withLock { _ in wisely_curl_load().map { String(cString: $0) } }
      guard problem == nil, let multi = wisely_multi_init() else {
        let failure = HTTPError(.unavailable, problem ?? "libcurl gives no multi handle.")
        state.failure = failure
        throw failure
      }
      _ = wisely_multi_set_long(multi, CURLMOPT_MAXCONNECTS, configuration.connections)
      let handle = MultiHandle(pointer: multi)
      guard DetachedThread.start({ self.run(handle) }) else {
        _ = wisely_multi_cleanup(multi)
        throw HTTPError(.unavailable, "The system gives the HTTP client no thread.")
      }
      state.multi = handle
    }
  }

  func add(_ transfer: Transfer) {
    transfer.onResume { [weak self, weak transfer] in
      guard let self, let transfer else { return }
      send(.resume(transfer))
    }
    send(.add(transfer))
  }

  /// Ends a transfer; the waiting task is told at once, the connection follows.
  func remove(_ transfer: Transfer, because failure: (any Error)?) {
    transfer.finish(failure)
    send(.remove(transfer))
  }

  /// Ends a transfer that does not end by itself in some time.
  func expectEnd(of transfer: Transfer, within limit: Duration) {
    send(.expectEnd(transfer, .now + limit))
  }

  func stop() {
    state.withLock { state in
      state.isStopping = true
      if let multi = state.multi { _ = wisely_multi_wakeup(multi.pointer) }
    }
  }

  private func send(_ command: Command) {
    let isTaken = state.withLock { state in
      // After this nobody would look at it.
      guard !state.isStopping else { return false }
      state.commands.append(command)
      // Waking up inside the lock: the thread frees the handle only after it has taken the lock.
      if let multi = state.multi { _ = wisely_multi_wakeup(multi.pointer) }
      return true
    }
    if !isTaken, case .add(let transfer) = command { transfer.finish(Self.closed) }
  }

  // MARK: - The thread

  private func run(_ multi: MultiHandle) {
    var active = ActiveTransfers(multi: multi, configuration: configuration)
    while true {
      let (commands, isStopping) = state.withLock { state in
        defer { state.commands = [] }
        return (state.commands, state.isStopping)
      }
      for command in commands {
        switch command {
        case .add(let transfer): active.add(transfer)
        case .resume(let transfer): active.resume(transfer)
        case .expectEnd(let transfer, let deadline): active.expectEnd(of: transfer, by: deadline)
        case .remove(let transfer): active.remove(transfer)
        }
      }
      if isStopping { break }
      let wait = active.step()
      _ = wisely_multi_poll(multi.pointer, wait)
    }
    active.removeAll()
    state.withLock { state in
      state.multi = nil
      state.failure = Self.closed
    }
    _ = wisely_multi_cleanup(multi.pointer)
  }
}

/// The multi handle.
///
/// Unchecked because the pointer is only used by the loop's thread, except for `wakeup`, which
/// libcurl documents as callable from any thread, and which is called under the lock of its owner.
struct MultiHandle: @unchecked Sendable {
  let pointer: UnsafeMutableRawPointer
}
