// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyStore

/// Where the ledger is.
enum LedgerPlace {
  /// The environment, then the configuration, then the usual place.
  static func path(world: World, configuration: Configuration) -> String {
    if let path = world.variable("WISELY_LEDGER") ?? configuration.ledger {
      return world.expanding(path)
    }
    return world.folder("XDG_STATE_HOME", orBelowHome: ".local/state") + "/wisely/ledger.sqlite"
  }

  /// Opens the ledger and books what a killed process left behind.
  ///
  /// - Throws: `CommandFailure` with the path and the mend.
  static func open(world: World, configuration: Configuration) async throws -> SQLiteLedger {
    do {
      let ledger = try await SQLiteLedger(
        path: path(world: world, configuration: configuration))
      try await ledger.recoverInterrupted(at: world.surroundings.now())
      return ledger
    } catch let error as StoreError {
      throw CommandFailure(Exit.ledger, error.message)
    }
  }
}
