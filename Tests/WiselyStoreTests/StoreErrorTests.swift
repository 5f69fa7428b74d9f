// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing
import Wisely

@testable import WiselyStore

@Suite(.timeLimit(.minutes(5))) struct StoreErrorTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func failure(_ path: String) async throws -> StoreError {
    try await #require(throws: StoreError.self) {
      _ = try await SQLiteLedger(path: path, lockTimeout: .milliseconds(50))
    }
  }

  private func write(_ text: String, to path: String) {
    let descriptor = Glibc.open(path, O_WRONLY | O_CREAT, 0o600)
    let bytes = Array(text.utf8)
    #expect(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
    close(descriptor)
  }

  @Test("A path that cannot be written names itself and the mend")
  func notWritable() async throws {
    let path = "/proc/nowhere/ledger.db"
    let error = try await failure(path)
    #expect(error.code == .notWritable)
    #expect(error.message.contains(path) && error.message.contains("choose another path"))
    write("", to: folder.path + "/file")
    #expect(try await failure(folder.path + "/file/ledger.db").code == .notWritable)
    #expect(try await failure(folder.path).code == .notWritable)
  }

  @Test("A file that is no database, and one of another program, are left alone")
  func foreign() async throws {
    let text = folder.path + "/notes.txt"
    write(String(repeating: "These are my notes, not a ledger. ", count: 100), to: text)
    let error = try await failure(text)
    #expect(error.code == .corrupt && error.message.contains(text))
    let other = folder.path + "/other.db"
    write("", to: other)
    do {
      let connection = try SQLiteConnection(path: other, lockTimeout: .seconds(1))
      try connection.execute("CREATE TABLE theirs (x)")
    }
    #expect(try await failure(other).message.contains("another program"))
    // Not even its journal mode was touched.
    let connection = try SQLiteConnection(path: other, lockTimeout: .seconds(1))
    var mode = ""
    try connection.run("PRAGMA journal_mode") { mode = $0.text(0) }
    #expect(mode == "delete")
  }

  @Test("A ledger of a newer version is refused with both numbers")
  func newer() async throws {
    let row = makeRow("a")
    try await SQLiteLedger(path: folder.ledger).settle(Hold(row: row), as: [row])
    let connection = try SQLiteConnection(path: folder.ledger, lockTimeout: .seconds(5))
    try connection.execute("PRAGMA user_version = 7")
    let error = try await failure(folder.ledger)
    #expect(error.code == .newerSchema)
    #expect(error.message.contains("schema 7, this one knows 2"))
  }

  @Test("A file kept locked by another program fails after a while, and works again after")
  func locked() async throws {
    let ledger = try await SQLiteLedger(path: folder.ledger, lockTimeout: .milliseconds(50))
    let other = try SQLiteConnection(path: folder.ledger, lockTimeout: .seconds(5))
    try other.execute("BEGIN IMMEDIATE")
    let hold = Hold(row: makeRow("a"))
    let error = try await #require(throws: StoreError.self) { try await ledger.open(hold) }
    #expect(error.code == .locked && error.message.contains(folder.ledger))
    try other.execute("COMMIT")
    try await ledger.open(hold)
    #expect(try await ledger.openHolds() == [hold])
  }

  @Test("A full disk is named as one, and what was acknowledged before stays")
  func full() async throws {
    let ledger = try await SQLiteLedger(path: folder.ledger)
    try await ledger.settle(Hold(row: makeRow("a")), as: [makeRow("a")])
    try await ledger.limitPages()
    var row = makeRow("b")
    row.conversation = String(repeating: "long ", count: 100_000)
    let big = row
    let error = try await #require(throws: StoreError.self) {
      try await ledger.settle(Hold(row: big), as: [big])
    }
    #expect(error.code == .diskFull && error.message.contains(folder.ledger))
    #expect(try await ledger.rows() == [makeRow("a")])
  }
}
