// SPDX-License-Identifier: Apache-2.0

/// Walks through the attempts of an order without listing them.
struct AttemptCursor {
  private let order: RunOrder
  private let positions: [Int: Int]
  private var query = 0
  private var pending: ArraySlice<AttemptPlace> = []

  init(_ order: RunOrder) {
    self.order = order
    positions = Dictionary(
      uniqueKeysWithValues: order.queries.enumerated().map { ($1, $0) })
  }

  var isAtEnd: Bool { pending.isEmpty && query == order.queries.count }

  /// How many queries have all of their attempts handed out.
  var begunQueries: Int { pending.isEmpty ? query : query - 1 }

  func position(of query: Int) -> Int { positions[query] ?? 0 }

  /// The next attempt, with the position of its query.
  mutating func next() -> (AttemptPlace, position: Int)? {
    if pending.isEmpty {
      guard query < order.queries.count else { return nil }
      pending = order.attempts(ofQueryAt: query)[...]
      query += 1
    }
    return (pending.removeFirst(), query - 1)
  }
}
