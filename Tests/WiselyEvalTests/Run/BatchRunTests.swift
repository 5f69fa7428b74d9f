// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TestSupport
import Testing
import Wisely
import WiselyProviders
import WiselyTesting

@testable import WiselyEval

/// Runs whose answers come in batches, against the loopback API.
@Suite(.timeLimit(.minutes(5))) struct BatchRunTests {
  private func plan(queries: Int = 6) throws -> RunPlan {
    var plan = RunPlan()
    plan.queries = (0..<queries).map { Query(id: "q\($0)", prompt: "Say \($0).") }
    plan.setups = [
      RunPlan.Setup(
        name: "claude-haiku-4-5", models: ["claude-haiku-4-5"], isBatch: true),
      RunPlan.Setup(name: "claude-opus-4-8", models: ["claude-opus-4-8"], isBatch: true),
      RunPlan.Setup(name: "live"),
    ]
    plan.baseline = "live"
    plan.trials = 1
    return try plan.frozen()
  }

  private func upstream(
    polls: Int? = 1, _ answering: @escaping AnthropicUpstream.Answering
  ) -> AnthropicUpstream {
    var configuration = AnthropicUpstream.Configuration()
    configuration.batchPolls = polls
    return AnthropicUpstream(configuration: configuration, answering: answering)
  }

  private static func number(_ body: JSONValue) -> String {
    let words = body["messages"]?[0]?["content"]?[0]?["text"]?.string ?? ""
    return words.split(separator: " ").last.map { String($0.dropLast()) } ?? ""
  }

  /// A run whose waits are over at once; a wait may be looked at.
  private func run(
    _ folder: RunFolder, _ url: String, ledger: InMemoryLedger,
    sleep: @escaping @Sendable () async throws -> Void = { await Task.yield() }
  ) throws -> EvalRun {
    let time = ManualTime()
    var surroundings = time.surroundings
    surroundings.sleep = { _ in
      try Task.checkCancellation()
      try await sleep()
    }
    var run = EvalRun(
      folder, limit: ConcurrencyLimit(ceiling: 4, now: { time.now }), surroundings: surroundings,
      answer: { attempt in
        #expect(attempt.setup.name == "live")
        return RunSupport.answer(attempt)
      },
      grade: { answer, attempt in
        GradedAnswer(score: answer.contains(String(attempt.place.query)) ? 1 : 0)
      })
    let batches = AnthropicBatches(
      configuration: AnthropicConfiguration(baseURL: url),
      key: KeySource(try #require(Secret("sk-test"))))
    run.batches = BatchSupport(
      service: { _ in batches }, ledger: ledger,
      item: { attempt in
        BatchItem(
          name: attempt.id, model: ModelID(attempt.setup.models[0]),
          request: ModelRequest(attempt.query.prompt))
      })
    return run
  }

  private func batchLines(_ folder: RunFolder) throws -> [JSONValue] {
    try RunSupport.lines(folder.logPath(shard: nil)).filter { $0["setup"] != "live" }
  }

  @Test("What one call can answer goes in one batch, at half price; the rest is asked as always")
  func whole() async throws {
    let scratch = try Scratch()
    let folder = try RunFolder(scratch.path + "/run", for: try plan())
    let upstream = upstream { .text("It is \(Self.number($0)).", input: 1_000, output: 100) }
    let ledger = InMemoryLedger()
    try await upstream.run { url in
      let (ending, totals) = try await run(folder, url, ledger: ledger).run()
      #expect(ending == .complete)
      #expect(totals.done == 18)
    }
    #expect(upstream.batches.map(\.count) == [12])
    #expect(upstream.counters.requests == 0)
    #expect(upstream.rejections.isEmpty, "\(upstream.rejections)")
    let lines = try batchLines(folder)
    #expect(lines.allSatisfy { $0["ending"] == "scored" && $0["score"]?.double == 1 })
    #expect(lines.allSatisfy { $0["usage"]?[0]?["batch"] == true })
    // Haiku 4.5: 1 and 5 dollars a million, halved.
    let haiku = try #require(lines.first { $0["setup"] == "claude-haiku-4-5" })
    #expect(haiku["cost_usd"] == "0.00075")
    #expect(haiku["seconds"] == .number(try #require(JSONNumber(lexeme: "60.000"))))
    #expect(ledger.rows.count == 12)
    #expect(ledger.rows.allSatisfy { $0.service.isBatch && $0.outcome == .answered })
    #expect(Set(ledger.rows.map(\.conversation)) == Set(upstream.batches[0]))
    #expect(ledger.openHolds.isEmpty)
  }

  @Test("A run stopped while it waits finds its batch again and pays for nothing twice")
  func stopped() async throws {
    let scratch = try Scratch()
    let folder = try RunFolder(scratch.path + "/run", for: try plan())
    let upstream = upstream(polls: nil) { .text("It is \(Self.number($0)).") }
    let ledger = InMemoryLedger()
    try await upstream.run { url in
      let waits = Gate()
      let task = Task {
        try await run(folder, url, ledger: ledger) {
          waits.open()
          try await Gate().wait()
        }.run()
      }
      try await waits.wait()
      task.cancel()
      #expect(try await task.value.ending == .cancelled)
      upstream.endBatches()
      let (ending, totals) = try await run(folder, url, ledger: ledger).run()
      #expect(ending == .complete)
      #expect(totals.done == 18)
    }
    #expect(upstream.batches.count == 1)
    #expect(ledger.rows.count == 12)
  }

  @Test("A batch whose making was never heard of is found by what is in it")
  func adopted() async throws {
    let scratch = try Scratch()
    let folder = try RunFolder(scratch.path + "/run", for: try plan())
    let upstream = upstream { .text("It is \(Self.number($0)).") }
    let ledger = InMemoryLedger()
    try await upstream.run { url in
      // Somebody else's batch of the same size is not ours.
      let support = try #require(run(folder, url, ledger: ledger).batches)
      let other = try #require(support.service("claude-haiku-4-5"))
      _ = try await other.create(
        (0..<12).map {
          BatchItem(
            name: "other-\($0)", model: "claude-haiku-4-5", request: ModelRequest("Say 1."))
        })
      _ = try await run(folder, url, ledger: ledger).run()
      #expect(upstream.batches.count == 2)
      // As if killed between the request and the note of its answer: no answer was taken either.
      let book = try scratch.read("run/batches.jsonl").split(separator: "\n")
      try scratch.write("\(book[0])\n", to: "run/batches.jsonl")
      let live = try RunSupport.lines(folder.logPath(shard: nil)).filter { $0["setup"] == "live" }
      try scratch.write(live.map { $0.text + "\n" }.joined(), to: "run/attempts.jsonl")
      let (ending, totals) = try await run(folder, url, ledger: ledger).run()
      #expect(ending == .complete)
      #expect(totals.done == 18)
    }
    #expect(upstream.batches.count == 2)
    #expect(ledger.rows.count == 12)
  }

  @Test("A batch that was never made is made anew")
  func neverMade() async throws {
    let scratch = try Scratch()
    let folder = try RunFolder(scratch.path + "/run", for: try plan())
    let upstream = upstream { .text("It is \(Self.number($0)).") }
    try await upstream.run { url in
      let ids = folder.plan.order.queries.indices.flatMap {
        folder.plan.order.attempts(ofQueryAt: $0)
      }.filter { folder.plan.isBatched($0) }.map { JSONValue.string(folder.plan.attemptID($0)) }
      let line: JSONValue = [
        "event": "intended", "name": "batch_lost", "attempts": .array(ids), "held_usd": "1",
        "microseconds": "1795478400000000",
      ]
      try scratch.write(line.text + "\n", to: "run/batches.jsonl")
      let (ending, _) = try await run(folder, url, ledger: InMemoryLedger()).run()
      #expect(ending == .complete)
    }
    #expect(upstream.batches.map(\.count) == [12])
  }

  @Test("Taking answers in twice, because a kill came in between, books nothing twice")
  func takenTwice() async throws {
    let scratch = try Scratch()
    let folder = try RunFolder(scratch.path + "/run", for: try plan())
    let upstream = upstream { .text("It is \(Self.number($0)).") }
    let ledger = InMemoryLedger()
    try await upstream.run { url in
      _ = try await run(folder, url, ledger: ledger).run()
      let before = try RunSupport.sorted(folder)
      let rows = ledger.rows
      // Booked, but neither written down nor closed.
      let book = try scratch.read("run/batches.jsonl").split(separator: "\n")
      try scratch.write("\(book[0])\n\(book[1])\n", to: "run/batches.jsonl")
      let lines = try RunSupport.lines(folder.logPath(shard: nil))
      let kept = lines.filter { $0["setup"] == "live" } + (try batchLines(folder)).prefix(5)
      try scratch.write(kept.map { $0.text + "\n" }.joined(), to: "run/attempts.jsonl")
      let (ending, _) = try await run(folder, url, ledger: ledger).run()
      #expect(ending == .complete)
      #expect(try RunSupport.sorted(folder) == before)
      #expect(ledger.rows == rows)
    }
    #expect(upstream.batches.count == 1)
  }

  @Test("Failed and expired requests go into another batch, wrong ones and refusals do not")
  func failures() async throws {
    let scratch = try Scratch()
    let folder = try RunFolder(scratch.path + "/run", for: try plan())
    let counter = Counter()
    let upstream = upstream { body in
      let number = Self.number(body)
      let count = counter.add("\(number) \(body["model"]?.string ?? "")")
      switch (number, count) {
      case ("1", 1): return .failure(status: 500, type: "api_error", message: "Oh.")
      case ("2", 1): return AnthropicReply.text("").with(\.faults, .silence)
      case ("3", _):
        return .failure(status: 400, type: "invalid_request_error", message: "No.")
      case ("4", _): return .refusal(category: "bio")
      default: return .text("It is \(number).")
      }
    }
    try await upstream.run { url in
      let (ending, totals) = try await run(folder, url, ledger: InMemoryLedger()).run()
      #expect(ending == .unscored(2))
      #expect(totals.modelFailures == 2)
    }
    #expect(upstream.batches.map(\.count) == [12, 4])
    let lines = try batchLines(folder)
    func endings(_ query: String) -> [String] {
      lines.filter { $0["query"]?.string == query }.compactMap { $0["ending"]?.string }.sorted()
    }
    let retried = ["infrastructure-failure", "infrastructure-failure", "scored", "scored"]
    #expect(endings("q1") == retried)
    #expect(endings("q2") == retried)
    #expect(endings("q3") == ["infrastructure-failure", "infrastructure-failure"])
    #expect(endings("q4") == ["model-failure", "model-failure"])
  }

  @Test("A batch is no larger than the budget bears, and what is left is said")
  func budget() async throws {
    let scratch = try Scratch()
    let folder = try RunFolder(scratch.path + "/run", for: try plan(queries: 40))
    let upstream = upstream { .text("It is \(Self.number($0)).") }
    try await upstream.run { url in
      var run = try run(folder, url, ledger: InMemoryLedger())
      let cap = try #require(Money(dollars: "0.5"))
      let budget = Budget(cap: cap)
      run.budget = budget
      let (ending, totals) = try await run.run()
      // Every batch settles far below its worst case, so one follows the other to the end.
      #expect(ending == .complete)
      #expect(totals.done == 120)
      #expect(budget.spent < cap)
      #expect(budget.held == .zero)
    }
    #expect(upstream.batches.count > 3)
    #expect(upstream.batches.reduce(0) { $0 + $1.count } == 80)
    let small = try RunFolder(scratch.path + "/small", for: try plan(queries: 41))
    try await upstream.run { url in
      var run = try run(small, url, ledger: InMemoryLedger())
      run.budget = Budget(cap: Money(picodollars: 1_000_000_000))
      guard case .budget(let sentence) = try await run.run().ending else {
        Issue.record("It went on.")
        return
      }
      #expect(sentence.contains("budget is left"))
    }
  }

  @Test("A wrong key ends the run with the provider's words")
  func wrongKey() async throws {
    let scratch = try Scratch()
    let folder = try RunFolder(scratch.path + "/run", for: try plan())
    var configuration = AnthropicUpstream.Configuration()
    configuration.keys = ["sk-right"]
    let upstream = AnthropicUpstream(configuration: configuration)
    try await upstream.run { url in
      let (ending, _) = try await run(folder, url, ledger: InMemoryLedger()).run()
      guard case .hopeless(let sentence) = ending else {
        Issue.record("\(ending)")
        return
      }
      #expect(sentence.contains("invalid x-api-key"))
    }
  }
}
