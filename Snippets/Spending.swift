// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyStore

let ledger = try await SQLiteLedger(path: "ledger.sqlite")
try await ledger.recoverInterrupted(at: Surroundings.system.now())

let budget = Budget(cap: Money(cents: 25))
let model = MeteredModel(
  OfflineModel(.small), ledger: ledger, surroundings: .system, budget: budget)
let answer = try await model.respond(to: "What is 17% of 240?")
print("\(answer.cost) of \(budget.cap), \(budget.remaining) left")
for line in try await ledger.summary(by: .model).lines {
  print("\(line.key): \(line.calls) call, \(line.usage.prompt) in, \(line.usage.output) out")
}
ledger.close()

actor Counter: Ledger {
  private var booked: [String: LedgerRow] = [:]

  func open(_ hold: Hold) {
    print("\(hold.row.requested) may cost \(hold.row.held)")
  }

  func settle(_ hold: Hold, as rows: [LedgerRow]) {
    for row in rows {
      booked[row.id] = row
      print("\(row.served) cost \(row.cost), \(row.outcome)")
    }
  }
}

let counted = MeteredModel(OfflineModel(.small), ledger: Counter(), surroundings: .system)
_ = try await counted.respond(to: "What is 17% of 240?")
