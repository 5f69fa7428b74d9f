// SPDX-License-Identifier: Apache-2.0

import Wisely

/// The tables, and rows on their way in and out of them.
///
/// Money is an integer number of picodollars in decimal, null where nobody knows it: 128 bits do not
/// fit SQLite's integers. Moments are microseconds since 1970 in UTC.
enum LedgerSchema {
  private static let rowDefinition = """
    id TEXT NOT NULL UNIQUE, parent TEXT, conversation TEXT NOT NULL, role TEXT NOT NULL,
    setup TEXT NOT NULL, requested TEXT NOT NULL, served TEXT NOT NULL,
    input INTEGER NOT NULL, cache_read INTEGER NOT NULL, cache_write_5m INTEGER NOT NULL,
    cache_write_30m INTEGER NOT NULL, cache_write_1h INTEGER NOT NULL, output INTEGER NOT NULL,
    reasoning INTEGER NOT NULL, web_searches INTEGER NOT NULL, is_estimated INTEGER NOT NULL,
    is_batch INTEGER NOT NULL, geo TEXT, speed TEXT,
    cost TEXT, held TEXT, price_version TEXT NOT NULL, "trigger" TEXT, outcome TEXT NOT NULL,
    started INTEGER NOT NULL, ended INTEGER NOT NULL
    """

  private static let columns = """
    id, parent, conversation, role, setup, requested, served, input, cache_read, cache_write_5m,
    cache_write_30m, cache_write_1h, output, reasoning, web_searches, is_estimated, is_batch, geo,
    speed, cost, held, price_version, "trigger", outcome, started, ended, cache_write_12h
    """
  private static let marks = Array(repeating: "?", count: 27).joined(separator: ", ")

  /// Rows are never changed, and the database itself sees to it.
  static let version1 = """
    CREATE TABLE calls (sequence INTEGER PRIMARY KEY AUTOINCREMENT, \(rowDefinition)) STRICT;
    CREATE INDEX calls_by_start ON calls (started, sequence);
    CREATE TRIGGER calls_stay BEFORE UPDATE ON calls
      BEGIN SELECT raise(ABORT, 'ledger rows are never changed'); END;
    CREATE TRIGGER calls_remain BEFORE DELETE ON calls
      BEGIN SELECT raise(ABORT, 'ledger rows are never deleted'); END;
    CREATE TABLE holds (sequence INTEGER PRIMARY KEY AUTOINCREMENT, \(rowDefinition),
      pid INTEGER NOT NULL, process_started INTEGER NOT NULL, boot TEXT NOT NULL,
      namespace TEXT NOT NULL) STRICT;
    """

  /// Caches of twelve hours; older calls wrote none that anybody counted.
  ///
  /// Adding a column changes no row, so the guards above do not mind.
  static let version2 = """
    ALTER TABLE calls ADD COLUMN cache_write_12h INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE holds ADD COLUMN cache_write_12h INTEGER NOT NULL DEFAULT 0;
    """

  /// What makes each version of the one before it, from an empty file on.
  static let migrations = [version1, version2]

  static let insertCall = """
    INSERT INTO calls (\(columns)) VALUES (\(marks)) ON CONFLICT (id) DO NOTHING
    """
  static let selectCall = "SELECT \(columns) FROM calls WHERE id = ?"
  static let selectCalls =
    "SELECT \(columns) FROM calls WHERE started >= ? ORDER BY started, sequence"
  static let selectConversations = """
    SELECT \(columns) FROM calls WHERE conversation >= ? AND conversation < ?
    ORDER BY started, sequence
    """
  static let insertHold = """
    INSERT INTO holds (\(columns), pid, process_started, boot, namespace)
    VALUES (\(marks), ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
    """
  static let selectHolds = """
    SELECT \(columns), pid, process_started, boot, namespace FROM holds ORDER BY sequence
    """
  static let deleteHold = "DELETE FROM holds WHERE id = ?"
}

extension LedgerRow {
  /// The values of `columns`, in order.
  var values: [SQLiteValue] {
    [
      .text(id), SQLiteValue(parent), .text(conversation), .text(role.rawValue), .text(setup),
      .text(requested.rawValue), .text(served.rawValue), SQLiteValue(usage.input),
      SQLiteValue(usage.cacheRead), SQLiteValue(usage.cacheWrite5m),
      SQLiteValue(usage.cacheWrite30m), SQLiteValue(usage.cacheWrite1h),
      SQLiteValue(usage.output), SQLiteValue(usage.reasoning), SQLiteValue(usage.webSearches),
      SQLiteValue(usage.isEstimated), SQLiteValue(service.isBatch), SQLiteValue(service.geo),
      SQLiteValue(service.speed), SQLiteValue(cost.stored), SQLiteValue(held.stored),
      .text(priceVersion), SQLiteValue(trigger?.rawValue), .text(outcome.rawValue),
      .integer(started.microseconds), .integer(ended.microseconds),
      SQLiteValue(usage.cacheWrite12h),
    ]
  }

  /// Reads `columns`.
  init(_ row: SQLiteRow) throws(StoreError) {
    guard let role = CallRole(rawValue: row.text(3)) else {
      throw StoreError(
        .corrupt, path: row.path,
        message:
          "The ledger \(row.path) has a call \(row.text(0)) with the unknown role \"\(row.text(3))\"; update Wisely."
      )
    }
    self.init(
      id: row.text(0), parent: row.optionalText(1), conversation: row.text(2), role: role,
      setup: row.text(4), requested: ModelID(row.text(5)), served: ModelID(row.text(6)),
      usage: Usage(
        input: row.integer(7), cacheRead: row.integer(8), cacheWrite5m: row.integer(9),
        cacheWrite30m: row.integer(10), cacheWrite1h: row.integer(11),
        cacheWrite12h: row.integer(26), output: row.integer(12),
        reasoning: row.integer(13), webSearches: row.integer(14), isEstimated: row.flag(15)),
      service: Service(
        isBatch: row.flag(16), geo: row.optionalText(17), speed: row.optionalText(18)),
      cost: Cost(stored: row.optionalText(19)), held: Cost(stored: row.optionalText(20)),
      priceVersion: row.text(21), trigger: row.optionalText(22).flatMap { Trigger(rawValue: $0) },
      outcome: Outcome(rawValue: row.text(23)),
      started: Timestamp(microseconds: Int64(row.integer(24))),
      ended: Timestamp(microseconds: Int64(row.integer(25))))
  }
}

extension Cost {
  fileprivate var stored: String? { amount.map { String($0.picodollars) } }

  fileprivate init(stored: String?) {
    self = stored.flatMap { Int128($0) }.map { .priced(Money(picodollars: $0)) } ?? .unpriced
  }
}

extension ProcessIdentity {
  var values: [SQLiteValue] {
    [SQLiteValue(pid), SQLiteValue(started), .text(boot), .text(namespace)]
  }

  /// Reads the columns behind those of the row.
  init(_ row: SQLiteRow) {
    self.init(
      pid: row.integer(27), started: row.integer(28), boot: row.text(29), namespace: row.text(30))
  }
}
