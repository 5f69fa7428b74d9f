// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TestSupport
import Testing
import Wisely
import WiselyStore
import WiselyTesting

/// `wisely eval run` in the built command.
@Suite(.timeLimit(.minutes(5))) struct EvalRunTests {
  private static let examples = ExampleFiles.folder.appendingPathComponent("queries.jsonl").path

  private static func lines(_ home: Home, _ name: String = "run/attempts.jsonl") throws
    -> [JSONValue]
  {
    try home.scratch.read(name).split(separator: "\n").map { try JSONValue(parsing: String($0)) }
  }

  /// A few questions with numbers for answers.
  private static func questions(_ home: Home, count: Int) throws -> String {
    let lines = (0..<count).map {
      "{\"id\":\"q\($0)\",\"query\":\"Say \($0).\",\"expected\":\"\($0)\"}"
    }
    return try home.scratch.write(lines.joined(separator: "\n") + "\n", to: "queries.jsonl")
  }

  private static func spent(_ lines: [JSONValue]) -> Money {
    lines.reduce(.zero) { $0 + (Money(dollars: $1["spent_now_usd"]?.string ?? "") ?? .zero) }
  }

  private static func booked(_ home: Home) async throws -> Money {
    Money(dollars: try await home.costs()["total"]?["usd"]?.string ?? "") ?? .zero
  }

  @Test("The examples by three offline setups: every attempt is there, graded and booked")
  func examples() async throws {
    let home = try Home()
    let words = [
      "eval", "run", Self.examples, "--setups", "offline-small,offline-small+offline-large",
      "--trials", "1", "--out", home.scratch.path + "/run",
    ]
    let result = try await home.start(words).finish()
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("Added offline-large, the strong model alone"))
    #expect(result.errors.contains("360 of 360 attempts are done"))
    let lines = try Self.lines(home)
    #expect(lines.count == 360)
    #expect(Set(lines.compactMap { $0["attempt"]?.string }).count == 360)
    #expect(lines.allSatisfy { $0["ending"] == "scored" && $0["score"]?.double != nil })
    // What the examples' own tests say of these setups.
    func right(_ setup: String) -> Int {
      lines.count { $0["setup"]?.string == setup && $0["score"]?.double == 1 }
    }
    #expect(right("offline-small") < right("offline-small+offline-large"))
    #expect(right("offline-small+offline-large") <= right("offline-large"))
    #expect(try await Self.booked(home) == Self.spent(lines))
    let advised = lines.filter { $0["setup"] == "offline-small+offline-large" }
    #expect(advised.contains { $0["consultations"]?.array?.isEmpty == false })
    #expect(advised.contains { $0["cost_by_role"]?["advisor"] != nil })
    #expect(lines.contains { ($0["toolCalls"]?.int ?? 0) > 0 })

    let again = try await home.start(words + ["--json"]).finish()
    #expect(again.status == 0, "\(again.errors)")
    let report = try JSONValue(parsing: again.output)
    #expect(report["doneBefore"] == 360)
    #expect(report["ending"] == "complete")
    #expect(try Self.lines(home).count == 360)
    #expect(try await Self.booked(home) == Self.spent(lines))
  }

  @Test("Answers whose judge did not fit the budget are kept, and graded under a larger one")
  func refusedJudge() async throws {
    let home = try Home()
    let queries = (0..<40).map { "{\"id\":\"q\($0)\",\"query\":\"Say \($0).\"}" }
    let file = try home.scratch.write(queries.joined(separator: "\n") + "\n", to: "open.jsonl")
    let words = [
      "eval", "run", file, "--setups", "offline-small,offline-large", "--trials", "1", "--judge",
      "offline-large", "--max-tokens", "100", "--quiet", "--out", home.scratch.path + "/run",
    ]
    // The answers fit, and what the judge may say does not.
    let small = try await home.start(words + ["--budget", "0.05"]).finish()
    #expect(small.status == 3, "\(small.errors)")
    let before = try Self.lines(home)
    #expect(!before.isEmpty && before.count < 80, "a run that nobody can judge ends")
    #expect(before.allSatisfy { $0["ending"] == "infrastructure-failure" })
    #expect(before.allSatisfy { $0["error"]?.string?.hasPrefix("grading failed: ") == true })
    let large = try await home.start(words + ["--budget", "5"]).finish()
    #expect(large.status == 0, "\(large.errors)")
    let after = try Self.lines(home).dropFirst(before.count)
    #expect(after.count { $0["ending"] == "scored" } == 80)
    let kept = Set(before.compactMap { $0["attempt"]?.string })
    let regraded = after.filter { kept.contains($0["attempt"]?.string ?? "") }
    #expect(regraded.count == kept.count)
    #expect(regraded.allSatisfy { $0["cost_usd"] == "0" }, "no answer is paid for twice")
    #expect(try await Self.booked(home) == Self.spent(try Self.lines(home)))
  }

  @Test("Of one answer in twenty the judge is asked twice, not from a kept word, and all is booked")
  func judgedTwice() async throws {
    let asked = Asked()
    let upstream = AnthropicUpstream(answering: { body in
      guard body["model"]?.string?.hasPrefix("claude-opus") == true else { return .text("Hm.") }
      // The same question a second time gets the other score.
      let number = asked.add(body["messages"]?.text ?? "")
      return .text("Fine.\nScore: \(number == 1 ? 10 : 0)")
    })
    try await upstream.run { url in
      var home = try Home()
      home.environment["ANTHROPIC_BASE_URL"] = url
      home.environment["ANTHROPIC_API_KEY"] = "sk-test"
      let queries = (0..<60).map { "{\"id\":\"q\($0)\",\"query\":\"Say \($0).\"}" }
      let file = try home.scratch.write(queries.joined(separator: "\n") + "\n", to: "open.jsonl")
      let result = try await home.start([
        "eval", "run", file, "--setups", "claude-haiku-4-5,claude-sonnet-4-6", "--baseline",
        "claude-sonnet-4-6", "--trials", "1", "--judge", "opus", "--cache",
        home.scratch.path + "/kept", "--concurrency", "1", "--out", home.scratch.path + "/run",
      ]).finish()
      #expect(result.status == 0, "\(result.errors)")
      let lines = try Self.lines(home)
      #expect(lines.count == 120)
      let twice = lines.filter { $0["second_score"] != nil }
      #expect((1...20).contains(twice.count))
      #expect(twice.allSatisfy { $0["second_score"]?.double == 0 })
      #expect(
        result.output.contains(
          "The judge was asked twice about \(twice.count) answers and gave another score to"))
      #expect(try await Self.booked(home) == Self.spent(lines))
    }
  }

  @Test("Another plan does not go into the folder of a first one")
  func otherPlan() async throws {
    let home = try Home()
    let file = try Self.questions(home, count: 3)
    let folder = home.scratch.path + "/run"
    let words = [
      "eval", "run", file, "--setups", "offline-small,offline-large", "--trials", "1", "--out",
      folder,
    ]
    #expect(try await home.start(words).finish().status == 0)
    let other = try await home.start(words + ["--seed", "2"]).finish()
    #expect(other.status == 64)
    #expect(other.errors.contains("holds another plan"), "\(other.errors)")
    #expect(other.errors.contains("differ in seed"))
    try home.scratch.write("{\"query\":\"Other?\",\"expected\":\"1\"}\n", to: "queries.jsonl")
    let changed = try await home.start(words).finish()
    #expect(changed.status == 64)
    #expect(changed.errors.contains("differ in queries"), "\(changed.errors)")
  }

  @Test("A changed document makes another plan")
  func changedDocument() async throws {
    let home = try Home()
    try home.scratch.write("The deposit is 100 EUR.\n", to: "docs/lease.md")
    let file = try home.scratch.write(
      "{\"query\":\"What is the deposit?\",\"expected\":\"100\",\"files\":[\"docs\"]}\n",
      to: "queries.jsonl")
    let words = [
      "eval", "run", file, "--setups", "offline-small,offline-large", "--trials", "1", "--out",
      home.scratch.path + "/run",
    ]
    #expect(try await home.start(words).finish().status == 0)
    try home.scratch.write("The deposit is 200 EUR.\n", to: "docs/lease.md")
    let changed = try await home.start(words).finish()
    #expect(changed.status == 64)
    #expect(changed.errors.contains("differ in documents"), "\(changed.errors)")
  }

  @Test("Parts run apart make the run, and the whole then has nothing left to do")
  func shards() async throws {
    let home = try Home()
    let file = try Self.questions(home, count: 20)
    let words = [
      "eval", "run", file, "--setups", "offline-small,offline-large", "--trials", "1", "--out",
      home.scratch.path + "/run",
    ]
    for part in ["1/2", "2/2"] {
      let result = try await home.start(words + ["--shard", part]).finish()
      #expect(result.status == 0, "\(result.errors)")
    }
    let parts =
      try Self.lines(home, "run/attempts-1-of-2.jsonl")
      + Self.lines(home, "run/attempts-2-of-2.jsonl")
    #expect(parts.count == 40)
    let whole = try JSONValue(
      parsing: try await home.start(words + ["--json", "--quiet"]).finish().output)
    #expect(whole["doneBefore"] == 40)
  }

  @Test(
    "The budget is kept, the run says so, and goes on with more",
    arguments: [1, 16])
  func budget(concurrency: Int) async throws {
    let home = try Home()
    let words = [
      "eval", "run", Self.examples, "--setups", "offline-small,offline-large", "--trials", "1",
      "--out", home.scratch.path + "/run", "--quiet", "--concurrency", "\(concurrency)",
    ]
    let first = try await home.start(words + ["--budget", "0.8"]).finish()
    #expect(first.status == 3, "\(first.errors)")
    #expect(first.errors.contains("budget is left"), "\(first.errors)")
    let spent = Self.spent(try Self.lines(home))
    #expect(spent <= Money(picodollars: 800_000_000_000))
    #expect(spent > Money(picodollars: 300_000_000_000), "\(spent.display)")
    #expect(try await Self.booked(home) == spent)
    let done = try Self.lines(home).count
    // The same cap again has room for one more try at most, which the budget ends half-way; or where
    // several were under way, for what each of those needed that were refused beside the others.
    let same = try await home.start(words + ["--budget", "0.8"]).finish()
    #expect(same.status == 3)
    #expect(try Self.lines(home).count <= done + concurrency)
    #expect(Self.spent(try Self.lines(home)) <= Money(picodollars: 800_000_000_000))
    #expect(try await home.start(words).finish().status == 0)
    #expect(try Self.lines(home).count { $0["ending"] == "scored" } == 240)
  }

  @Test("A dry run prices the plan, calls nobody and writes nothing")
  func dryRun() async throws {
    let upstream = AnthropicUpstream()
    try await upstream.run { url in
      var home = try Home()
      home.environment["ANTHROPIC_BASE_URL"] = url
      home.environment["ANTHROPIC_API_KEY"] = "sk-test"
      let file = try Self.questions(home, count: 10)
      let result = try await home.wisely(
        "eval", "run", file, "--setups", "haiku,haiku+opus,opus^fable", "--dry-run", "--json")
      #expect(result.status == 0, "\(result.errors)")
      let report = try JSONValue(parsing: result.output)
      let setups = report["setups"]?.array ?? []
      #expect(setups.count == 4)
      for line in setups {
        func amount(_ name: String) -> Money {
          Money(dollars: line[name]?.string ?? "") ?? .zero
        }
        #expect(amount("low_usd") > .zero)
        #expect(amount("low_usd") <= amount("mid_usd"))
        #expect(amount("mid_usd") < amount("high_usd"))
        #expect(amount("high_usd") < amount("first_steps_at_most_usd") + amount("high_usd"))
      }
      #expect(report["baseline"]?.string?.hasSuffix("@low") == true)
      let text = try await home.wisely(
        "eval", "run", file, "--setups", "haiku,haiku+opus", "--dry-run")
      #expect(text.output.contains("total"))
      #expect(!FileManager.default.fileExists(atPath: home.ledger))
      let names = try FileManager.default.contentsOfDirectory(atPath: home.scratch.path)
      #expect(!names.contains { $0.hasPrefix("wisely-eval") })
    }
    #expect(upstream.requests.isEmpty)
  }

  @Test("Failures of a provider are tried again, refusals score 0, and both sides' books agree")
  func failures() async throws {
    let asked = Asked()
    let upstream = AnthropicUpstream(answering: { body in
      let question = body["messages"]?[0]?["content"]?[0]?["text"]?.string ?? ""
      let model = body["model"]?.string ?? ""
      let count = asked.add("\(question) \(model)")
      let number = question.split(separator: " ").last.map { String($0.dropLast()) } ?? ""
      let soon = [("retry-after", "0")]
      switch (number, count) {
      case ("1", 1):
        return .failure(status: 529, type: "overloaded_error", message: "Busy.", headers: soon)
      case ("2", 1): return .failure(status: 500, type: "api_error", message: "Oh.", headers: soon)
      case ("3", _): return .refusal(category: "bio")
      case ("4", _):
        return .text("It is").with(\.stopReason, "max_tokens")
      default: return .text("It is \(number).")
      }
    })
    try await upstream.run { url in
      var home = try Home()
      home.environment["ANTHROPIC_BASE_URL"] = url
      home.environment["ANTHROPIC_API_KEY"] = "sk-test"
      try home.scratch.write(
        "{providers: {anthropic: {retries: 0}}}", to: ".config/wisely/config.json5")
      let file = try Self.questions(home, count: 6)
      let result = try await home.start([
        "eval", "run", file, "--setups", "haiku", "--baseline", "opus", "--trials", "1", "--out",
        home.scratch.path + "/run",
      ]).finish()
      #expect(result.status == 0, "\(result.errors)")
      let lines = try Self.lines(home)
      func endings(_ query: String) -> [String] {
        lines.filter { $0["query"]?.string == query }.compactMap { $0["ending"]?.string }.sorted()
      }
      #expect(endings("q0") == ["scored", "scored"])
      let retried = ["infrastructure-failure", "infrastructure-failure", "scored", "scored"]
      #expect(endings("q1") == retried)
      #expect(endings("q2") == retried)
      #expect(endings("q3") == ["model-failure", "model-failure"])
      #expect(endings("q4") == ["model-failure", "model-failure"])
      #expect(
        lines.filter { $0["ending"] == "scored" }.allSatisfy { $0["score"]?.double == 1 })
      let upstreamUsage = upstream.counters.billed.values.reduce(Usage()) { $0 + $1 }
      let total = try await home.costs()["total"]
      #expect(total?["usage"]?["output"]?.int == upstreamUsage.output)
      #expect(total?["usage"]?["input"]?.int == upstreamUsage.input)
      #expect(try await Self.booked(home) == Self.spent(lines))
      #expect(upstream.counters.requests == 16)
      #expect(upstream.rejections.isEmpty, "\(upstream.rejections)")
    }
  }

  @Test("A temperature is asked for where the models take one, and the plan says where")
  func temperature() async throws {
    let upstream = AnthropicUpstream(answering: { _ in .text("It is 0.") })
    try await upstream.run { url in
      var home = try Home()
      home.environment["ANTHROPIC_BASE_URL"] = url
      home.environment["ANTHROPIC_API_KEY"] = "sk-test"
      let file = try Self.questions(home, count: 1)
      let result = try await home.start([
        "eval", "run", file, "--setups", "claude-haiku-4-5,opus", "--baseline", "opus", "--trials",
        "1", "--temperature", "0.5", "--out", home.scratch.path + "/run",
      ]).finish()
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.errors.contains("opus-5-5 takes no temperature, so"), "\(result.errors)")
      let plan = try JSONValue(parsing: home.scratch.read("run/plan.json"))
      #expect(plan["setups"]?.array?.map { $0["temperature"]?.double } == [0.5, nil])
      let sent = upstream.requests.map {
        ($0.body["model"]?.string ?? "", $0.body["temperature"]?.double)
      }
      #expect(sent.count == 2)
      for (model, temperature) in sent {
        #expect(temperature == (model == "claude-haiku-4-5" ? 0.5 : nil))
      }
      #expect(upstream.rejections.isEmpty, "\(upstream.rejections)")
    }
  }

  @Test("A wrong key ends the run at once, naming the key")
  func wrongKey() async throws {
    var home = try Home()
    home.environment["ANTHROPIC_BASE_URL"] = "http://127.0.0.1:9"
    let file = try Self.questions(home, count: 6)
    let result = try await home.start([
      "eval", "run", file, "--setups", "haiku,opus", "--out", home.scratch.path + "/run",
    ]).finish()
    #expect(result.status == 1)
    #expect(result.errors.contains("ANTHROPIC_API_KEY"), "\(result.errors)")
    #expect(try Self.lines(home).isEmpty)
  }

  @Test("Ctrl-C stops, books what was under way, says how to go on; the same command does")
  func interrupted() async throws {
    let gate = Gate()
    let asked = Asked()
    let upstream = AnthropicUpstream(answering: { body in
      let number = asked.add("all")
      let reply = AnthropicReply.text("It is 1.")
      return number > 4 ? reply.with(\.gate, gate).with(\.gatePosition, -1) : reply
    })
    try await upstream.withServer { server in
      var home = try Home()
      home.environment["ANTHROPIC_BASE_URL"] = server.url
      home.environment["ANTHROPIC_API_KEY"] = "sk-test"
      let file = try Self.questions(home, count: 10)
      let words = [
        "eval", "run", file, "--setups", "haiku", "--baseline", "opus", "--trials", "1", "--out",
        home.scratch.path + "/run", "--concurrency", "2",
      ]
      let program = try home.start(words)
      try await server.wait { $0.requests >= 6 }
      // Both have begun to answer, so both have cost something.
      while upstream.counters.calls.filter({ $0.state == .running && !$0.billed.isEmpty }).count < 2
      {
        try Task.checkCancellation()
        await Task.yield()
      }
      program.send(SIGINT)
      let result = await program.finish()
      #expect(result.status == 130, "\(result.errors)")
      #expect(result.errors.contains("Stopped. The same command goes on from here"))
      let lines = try Self.lines(home)
      #expect(lines.count { $0["ending"] == "scored" } == 4)
      #expect(lines.count { $0["error"] == "cancelled" } == 2)
      #expect(try await Self.booked(home) == Self.spent(lines))
      gate.open()
      #expect(try await home.start(words).finish().status == 0)
      #expect(try Self.lines(home).count { $0["ending"] == "scored" } == 20)
      #expect(try await Self.booked(home) == Self.spent(try Self.lines(home)))
    }
  }

  @Test(
    "A batched run that is killed while it waits finds its batch again, and nothing is paid twice")
  func batch() async throws {
    var configuration = AnthropicUpstream.Configuration()
    configuration.batchPolls = nil
    let upstream = AnthropicUpstream(
      configuration: configuration,
      answering: { body in
        let question = body["messages"]?[0]?["content"]?[0]?["text"]?.string ?? ""
        return .text("It is \(question.split(separator: " ").last ?? "")")
      })
    try await upstream.run { url in
      var home = try Home()
      home.environment["ANTHROPIC_BASE_URL"] = url
      home.environment["ANTHROPIC_API_KEY"] = "sk-test"
      let file = try Self.questions(home, count: 8)
      let words = [
        "eval", "run", file, "--setups", "haiku", "--baseline", "opus@low", "--trials", "2",
        "--batch", "--out", home.scratch.path + "/run",
      ]
      let program = try home.start(words)
      while try upstream.requests.count(where: { $0.method == "GET" }) == 0
        || !home.scratch.read("run/batches.jsonl").contains("created")
      {
        try Task.checkCancellation()
        await Task.yield()
      }
      program.send(SIGKILL)
      #expect(await program.finish().status == 128 + SIGKILL)
      #expect(try await Self.booked(home) == .zero)
      upstream.endBatches()
      let result = try await home.start(words).finish()
      #expect(result.status == 0, "\(result.errors)")
      let lines = try Self.lines(home)
      #expect(lines.count == 32)
      #expect(lines.allSatisfy { $0["score"]?.double == 1 })
      #expect(upstream.batches.map(\.count) == [32])
      #expect(upstream.rejections.isEmpty, "\(upstream.rejections)")
      #expect(try await Self.booked(home) == Self.spent(lines))
      let total = try await home.costs()["total"]
      #expect(total?["calls"] == 32)
      let used = upstream.counters.batched.reduce(Usage()) { $0 + $1.usage }
      #expect(total?["usage"]?["output"]?.int == used.output)
    }
  }

  @Test("A provider's batches are those of its address, and every model has one of its own")
  func openAIBatches() async throws {
    let upstream = OpenAIUpstream { body in
      let question = body["input"]?.array?.last?["content"]?[0]?["text"]?.string ?? ""
      return OpenAIReply(
        [.text("It is \(question.split(separator: " ").last ?? "")")],
        usage: .init(input: 1_000, output: 100))
    }
    try await upstream.run { url in
      var home = try Home()
      home.environment["OPENAI_API_KEY"] = "sk-other"
      let configuration: JSONValue = ["providers": ["openai": ["baseURL": .string(url)]]]
      let file = try home.scratch.write(configuration.text, to: "c.json5")
      let words = [
        "eval", "run", try Self.questions(home, count: 5), "--config", file, "--setups",
        "gpt-6-luna", "--baseline", "gpt-6.1-sol", "--trials", "2", "--batch", "--budget", "1",
        "--out", home.scratch.path + "/run",
      ]
      let result = try await home.start(words).finish()
      #expect(result.status == 0, "\(result.errors)")
      #expect(!result.errors.contains("Not for batches"))
      let lines = try Self.lines(home)
      #expect(lines.count == 20)
      #expect(lines.allSatisfy { $0["score"]?.double == 1 })
      // 0.10 and 0.50, and 2 and 10 dollars a million, halved.
      #expect(Set(lines.compactMap { $0["cost_usd"]?.string }) == ["0.000075", "0.0015"])
      #expect(try await Self.booked(home) == Self.spent(lines))
    }
    #expect(upstream.batches.map(\.count) == [10, 10])
    #expect(upstream.rejections.isEmpty, "\(upstream.rejections)")
  }

  @Test("Batches are refused where they have nothing to do")
  func noBatch() async throws {
    let home = try Home()
    let file = try Self.questions(home, count: 2)
    let result = try await home.wisely(
      "eval", "run", file, "--setups", "offline-small,offline-large", "--batch")
    #expect(result.status == 64)
    #expect(result.errors.contains("--batch has nothing to do"))
  }

  @Test("A placebo advises itself, and the executor alone is added beside an advised setup")
  func placebo() async throws {
    let home = try Home()
    let file = try Self.questions(home, count: 2)
    let result = try await home.start([
      "eval", "run", file, "--setups", "offline-small+offline-large", "--placebo", "--trials",
      "1", "--out", home.scratch.path + "/run",
    ]).finish()
    #expect(result.status == 0, "\(result.errors)")
    #expect(
      Set(try Self.lines(home).compactMap { $0["setup"]?.string }) == [
        "offline-small+offline-large", "offline-large", "offline-small",
        "offline-small+offline-small",
      ])
    #expect(result.errors.contains("Added offline-small alone"))
  }
}

/// Counts what was asked.
private final class Asked: Sendable {
  private let counts = Mutex<[String: Int]>([:])

  func add(_ name: String) -> Int {
    counts.withLock {
      $0[name, default: 0] += 1
      return $0[name] ?? 0
    }
  }
}
