// SPDX-License-Identifier: Apache-2.0

import Wisely

extension [Block] {
  /// Why an answer of these blocks ended, if nothing special happened.
  var usualEnd: StopReason {
    contains { if case .toolUse = $0 { true } else { false } } ? .toolUse : .endTurn
  }
}
