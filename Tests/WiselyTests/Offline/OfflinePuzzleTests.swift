// SPDX-License-Identifier: Apache-2.0

import Oracles
import Testing
import Wisely

@Suite(.timeLimit(.minutes(4))) struct OfflinePuzzleTests {
  /// A kind of puzzle, from small to as large as people write down.
  enum Kind: String, CaseIterable {
    case knapsack, schedule, route, countdown

    func example(_ seed: UInt64) -> Example {
      var generator = SeededSource(seed: seed)
      switch self {
      case .knapsack: return KnapsackOracle(count: Int(seed % 9) + 3, using: &generator).example
      case .schedule:
        return ScheduleOracle(
          count: Int(seed % 8) + 3, machines: Int(seed % 3) + 2, using: &generator
        ).example
      case .route: return RouteOracle(count: Int(seed % 12) + 4, using: &generator).example
      case .countdown:
        while true {
          let puzzle = CountdownOracle(count: Int(seed % 3) + 3, using: &generator)
          if let nearest = puzzle.nearest { return puzzle.example(nearest) }
        }
      }
    }
  }

  @Test("What a stand-in calls checked is right", arguments: Kind.allCases)
  func checkedIsRight(_ kind: Kind) async throws {
    for seed in UInt64(1)...30 {
      let example = kind.example(seed)
      for size in OfflineModel.Size.allCases {
        let said = try await OfflineAnswer.of(size, example.query)
        #expect(said.isChecked != said.isDoubted, "\(size): \(example.query)\n\(said.text)")
        guard said.isChecked else { continue }
        #expect(said.answer == example.expected, "\(size): \(example.query)\n\(said.text)")
      }
    }
  }

  @Test("The sizes differ in what they solve", arguments: Kind.allCases)
  func sizesDiffer(_ kind: Kind) async throws {
    var right: [OfflineModel.Size: Int] = [:]
    var checked: [OfflineModel.Size: Int] = [:]
    for seed in UInt64(101)...130 {
      let example = kind.example(seed)
      for size in OfflineModel.Size.allCases {
        let said = try await OfflineAnswer.of(size, example.query)
        right[size, default: 0] += said.answer == example.expected ? 1 : 0
        checked[size, default: 0] += said.isChecked ? 1 : 0
      }
    }
    let (small, medium, large) = (right[.small] ?? 0, right[.medium] ?? 0, right[.large] ?? 0)
    #expect(large == 30)
    #expect(checked[.large] == 30)
    #expect(small < large && small <= medium && medium <= large, "\(right)")
    // With a handful of positions nothing but a hit proves anything, and hits are rare.
    #expect((checked[.small] ?? 0) > 0 || kind == .countdown, "\(checked)")
    #expect((checked[.small] ?? 0) <= small, "\(checked)")
  }

  @Test("An advised pair solves what the large one solves", arguments: Kind.allCases)
  func pair(_ kind: Kind) async throws {
    let pair = AdvisedModel(executor: OfflineModel(.small), advisor: OfflineModel(.large))
    for seed in UInt64(181)...192 {
      let example = kind.example(seed)
      let alone = try await OfflineAnswer.of(.small, example.query)
      let response = try await pair.respond(to: example.query)
      let said = OfflineAnswer(response.text)
      #expect(said.answer == example.expected, "\(example.query)\n\(said.text)")
      #expect(!said.isDoubted)
      #expect(response.consultations.count == (alone.isDoubted ? 1 : 0), "\(example.query)")
    }
  }

  @Test("Weights of nothing and worthless things do not mislead the bound")
  func edgesOfKnapsacks() async throws {
    var generator = SeededSource(seed: 5)
    for _ in 0..<80 {
      let items = (0..<generator.int(2...7)).map {
        ("item\($0)", generator.int(0...4), generator.int(0...5))
      }
      let puzzle = KnapsackOracle(items: items, capacity: generator.int(0...8))
      for size in [OfflineModel.Size.small, .large] {
        let said = try await OfflineAnswer.of(size, puzzle.example.query)
        guard said.isChecked || size == .large else { continue }
        #expect(said.answer == "\(puzzle.best)", "\(puzzle.example.query)\n\(said.text)")
      }
    }
  }

  @Test(
    "Other wordings are understood",
    arguments: [
      (
        "Which items should go into a knapsack with capacity 10 for the highest value? rope weight 4 value 7; stove weight 6 value 9; tent weight 5 value 8",
        "16"
      ),
      (
        "Please: a bag holds 10 kg. Rope: weight 4 kg, value 7. Stove: weight 6 kg, value 9. What is the most it can be worth?",
        "16"
      ),
      (
        "Three tasks run on two identical machines: Sawing 5 h, Planing 4 h and Gluing 3 h. What is the earliest finish?",
        "7"
      ),
      (
        "Find the shortest path from A to D, given the roads A-B = 2, B-D = 5, A-C: 1, C-D (9).",
        "7"
      ),
      ("Using the numbers 2, 3 and 7, reach 42.", "42"),
      ("What is the shortest road from A to D? A to B 2, C to D 3.", "none"),
    ])
  func wordings(_ question: String, _ expected: String) async throws {
    #expect(try await OfflineAnswer.of(.large, question).answer == expected)
  }
}
