// SPDX-License-Identifier: Apache-2.0

import Synchronization
import WiselyProviders

extension BatchService {
  /// What became of each request of a batch, by its name.
  func outcomes(of id: String) async throws -> [String: BatchOutcome] {
    let found = Mutex<[String: BatchOutcome]>([:])
    try await results(of: id) { name, outcome in
      found.withLock { $0[name] = outcome }
    }
    return found.withLock { $0 }
  }
}
