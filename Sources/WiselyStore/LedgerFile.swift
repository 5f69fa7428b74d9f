// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The file a ledger lives in: made for its owner alone, and brought up to the schema of today.
enum LedgerFile {
  /// "WsLy": tells our files from any other SQLite database.
  static let applicationID = 0x5773_4C79
  /// The schema this version writes.
  static let version = LedgerSchema.migrations.count

  static func open(_ path: String, lockTimeout: Duration) throws(StoreError) -> SQLiteConnection {
    try makeFolder(of: path)
    try makeFile(path)
    let connection = try SQLiteConnection(path: path, lockTimeout: lockTimeout)
    // Before anything is changed: the file may be somebody else's. All of it at one moment: another
    // process may be making this ledger, and its tables without its mark are nobody's.
    try transact("BEGIN", on: connection) { () throws(StoreError) in
      _ = try version(of: connection)
    }
    try retryingWhileLocked(for: lockTimeout) { () throws(StoreError) in
      // Turning the log on takes a lock for which SQLite does not always wait by itself.
      try connection.run("PRAGMA journal_mode = WAL")
    }
    // A call that was acknowledged survives a power cut, at the price of a flush a batch.
    try connection.execute("PRAGMA synchronous = FULL")
    try transact("BEGIN IMMEDIATE", on: connection) { () throws(StoreError) in
      try migrate(connection)
    }
    return connection
  }

  private static func transact(
    _ begin: String, on connection: SQLiteConnection, _ work: () throws(StoreError) -> Void
  ) throws(StoreError) {
    try connection.execute(begin)
    do throws(StoreError) {
      try work()
      try connection.execute("COMMIT")
    } catch {
      // The error that counts is the first one.
      try? connection.execute("ROLLBACK")
      throw error
    }
  }

  private static func migrate(_ connection: SQLiteConnection) throws(StoreError) {
    let found = try version(of: connection)
    guard found < version else { return }
    for migration in LedgerSchema.migrations[found...] { try connection.execute(migration) }
    try connection.execute("PRAGMA application_id = \(applicationID)")
    try connection.execute("PRAGMA user_version = \(version)")
  }

  /// The schema of a file, 0 for an empty one.
  private static func version(of connection: SQLiteConnection) throws(StoreError) -> Int {
    let path = connection.path
    let found = try connection.integer("PRAGMA user_version")
    let owner = try connection.integer("PRAGMA application_id")
    let tables = try connection.integer("SELECT count(*) FROM sqlite_schema")
    guard owner == applicationID || (owner == 0 && tables == 0) else {
      throw StoreError(
        .corrupt, path: path,
        message:
          "\(path) is a database of another program, not a ledger; choose another path for the ledger."
      )
    }
    guard found <= version else {
      throw StoreError(
        .newerSchema, path: path,
        message:
          "The ledger \(path) was written by a newer Wisely (schema \(found), this one knows \(version)); update Wisely, or choose another path."
      )
    }
    return found
  }

  private static func retryingWhileLocked(
    for limit: Duration, _ work: () throws(StoreError) -> Void
  ) throws(StoreError) {
    let deadline = ContinuousClock.now + limit
    while true {
      do throws(StoreError) {
        return try work()
      } catch {
        guard error.code == .locked, ContinuousClock.now < deadline else { throw error }
        usleep(5_000)
      }
    }
  }

  private static func makeFolder(of path: String) throws(StoreError) {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
    let folder = String(path[..<slash])
    var status = stat()
    if stat(folder, &status) == 0 { return }
    try makeFolder(of: folder)
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
      throw StoreError(
        .notWritable, path: path,
        message:
          "The folder \(folder) for the ledger \(path) cannot be made (\(String(cString: strerror(errno)))); make it yourself, or choose another path."
      )
    }
  }

  /// SQLite would make it readable for everybody; its log files get the mode of this one.
  private static func makeFile(_ path: String) throws(StoreError) {
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw StoreError(
        .notWritable, path: path,
        message:
          "The ledger \(path) cannot be opened for writing (\(String(cString: strerror(errno)))); make the file and its folder writable for you, or choose another path."
      )
    }
    close(descriptor)
  }
}
