// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

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

  private let queue = JobQueue()

  init() throws(WorkspaceError) {
    var thread = pthread_t()
    let context = Unmanaged.passRetained(queue)
    let result = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        // Signals belong to the threads that expect them.
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, nil)
        let queue = Unmanaged<JobQueue>.fromOpaque(context).takeRetainedValue()
        while let job = queue.next() { job() }
        return nil
      }, context.toOpaque())
    guard result == 0 else {
      context.release()
      throw WorkspaceError("No thread could be started to read files (system error \(result)).")
    }
    pthread_detach(thread)
  }

  deinit { queue.finish() }

  /// Runs a job and waits for it without blocking.
  func run<Value: Sendable>(
    _ job: @escaping @Sendable (Cancellation) throws -> Value
  ) async throws -> Value {
    let cancellation = Cancellation()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        queue.add {
          continuation.resume(
            with: Result {
              try cancellation.check()
              return try job(cancellation)
            })
        }
      }
    } onCancel: {
      cancellation.cancel()
    }
  }
}

/// Jobs waiting for a thread.
///
/// Unchecked: `jobs` and `isFinished` are only touched under `lock`, and the two pthread objects stay
/// at one address until the last reference, held by the thread until it leaves, is gone.
private final class JobQueue: @unchecked Sendable {
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var jobs: [@Sendable () -> Void] = []
  private var isFinished = false

  init() {
    pthread_mutex_init(lock, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(lock)
    changed.deallocate()
    lock.deallocate()
  }

  func add(_ job: @escaping @Sendable () -> Void) {
    pthread_mutex_lock(lock)
    jobs.append(job)
    pthread_cond_signal(changed)
    pthread_mutex_unlock(lock)
  }

  func finish() {
    pthread_mutex_lock(lock)
    isFinished = true
    pthread_cond_signal(changed)
    pthread_mutex_unlock(lock)
  }

  /// The next job, or nil when all are done and no more will come.
  func next() -> (@Sendable () -> Void)? {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    while jobs.isEmpty {
      guard !isFinished else { return nil }
      pthread_cond_wait(changed, lock)
    }
    return jobs.removeFirst()
  }
}
