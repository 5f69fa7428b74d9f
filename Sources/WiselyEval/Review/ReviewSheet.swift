// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Two answers to one query, to be held against each other.
struct ReviewItem: Hashable, Sendable {
  /// Names the plan, the query and both answers, and nothing else: the same for every reviewer.
  var id: String
  var query: String
  /// The setup whose name sorts first; which side it is shown on is another matter.
  var first: PreferenceLine.Side
  var second: PreferenceLine.Side
}

/// One showing of an item to one reviewer.
struct ReviewStep: Hashable, Sendable {
  var item: ReviewItem
  /// Whether the item is shown for the second time.
  var isRepeat: Bool
  /// Whether the setup whose name sorts first stands on the left.
  var isFirstLeft: Bool

  var left: PreferenceLine.Side { isFirstLeft ? item.first : item.second }
  var right: PreferenceLine.Side { isFirstLeft ? item.second : item.first }
}

/// What one reviewer is shown, in their own order.
///
/// Everything follows from the seed, the reviewer's name and the items by hashing, so that a
/// resumed review, or one with more items, goes on as it began.
struct ReviewSheet: Sendable {
  let steps: [ReviewStep]

  init(_ items: [ReviewItem], seed: UInt64, reviewer: String) {
    func hash(_ item: ReviewItem, _ purpose: String) -> String {
      let parts: JSONValue = [
        .string(String(seed)), .string(reviewer), .string(purpose), .string(item.id),
      ]
      return SHA256.hex(of: parts.bytes)
    }
    let steps = items.map { (key: hash($0, "order"), item: $0) }.sorted { $0.key < $1.key }.map {
      let isFirstLeft = hash($0.item, "side").utf8.first.map { $0 & 1 == 0 } ?? true
      return ReviewStep(item: $0.item, isRepeat: false, isFirstLeft: isFirstLeft)
    }
    let gap = max(5, steps.count / 3)
    let early = steps.indices.dropLast(gap)
    let repeated = Set(
      early.map { (key: hash(steps[$0].item, "repeat"), index: $0) }
        .sorted { $0.key < $1.key }.prefix(Self.repeats(of: items.count)).map(\.index))
    var shown: [ReviewStep] = []
    for (index, step) in steps.enumerated() {
      shown.append(step)
      guard repeated.contains(index - gap) else { continue }
      // Changed over: somebody who always says "left" shall not look as if they agreed.
      let first = steps[index - gap]
      shown.append(
        ReviewStep(item: first.item, isRepeat: true, isFirstLeft: !first.isFirstLeft))
    }
    self.steps = shown
  }

  /// Between 5 and 10 of a hundred; none where one would be more.
  static func repeats(of count: Int) -> Int { min(count / 10, max(1, (count * 8 + 50) / 100)) }
}

extension ReviewSheet {
  /// The items of a review: one pair of setups a query, the pairs taking turns; with a higher limit
  /// the queries come again with other pairs.
  static func items(
    of material: ReviewMaterial, setups: [String], seed: UInt64, limit: Int?
  ) -> [ReviewItem] {
    let setups = setups.sorted()
    let pairs = setups.indices.flatMap { first in
      setups[(first + 1)...].map { (setups[first], $0) }
    }
    func hash(_ parts: String...) -> String {
      SHA256.hex(of: JSONValue.array(parts.map { .string($0) }).bytes)
    }
    let queries = material.queries
      .map { (key: hash(String(seed), "query", $0.id), id: $0.id) }
      .sorted { $0.key < $1.key }.map(\.id)
    func side(_ query: String, _ setup: String) -> PreferenceLine.Side? {
      // The same trial for every reviewer, so that they judge the same texts.
      material.trials(of: query, by: setup)
        .min {
          hash(String(seed), query, setup, "\($0)") < hash(String(seed), query, setup, "\($1)")
        }
        .map { PreferenceLine.Side(setup: setup, trial: $0) }
    }
    let most = limit ?? queries.count
    var items: [ReviewItem] = []
    for cycle in pairs.indices {
      for (rank, query) in queries.enumerated() where items.count < most {
        let pair = pairs[(rank + cycle) % pairs.count]
        guard let first = side(query, pair.0), let second = side(query, pair.1) else { continue }
        let id = hash(
          material.plan, query, first.setup, "\(first.trial)", second.setup, "\(second.trial)")
        items.append(
          ReviewItem(id: String(id.prefix(16)), query: query, first: first, second: second))
      }
    }
    return items
  }
}
