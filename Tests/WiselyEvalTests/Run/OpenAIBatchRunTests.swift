// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing
import Wisely
import WiselyProviders
import WiselyTesting

@testable import WiselyEval

/// Runs whose answers come in batches of OpenAI's shape, beside those of Anthropic's.
@Suite(.timeLimit(.minutes(5))) struct OpenAIBatchRunTests {
  private func plan(_ models: [String], queries: Int = 6) throws -> RunPlan {
    var plan = RunPlan()
    plan.queries = (0..<queries).map { Query(id: "q\($0)", prompt: "Say \($0).") }
    plan.setups = models.map { RunPlan.Setup(name: $0, models: [$0], isBatch: true) }
    plan.baseline = models[0]
    plan.trials = 1
    return try plan.frozen()
  }

  private static func number(_ words: String?) -> String {
    (words ?? "").split(separator: " ").last.map { String($0.dropLast()) } ?? ""
  }

  private func upstream(
    polls: Int? = 1,
    _ answering: @escaping @Sendable (_ number: String) -> OpenAIReply = {
      OpenAIReply([.text("It is \($0).")], usage: .init(input: 1_000, output: 100))
    }
  ) -> OpenAIUpstream {
    OpenAIUpstream(batchPolls: polls) { body in
      answering(Self.number(body["input"]?.array?.last?["content"]?[0]?["text"]?.string))
    }
  }

  private func run(
    _ folder: RunFolder, _ url: String, anthropic: String? = nil, ledger: InMemoryLedger
  ) throws -> EvalRun {
    let time = ManualTime()
    var surroundings = time.surroundings
    surroundings.sleep = { _ in
      try Task.checkCancellation()
      await Task.yield()
    }
    var run = EvalRun(
      folder, limit: ConcurrencyLimit(ceiling: 4, now: { time.now }), surroundings: surroundings,
      answer: { attempt in
        Issue.record("\(attempt.setup.name) was asked on its own.")
        return RunSupport.answer(attempt)
      },
      grade: { answer, attempt in
        GradedAnswer(score: answer.contains(String(attempt.place.query)) ? 1 : 0)
      })
    let key = KeySource(try #require(Secret("sk-test")))
    let preset = try #require(OpenAIPreset(named: "openai"))
    let openAI: (any BatchService)? = OpenAIBatches(
      configuration: OpenAIConfiguration(preset, baseURL: url), key: key)
    let other: (any BatchService)? = anthropic.map {
      AnthropicBatches(configuration: AnthropicConfiguration(baseURL: $0), key: key)
    }
    run.batches = BatchSupport(
      service: { $0.rawValue.hasPrefix("gpt-") ? openAI : other }, ledger: ledger,
      item: { attempt in
        BatchItem(
          name: attempt.id, model: ModelID(attempt.setup.models[0]),
          request: ModelRequest(attempt.query.prompt))
      })
    return run
  }

  @Test("Each model has a batch of its own, and another provider's are made beside them")
  func whole() async throws {
    let scratch = try Scratch()
    let folder = try RunFolder(
      scratch.path + "/run", for: try plan(["gpt-6-luna", "gpt-6.1-sol", "claude-haiku-4-5"]))
    let upstream = upstream()
    var configuration = AnthropicUpstream.Configuration()
    configuration.batchPolls = 1
    let other = AnthropicUpstream(
      configuration: configuration,
      answering: { body in
        .text(
          "It is \(Self.number(body["messages"]?[0]?["content"]?[0]?["text"]?.string)).",
          input: 1_000, output: 100)
      })
    let ledger = InMemoryLedger()
    try await upstream.run { url in
      try await other.run { anthropic in
        let (ending, totals) = try await run(
          folder, url, anthropic: anthropic, ledger: ledger
        ).run()
        #expect(ending == .complete)
        #expect(totals.done == 18)
      }
    }
    #expect(upstream.batches.map(\.count) == [6, 6])
    #expect(other.batches.map(\.count) == [6])
    #expect(upstream.rejections.isEmpty, "\(upstream.rejections)")
    let lines = try RunSupport.lines(folder.logPath(shard: nil))
    #expect(lines.allSatisfy { $0["ending"] == "scored" && $0["score"]?.double == 1 })
    func costs(_ setup: String) -> Set<String> {
      Set(lines.filter { $0["setup"]?.string == setup }.compactMap { $0["cost_usd"]?.string })
    }
    // 0.10 and 0.50, 2 and 10, 1 and 5 dollars a million, halved.
    #expect(costs("gpt-6-luna") == ["0.000075"])
    #expect(costs("gpt-6.1-sol") == ["0.0015"])
    #expect(costs("claude-haiku-4-5") == ["0.00075"])
    #expect(ledger.rows.count == 18)
    #expect(ledger.rows.allSatisfy { $0.service.isBatch && $0.outcome == .answered })
    #expect(ledger.openHolds.isEmpty)
  }

  @Test("A batch whose making was never heard of is found, though its size is not known yet")
  func adopted() async throws {
    let scratch = try Scratch()
    let folder = try RunFolder(scratch.path + "/run", for: try plan(["gpt-6-luna", "gpt-6.1-sol"]))
    let upstream = upstream()
    let ledger = InMemoryLedger()
    try await upstream.run { url in
      let support = try #require(run(folder, url, ledger: ledger).batches)
      let service = try #require(support.service("gpt-6-luna"))
      let places = folder.plan.order.queries.indices.flatMap {
        folder.plan.order.attempts(ofQueryAt: $0)
      }
      let lunas = places.filter { folder.plan.setups[$0.setup].name == "gpt-6-luna" }
      let items = lunas.map {
        BatchItem(
          name: folder.plan.attemptID($0), model: "gpt-6-luna",
          request: ModelRequest(folder.plan.queries[$0.query].prompt))
      }
      // Somebody else's, and ours, of which only the intention was written down.
      _ = try await service.create([
        BatchItem(name: "other", model: "gpt-6-luna", request: ModelRequest("Say 1."))
      ])
      _ = try await service.create(items)
      let line: JSONValue = [
        "event": "intended", "name": "batch_lost",
        "attempts": .array(items.map { .string($0.name) }), "held_usd": "1",
        "microseconds": "1795478400000000",
      ]
      try scratch.write(line.text + "\n", to: "run/batches.jsonl")
      let (ending, totals) = try await run(folder, url, ledger: ledger).run()
      #expect(ending == .complete)
      #expect(totals.done == 12)
    }
    // Ours is taken in, and only the other model's is made.
    #expect(upstream.batches.map(\.count) == [1, 6, 6])
    #expect(ledger.rows.count == 12)
  }

  @Test("A batch that is turned down ends the run with the reason, and holds nothing back")
  func turnedDown() async throws {
    let scratch = try Scratch()
    let folder = try RunFolder(scratch.path + "/run", for: try plan(["gpt-6-luna"]))
    let ledger = InMemoryLedger()
    let failed: JSONValue = [
      "id": "batch_1", "status": "failed", "created_at": 1_795_478_401,
      "errors": [
        "data": [["code": "token_limit_exceeded", "message": "Enqueued token limit reached."]]
      ],
    ]
    try await withLoopbackServer({ request in
      .whole(body: request.path == "/v1/files" ? Array(#"{"id":"file-1"}"#.utf8) : failed.bytes)
    }) { server in
      var run = try run(folder, server.url + "/v1", ledger: ledger)
      let budget = Budget(cap: try #require(Money(dollars: "1")))
      run.budget = budget
      guard case .hopeless(let sentence) = try await run.run().ending else {
        Issue.record("It went on.")
        return
      }
      #expect(sentence.contains("Enqueued token limit reached."))
      #expect(budget.held == .zero)
      #expect(ledger.rows.isEmpty)
    }
    // The next time everything is sent anew.
    let upstream = upstream()
    try await upstream.run { url in
      let (ending, _) = try await run(folder, url, ledger: ledger).run()
      #expect(ending == .complete)
    }
    #expect(upstream.batches.map(\.count) == [6])
  }

  @Test("Failed and expired requests go into another batch, wrong ones and refusals do not")
  func failures() async throws {
    let scratch = try Scratch()
    let folder = try RunFolder(scratch.path + "/run", for: try plan(["gpt-6-luna"]))
    let counter = Counter()
    let upstream = upstream { number in
      switch (number, counter.add(number)) {
      case ("1", 1): .failure(500, message: "Oh.")
      case ("2", 1): OpenAIReply([], fault: .silence)
      case ("3", _): .failure(400, message: "No.")
      case ("4", _): OpenAIReply([.refusal("I will not.")])
      default: .text("It is \(number).")
      }
    }
    try await upstream.run { url in
      let (ending, totals) = try await run(folder, url, ledger: InMemoryLedger()).run()
      #expect(ending == .unscored(1))
      #expect(totals.modelFailures == 1)
    }
    #expect(upstream.batches.map(\.count) == [6, 2])
  }

  @Test("A run whose provider is gone from the configuration says so")
  func gone() async throws {
    let scratch = try Scratch()
    let folder = try RunFolder(scratch.path + "/run", for: try plan(["gpt-6-luna"]))
    var run = try run(folder, "http://127.0.0.1:9", ledger: InMemoryLedger())
    run.batches?.service = { _ in nil }
    let (ending, _) = try await run.run()
    #expect(ending == .hopeless("gpt-6-luna cannot be asked through batches."))
  }
}
