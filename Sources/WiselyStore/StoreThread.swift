// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The one thread that touches the database: SQLite blocks, and the cooperative pool may not.
///
/// Whatever waits when it is free goes into one transaction, and nobody hears of a write before that
/// transaction is on the disk.
///
/// `@unchecked Sendable`: `waiting` and `isClosing` are touched only under `mutex`, and the connection
/// exists only inside `run()`, that is on the thread.
final class StoreThread: @unchecked Sendable {
  typealias Open = @Sendable () throws -> SQLiteConnection

  private struct Job {
    var isWrite: Bool
    /// Does the work and keeps what it gave.
    var work: (SQLiteConnection) throws -> Void
    /// Tells whoever waits, after the commit.
    var finish: ((any Error)?) -> Void
  }

  private let path: String
  private let open: Open
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var waiting: [Job] = []
  private var isClosing = false

  init(path: String, open: @escaping Open) throws(StoreError) {
    self.path = path
    self.open = open
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
    var thread = pthread_t()
    // The thread owns one reference to us until it ends.
    let result = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<StoreThread>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, Unmanaged.passRetained(self).toOpaque())
    guard result == 0 else {
      Unmanaged.passUnretained(self).release()
      throw StoreError(
        .failed, path: path, message: "No thread could be started for the ledger \(path).")
    }
    pthread_detach(thread)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Runs some work in a transaction shared with whatever else waits; returns when it is durable.
  func write<Answer: Sendable>(
    _ work: @escaping @Sendable (SQLiteConnection) throws -> Answer
  ) async throws -> Answer {
    try await perform(isWrite: true, work)
  }

  /// Runs some work that only reads.
  func read<Answer: Sendable>(
    _ work: @escaping @Sendable (SQLiteConnection) throws -> Answer
  ) async throws -> Answer {
    try await perform(isWrite: false, work)
  }

  /// Ends the thread after everything that waits.
  func close() {
    pthread_mutex_lock(mutex)
    isClosing = true
    pthread_cond_signal(condition)
    pthread_mutex_unlock(mutex)
  }

  private func perform<Answer: Sendable>(
    isWrite: Bool, _ work: @escaping @Sendable (SQLiteConnection) throws -> Answer
  ) async throws -> Answer {
    try await withCheckedThrowingContinuation { continuation in
      var answer: Answer?
      let job = Job(
        isWrite: isWrite,
        work: { connection in answer = try work(connection) },
        finish: { error in
          if let error {
            continuation.resume(throwing: error)
          } else if let answer {
            continuation.resume(returning: answer)
          }
        })
      pthread_mutex_lock(mutex)
      let isAccepted = !isClosing
      if isAccepted {
        waiting.append(job)
        pthread_cond_signal(condition)
      }
      pthread_mutex_unlock(mutex)
      guard !isAccepted else { return }
      continuation.resume(
        throwing: StoreError(
          .closed, path: path, message: "The ledger \(path) was closed before the call was booked.")
      )
    }
  }
}

// MARK: - On the thread

extension StoreThread {
  /// More in one transaction gain nothing and make the first one wait.
  private static let largestBatch = 256

  private func run() {
    blockSignals()
    let connection: SQLiteConnection
    do {
      connection = try open()
    } catch {
      while let jobs = next() { jobs.forEach { $0.finish(error) } }
      return
    }
    while let jobs = next() {
      var rest = jobs[...]
      while let first = rest.first {
        let batch = rest.prefix { $0.isWrite == first.isWrite }.prefix(Self.largestBatch)
        rest = rest.dropFirst(batch.count)
        if first.isWrite {
          write(Array(batch), on: connection)
        } else {
          for job in batch { job.finish(outcome { try job.work(connection) }) }
        }
      }
    }
  }

  /// Everything that waits, or nil when the store is closed and empty.
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

  private func write(_ batch: [Job], on connection: SQLiteConnection) {
    var errors: [(any Error)?] = Array(repeating: nil, count: batch.count)
    let failure = outcome {
      // Immediate, because a transaction that begins by reading can be refused the lock later on.
      try connection.execute("BEGIN IMMEDIATE")
      for (index, job) in batch.enumerated() {
        try connection.execute("SAVEPOINT job")
        errors[index] = outcome { try job.work(connection) }
        if let error = errors[index] {
          guard connection.isInTransaction else { throw error }
          try connection.execute("ROLLBACK TO job")
        }
        try connection.execute("RELEASE job")
      }
      try connection.execute("COMMIT")
    }
    if failure != nil, connection.isInTransaction {
      // Nothing to do if this fails too: the next BEGIN says so to whoever comes next.
      _ = outcome { try connection.execute("ROLLBACK") }
    }
    for (job, error) in zip(batch, errors) { job.finish(error ?? failure) }
  }

  private func outcome(_ work: () throws -> Void) -> (any Error)? {
    do {
      try work()
      return nil
    } catch {
      return error
    }
  }

  /// Signals are for the threads of the program, not for this one.
  private func blockSignals() {
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, nil)
  }
}
