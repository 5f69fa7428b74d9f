// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The one thread that writes a log: waiting for the disk is nothing for the cooperative pool.
///
/// `@unchecked Sendable`: what is below `condition` is touched only under `mutex`, except `failure`,
/// which is the thread's.
final class AttemptLogThread: @unchecked Sendable {
  private struct Job {
    var line: [UInt8]
    var continuation: CheckedContinuation<Void, any Error>
  }

  private let path: String
  private let descriptor: Int32
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var waiting: [Job] = []
  private var isClosing = false
  private var isClosed = false
  private var closers: [CheckedContinuation<Void, Never>] = []
  private var failure: EvalError?

  /// A thread that owns the descriptor from now on.
  init(_ descriptor: Int32, path: String) throws(EvalError) {
    self.descriptor = descriptor
    self.path = path
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
    var thread = pthread_t()
    // The thread owns one reference to us until it ends.
    let result = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<AttemptLogThread>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, Unmanaged.passRetained(self).toOpaque())
    guard result == 0 else {
      Unmanaged.passUnretained(self).release()
      throw EvalError(.output, "No thread could be started for \(path).")
    }
    pthread_detach(thread)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Writes a line with its line feed; on the disk when it returns.
  func write(_ line: [UInt8]) async throws {
    try await withCheckedThrowingContinuation { continuation in
      pthread_mutex_lock(mutex)
      let isAccepted = !isClosing
      if isAccepted {
        waiting.append(Job(line: line, continuation: continuation))
        pthread_cond_signal(condition)
      }
      pthread_mutex_unlock(mutex)
      guard !isAccepted else { return }
      continuation.resume(throwing: EvalError(.output, "\(path) was closed before an attempt."))
    }
  }

  /// Ends the thread after everything that waits.
  func stop() {
    pthread_mutex_lock(mutex)
    isClosing = true
    pthread_cond_signal(condition)
    pthread_mutex_unlock(mutex)
  }

  /// Ends the thread, and waits until the file is free for others.
  func close() async {
    await withCheckedContinuation { continuation in
      pthread_mutex_lock(mutex)
      isClosing = true
      let isClosed = isClosed
      if !isClosed { closers.append(continuation) }
      pthread_cond_signal(condition)
      pthread_mutex_unlock(mutex)
      if isClosed { continuation.resume() }
    }
  }

  // MARK: - On the thread

  private func run() {
    // Signals are for the threads of the program, not for this one.
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, nil)
    while let jobs = next() {
      var failure = self.failure
      for job in jobs where failure == nil { failure = append(job.line) }
      if failure == nil, fdatasync(descriptor) != 0 { failure = .output(path, "written") }
      // After a failure nobody knows what the disk has, so the log ends there.
      self.failure = failure
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
    pthread_mutex_lock(mutex)
    isClosed = true
    let closers = closers
    self.closers = []
    pthread_mutex_unlock(mutex)
    for closer in closers { closer.resume() }
  }

  private func next() -> [Job]? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while waiting.isEmpty {
      if isClosing { return nil }
      pthread_cond_wait(condition, mutex)
    }
    defer { waiting = [] }
    return waiting
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
