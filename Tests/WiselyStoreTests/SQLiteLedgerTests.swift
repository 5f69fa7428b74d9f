// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing
import Wisely

@testable import WiselyStore

func makeRow(
  _ id: String, outcome: LedgerRow.Outcome = .answered, cost: Cost = .priced(Money(picodollars: 7)),
  held: Cost = .priced(Money(picodollars: 9)), started: Int64 = 1_795_478_400_000_000,
  served: ModelID = "claude-opus-5-5", role: CallRole = .executor, setup: String = "haiku+opus"
) -> LedgerRow {
  LedgerRow(
    id: id, conversation: "talk", role: role, setup: setup, requested: "claude-opus-5-5",
    served: served, usage: Usage(input: 100, output: 10), cost: cost, held: held,
    priceVersion: "2026-11-23.1", outcome: outcome, started: Timestamp(microseconds: started),
    ended: Timestamp(microseconds: started + 5))
}

@Suite(.timeLimit(.minutes(5))) struct SQLiteLedgerTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func open() async throws -> SQLiteLedger {
    try await SQLiteLedger(path: folder.ledger)
  }

  @Test("A row comes back as it was booked, whatever is in it")
  func roundTrip() async throws {
    var row = makeRow("it's \"odd\"; DROP TABLE calls;--\u{0}é🦉", held: .unpriced)
    row.parent = "parent"
    row.conversation = ""
    row.role = .advisor
    row.trigger = .beforeFirstWrite
    row.outcome = .failed(.overloaded)
    row.cost = .priced(Money(picodollars: Int128(Int64.max) * 1_000))
    row.usage = Usage(
      input: 1, cacheRead: 2, cacheWrite5m: 3, cacheWrite30m: 4, cacheWrite1h: 5, cacheWrite12h: 9,
      output: 6, reasoning: 7, webSearches: 8, isEstimated: true)
    row.service = Service(isBatch: true, geo: "us", speed: "fast")
    var plain = makeRow("plain", cost: .priced(.zero))
    plain.started = Timestamp(microseconds: -5)
    let ledger = try await open()
    let hold = Hold(row: row)
    try await ledger.open(hold)
    #expect(try await ledger.openHolds() == [hold])
    try await ledger.settle(hold, as: [row, plain])
    #expect(try await ledger.openHolds().isEmpty)
    #expect(try await ledger.rows() == [plain, row])
    #expect(try await open().rows(since: row.started) == [row])
  }

  @Test("Every role is booked under its own name and read back", arguments: CallRole.allCases)
  func roles(role: CallRole) async throws {
    let ledger = try await open()
    let row = makeRow("a", role: role)
    let hold = Hold(row: row)
    try await ledger.open(hold)
    try await ledger.settle(hold, as: [row])
    #expect(try await ledger.rows() == [row])
    #expect(LedgerSummary([row], by: .role).lines.map(\.key) == [role.rawValue])
  }

  @Test("Settling again changes nothing; another call of that name is an error")
  func idempotent() async throws {
    let ledger = try await open()
    let row = makeRow("a")
    let hold = Hold(row: row)
    try await ledger.open(hold)
    try await ledger.settle(hold, as: [row])
    try await ledger.settle(hold, as: [row])
    #expect(try await ledger.rows() == [row])
    let other = makeRow("a", cost: .unpriced)
    await #expect(throws: StoreError(.duplicate, path: folder.ledger, message: "")) {
      try await ledger.settle(hold, as: [makeRow("b"), other])
    }
    // All or nothing.
    #expect(try await ledger.rows() == [row])
    try await ledger.open(Hold(row: makeRow("c")))
    await #expect(throws: StoreError(.duplicate, path: folder.ledger, message: "")) {
      try await ledger.open(Hold(row: makeRow("c")))
    }
  }

  @Test("One bad write in a batch does not take the others with it")
  func batch() async throws {
    let ledger = try await open()
    try await ledger.settle(Hold(row: makeRow("taken")), as: [makeRow("taken")])
    let failures = await withTaskGroup(of: Bool.self) { group in
      for index in 0..<300 {
        group.addTask {
          let name = index % 10 == 0 ? "taken" : "row-\(index)"
          let row = makeRow(name, cost: .unpriced)
          do {
            try await ledger.settle(Hold(row: row), as: [row])
            return false
          } catch {
            return true
          }
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(failures == 30)
    #expect(try await ledger.rows().count == 271)
  }

  @Test("Rows can be neither changed nor deleted")
  func appendOnly() async throws {
    let ledger = try await open()
    try await ledger.settle(Hold(row: makeRow("a")), as: [makeRow("a")])
    let connection = try SQLiteConnection(path: folder.ledger, lockTimeout: .seconds(5))
    #expect(throws: StoreError.self) { try connection.execute("UPDATE calls SET cost = '0'") }
    #expect(throws: StoreError.self) { try connection.execute("DELETE FROM calls") }
    #expect(try await ledger.rows() == [makeRow("a")])
  }

  @Test("The file is its owner's alone, and so are the folders made for it")
  func modes() async throws {
    let ledger = try await open()
    try await ledger.settle(Hold(row: makeRow("a")), as: [makeRow("a")])
    func mode(_ path: String) -> mode_t {
      var status = stat()
      #expect(stat(path, &status) == 0, "\(path)")
      return status.st_mode & 0o777
    }
    #expect(mode(folder.path + "/deep") == 0o700)
    for suffix in ["", "-wal", "-shm"] { #expect(mode(folder.ledger + suffix) == 0o600) }
    #expect(try await ledger.rows().count == 1)
  }

  @Test("A closed ledger says so")
  func closed() async throws {
    let ledger = try await open()
    ledger.close()
    await #expect(throws: StoreError(.closed, path: folder.ledger, message: "")) {
      try await ledger.open(Hold(row: makeRow("a")))
    }
  }

  @Test("Sums are exact, and what nobody knows stands beside them")
  func summary() async throws {
    let ledger = try await open()
    let day: Int64 = 86_400_000_000
    let start: Int64 = 1_795_478_400_000_000
    let huge = Money(picodollars: Int128(Int64.max))
    let rows = [
      makeRow("1", cost: .priced(huge)), makeRow("2", cost: .priced(huge), started: start + day),
      makeRow("3", cost: .unpriced, served: "gpt-9", role: .advisor),
      makeRow(
        "4", outcome: .interrupted, cost: .unpriced, served: "claude-haiku-5-5", setup: "haiku"),
      makeRow(
        "5", outcome: .interrupted, cost: .unpriced, held: .unpriced, served: "claude-haiku-5-5"),
    ]
    try await ledger.settle(Hold(row: rows[0]), as: rows)
    let models = try await ledger.summary(by: .model)
    #expect(models.lines.map(\.key) == ["claude-opus-5-5", "claude-haiku-5-5", "gpt-9"])
    #expect(models.lines[0].cost == huge + huge)
    #expect(models.lines[1].interruptedCalls == 2)
    #expect(models.lines[1].interruptedAtMost == Money(picodollars: 9))
    #expect(models.lines[1].unboundedCalls == 1)
    #expect(models.lines[2].unpricedCalls == 1)
    #expect(models.total.calls == 5 && models.total.usage.input == 500)
    #expect(models == LedgerSummary(rows, by: .model))
    let days = try await ledger.summary(by: .day)
    #expect(days.lines.map(\.key) == ["2026-11-24", "2026-11-25"])
    #expect(days.lines.map(\.calls) == [4, 1])
    #expect(try await ledger.summary(by: .role).lines.map(\.key) == ["executor", "advisor"])
    #expect(try await ledger.summary(by: .setup).lines.map(\.calls) == [4, 1])
    let later = Timestamp(microseconds: start + 1)
    #expect(try await ledger.summary(since: later, by: .day).total.calls == 1)
  }
}
