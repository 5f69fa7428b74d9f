// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization
import _WiselyCShims

/// Wakes a thread that waits in `poll`: it can be pulled once, from anywhere, at any time.
final class StopLine: Sendable {
  /// Readable once the line was pulled; -1 when the system had no pipe for us.
  let descriptor: Int32
  private let writeEnd: Int32
  private let pulled = Atomic(false)

  init() {
    var ends: [Int32] = [-1, -1]
    let isMade = wisely_pipe(&ends) == 0
    (descriptor, writeEnd) = isMade ? (ends[0], ends[1]) : (-1, -1)
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    close(writeEnd)
  }

  /// Whether somebody pulled.
  var isPulled: Bool { pulled.load(ordering: .acquiring) }

  /// Wakes whoever waits.
  func pull() {
    guard !pulled.exchange(true, ordering: .acquiringAndReleasing) else { return }
    _ = write(writeEnd, [1], 1)
  }
}
