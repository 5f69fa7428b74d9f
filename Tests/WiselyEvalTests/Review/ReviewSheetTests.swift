// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import WiselyEval

@Suite("The order of a review") struct ReviewSheetTests {
  static func items(_ count: Int) -> [ReviewItem] {
    (0..<count).map { number in
      ReviewItem(
        id: "item \(number)", query: "q\(number)",
        first: PreferenceLine.Side(setup: "a", trial: 0),
        second: PreferenceLine.Side(setup: "b", trial: 0))
    }
  }

  @Test(
    "Everything comes once, and 5 to 10 of a hundred twice",
    arguments: [1, 9, 10, 19, 20, 47, 100, 500])
  func repeats(count: Int) {
    let steps = ReviewSheet(Self.items(count), seed: 1, reviewer: "anna").steps
    #expect(Set(steps.filter { !$0.isRepeat }.map(\.item.id)).count == count)
    let repeats = steps.filter(\.isRepeat)
    #expect(Set(repeats.map(\.item.id)).count == repeats.count)
    #expect(steps.count == count + repeats.count)
    if count >= 10 {
      #expect((0.05...0.1).contains(Double(repeats.count) / Double(count)), "\(repeats.count)")
    } else {
      #expect(repeats.isEmpty)
    }
    for (index, step) in steps.enumerated() where step.isRepeat {
      let first = steps.firstIndex { $0.item == step.item } ?? index
      #expect(index - first >= 5, "not while it is remembered")
      #expect(steps[first].isFirstLeft != step.isFirstLeft)
    }
  }

  @Test("Sides and orders are fair, the same every time, and everybody's own")
  func order() {
    let items = Self.items(1_000)
    let anna = ReviewSheet(items, seed: 1, reviewer: "anna").steps
    #expect(ReviewSheet(items.reversed(), seed: 1, reviewer: "anna").steps == anna)
    let left = anna.count { $0.isFirstLeft }
    #expect((450...620).contains(left), "\(left) of \(anna.count)")
    for other in [
      ReviewSheet(items, seed: 1, reviewer: "bert").steps,
      ReviewSheet(items, seed: 2, reviewer: "anna").steps,
    ] {
      let same = zip(anna, other).count { $0.item == $1.item }
      #expect(same < 20)
      let sides = Dictionary(
        other.filter { !$0.isRepeat }.map { ($0.item.id, $0.isFirstLeft) }
      ) { first, _ in first }
      let agreeing = anna.count { !$0.isRepeat && sides[$0.item.id] == $0.isFirstLeft }
      #expect((420...580).contains(agreeing))
    }
  }

  @Test("A review with more items goes on where the smaller one was")
  func growing() {
    let small = ReviewSheet(Self.items(40), seed: 1, reviewer: "anna").steps.filter { !$0.isRepeat }
    let large = ReviewSheet(Self.items(80), seed: 1, reviewer: "anna").steps.filter { !$0.isRepeat }
    let known = Set(small.map(\.item.id))
    #expect(large.filter { known.contains($0.item.id) } == small)
  }

  @Test("Two setups: one item a query, every reviewer the same texts")
  func pairs() throws {
    let folder = try ReviewFolder(queries: 30, trials: 3)
    let material = try ReviewMaterial(folder: folder.path)
    let items = ReviewSheet.items(of: material, setups: material.setups, seed: 7, limit: nil)
    #expect(items.map(\.query).sorted() == (0..<30).map { "q\($0)" }.sorted())
    #expect(Set(items.map(\.first.trial)) == [0, 1, 2], "trials are drawn, not always the first")
    #expect(Set(items.map(\.id)).count == 30)
    let some = ReviewSheet.items(of: material, setups: material.setups, seed: 7, limit: 12)
    #expect(some == Array(items.prefix(12)))
  }

  @Test("More setups: the pairs take turns, and a higher limit asks for the others")
  func manyPairs() throws {
    let folder = try ReviewFolder(queries: 30, setups: ["a1", "b1", "c1", "d1"])
    let material = try ReviewMaterial(folder: folder.path)
    func items(_ limit: Int?) -> [ReviewItem] {
      ReviewSheet.items(of: material, setups: material.setups, seed: 7, limit: limit)
    }
    func pairs(_ items: [ReviewItem]) -> [[String]: Int] {
      Dictionary(grouping: items) { [$0.first.setup, $0.second.setup] }.mapValues(\.count)
    }
    #expect(items(nil).count == 30)
    #expect(pairs(items(nil)).count == 6)
    #expect(Set(pairs(items(nil)).values) == [5])
    #expect(items(1_000).count == 180)
    #expect(Set(items(1_000).map(\.id)).count == 180)
    #expect(Set(pairs(items(1_000)).values) == [30])
  }

  @Test("Infrastructure failures are no answers; later tries and failed models are")
  func attempts() throws {
    let folder = try ReviewFolder(queries: 1)
    func line(_ setup: String, _ answer: String, _ ending: String, _ number: Int) -> String {
      ReviewFolder.line(
        query: "q0", setup: setup, trial: 0, answer: answer, ending: ending, number: number)
    }
    let log =
      line("cheap-one", "second", "model-failure", 1) + line("cheap-one", "first", "scored", 0)
      + line("cheap-one", "third", "infrastructure-failure", 2)
      + line("dear-one", "x", "infrastructure-failure", 0)
    try folder.scratch.write(log + "{\"plan\":\"abc\",\"que", to: "attempts.jsonl")
    let material = try ReviewMaterial(folder: folder.path)
    #expect(material.setups == ["cheap-one"])
    let side = PreferenceLine.Side(setup: "cheap-one", trial: 0)
    #expect(material.answer("q0", side)?.text == "second")
    let error = #expect(throws: EvalError.self) { try folder.review() }
    #expect(error?.message.contains("at least two setups") == true)
    try folder.scratch.write(line("a", "b", "scored", 0) + "x\n{}\n", to: "attempts.jsonl")
    let broken = #expect(throws: EvalError.self) { try ReviewMaterial(folder: folder.path) }
    #expect(broken?.message.contains("attempts.jsonl, line 2") == true)
  }

  @Test("Shards are read together, and what is missing is named")
  func shards() throws {
    let folder = try ReviewFolder(queries: 4)
    let whole = try ReviewMaterial(folder: folder.path)
    let lines = try folder.scratch.read("attempts.jsonl").split(separator: "\n")
    try folder.scratch.write("", to: "attempts.jsonl")
    try folder.scratch.write(
      lines[..<3].reversed().joined(separator: "\n"), to: "attempts-1of2.jsonl")
    try folder.scratch.write(lines[3...].joined(separator: "\n") + "\n", to: "attempts-2of2.jsonl")
    let shards = try ReviewMaterial(folder: folder.path)
    #expect(
      ReviewSheet.items(of: shards, setups: shards.setups, seed: 1, limit: nil)
        == ReviewSheet.items(of: whole, setups: whole.setups, seed: 1, limit: nil))
    var settings = Review.Settings()
    settings.setups = ["cheap-one", "dear-on"]
    let error = #expect(throws: EvalError.self) { try folder.review(settings: settings) }
    #expect(error?.message.contains("Did you mean 'dear-one'?") == true)
    #expect(throws: EvalError.self) { try folder.review("") }
    #expect(throws: EvalError.self) { try folder.review("a\nb") }
    let missing = #expect(throws: EvalError.self) {
      try ReviewMaterial(folder: folder.path + "/no")
    }
    #expect(missing?.message.contains("name the folder of a run") == true)
  }
}
