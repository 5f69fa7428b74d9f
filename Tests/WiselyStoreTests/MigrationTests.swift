// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing
import Wisely

@testable import WiselyStore

/// Ledgers of older versions, as those wrote them.
@Suite(.timeLimit(.minutes(5))) struct MigrationTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private var path: String { folder.path + "/old.db" }

  /// Version 1 with a call and a hold of a process that is gone, made by no code of ours.
  private func makeVersion1() throws {
    let columns = """
      id TEXT NOT NULL UNIQUE, parent TEXT, conversation TEXT NOT NULL, role TEXT NOT NULL,
      setup TEXT NOT NULL, requested TEXT NOT NULL, served TEXT NOT NULL,
      input INTEGER NOT NULL, cache_read INTEGER NOT NULL, cache_write_5m INTEGER NOT NULL,
      cache_write_30m INTEGER NOT NULL, cache_write_1h INTEGER NOT NULL, output INTEGER NOT NULL,
      reasoning INTEGER NOT NULL, web_searches INTEGER NOT NULL, is_estimated INTEGER NOT NULL,
      is_batch INTEGER NOT NULL, geo TEXT, speed TEXT,
      cost TEXT, held TEXT, price_version TEXT NOT NULL, "trigger" TEXT, outcome TEXT NOT NULL,
      started INTEGER NOT NULL, ended INTEGER NOT NULL
      """
    func row(_ id: String, _ outcome: String) -> String {
      """
      '\(id)', NULL, 'talk', 'executor', 'haiku+opus', 'gpt-6-luna', 'gpt-6-luna', 1, 2, 3, 4, 5, 6,
      7, 8, 1, 0, NULL, 'flex', '123', '456', '2026-11-23.1', NULL, '\(outcome)',
      1795478400000000, 1795478400000005
      """
    }
    close(Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600))
    let connection = try SQLiteConnection(path: path, lockTimeout: .seconds(5))
    try connection.execute(
      """
      PRAGMA journal_mode = WAL;
      CREATE TABLE calls (sequence INTEGER PRIMARY KEY AUTOINCREMENT, \(columns)) STRICT;
      CREATE INDEX calls_by_start ON calls (started, sequence);
      CREATE TRIGGER calls_stay BEFORE UPDATE ON calls
        BEGIN SELECT raise(ABORT, 'ledger rows are never changed'); END;
      CREATE TRIGGER calls_remain BEFORE DELETE ON calls
        BEGIN SELECT raise(ABORT, 'ledger rows are never deleted'); END;
      CREATE TABLE holds (sequence INTEGER PRIMARY KEY AUTOINCREMENT, \(columns),
        pid INTEGER NOT NULL, process_started INTEGER NOT NULL, boot TEXT NOT NULL,
        namespace TEXT NOT NULL) STRICT;
      INSERT INTO calls VALUES (1, \(row("old", "answered")));
      INSERT INTO holds VALUES (1, \(row("open", "interrupted")), 1, 1, 'another boot', 'ns');
      PRAGMA application_id = 1467174009;
      PRAGMA user_version = 1;
      """)
  }

  private var old: LedgerRow {
    var row = makeRow("old", cost: .priced(Money(picodollars: 123)))
    row.requested = "gpt-6-luna"
    row.served = "gpt-6-luna"
    row.held = .priced(Money(picodollars: 456))
    row.usage = Usage(
      input: 1, cacheRead: 2, cacheWrite5m: 3, cacheWrite30m: 4, cacheWrite1h: 5, output: 6,
      reasoning: 7, webSearches: 8, isEstimated: true)
    row.service = Service(speed: "flex")
    return row
  }

  @Test("A ledger of version 1 goes on: its rows are as they were, new ones hold the new kind")
  func version1() async throws {
    try makeVersion1()
    let ledger = try await SQLiteLedger(path: path)
    #expect(try await ledger.rows() == [old])
    var new = makeRow("new", started: 1_795_478_400_000_009)
    new.usage.cacheWrite12h = 12
    try await ledger.settle(Hold(row: new), as: [new])
    #expect(try await ledger.rows() == [old, new])
    let recovered = try await ledger.recoverInterrupted(
      at: Timestamp(microseconds: old.started.microseconds + 90_000_000_000))
    #expect(recovered.map(\.id) == ["open"] && recovered.map(\.cost) == [.unpriced])
    // Opened again, it is of today.
    #expect(try await SQLiteLedger(path: path).rows().count == 3)
  }

  @Test("Rows stay unchangeable")
  func guards() async throws {
    try makeVersion1()
    _ = try await SQLiteLedger(path: path)
    let connection = try SQLiteConnection(path: path, lockTimeout: .seconds(5))
    #expect(try connection.integer("PRAGMA user_version") == 2)
    #expect(throws: StoreError.self) {
      try connection.execute("UPDATE calls SET cache_write_12h = 1")
    }
    #expect(throws: StoreError.self) { try connection.execute("DELETE FROM calls") }
  }

  @Test("Many that open it at once agree on one change")
  func together() async throws {
    try makeVersion1()
    let path = path
    let rows = try await withThrowingTaskGroup(of: [LedgerRow].self) { group in
      for _ in 0..<8 { group.addTask { try await SQLiteLedger(path: path).rows() } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(rows == Array(repeating: [old], count: 8))
  }
}
