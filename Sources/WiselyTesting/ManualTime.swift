// SPDX-License-Identifier: Apache-2.0

import Synchronization
public import Wisely

/// A clock that moves only when a test says so.
public final class ManualTime: Sendable {
  private struct Sleeper {
    var wakes: Timestamp
    var continuation: CheckedContinuation<Void, any Error>
  }
  private struct Observer {
    var name: Int
    var count: Int
    var continuation: CheckedContinuation<Void, Never>
  }
  private struct State {
    var now: Timestamp
    var sleepers: [Int: Sleeper] = [:]
    var cancelled: Set<Int> = []
    var observers: [Observer] = []
    var names = 0
  }
  private let state: Mutex<State>
  private let ids: SeededIDs

  /// A clock that stands still, by default at 2026-11-24 00:00 UTC.
  public init(
    _ start: Timestamp = Timestamp(microseconds: 1_795_478_400_000_000),
    ids: SeededIDs = SeededIDs()
  ) {
    state = Mutex(State(now: start))
    self.ids = ids
  }

  /// The present moment.
  public var now: Timestamp { state.withLock { $0.now } }

  /// How many are asleep.
  public var sleepers: Int { state.withLock { $0.sleepers.count } }

  /// This clock and its seeded names, as the library takes them.
  public var surroundings: Surroundings {
    Surroundings(
      now: { self.now }, sleep: { try await self.sleep(for: $0) }, makeID: { self.ids.make($0) })
  }

  /// Moves the clock and wakes whoever has slept long enough, earliest first.
  public func advance(by duration: Duration) {
    let woken = state.withLock { state in
      state.now = state.now.advanced(by: duration)
      let due = state.sleepers.filter { $0.value.wakes <= state.now }
        .sorted { ($0.value.wakes, $0.key) < ($1.value.wakes, $1.key) }
      for sleeper in due { state.sleepers[sleeper.key] = nil }
      return due.map(\.value.continuation)
    }
    woken.forEach { $0.resume() }
  }

  /// Waits until that many are asleep, so that a test moves the clock when it matters.
  ///
  /// It returns early when its task is cancelled, as it is at a test's time limit.
  public func waitForSleepers(_ count: Int = 1) async {
    let name = state.withLock { state in
      state.names += 1
      return state.names
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isThere = state.withLock { state in
          if state.sleepers.count >= count || Task.isCancelled { return true }
          state.observers.append(
            Observer(name: name, count: count, continuation: continuation))
          return false
        }
        if isThere { continuation.resume() }
      }
    } onCancel: {
      let observer = state.withLock { state in
        let observer = state.observers.first { $0.name == name }
        state.observers.removeAll { $0.name == name }
        return observer
      }
      observer?.continuation.resume()
    }
  }

  /// Sleeps until the clock was moved far enough.
  public func sleep(for duration: Duration) async throws {
    let name = state.withLock { state in
      state.names += 1
      return state.names
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        lieDown(name, for: duration, continuation)
      }
    } onCancel: {
      let sleeper = state.withLock { state in
        let sleeper = state.sleepers.removeValue(forKey: name)
        if sleeper == nil { state.cancelled.insert(name) }
        return sleeper
      }
      sleeper?.continuation.resume(throwing: CancellationError())
    }
    state.withLock { _ = $0.cancelled.remove(name) }
  }

  private func lieDown(
    _ name: Int, for duration: Duration, _ continuation: CheckedContinuation<Void, any Error>
  ) {
    enum Fate { case sleeps, cancelled, awake }
    let (fate, observers) = state.withLock { state -> (Fate, [Observer]) in
      // Cancelled before it lay down: the handler has run and found nobody.
      if state.cancelled.remove(name) != nil { return (.cancelled, []) }
      guard duration > .zero else { return (.awake, []) }
      let wakes = state.now.advanced(by: duration)
      state.sleepers[name] = Sleeper(wakes: wakes, continuation: continuation)
      let count = state.sleepers.count
      let content = state.observers.filter { $0.count <= count }
      state.observers.removeAll { $0.count <= count }
      return (.sleeps, content)
    }
    switch fate {
    case .sleeps: observers.forEach { $0.continuation.resume() }
    case .cancelled: continuation.resume(throwing: CancellationError())
    case .awake: continuation.resume()
    }
  }
}

extension Timestamp {
  /// The moment that much later, to the microsecond.
  fileprivate func advanced(by duration: Duration) -> Timestamp {
    let (seconds, attoseconds) = duration.components
    return Timestamp(
      microseconds: microseconds + seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
  }
}
