// SPDX-License-Identifier: Apache-2.0

import CSQLite

/// One open database, for one thread.
///
/// Not `Sendable`, and never handed on: the store's thread makes it, uses it and closes it.
final class SQLiteConnection {
  let path: String
  private let handle: OpaquePointer
  private var statements: [String: OpaquePointer] = [:]

  /// Opens a file that exists.
  init(path: String, lockTimeout: Duration) throws(StoreError) {
    self.path = path
    // One thread only, so SQLite needs no mutexes of its own.
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX
    var opened: OpaquePointer?
    let result = sqlite3_open_v2(path, &opened, flags, nil)
    guard result == SQLITE_OK, let opened else {
      let detail = String(cString: sqlite3_errstr(result))
      sqlite3_close_v2(opened)
      throw StoreError(sqlite: result, detail: detail, path: path)
    }
    handle = opened
    sqlite3_extended_result_codes(handle, 1)
    let (seconds, attoseconds) = lockTimeout.components
    let milliseconds = seconds * 1_000 + attoseconds / 1_000_000_000_000_000
    sqlite3_busy_timeout(handle, Int32(clamping: milliseconds))
  }

  deinit {
    for statement in statements.values { sqlite3_finalize(statement) }
    sqlite3_close_v2(handle)
  }

  /// Whether a transaction is under way; a full disk can end one behind our back.
  var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

  /// How many rows the last statement changed.
  var changes: Int { Int(sqlite3_changes(handle)) }

  /// Runs statements that take no values and whose rows nobody wants.
  func execute(_ sql: String) throws(StoreError) {
    try check(sqlite3_exec(handle, sql, nil, nil, nil))
  }

  /// Runs one statement with values, handing on each row.
  func run(
    _ sql: String, _ values: [SQLiteValue] = [],
    row: (SQLiteRow) throws(StoreError) -> Void = { _ throws(StoreError) in }
  ) throws(StoreError) {
    let statement = try prepared(sql)
    defer {
      sqlite3_reset(statement)
      sqlite3_clear_bindings(statement)
    }
    for (index, value) in values.enumerated() {
      try check(value.bind(to: statement, at: Int32(index + 1)))
    }
    while true {
      let result = sqlite3_step(statement)
      if result == SQLITE_DONE { return }
      guard result == SQLITE_ROW else { throw error(result) }
      try row(SQLiteRow(statement: statement, path: path))
    }
  }

  /// The integer a pragma or a count answers with.
  func integer(_ sql: String) throws(StoreError) -> Int {
    var answer = 0
    try run(sql) { row throws(StoreError) in answer = row.integer(0) }
    return answer
  }

  private func prepared(_ sql: String) throws(StoreError) -> OpaquePointer {
    if let statement = statements[sql] { return statement }
    var statement: OpaquePointer?
    try check(sqlite3_prepare_v2(handle, sql, -1, &statement, nil))
    guard let statement else {
      throw StoreError(.failed, path: path, message: "An empty statement was prepared.")
    }
    statements[sql] = statement
    return statement
  }

  private func check(_ result: Int32) throws(StoreError) {
    guard result == SQLITE_OK else { throw error(result) }
  }

  private func error(_ result: Int32) -> StoreError {
    StoreError(sqlite: result, detail: String(cString: sqlite3_errmsg(handle)), path: path)
  }
}

/// A value for a statement; nothing is ever pasted into SQL.
enum SQLiteValue {
  case null
  case integer(Int64)
  case text(String)

  init(_ value: Int) { self = .integer(Int64(value)) }
  init(_ value: Bool) { self = .integer(value ? 1 : 0) }
  init(_ value: String?) { self = value.map { .text($0) } ?? .null }

  fileprivate func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    switch self {
    case .null: sqlite3_bind_null(statement, index)
    case .integer(let value): sqlite3_bind_int64(statement, index, value)
    case .text(let text):
      // By length, so that a NUL inside a name does not cut it.
      text.withCString { bytes in
        sqlite3_bind_text(
          statement, index, bytes, Int32(text.utf8.count), wisely_sqlite_transient())
      }
    }
  }
}

/// The current row of a statement.
struct SQLiteRow {
  fileprivate let statement: OpaquePointer
  let path: String

  func integer(_ column: Int32) -> Int { Int(sqlite3_column_int64(statement, column)) }

  func flag(_ column: Int32) -> Bool { sqlite3_column_int64(statement, column) != 0 }

  func text(_ column: Int32) -> String { optionalText(column) ?? "" }

  func optionalText(_ column: Int32) -> String? {
    guard let bytes = sqlite3_column_text(statement, column) else { return nil }
    let count = Int(sqlite3_column_bytes(statement, column))
    return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }
}
