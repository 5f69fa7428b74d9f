// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Ledger rows for tests, on 2026-11-24 unless said otherwise.
enum Rows {
  static let midnight: Int64 = 1_795_478_400_000_000

  static func row(
    _ id: String, _ model: ModelID, role: CallRole = .executor, setup: String = "haiku+opus",
    usage: Usage = Usage(input: 1_000, output: 100), cost: String? = "0.0015",
    held: String? = "0.01", outcome: LedgerRow.Outcome = .answered, day: Int64 = 0,
    trigger: Trigger? = nil
  ) -> LedgerRow {
    let start = midnight + day * 86_400_000_000
    return LedgerRow(
      id: id, conversation: "c", role: role, setup: setup, requested: model, served: model,
      usage: usage, cost: money(cost), held: money(held), priceVersion: "test", trigger: trigger,
      outcome: outcome, started: Timestamp(microseconds: start),
      ended: Timestamp(microseconds: start + 1_500_000))
  }

  private static func money(_ dollars: String?) -> Cost {
    dollars.flatMap { Money(dollars: $0) }.map { .priced($0) } ?? .unpriced
  }

  /// Two days of work: an advised pair, a model without a price, a call that a killed process left.
  static let mixed = [
    row("1", "claude-haiku-5-5", cost: "0.000150000001"),
    row(
      "2", "claude-opus-5-5", role: .advisor,
      usage: Usage(input: 2_000, cacheRead: 5_000, output: 50),
      cost: "0.01", trigger: .asked),
    row("3", "claude-haiku-5-5", cost: "0.000150000002", day: 1),
    row("4", "mystery", setup: "mystery", cost: nil, held: nil, day: 1),
    row(
      "5", "claude-opus-5-5", role: .advisor, usage: Usage(isEstimated: true), cost: nil,
      held: "0.25", outcome: .interrupted, day: 1),
    row(
      "6", "mystery", setup: "mystery", usage: Usage(isEstimated: true), cost: nil, held: nil,
      outcome: .interrupted, day: 1),
    row("7", "claude-haiku-5-5", cost: "0.0001", outcome: .cancelled, day: 1),
  ]
}
