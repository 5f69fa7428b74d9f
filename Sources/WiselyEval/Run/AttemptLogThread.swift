// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization
import WiselyThreads

/// The one thread that writes a log: waiting for the disk is nothing for the cooperative pool.
///
final class AttemptLogThread: Sendable {
  private struct Job {
    var line: [UInt8]
    var continuation: CheckedContinuation<Void, any Error>
  }

  private struct End {
    var isReached = false
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let path: String
  private let descriptor: Int32
  private let queue = JobQueue<Job>()
  private let end = Mutex(End())

  /// A thread that owns the descriptor from now on.
  init(_ descriptor: Int32, path: String) throws(EvalError) {
    self.descriptor = descriptor
    self.path = path
    // The thread owns one reference to us until it ends.
    guard DetachedThread.start({ self.run() }) else {
      throw EvalError(.output, "No thread could be started for \(path).")
    }
  }

  /// Writes a line with its line feed; on the disk when it returns.
  func write(_ line: [UInt8]) async throws {
    try await withCheckedThrowingContinuation { continuation in
      guard !queue.add(Job(line: line, continuation: continuation)) else { return }
      continuation.resume(throwing: EvalError(.output, "\(path) was closed before an attempt."))
    }
  }

  /// Ends the thread after everything that waits.
  func stop() { queue.close() }

  /// Ends the thread, and waits until the file is free for others.
  func close() async {
    queue.close()
    await withCheckedContinuation { continuation in
      let isReached = end.withLock { end in
        if !end.isReached { end.waiters.append(continuation) }
        return end.isReached
      }
      if isReached { continuation.resume() }
    }
  }

  // MARK: - On the thread

  private func run() {
    var failure: EvalError?
    while let jobs = queue.next() {
      for job in jobs where failure == nil { failure = append(job.line) }
      if failure == nil, fdatasync(descriptor) != 0 { failure = .output(path, "written") }
      // After a failure nobody knows what the disk has, so the log ends there.
      for job in jobs {
        if let failure {
          job.continuation.resume(throwing: failure)
        } else {
          job.continuation.resume()
        }
      }
    }
    // A child that was forked just now still has a copy of the descriptor, and the lock with it.
    flock(descriptor, LOCK_UN)
    Glibc.close(descriptor)
    let waiters = end.withLock { end in
      end.isReached = true
      defer { end.waiters = [] }
      return end.waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  private func append(_ line: [UInt8]) -> EvalError? {
    while true {
      let written = line.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written == line.count { return nil }
      if written < 0, errno == EINTR { continue }
      if written >= 0 { errno = ENOSPC }
      let failure = EvalError.output(path, "written")
      // Half a line is worse than none: what comes after it would be lost with it.
      if written > 0 { _ = ftruncate(descriptor, lseek(descriptor, 0, SEEK_END) - off_t(written)) }
      return failure
    }
  }
}
