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
      var example: Example?
      while example == nil {
        let puzzle = CountdownOracle(count: count, using: &generator)
        // Two equally near results would make two answers right.
        example = puzzle.nearest.map { puzzle.example($0) }
      }
      if let example { examples.append(example) }
    }
    return examples
  }
}
