// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What a loopback server has seen so far.
public struct LoopbackStatistics: Hashable, Sendable {
  /// Connections accepted.
  public var accepted = 0
  /// Connections whose descriptor is still open on the server's side.
  public var open = 0
  /// Connections that the client closed first, or reset.
  public var left = 0
  /// Requests read to their end.
  public var requests = 0
  /// Requests whose handler has ended, well or not.
  public var handled = 0
  /// Writes that the kernel has taken whole.
  public var writes = 0
  /// Bytes that the kernel has taken.
  public var bytesWritten = 0
}

/// The server's record, and who waits for it to reach a state.
final class LoopbackJournal: Sendable {
  private struct Waiter {
    let condition: @Sendable (LoopbackStatistics) -> Bool
    let continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var statistics = LoopbackStatistics()
    var requests: [LoopbackRequest] = []
    var failures: [any Error] = []
    var next = 0
    var waiters: [Int: Waiter] = [:]
  }

  private let state = Mutex(State())

  var statistics: LoopbackStatistics { state.withLock { $0.statistics } }
  var requests: [LoopbackRequest] { state.withLock { $0.requests } }
  var failures: [any Error] { state.withLock { $0.failures } }

  func didAccept() {
    update {
      $0.statistics.accepted += 1
      $0.statistics.open += 1
    }
  }
  func didClose() { update { $0.statistics.open -= 1 } }
  func didLeave() { update { $0.statistics.left += 1 } }
  func didHandle() { update { $0.statistics.handled += 1 } }
  func didWrite() { update { $0.statistics.writes += 1 } }
  func add(written count: Int) { update { $0.statistics.bytesWritten += count } }
  func add(failure: any Error) { update { $0.failures.append(failure) } }
  func add(_ request: LoopbackRequest) {
    update {
      $0.requests.append(request)
      $0.statistics.requests += 1
    }
  }

  /// Waits until the statistics meet a condition.
  func wait(until condition: @escaping @Sendable (LoopbackStatistics) -> Bool) async throws {
    let ticket = state.withLock { state in
      defer { state.next += 1 }
      return state.next
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { mine in
        let mustWait = state.withLock { state in
          guard !condition(state.statistics), !Task.isCancelled else { return false }
          state.waiters[ticket] = Waiter(condition: condition, continuation: mine)
          return true
        }
        guard !mustWait else { return }
        if Task.isCancelled { mine.resume(throwing: CancellationError()) } else { mine.resume() }
      }
    } onCancel: {
      let waiter = state.withLock { $0.waiters.removeValue(forKey: ticket) }
      waiter?.continuation.resume(throwing: CancellationError())
    }
  }

  private func update(_ change: (inout State) -> Void) {
    let ready = state.withLock { state -> [Waiter] in
      change(&state)
      let met = state.waiters.filter { $0.value.condition(state.statistics) }
      for ticket in met.keys { state.waiters[ticket] = nil }
      return Array(met.values)
    }
    for waiter in ready { waiter.continuation.resume() }
  }
}
