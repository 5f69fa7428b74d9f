// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// A ledger in one SQLite file, shared by every process of its owner.
///
/// A thread of its own does all the work; what waits for it goes into one transaction, and nobody is
/// told of a write before it is on the disk. Killing the process loses no acknowledged call.
public final class SQLiteLedger: Ledger {
  /// The file.
  public let path: String
  private let thread: StoreThread
  private let process: ProcessIdentity

  /// Opens a ledger, making its file (mode 0600) and missing folders (0700) where needed.
  ///
  /// - Parameters:
  ///   - path: The file; nothing in it is expanded.
  ///   - lockTimeout: How long to wait for another program that has the file locked.
  /// - Throws: `StoreError`.
  public convenience init(path: String, lockTimeout: Duration = .seconds(30)) async throws {
    try await self.init(path: path, lockTimeout: lockTimeout, process: .current)
  }

  init(path: String, lockTimeout: Duration, process: ProcessIdentity) async throws {
    self.path = path
    self.process = process
    thread = try StoreThread(path: path) {
      try LedgerFile.open(path, lockTimeout: lockTimeout)
    }
    do {
      // Waits for the file to be open, so that whoever cannot use it hears of it now.
      try await thread.read { _ in }
    } catch {
      thread.close()
      throw error
    }
  }

  /// Lets the file grow no further, which is what a full disk looks like; for tests.
  func limitPages() async throws {
    try await thread.read { connection in
      _ = try connection.integer("PRAGMA max_page_count = 1")
    }
  }

  deinit { thread.close() }

  /// Ends the ledger after everything that waits; later calls throw `StoreError` with code `closed`.
  public func close() { thread.close() }

  /// Writes down that a call is about to be made; durable when it returns.
  ///
  /// - Throws: `StoreError`; with code `duplicate` when a call of that name is under way.
  public func open(_ hold: Hold) async throws {
    let owner = process
    try await thread.write { connection in
      try connection.run(LedgerSchema.insertHold, hold.row.values + owner.values)
      guard connection.changes == 1 else {
        throw StoreError(
          .duplicate, path: connection.path,
          message: "A call named \(hold.row.id) is under way already; names must be unique.")
      }
    }
  }

  /// Books a call and ends its hold in one transaction; durable when it returns, idempotent by row id.
  ///
  /// - Throws: `StoreError`; with code `duplicate` when another call was booked under that name.
  public func settle(_ hold: Hold, as rows: [LedgerRow]) async throws {
    try await thread.write { connection in
      for row in rows { try Self.book(row, on: connection) }
      try connection.run(LedgerSchema.deleteHold, [.text(hold.row.id)])
    }
  }

  private static func book(
    _ row: LedgerRow, on connection: SQLiteConnection
  ) throws(StoreError) {
    try connection.run(LedgerSchema.insertCall, row.values)
    guard connection.changes == 0 else { return }
    var booked: LedgerRow?
    try connection.run(LedgerSchema.selectCall, [.text(row.id)]) { found throws(StoreError) in
      booked = try LedgerRow(found)
    }
    guard booked == row else {
      throw StoreError(
        .duplicate, path: connection.path,
        message: "Another call is booked as \(row.id) already; names must be unique.")
    }
  }
}

// MARK: - After a crash

extension SQLiteLedger {
  /// Books the calls that processes now dead left open, as interrupted, and returns their rows.
  ///
  /// What such a call used is unknown, so its tokens are zero and flagged, its cost unknown, and what
  /// was held is the bound. Of processes in other containers nothing can be seen; their calls count
  /// as dead a day after they began.
  ///
  /// - Throws: `StoreError`.
  @discardableResult
  public func recoverInterrupted(at now: Timestamp) async throws -> [LedgerRow] {
    let observer = process
    return try await thread.write { connection in
      var rows: [LedgerRow] = []
      try connection.run(LedgerSchema.selectHolds) { found throws(StoreError) in
        let row = try LedgerRow(found)
        let isOld = now - row.started > .seconds(86_400)
        if ProcessIdentity(found).isGone(seenBy: observer) ?? isOld { rows.append(row) }
      }
      for index in rows.indices {
        rows[index].usage = Usage(isEstimated: true)
        rows[index].cost = .unpriced
        rows[index].outcome = .interrupted
        rows[index].ended = now
        // Settling ends the hold in the same transaction, so the name is free; were it not, what is
        // booked under it would be the truth.
        try connection.run(LedgerSchema.insertCall, rows[index].values)
        try connection.run(LedgerSchema.deleteHold, [.text(rows[index].id)])
      }
      return rows
    }
  }

  /// The calls under way, oldest first, whoever makes them.
  ///
  /// - Throws: `StoreError`.
  public func openHolds() async throws -> [Hold] {
    try await thread.read { connection in
      var holds: [Hold] = []
      try connection.run(LedgerSchema.selectHolds) { found throws(StoreError) in
        holds.append(Hold(row: try LedgerRow(found)))
      }
      return holds
    }
  }
}

// MARK: - Reading

extension SQLiteLedger {
  /// The rows of calls sent at a moment or later, oldest first; all of them by default.
  ///
  /// - Throws: `StoreError`.
  public func rows(since moment: Timestamp? = nil) async throws -> [LedgerRow] {
    try await thread.read { connection in
      var rows: [LedgerRow] = []
      try Self.forEachRow(since: moment, on: connection) { rows.append($0) }
      return rows
    }
  }

  /// What the rows of calls sent at a moment or later add up to, exactly.
  ///
  /// - Throws: `StoreError`.
  public func summary(
    since moment: Timestamp? = nil, by dimension: LedgerSummary.Dimension
  ) async throws -> LedgerSummary {
    try await thread.read { connection in
      var summary = LedgerSummary(by: dimension)
      try Self.forEachRow(since: moment, on: connection) { summary.add($0) }
      return summary
    }
  }

  /// The rows of all conversations whose names begin with some text, oldest first.
  ///
  /// - Throws: `StoreError`.
  public func rows(inConversationsBeginningWith prefix: String) async throws -> [LedgerRow] {
    try await thread.read { connection in
      var rows: [LedgerRow] = []
      // The last character there is stands above every name that goes on after the prefix.
      let bounds = [SQLiteValue.text(prefix), .text(prefix + "\u{10FFFF}")]
      try connection.run(LedgerSchema.selectConversations, bounds) { found throws(StoreError) in
        rows.append(try LedgerRow(found))
      }
      return rows
    }
  }

  private static func forEachRow(
    since moment: Timestamp?, on connection: SQLiteConnection, _ body: (LedgerRow) -> Void
  ) throws(StoreError) {
    let start = SQLiteValue.integer(moment?.microseconds ?? .min)
    try connection.run(LedgerSchema.selectCalls, [start]) { found throws(StoreError) in
      body(try LedgerRow(found))
    }
  }
}
