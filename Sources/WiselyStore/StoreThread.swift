// SPDX-License-Identifier: Apache-2.0

import WiselyThreads

/// The one thread that touches the database: SQLite blocks, and the cooperative pool may not.
///
/// Whatever waits when it is free goes into one transaction, and nobody hears of a write before that
/// transaction is on the disk.
///
/// The connection exists only inside `run()`, that is on the thread.
final class StoreThread: Sendable {
  typealias Open = @Sendable () throws -> SQLiteConnection

  /// Unchecked: whoever makes a job waits for its end before it looks at what both closures share, and
  /// in between only the thread has it.
  private struct Job: @unchecked Sendable {
    var isWrite: Bool
    /// Does the work and keeps what it gave.
    var work: (SQLiteConnection) throws -> Void
    /// Tells whoever waits, after the commit.
    var finish: ((any Error)?) -> Void
  }

  private let path: String
  private let open: Open
  private let queue = JobQueue<Job>()

  init(path: String, open: @escaping Open) throws(StoreError) {
    self.path = path
    self.open = open
    // The thread owns one reference to us until it ends.
    guard DetachedThread.start({ self.run() }) else {
      throw StoreError(
        .failed, path: path, message: "No thread could be started for the ledger \(path).")
    }
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
  func close() { queue.close() }

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
      guard !queue.add(job) else { return }
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
    let connection: SQLiteConnection
    do {
      connection = try open()
    } catch {
      while let jobs = queue.next() { jobs.forEach { $0.finish(error) } }
      return
    }
    while let jobs = queue.next() {
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
}
