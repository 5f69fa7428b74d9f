// SPDX-License-Identifier: Apache-2.0

import Glibc
import Wisely
import WiselyEval
import WiselyStore

/// The budget of a run that may have begun earlier.
struct RunBudget {
  let ledger: SQLiteLedger
  let folder: RunFolder
  let shard: Shard?

  /// A cap of which everything is gone that was spent before, whether or not a log came to know of
  /// it.
  ///
  /// Calls that a killed process left open count at their worst case: they may have cost that.
  func budget(_ cap: Money?) async throws -> Budget? {
    guard let cap else { return nil }
    let budget = Budget(cap: cap)
    let spent = min(cap, try await spentBefore())
    guard spent > .zero else { return budget }
    try budget.hold("before", worstCase: .priced(spent))
    budget.settle("before", at: .priced(spent))
    return budget
  }

  private func spentBefore() async throws -> Money {
    let plan = folder.plan
    let rows: [LedgerRow]
    do {
      rows = try await ledger.rows(inConversationsBeginningWith: plan.attemptPrefix)
    } catch let error as StoreError {
      throw CommandFailure(Exit.ledger, error.message)
    }
    let mine = try names(if: !rows.isEmpty)
    let begun = beginning
    let booked = rows.reduce(Money.zero) { sum, row in
      guard row.started >= begun, mine.contains(row.conversation) else { return sum }
      return sum + ((row.outcome == .interrupted ? row.held.amount : row.cost.amount) ?? .zero)
    }
    // A ledger that was moved away or made elsewhere knows less than the log.
    return max(booked, try logged())
  }

  /// When the folder was made: the same plan may have been run before, in a folder that is gone.
  private var beginning: Timestamp {
    var status = stat()
    guard stat(folder.path + "/plan.json", &status) == 0 else { return Timestamp(microseconds: 0) }
    // A second less, since clocks of file systems lag.
    return Timestamp(microseconds: (Int64(status.st_mtim.tv_sec) - 1) * 1_000_000)
  }

  private func names(if isNeeded: Bool) throws -> Set<String> {
    guard isNeeded else { return [] }
    let plan = folder.plan
    let order = plan.order.filtered { shard?.contains(plan.queries[$0].id) ?? true }
    return Set(
      order.queries.indices.flatMap { order.attempts(ofQueryAt: $0).map(plan.attemptID) })
  }

  private func logged() throws -> Money {
    var sum = Money.zero
    for log in folder.logs {
      try AttemptLog.forEachLine(log) { _, line in
        guard shard?.contains(line["query"]?.string ?? "") ?? true else { return }
        sum += line["spent_now_usd"]?.string.flatMap { Money(dollars: $0) } ?? .zero
      }
    }
    return sum
  }
}
