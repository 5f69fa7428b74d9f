// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// The thread of a loopback server: it accepts, reads, and helps writers whose socket is full.
final class LoopbackLoop: Sendable {
  private struct State {
    var isStopping = false
    var thread: pthread_t?
  }

  let port: Int
  /// Every accepted connection, in order.
  let connections: AsyncStream<LoopbackConnection>
  private let accepted: AsyncStream<LoopbackConnection>.Continuation
  private let journal: LoopbackJournal
  private let listener: Int32
  private let bell: (read: Int32, write: Int32)
  private let state = Mutex(State())
  private let ended = Gate()

  init(_ journal: LoopbackJournal) throws {
    self.journal = journal
    (listener, port) = try LoopbackSocket.listen()
    do { bell = try LoopbackSocket.pipe() } catch {
      Glibc.close(listener)
      throw error
    }
    (connections, accepted) = AsyncStream.makeStream()
  }

  deinit {
    Glibc.close(bell.read)
    Glibc.close(bell.write)
    Glibc.close(listener)
  }

  func start() throws {
    var thread = pthread_t()
    let context = Unmanaged.passRetained(self)
    let result = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        let loop = Unmanaged<LoopbackLoop>.fromOpaque(context).takeRetainedValue()
        loop.run()
        loop.ended.open()
        return nil
      }, context.toOpaque())
    guard result == 0 else {
      context.release()
      throw LoopbackError(.noSocket)
    }
    state.withLock { $0.thread = thread }
  }

  /// Makes the thread close every connection and end.
  func stop() {
    state.withLock { $0.isStopping = true }
    wakeUp()
  }

  /// Returns when the thread is gone; call `stop` first.
  func join() async {
    // Thrown only in a cancelled task; then the thread, already told to stop, is waited for below.
    try? await ended.wait()
    if let thread = state.withLock({ $0.thread }) { pthread_join(thread, nil) }
  }

  private func wakeUp() {
    var byte: UInt8 = 1
    // A full pipe rings as well.
    _ = Glibc.write(bell.write, &byte, 1)
  }

  // MARK: - The thread

  private func run() {
    var open: [LoopbackConnection] = []
    var count = 0
    while !state.withLock({ $0.isStopping }) {
      var interests = [
        pollfd(fd: bell.read, events: Int16(POLLIN), revents: 0),
        pollfd(fd: listener, events: Int16(POLLIN), revents: 0),
      ]
      open.removeAll { connection in
        guard let interest = connection.interest else {
          connection.shut()
          return true
        }
        interests.append(interest)
        return false
      }
      guard poll(&interests, nfds_t(interests.count), -1) > 0 else { continue }
      if interests[0].revents != 0 { drainBell() }
      for (connection, interest) in zip(open, interests.dropFirst(2)) where interest.revents != 0 {
        connection.handle()
      }
      while interests[1].revents != 0, let descriptor = LoopbackSocket.accept(listener) {
        count += 1
        journal.didAccept()
        let connection = LoopbackConnection(
          number: count, descriptor: descriptor, journal: journal,
          wakeUp: { [weak self] in self?.wakeUp() })
        open.append(connection)
        accepted.yield(connection)
      }
    }
    for connection in open { connection.shut() }
    accepted.finish()
  }

  private func drainBell() {
    var bytes = [UInt8](repeating: 0, count: 512)
    while read(bell.read, &bytes, bytes.count) == bytes.count {}
  }
}
