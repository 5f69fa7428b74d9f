// SPDX-License-Identifier: Apache-2.0

// LedgerTorture PATH COUNT PREFIX: books calls and prints the name of each one that is acknowledged.

import Glibc
import Wisely
import WiselyStore

func row(_ name: String, _ outcome: LedgerRow.Outcome) -> LedgerRow {
  LedgerRow(
    id: name, setup: "torture", requested: "offline-small", served: "offline-small",
    usage: Usage(input: 10, output: 1), cost: .priced(Money(picodollars: 15_000_000)),
    held: .priced(Money(picodollars: 20_000_000)), priceVersion: "1", outcome: outcome,
    started: Timestamp(microseconds: 1_795_478_400_000_000),
    ended: Timestamp(microseconds: 1_795_478_401_000_000))
}

let arguments = CommandLine.arguments
guard arguments.count == 4, let count = Int(arguments[2]) else {
  exit(64)
}
let prefix = arguments[3]
let ledger = try await SQLiteLedger(path: arguments[1])
try await withThrowingTaskGroup(of: Void.self) { group in
  for lane in 0..<4 {
    group.addTask {
      for index in stride(from: lane, to: count, by: 4) {
        let name = "\(prefix)-\(index)"
        let hold = Hold(row: row(name, .interrupted))
        try await ledger.open(hold)
        try await ledger.settle(hold, as: [row(name, .answered), row(name + "/2", .answered)])
        // One write a line, so that lines of several lanes never mix.
        let line = Array("\(name)\n".utf8)
        _ = write(1, line, line.count)
      }
    }
  }
  try await group.waitForAll()
}
