// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Wisely

/// Keeps what was booked and who was consulted as it happens, so that trouble loses none of it.
final class BillRecorder: Sendable {
  private struct State {
    var rows: [LedgerRow] = []
    var consultations: [Consultation] = []
  }

  private let state = Mutex(State())

  /// The rows so far.
  var rows: [LedgerRow] { state.withLock { $0.rows } }
  /// The consultations so far.
  var consultations: [Consultation] { state.withLock { $0.consultations } }

  /// Takes what an event has of it.
  func receive(_ event: ModelEvent) {
    switch event {
    case .consulted(let consultation): state.withLock { $0.consultations.append(consultation) }
    // No ledger tells of what was not bought.
    case .billed(let row) where row.isReplayed: add([row])
    default: break
    }
  }

  fileprivate func add(_ rows: [LedgerRow]) { state.withLock { $0.rows += rows } }
}

/// A ledger that tells a recorder what it booked.
///
/// A call that was cancelled is booked when nobody listens to its events any more, so the bill is
/// taken from where the truth is.
struct RecordedLedger<Base: Ledger>: Ledger {
  private let base: Base
  private let recorder: BillRecorder

  init(_ base: Base, recorder: BillRecorder) {
    self.base = base
    self.recorder = recorder
  }

  func open(_ hold: Hold) async throws { try await base.open(hold) }

  func settle(_ hold: Hold, as rows: [LedgerRow]) async throws {
    try await base.settle(hold, as: rows)
    recorder.add(rows)
  }
}
