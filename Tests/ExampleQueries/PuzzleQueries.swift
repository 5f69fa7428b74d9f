// SPDX-License-Identifier: Apache-2.0

import Oracles

/// Puzzles from easy to hard.
enum PuzzleQueries {
  static func all(using generator: inout SeededSource) -> [Example] {
    var examples: [Example] = []
    for count in [3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16] {
      examples.append(KnapsackOracle(count: count, using: &generator).example)
    }
    for (count, machines) in [
      (4, 2), (5, 2), (6, 3), (7, 2), (8, 3), (9, 3), (10, 3), (10, 4), (12, 3),
    ] {
      examples.append(ScheduleOracle(count: count, machines: machines, using: &generator).example)
    }
    for count in [4, 5, 6, 7, 8, 10, 12, 14, 17, 20] {
      examples.append(RouteOracle(count: count, using: &generator).example)
    }
    for count in [3, 3, 4, 4, 4, 4, 5, 5, 5, 5] {
      examples.append(countdown(count, using: &generator))
    }
    return examples
  }

  static func countdown(_ count: Int, using generator: inout SeededSource) -> Example {
    while true {
      let puzzle = CountdownOracle(count: count, using: &generator)
      // Two equally near results would make two answers right.
      if let nearest = puzzle.nearest { return puzzle.example(nearest) }
    }
  }
}
