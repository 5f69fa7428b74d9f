// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization
import WiselyThreads

/// The thread of a server: it accepts, reads, keeps deadlines, and helps writers whose socket is full.
final class ServerLoop: Sendable {
  private enum Mode { case serving, draining, stopped }

  private struct State {
    var mode = Mode.serving
    var listener: Int32
    var hasEnded = false
    var waiter: CheckedContinuation<Void, Never>?
  }

  let port: Int
  /// Every accepted connection; at most as many wait here as may be open.
  let connections: AsyncStream<ServerConnection>
  private let accepted: AsyncStream<ServerConnection>.Continuation
  private let limit: Int
  private let bell: (read: Int32, write: Int32)
  private let state: Mutex<State>

  init(port: Int, limit: Int) throws(HTTPServerError) {
    let (listener, port) = try ServerSocket.listen(port: port)
    do throws(HTTPServerError) { bell = try ServerSocket.pipe() } catch {
      Glibc.close(listener)
      throw error
    }
    self.port = port
    self.limit = max(1, limit)
    state = Mutex(State(listener: listener))
    (connections, accepted) = AsyncStream.makeStream()
  }

  deinit {
    closeListener()
    Glibc.close(bell.read)
    Glibc.close(bell.write)
  }

  func start() throws(HTTPServerError) {
    // The thread owns one reference to us until it ends.
    guard DetachedThread.start({ self.runToEnd() }) else {
      throw HTTPServerError(.noSocket, "No thread can be started for the server.")
    }
  }

  /// Takes no more connections; those without a request under way end.
  func drain() {
    state.withLock { if $0.mode == .serving { $0.mode = .draining } }
    wakeUp()
  }

  /// Ends every connection at once, and then the thread.
  func stop() {
    state.withLock { $0.mode = .stopped }
    wakeUp()
  }

  /// Returns when the thread has closed everything.
  func join() async {
    await withCheckedContinuation { mine in
      let hasEnded = state.withLock { state in
        if !state.hasEnded { state.waiter = mine }
        return state.hasEnded
      }
      if hasEnded { mine.resume() }
    }
  }

  private func wakeUp() {
    var byte: UInt8 = 1
    // A full pipe rings as well.
    _ = Glibc.write(bell.write, &byte, 1)
  }

  private func closeListener() {
    state.withLock { state in
      if state.listener >= 0 { Glibc.close(state.listener) }
      state.listener = -1
    }
  }

  // MARK: - The thread

  private func runToEnd() {
    run()
    closeListener()
    accepted.finish()
    let waiter = state.withLock { state in
      state.hasEnded = true
      return state.waiter
    }
    waiter?.resume()
  }

  private func run() {
    var open: [ServerConnection] = []
    var isExhausted = false
    while true {
      let (mode, listener) = state.withLock { ($0.mode, $0.listener) }
      guard mode != .stopped else { break }
      if mode == .draining {
        closeListener()
        accepted.finish()
        for connection in open { connection.drain() }
      }
      var interests = [
        pollfd(fd: bell.read, events: Int16(POLLIN), revents: 0),
        pollfd(fd: -1, events: Int16(POLLIN), revents: 0),
      ]
      let now = ContinuousClock.now
      var next = isExhausted ? now.advanced(by: .milliseconds(100)) : nil
      open.removeAll { connection in
        guard let interest = connection.interest(at: now) else {
          connection.shut()
          return true
        }
        interests.append(interest.poll)
        if let deadline = interest.deadline { next = min(next ?? deadline, deadline) }
        return false
      }
      // Only now: a place that has just become free must not wait for the next event.
      if mode == .serving, open.count < limit, !isExhausted { interests[1].fd = listener }
      isExhausted = false
      if mode == .draining, open.isEmpty { break }
      guard poll(&interests, nfds_t(interests.count), Self.wait(until: next, from: now)) > 0
      else { continue }
      if interests[0].revents != 0 { drainBell() }
      for (connection, interest) in zip(open, interests.dropFirst(2)) where interest.revents != 0 {
        connection.handle(interest.revents)
      }
      if interests[1].revents != 0 { isExhausted = accept(from: listener, into: &open) }
    }
    for connection in open { connection.shut() }
  }

  /// Takes the connections that wait; true when the kernel has no room for them.
  private func accept(from listener: Int32, into open: inout [ServerConnection]) -> Bool {
    while open.count < limit {
      switch ServerSocket.accept(listener) {
      case .none: return false
      case .exhausted: return true
      case .connection(let descriptor):
        let connection = ServerConnection(
          descriptor: descriptor, wakeUp: { [weak self] in self?.wakeUp() })
        open.append(connection)
        accepted.yield(connection)
      }
    }
    return false
  }

  /// Milliseconds for `poll`, rounded up so that a deadline has passed when it returns.
  private static func wait(
    until deadline: ContinuousClock.Instant?, from now: ContinuousClock.Instant
  ) -> Int32 {
    guard let deadline else { return -1 }
    let (seconds, attoseconds) = max(.zero, now.duration(to: deadline)).components
    let milliseconds = min(seconds, 3_600) * 1_000 + attoseconds / 1_000_000_000_000_000 + 1
    return Int32(milliseconds)
  }

  private func drainBell() {
    var bytes = [UInt8](repeating: 0, count: 512)
    while read(bell.read, &bytes, bytes.count) == bytes.count {}
  }
}
