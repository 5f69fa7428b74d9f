// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// One accepted connection: where the server's thread and the task that answers meet.
///
/// Bytes are sent by whoever has them, under the lock; the thread only helps when the kernel's buffer
/// is full. Only the thread closes the descriptor, so that `poll` never sees a number that was reused.
final class ServerConnection: Sendable {
  typealias Instant = ContinuousClock.Instant

  /// What waiting for bytes came to.
  enum Arrival: Equatable {
    case bytes([UInt8])
    /// No more will come.
    case end
    case timedOut
  }

  /// The client is gone, or takes nothing.
  struct Lost: Error {}

  private enum Phase { case open, closing, lingering, shut }

  private struct State {
    var descriptor: Int32
    var phase = Phase.open
    var inbox: [UInt8] = []
    var outbox: ArraySlice<UInt8> = []
    var reader: CheckedContinuation<Arrival, Never>?
    var writer: CheckedContinuation<Void, any Error>?
    /// When whoever waits has waited long enough, or lingering ends.
    var deadline: Instant?
    /// Whether no byte of a request has come since the last answer.
    var isIdle = true
    var isDraining = false
    var hasEnded = false
    var isBroken = false
  }

  /// More than this is not read ahead: a client that sends faster than it is answered has to wait.
  private static let readAhead = 65_536
  /// How long a client may take to read the last answer before the connection goes.
  private static let linger = Duration.seconds(1)

  private let wakeUp: @Sendable () -> Void
  private let state: Mutex<State>

  init(descriptor: Int32, wakeUp: @escaping @Sendable () -> Void) {
    self.wakeUp = wakeUp
    state = Mutex(State(descriptor: descriptor))
  }

  // MARK: - The task's side

  /// Whether the server wants to end: no more requests are to be taken from this connection.
  var isDraining: Bool { state.withLock { $0.isDraining } }

  /// Says whether a request is under way; a connection without one ends when the server does.
  func set(isIdle: Bool) { state.withLock { $0.isIdle = isIdle } }

  /// What has arrived, or why nothing has.
  func read(until deadline: Instant) async -> Arrival {
    await withCheckedContinuation { mine in
      let (ready, needsThread) = state.withLock { state -> (Arrival?, Bool) in
        if !state.inbox.isEmpty {
          // A full inbox was not polled for, and now there is room.
          defer { state.inbox = [] }
          return (.bytes(state.inbox), state.inbox.count >= Self.readAhead)
        }
        if state.hasEnded || state.isBroken || state.phase != .open { return (.end, false) }
        if state.isDraining, state.isIdle { return (.end, false) }
        state.reader = mine
        state.deadline = deadline
        return (nil, true)
      }
      if let ready { mine.resume(returning: ready) }
      if needsThread { wakeUp() }
    }
  }

  /// Sends bytes; returns when the kernel has taken all of them.
  func write(_ bytes: [UInt8], until deadline: Instant) async throws {
    try await withCheckedThrowingContinuation { (mine: CheckedContinuation<Void, any Error>) in
      let result = state.withLock { state -> Result<Void, any Error>? in
        guard !state.isBroken, state.phase == .open else { return .failure(Lost()) }
        state.outbox = bytes[...]
        flush(&state)
        if state.isBroken { return .failure(Lost()) }
        if state.outbox.isEmpty { return .success(()) }
        state.writer = mine
        state.deadline = deadline
        return nil
      }
      if let result { mine.resume(with: result) } else { wakeUp() }
    }
  }

  /// Asks the thread to close the connection, after the client has read the last answer if there is one.
  func close(afterAnswer: Bool) {
    state.withLock { state in
      guard state.phase == .open else { return }
      state.phase = .closing
      if !afterAnswer { state.hasEnded = true }
    }
    wakeUp()
  }

  /// Sends what the kernel takes.
  private func flush(_ state: inout State) {
    while !state.outbox.isEmpty, !state.isBroken {
      switch ServerSocket.send(state.descriptor, state.outbox) {
      case .moved(let count): state.outbox = state.outbox.dropFirst(count)
      case .wouldBlock: return
      case .ended, .broken: state.isBroken = true
      }
    }
  }

  // MARK: - The thread's side

  /// What to poll for and until when; nil when the connection is to be shut or has been.
  func interest(at now: Instant) -> (poll: pollfd, deadline: Instant?)? {
    let (result, wakers) = state.withLock { state in
      expire(&state, at: now)
      return (interest(&state, at: now), due(&state))
    }
    wakers.wake()
    return result
  }

  private func interest(_ state: inout State, at now: Instant) -> (pollfd, Instant?)? {
    switch state.phase {
    case .open: break
    case .shut: return nil
    case .closing:
      guard !state.hasEnded, !state.isBroken else { return nil }
      // Closing with unread bytes resets the connection, and the reset can overtake the answer.
      shutdown(state.descriptor, Int32(SHUT_WR))
      state.phase = .lingering
      state.inbox = []
      state.deadline = now.advanced(by: Self.linger)
    case .lingering:
      guard !state.hasEnded, !state.isBroken else { return nil }
    }
    let isWaiting = state.reader != nil || state.writer != nil || state.phase == .lingering
    let deadline = isWaiting ? state.deadline : nil
    // A descriptor that is broken is always ready: polling it would spin.
    guard !state.isBroken else { return (pollfd(fd: -1, events: 0, revents: 0), deadline) }
    var events = state.outbox.isEmpty ? 0 : POLLOUT
    if !state.hasEnded, state.inbox.count < Self.readAhead { events |= POLLIN }
    return (pollfd(fd: state.descriptor, events: Int16(events), revents: 0), deadline)
  }

  private func expire(_ state: inout State, at now: Instant) {
    guard let deadline = state.deadline, deadline <= now else { return }
    state.deadline = nil
    switch state.phase {
    case .lingering: state.hasEnded = true
    case .open where state.writer != nil:
      // Half an answer cannot be followed by anything.
      state.isBroken = true
    case .open:
      guard let reader = state.reader else { return }
      // What the kernel has already is not late: this thread is, on a busy machine.
      receive(&state)
      guard state.inbox.isEmpty, !state.hasEnded, !state.isBroken else { return }
      state.reader = nil
      // Resumed here: nothing but this can be due for a reader whose inbox is empty.
      reader.resume(returning: .timedOut)
    case .closing, .shut: break
    }
  }

  /// Moves bytes in both directions.
  func handle(_ events: Int16) {
    state.withLock { state -> Wakers in
      guard state.phase != .shut else { return Wakers() }
      flush(&state)
      receive(&state)
      if events & Int16(POLLERR | POLLHUP | POLLNVAL) != 0 { state.isBroken = true }
      return due(&state)
    }.wake()
  }

  /// Takes what the kernel has.
  private func receive(_ state: inout State) {
    var outcome = ServerSocket.Outcome.moved(0)
    while case .moved = outcome, !state.hasEnded, state.inbox.count < Self.readAhead {
      outcome = ServerSocket.receive(
        state.descriptor, into: &state.inbox, limit: Self.readAhead)
      if state.phase == .lingering { state.inbox = [] }
    }
    if outcome == .ended { state.hasEnded = true }
    if outcome == .broken { state.isBroken = true }
  }

  /// Lets a request under way come to its end, and ends the connection otherwise.
  func drain() {
    state.withLock { state -> Wakers in
      state.isDraining = true
      guard state.isIdle, state.inbox.isEmpty, let reader = state.reader else { return Wakers() }
      state.reader = nil
      return Wakers(reader: reader, arrival: .end)
    }.wake()
  }

  /// Closes the descriptor and tells everybody who waits.
  func shut() {
    state.withLock { state -> Wakers in
      guard state.phase != .shut else { return Wakers() }
      Glibc.close(state.descriptor)
      state.descriptor = -1
      state.phase = .shut
      state.isBroken = true
      return due(&state)
    }.wake()
  }

  private func due(_ state: inout State) -> Wakers {
    var wakers = Wakers()
    let isOver = state.hasEnded || state.isBroken
    if let reader = state.reader, isOver || !state.inbox.isEmpty {
      wakers.reader = reader
      wakers.arrival = state.inbox.isEmpty ? .end : .bytes(state.inbox)
      state.inbox = []
      state.reader = nil
    }
    if let writer = state.writer, state.isBroken || state.outbox.isEmpty {
      wakers.writer = writer
      wakers.isLost = state.isBroken
      state.writer = nil
    }
    return wakers
  }

  /// Who is to be resumed once the lock is free.
  private struct Wakers {
    var reader: CheckedContinuation<Arrival, Never>?
    var arrival = Arrival.end
    var writer: CheckedContinuation<Void, any Error>?
    var isLost = false

    func wake() {
      reader?.resume(returning: arrival)
      if isLost { writer?.resume(throwing: Lost()) } else { writer?.resume() }
    }
  }
}
