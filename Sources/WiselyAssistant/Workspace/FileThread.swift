// SPDX-License-Identifier: Apache-2.0

import Synchronization
import WiselyThreads

/// A thread that reads files, so that slow disks never hold up the cooperative pool.
///
/// Jobs run one after the other. A job whose task is cancelled ends at its next `check()`.
final class FileThread: Sendable {
  /// Tells a job that nobody waits for it any more.
  final class Cancellation: Sendable {
    private let flag = Atomic(false)

    func cancel() { flag.store(true, ordering: .relaxed) }

    /// Asked between two files.
    func check() throws {
      guard !flag.load(ordering: .relaxed) else { throw CancellationError() }
    }
  }

  private let thread: WorkThread

  init() throws(WorkspaceError) {
    guard let thread = WorkThread() else {
      throw WorkspaceError("No thread could be started to read files.")
    }
    self.thread = thread
  }

  /// Runs a job and waits for it without blocking.
  func run<Value: Sendable>(
    _ job: @escaping @Sendable (Cancellation) throws -> Value
  ) async throws -> Value {
    let cancellation = Cancellation()
    return try await withTaskCancellationHandler {
      try await thread.run {
        try cancellation.check()
        return try job(cancellation)
      }
    } onCancel: {
      cancellation.cancel()
    }
  }
}
