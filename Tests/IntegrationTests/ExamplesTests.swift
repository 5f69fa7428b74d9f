// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import Wisely

@testable import ExampleQueries

@Suite(.timeLimit(.minutes(5))) struct ExamplesTests {
  private static let setups = [
    "offline-small", "offline-medium", "offline-large", "offline-small+offline-large",
    "offline-large..offline-small", "offline-small^offline-large",
  ]

  @Test("The queries are what their generator prints, and name documents that exist")
  func generated() throws {
    let file = ExampleFiles.folder.appendingPathComponent("queries.jsonl")
    #expect(
      try String(contentsOf: file, encoding: .utf8) == ExampleQuery.file(seed: ExampleQuery.seed),
      "Write it anew: swift run ExampleQueries > Examples/queries.jsonl")
    #expect(ExampleQuery.file(seed: 1) != ExampleQuery.file(seed: 2))
    let lines = try ExampleLine.all()
    #expect(lines.count == 120)
    #expect(Set(lines.map(\.id)).count == 120)
    #expect(Set(lines.map(\.query)).count == 120)
    #expect(lines.allSatisfy { !$0.expected.isEmpty })
    for name in Set(lines.flatMap(\.files)) {
      #expect(
        FileManager.default.fileExists(
          atPath: ExampleFiles.folder.appendingPathComponent(name).path), "\(name)")
    }
  }

  @Test("However many queries are generated, each is there once, and the first stay the same")
  func any() async throws {
    let many = GeneratedQueries.make(400, seed: 1)
    #expect(Set(many.map(\.query)).count == 400)
    #expect(Set(many.map(\.id)).count == 400)
    #expect(GeneratedQueries.make(40, seed: 1).map(\.line) == many.prefix(40).map(\.line))
    #expect(GeneratedQueries.make(40, seed: 2).map(\.line) != many.prefix(40).map(\.line))
    #expect(many.allSatisfy { $0.files.isEmpty })
    let model = OfflineModel(.large)
    for query in many.prefix(60) {
      let response = try await model.respond(
        to: ModelRequest(transcript: Transcript([.user(query.query)])))
      #expect(
        ExampleGrader.isRight(response.text, query.expected), "\(query.line) \(response.text)")
    }
  }

  @Test(
    "The grader compares numbers by value and lists without order",
    arguments: [
      ("x\nAnswer: 1,200.50", "1200.5", true), ("Answer: 100", "1", false),
      ("Answer: 10.0", "10", true), ("Answer: B, a", "a, b", true), ("Answer: a", "a, b", false),
      ("Answer: 1\nAnswer: 2", "2", true), ("2", "2", false), ("Answer: 0.50", ".5", false),
      ("Answer: 120", "12", false), ("Answer: 28 days", "28", false),
    ])
  func grader(_ text: String, _ expected: String, _ isRight: Bool) {
    #expect(ExampleGrader.isRight(text, expected) == isRight)
  }

  @Test("Six setups answer the 120 queries: the pair is better than small and no better than large")
  func setups() async throws {
    let lines = try ExampleLine.all()
    let runs = try await withThrowingTaskGroup(of: (Int, ExampleRun).self) { group in
      for (index, setup) in Self.setups.enumerated() {
        group.addTask { (index, try await ExampleRun(setup, over: lines)) }
      }
      return try await group.reduce(into: [(Int, ExampleRun)]()) { $0.append($1) }
        .sorted { $0.0 < $1.0 }.map(\.1)
    }
    let (small, large, pair) = (runs[0], runs[2], runs[3])
    #expect(small.right < pair.right)
    #expect(pair.right <= large.right)
    for run in runs { Self.expectSound(run) }
    Self.expectConsultationsWithReason(pair, small)
    for run in runs where run.setup != pair.setup { #expect(run.consultations.isEmpty) }
    try ExampleTable(runs: runs).expectRecorded()
  }

  /// Every answer's bill is made of the ledger's rows, each of them once, and nothing is left open.
  private static func expectSound(_ run: ExampleRun) {
    let billed = run.outcomes.flatMap(\.response.bill)
    #expect(run.openHolds == 0)
    #expect(Set(billed.map(\.id)) == Set(run.rows.map(\.id)))
    #expect(billed.count == run.rows.count)
    #expect(ExampleRun.total(billed) == run.cost)
    #expect(run.rows.allSatisfy { $0.cost.amount != nil && $0.outcome == .answered })
    #expect(run.rows.allSatisfy { $0.setup == run.setup })
    for outcome in run.outcomes {
      let used = outcome.response.usage.reduce(Usage()) { $0 + $1.usage }
      let booked = outcome.response.bill.reduce(Usage()) { $0 + $1.usage }
      #expect(used == booked, "\(run.setup) \(outcome.line.id)")
    }
  }

  /// The executor asks where it had to say alone that its own check failed, and nowhere else.
  private static func expectConsultationsWithReason(_ pair: ExampleRun, _ small: ExampleRun) {
    #expect(!pair.consultations.isEmpty)
    for (outcome, alone) in zip(pair.outcomes, small.outcomes) {
      let held = outcome.response.consultations
      for consultation in held where consultation.trigger == .asked {
        #expect(alone.isDoubted, "\(outcome.line.id) asked without need")
      }
      #expect(held.isEmpty == !alone.isDoubted, "\(outcome.line.id)")
      let advice = outcome.response.bill.filter { $0.role == .advisor }
      #expect(advice.count == held.count, "\(outcome.line.id)")
      for (row, consultation) in zip(advice, held) {
        #expect(row.trigger == consultation.trigger)
        #expect(row.usage == consultation.usage)
        #expect(row.cost == consultation.cost)
        #expect(row.served == consultation.advisor)
      }
    }
  }
}
