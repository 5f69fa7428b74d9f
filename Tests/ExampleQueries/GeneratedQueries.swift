// SPDX-License-Identifier: Apache-2.0

import Oracles

/// As many different queries as one likes, none of which needs a document: for runs that are timed.
package enum GeneratedQueries {
  /// The kinds in turn, two puzzles for each three sums, units or dates.
  private static let kinds: [@Sendable (inout SeededSource) -> Example] = [
    { KnapsackOracle(count: $0.int(3...12), using: &$0).example },
    { NumberQueries.percentage(using: &$0) },
    { NumberQueries.average($0.pick([4, 6, 10, 14]), using: &$0) },
    { ScheduleOracle(count: $0.int(4...10), machines: $0.int(2...3), using: &$0).example },
    { NumberQueries.sum($0.int(4...18), using: &$0) },
    { NumberQueries.product([$0.int(3...9), $0.int(3...9)], using: &$0) },
    { RouteOracle(count: $0.int(4...16), using: &$0).example },
    { NumberQueries.mixed($0.int(3...10), using: &$0) },
    { NumberQueries.conversion(using: &$0) },
    { PuzzleQueries.countdown($0.int(3...5), using: &$0) },
    { NumberQueries.daysBetween(years: $0.pick([2, 3, 30, 200]), using: &$0) },
    { $0.int(0...1) == 0 ? NumberQueries.weekday(using: &$0) : NumberQueries.dayAfter(using: &$0) },
    { PuzzleQueries.countdown(4, using: &$0) },
    {
      NumberQueries.monthsBefore(
        DayOracle(from: 2_000, to: 2_040, using: &$0), months: $0.int(5...40))
    },
    { NumberQueries.percentage(using: &$0) },
  ]

  /// That many queries; a longer list of the same seed begins with the shorter one.
  package static func make(_ count: Int, seed: UInt64) -> [ExampleQuery] {
    var generator = SeededSource(seed: seed)
    var known: Set<String> = []
    var queries: [ExampleQuery] = []
    var turn = 0
    while queries.count < count {
      let example = kinds[turn % kinds.count](&generator)
      turn += 1
      // The same words twice would be one cluster.
      guard known.insert(example.query).inserted else { continue }
      queries.append(
        ExampleQuery(
          id: "generated-\(queries.count + 1)", query: example.query, expected: example.expected,
          files: []))
    }
    return queries
  }
}
