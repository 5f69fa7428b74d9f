// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

@testable import WiselyStore

@Suite(.timeLimit(.minutes(5))) struct RecoveryTests {
  let folder: TemporaryFolder
  let now = Timestamp(microseconds: 1_795_478_400_000_000 + 60_000_000)

  init() throws { folder = try TemporaryFolder() }

  private func open(as process: ProcessIdentity = .current) async throws -> SQLiteLedger {
    try await SQLiteLedger(path: folder.ledger, lockTimeout: .seconds(30), process: process)
  }

  @Test("A call of a dead process is booked as interrupted, with its hold as the bound")
  func dead() async throws {
    var gone = ProcessIdentity.current
    gone.started += 1  // The number was given to a later process.
    try await open(as: gone).open(Hold(row: makeRow("lost")))
    let ledger = try await open()
    try await ledger.open(Hold(row: makeRow("alive")))
    let rows = try await ledger.recoverInterrupted(at: now)
    #expect(rows.map(\.id) == ["lost"])
    let row = try #require(rows.first)
    #expect(row.outcome == .interrupted && row.cost == .unpriced)
    #expect(row.held == .priced(Money(picodollars: 9)))
    #expect(row.usage == Usage(isEstimated: true) && row.ended == now)
    #expect(try await ledger.rows() == rows)
    #expect(try await ledger.openHolds().map(\.row.id) == ["alive"])
    #expect(try await ledger.recoverInterrupted(at: now).isEmpty)
  }

  @Test("Another start of the machine is death; another container is not, for a day")
  func elsewhere() async throws {
    var earlier = ProcessIdentity.current
    earlier.boot = "another"
    try await open(as: earlier).open(Hold(row: makeRow("rebooted")))
    var container = ProcessIdentity.current
    container.namespace = "pid:[1]"
    try await open(as: container).open(Hold(row: makeRow("contained")))
    let ledger = try await open()
    #expect(try await ledger.recoverInterrupted(at: now).map(\.id) == ["rebooted"])
    let nextDay = Timestamp(microseconds: now.microseconds + 86_400_000_000)
    #expect(try await ledger.recoverInterrupted(at: nextDay).map(\.id) == ["contained"])
  }

  @Test("Killed at random points, a process loses no acknowledged call and books none twice")
  func killed() async throws {
    // The seed only chooses when to kill; where that hits is up to the machine.
    let seed = UInt64.random(in: 0...UInt64.max)
    var state = seed
    var acknowledged: [String] = []
    var interrupted = 0
    for round in 0..<6 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let limit = Int(state >> 33) % 150 + 1
      let names = try await Torture.run(
        path: folder.ledger, count: 100_000, prefix: "round\(round)", killAfter: limit)
      #expect(names.count >= limit, "seed \(seed)")
      acknowledged += names
      let ledger = try await open()
      let recovered = try await ledger.recoverInterrupted(at: now)
      interrupted += recovered.count
      let known = Set(names)
      #expect(recovered.allSatisfy { !known.contains($0.id) }, "seed \(seed)")
      #expect(try await ledger.openHolds().isEmpty)
      let booked = try await ledger.rows()
      let ids = Set(booked.map(\.id))
      #expect(ids.count == booked.count, "seed \(seed)")
      // An acknowledged call has both its rows; one that was not may have both or neither.
      #expect(ids.isSuperset(of: acknowledged.flatMap { [$0, $0 + "/2"] }), "seed \(seed)")
      let answered = booked.filter { $0.outcome == .answered }
      #expect(answered.count.isMultiple(of: 2))
      #expect(answered.count + interrupted == booked.count)
    }
  }

  @Test("A new ledger that many open at once is a ledger to all of them")
  func new() async throws {
    // Who gets how far while another one makes the tables is up to the machine, each time anew.
    for round in 0..<50 {
      let path = folder.path + "/\(round)/ledger.db"
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<8 {
          // Closed when it returns, unlike a ledger, whose thread takes its time.
          group.addTask {
            try await Torture.onThread { _ = try LedgerFile.open(path, lockTimeout: .seconds(30)) }
          }
        }
        try await group.waitForAll()
      }
    }
  }

  @Test("Three processes at once lose nothing")
  func together() async throws {
    let path = folder.ledger
    async let first = Torture.run(path: path, count: 200, prefix: "first")
    async let second = Torture.run(path: path, count: 200, prefix: "second")
    let ledger = try await open()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<100 {
        group.addTask {
          let row = makeRow("own-\(index)")
          try await ledger.open(Hold(row: row))
          try await ledger.settle(Hold(row: row), as: [row])
        }
      }
      try await group.waitForAll()
    }
    #expect(try await first.count == 200)
    #expect(try await second.count == 200)
    let rows = try await ledger.rows()
    #expect(Set(rows.map(\.id)).count == 900 && rows.count == 900)
    #expect(try await ledger.openHolds().isEmpty)
  }
}
