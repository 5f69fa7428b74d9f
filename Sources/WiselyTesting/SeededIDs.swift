// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Names that are the same in every run: `call-7-1`, `call-7-2`, … for seed 7, counted for each prefix.
public final class SeededIDs: Sendable {
  private let seed: UInt64
  private let counts = Mutex<[String: Int]>([:])

  /// Names that differ from those of any other seed.
  public init(seed: UInt64 = 1) { self.seed = seed }

  /// A name never given before.
  public func make(_ prefix: String) -> String {
    let count = counts.withLock { counts in
      counts[prefix, default: 0] += 1
      return counts[prefix, default: 0]
    }
    return "\(prefix)-\(seed)-\(count)"
  }
}
