// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Wisely

/// What a loop has been told so far: bookings and consultations count from the moment they are
/// announced, so that a step that fails afterwards loses none of them.
final class LoopTally: Sendable {
  struct State {
    var bill: [LedgerRow] = []
    var consultations: [Consultation] = []
    var usage: [ModelUsage] = []
    /// The words of the step that is running.
    var text = ""
    /// The consultations announced in the step that is running.
    var announced: [Consultation] = []
  }

  private let state = Mutex(State())

  /// Everything so far; a step that is running counts with what it announced.
  var snapshot: State {
    state.withLock { state in
      var snapshot = state
      snapshot.consultations += snapshot.announced
      snapshot.announced = []
      return snapshot
    }
  }

  func beginStep() { state.withLock { $0.text = "" } }

  func receive(_ event: ModelEvent) {
    state.withLock { state in
      switch event {
      case .textDelta(let piece): state.text += piece
      case .billed(let row): state.book(row)
      case .consulted(let consultation): state.announced.append(consultation)
      default: break
      }
    }
  }

  /// Adds a finished step; what it says twice, once by event and once by response, counts once.
  func add(_ response: ModelResponse) {
    state.withLock { state in
      for row in response.bill { state.book(row) }
      // Names of consultations are unique in one setup only, so a step's list is taken whole.
      let isWhole = response.consultations.count >= state.announced.count
      state.consultations += isWhole ? response.consultations : state.announced
      state.announced = []
      state.usage += response.usage
    }
  }

  /// Adds what a failed step is known to have used.
  func add(_ error: any Error) {
    guard let error = error as? ModelError else { return }
    state.withLock { $0.usage += error.usage }
  }
}

extension LoopTally.State {
  fileprivate mutating func book(_ row: LedgerRow) {
    guard !bill.contains(where: { $0.id == row.id }) else { return }
    bill.append(row)
  }
}
