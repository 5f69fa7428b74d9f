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
    case .billed(let row): state.withLock { $0.rows.append(row) }
    case .consulted(let consultation): state.withLock { $0.consultations.append(consultation) }
    default: break
    }
  }
}
