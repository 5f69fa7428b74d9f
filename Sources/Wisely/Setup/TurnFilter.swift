// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Passes an executor's events on, except the consulting calls and the calls that have to wait.
final class TurnFilter: Sendable {
  private let hidden: String
  private let held: Set<String>
  private let sink: EventSink
  private let state = Mutex(State())

  private struct State {
    /// Names of calls by id, to know whose deltas come in.
    var names: [String: String] = [:]
    /// Events of calls that wait, in order, with the call they belong to.
    var waiting: [(id: String, event: ModelEvent)] = []
  }

  init(hidden: String, held: Set<String>, sink: EventSink) {
    self.hidden = hidden
    self.held = held
    self.sink = sink
  }

  /// Takes one event of the executor's.
  func receive(_ event: ModelEvent) async throws {
    guard let (id, name) = call(of: event) else {
      try await sink(event)
      return
    }
    if name == hidden { return }
    if held.contains(name) {
      state.withLock { $0.waiting.append((id, event)) }
      return
    }
    try await sink(event)
  }

  /// Sends on what waited for the calls that are still in the turn, and forgets the rest.
  func release(_ kept: [Block]) async throws {
    let ids = Set(
      kept.compactMap { block -> String? in
        guard case .toolUse(let call) = block else { return nil }
        return call.id
      })
    let waiting = state.withLock { state in
      defer { state.waiting = [] }
      return state.waiting
    }
    for (id, event) in waiting where ids.contains(id) { try await sink(event) }
  }

  private func call(of event: ModelEvent) -> (id: String, name: String)? {
    switch event {
    case .toolUseStarted(let id, let name):
      state.withLock { $0.names[id] = name }
      return (id, name)
    case .toolUseDelta(let id, _):
      return state.withLock { $0.names[id] }.map { (id, $0) }
    case .block(.toolUse(let call)): return (call.id, call.name)
    default: return nil
    }
  }
}
