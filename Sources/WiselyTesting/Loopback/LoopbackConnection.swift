// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// One accepted connection: where the server's thread and a handler's task meet.
///
/// Bytes are sent by whoever has them, under the lock; the thread only helps when the kernel's buffer
/// is full. Only the thread closes the descriptor, so that `poll` never sees a number that was reused.
final class LoopbackConnection: Sendable {
  private struct State {
    var descriptor: Int32
    var inbox: [UInt8] = []
    var outbox: ArraySlice<UInt8> = []
    var reader: CheckedContinuation<[UInt8]?, Never>?
    var writer: CheckedContinuation<Void, any Error>?
    var hasLeft = false
    var isClosing = false
    var isResetting = false
    var isClosed: Bool { descriptor < 0 }
  }

  let number: Int
  /// Opened when the client has closed its side.
  let left = Gate()
  private let journal: LoopbackJournal
  private let wakeUp: @Sendable () -> Void
  private let state: Mutex<State>

  init(
    number: Int, descriptor: Int32, journal: LoopbackJournal,
    wakeUp: @escaping @Sendable () -> Void
  ) {
    self.number = number
    self.journal = journal
    self.wakeUp = wakeUp
    state = Mutex(State(descriptor: descriptor))
  }

  // MARK: - The task's side

  var hasLeft: Bool { state.withLock { $0.hasLeft } }
  var isClosing: Bool { state.withLock { $0.isClosing || $0.isClosed } }

  /// What has arrived, or nil when nothing more will.
  func read() async -> [UInt8]? {
    await withCheckedContinuation { mine in
      let ready = state.withLock { state -> [UInt8]?? in
        if !state.inbox.isEmpty {
          defer { state.inbox = [] }
          return .some(state.inbox)
        }
        if state.hasLeft || state.isClosing || state.isClosed { return .some(nil) }
        state.reader = mine
        return nil
      }
      if let ready { mine.resume(returning: ready) }
    }
  }

  /// Sends bytes in a write of their own; returns when the kernel has taken all of them.
  func write(_ bytes: [UInt8]) async throws {
    guard !bytes.isEmpty else { return }
    try Task.checkCancellation()
    try await withCheckedThrowingContinuation { (mine: CheckedContinuation<Void, any Error>) in
      let (result, wakers) = state.withLock { state -> (Result<Void, any Error>?, Wakers) in
        guard !state.hasLeft, !state.isClosing, !state.isClosed else {
          return (.failure(LoopbackError(.clientLeft)), Wakers())
        }
        state.outbox = bytes[...]
        // The thread does not look any more at a client that is known to have left.
        guard flush(&state) else { return (.failure(LoopbackError(.clientLeft)), due(&state)) }
        if state.outbox.isEmpty { return (.success(()), Wakers()) }
        state.writer = mine
        return (nil, Wakers())
      }
      wakers.wake()
      if wakers.hasLeft { leave() }
      if let result { mine.resume(with: result) } else { wakeUp() }
    }
    journal.didWrite()
  }

  /// Asks the thread to close the connection.
  func close(resetting: Bool = false) {
    state.withLock { state in
      guard !state.isClosing else { return }
      state.isClosing = true
      state.isResetting = resetting
    }
    wakeUp()
  }

  /// Sends what the kernel takes; false when the client is gone.
  private func flush(_ state: inout State) -> Bool {
    while !state.outbox.isEmpty {
      switch LoopbackSocket.send(state.descriptor, state.outbox) {
      case .moved(let count):
        state.outbox = state.outbox.dropFirst(count)
        journal.add(written: count)
      case .wouldBlock: return true
      case .ended:
        state.hasLeft = true
        return false
      }
    }
    return true
  }

  // MARK: - The thread's side

  /// What to poll for; nil when the connection is to be closed or has been.
  var interest: pollfd? {
    state.withLock { state in
      guard !state.isClosing, !state.isClosed else { return nil }
      // A descriptor whose other side is gone is always ready: polling it would spin.
      guard !state.hasLeft else { return pollfd(fd: -1, events: 0, revents: 0) }
      let events = state.outbox.isEmpty ? POLLIN : POLLIN | POLLOUT
      return pollfd(fd: state.descriptor, events: Int16(events), revents: 0)
    }
  }

  /// Moves bytes in both directions.
  func handle() {
    let wakers = state.withLock { state -> Wakers in
      guard !state.isClosed, !state.hasLeft else { return Wakers() }
      if !flush(&state) { state.hasLeft = true }
      var outcome = LoopbackSocket.Outcome.moved(0)
      while case .moved = outcome {
        outcome = LoopbackSocket.receive(state.descriptor, into: &state.inbox)
      }
      if outcome == .ended { state.hasLeft = true }
      return due(&state)
    }
    wakers.wake()
    if wakers.hasLeft { leave() }
  }

  /// Closes the descriptor and tells everybody who waits.
  func shut() {
    let wakers = state.withLock { state -> Wakers in
      guard !state.isClosed else { return Wakers() }
      LoopbackSocket.close(state.descriptor, resetting: state.isResetting)
      state.descriptor = -1
      return due(&state)
    }
    wakers.wake()
    journal.didClose()
  }

  private func leave() {
    left.open()
    journal.didLeave()
  }

  private func due(_ state: inout State) -> Wakers {
    var wakers = Wakers(hasLeft: state.hasLeft)
    let isOver = state.hasLeft || state.isClosed
    if let reader = state.reader, isOver || !state.inbox.isEmpty {
      wakers.reader = reader
      wakers.bytes = state.inbox.isEmpty ? nil : state.inbox
      state.inbox = []
      state.reader = nil
    }
    if let writer = state.writer, isOver || state.outbox.isEmpty {
      wakers.writer = writer
      wakers.failure = state.outbox.isEmpty ? nil : LoopbackError(.clientLeft)
      state.writer = nil
    }
    return wakers
  }
}

/// Who is to be resumed once the lock is free.
private struct Wakers {
  var hasLeft = false
  var reader: CheckedContinuation<[UInt8]?, Never>?
  var bytes: [UInt8]?
  var writer: CheckedContinuation<Void, any Error>?
  var failure: LoopbackError?

  func wake() {
    reader?.resume(returning: bytes)
    if let failure { writer?.resume(throwing: failure) } else { writer?.resume() }
  }
}
