// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// How far a call got on its way to the provider: what decides whether it may be billed when nothing
/// comes back.
///
/// It is told apart from errors, since a caller who leaves gets no error that could say it. A model that
/// tells nothing may have been billed.
package final class CallDelivery: Sendable {
  /// The call that a meter has under way in this task.
  @TaskLocal package static var current: CallDelivery?

  private enum Progress { case unknown, unsent, sent, refused }
  private let progress = Mutex(Progress.unknown)

  package init() {}

  /// Nothing has left yet, and `sent` will be called when it has.
  package func begin() { progress.withLock { $0 = .unsent } }

  /// The whole request is on its way.
  package func sent() { progress.withLock { $0 = .sent } }

  /// The provider has refused the request.
  package func refused() { progress.withLock { $0 = .refused } }

  /// Whether the provider may bill the call.
  package var mayBeBilled: Bool { progress.withLock { [.unknown, .sent].contains($0) } }
}
