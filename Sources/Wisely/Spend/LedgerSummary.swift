// SPDX-License-Identifier: Apache-2.0

/// What ledger rows add up to, in lines by one of their properties.
///
/// Costs nobody knows are counted beside the sum, never as zero inside it.
public struct LedgerSummary: Hashable, Sendable {
  /// What the lines are made by.
  public enum Dimension: String, Hashable, Sendable, CaseIterable {
    /// The model that served.
    case model
    /// What the model did.
    case role
    /// The setup.
    case setup
    /// The day a call was sent, in UTC.
    case day
  }

  /// Some rows added up.
  public struct Line: Hashable, Sendable {
    /// What the rows have in common, such as a model's name; empty where they have none.
    public var key: String
    /// How many calls.
    public var calls = 0
    /// Their tokens.
    public var usage = Usage()
    /// What they cost, as far as it is known.
    public var cost = Money.zero
    /// How many answered, failed or cancelled calls have no known price.
    public var unpricedCalls = 0
    /// How many calls a dying process left behind; what they cost is not in `cost`.
    public var interruptedCalls = 0
    /// The most the interrupted calls cost, as far as it is known.
    public var interruptedAtMost = Money.zero
    /// How many interrupted calls have not even a known bound.
    public var unboundedCalls = 0
    /// How many calls have token counts that are ours rather than the provider's.
    public var estimatedCalls = 0

    /// Nothing yet.
    public init(key: String) { self.key = key }

    /// Adds a row.
    public mutating func add(_ row: LedgerRow) {
      calls += 1
      usage = usage + row.usage
      if row.usage.isEstimated { estimatedCalls += 1 }
      guard row.outcome == .interrupted else {
        if let amount = row.cost.amount { cost += amount } else { unpricedCalls += 1 }
        return
      }
      interruptedCalls += 1
      if let bound = row.held.amount {
        interruptedAtMost += bound
      } else {
        unboundedCalls += 1
      }
    }
  }

  /// What the lines are made by.
  public let dimension: Dimension
  /// Everything.
  public private(set) var total = Line(key: "")
  private var byKey: [String: Line] = [:]

  /// Nothing yet.
  public init(by dimension: Dimension) { self.dimension = dimension }

  /// Some rows.
  public init(_ rows: some Sequence<LedgerRow>, by dimension: Dimension) {
    self.init(by: dimension)
    for row in rows { add(row) }
  }

  /// Adds a row.
  public mutating func add(_ row: LedgerRow) {
    total.add(row)
    let key = key(of: row)
    byKey[key, default: Line(key: key)].add(row)
  }

  /// The lines: days from the first to the last, everything else from the dearest to the cheapest.
  public var lines: [Line] {
    byKey.values.sorted { left, right in
      guard dimension != .day, left.cost != right.cost else { return left.key < right.key }
      return left.cost > right.cost
    }
  }

  private func key(of row: LedgerRow) -> String {
    switch dimension {
    case .model: row.served.rawValue
    case .role: row.role.rawValue
    case .setup: row.setup
    case .day: row.started.day.description
    }
  }
}
