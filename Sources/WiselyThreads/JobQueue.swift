// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Jobs waiting for the one thread that does them.
///
/// `@unchecked Sendable`: `waiting` and `isClosing` are touched only under `mutex`, and the two pthread
/// objects stay at one address until the last reference, the thread's or another, is gone.
package final class JobQueue<Job: Sendable>: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var waiting: [Job] = []
  private var isClosing = false

  /// An empty queue.
  package init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Adds a job; false, and the job is not kept, when the queue is closed.
  package func add(_ job: Job) -> Bool {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    guard !isClosing else { return false }
    waiting.append(job)
    pthread_cond_signal(condition)
    return true
  }

  /// Takes no more jobs; those that wait are still handed out.
  package func close() {
    pthread_mutex_lock(mutex)
    isClosing = true
    pthread_cond_signal(condition)
    pthread_mutex_unlock(mutex)
  }

  /// Everything that waits, in order; waits for a job itself, and answers nil when the queue is closed
  /// and empty.
  package func next() -> [Job]? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while waiting.isEmpty {
      if isClosing { return nil }
      pthread_cond_wait(condition, mutex)
    }
    defer { waiting = [] }
    return waiting
  }
}
