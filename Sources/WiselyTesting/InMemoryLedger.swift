// SPDX-License-Identifier: Apache-2.0

import Synchronization
public import Wisely

/// A ledger that keeps its rows in memory and can be told to fail.
public final class InMemoryLedger: Ledger {
  private struct State {
    var rows: [LedgerRow] = []
    var holds: [String: Hold] = [:]
    var openError: (any Error)?
    var settleError: (any Error)?
  }
  private let state = Mutex(State())

  /// An empty ledger.
  public init() {}

  /// Everything booked so far, in the order it was booked.
  public var rows: [LedgerRow] { state.withLock { $0.rows } }

  /// The calls that were opened and not settled, by id.
  public var openHolds: [Hold] {
    state.withLock { $0.holds.values.sorted { $0.row.id < $1.row.id } }
  }

  /// Makes every later `open` throw; nil mends it.
  public func failOpening(with error: (any Error)?) { state.withLock { $0.openError = error } }

  /// Makes every later `settle` throw; nil mends it.
  public func failSettling(with error: (any Error)?) { state.withLock { $0.settleError = error } }

  /// Writes down that a call is about to be made.
  public func open(_ hold: Hold) async throws {
    try state.withLock { state in
      if let error = state.openError { throw error }
      state.holds[hold.row.id] = hold
    }
  }

  /// Books a call; a row that was booked before is left as it is.
  public func settle(_ hold: Hold, as rows: [LedgerRow]) async throws {
    try state.withLock { state in
      if let error = state.settleError { throw error }
      state.holds[hold.row.id] = nil
      for row in rows where !state.rows.contains(where: { $0.id == row.id }) {
        state.rows.append(row)
      }
    }
  }
}
