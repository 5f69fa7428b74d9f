// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing
import Wisely

@testable import WiselyEval

@Suite struct RunPlanTests {
  @Test("The same plan has the same hash, and every part of it changes the hash")
  func hash() throws {
    let plan = try RunSupport.plan()
    #expect(try RunSupport.plan().hash == plan.hash)
    #expect(plan.hash.count == 64)
    let changes: [(inout RunPlan) -> Void] = [
      { $0.queries[3].prompt += "!" }, { $0.queries.swapAt(0, 1) },
      { $0.queries[0].assertions = [Assertion(.equals, "4")] },
      { $0.queries[0].cluster = "lease" }, { $0.queries[0].files = ["a.md"] },
      { $0.documents = [RunPlan.Document(path: "a.md", hash: "00")] },
      { $0.setups[1].settings = ["consultations": 3] }, { $0.setups[0].isBatch = true },
      { $0.setups[0].temperature = 0 }, { $0.setups[0].temperature = 0.5 },
      { $0.setups.swapAt(0, 1) }, { $0.graders = ["number@2"] }, { $0.margin = 0.1 },
      { $0.trials = 3 }, { $0.baseline = "b" }, { $0.seed = 8 }, { $0.maximumTokens = 100 },
      { $0.maximumSteps = 10 }, { $0.stopping = .betting }, { $0.priceVersion = "2" },
      { $0.program = "9.9" },
    ]
    var hashes = [plan.hash]
    for change in changes {
      var other = plan
      change(&other)
      hashes.append(try other.frozen().hash)
    }
    #expect(Set(hashes).count == hashes.count)
  }

  @Test("A line of the source is not part of what is asked")
  func lines() throws {
    var plan = try RunSupport.plan()
    plan.queries[0].line = 99
    #expect(try plan.frozen().hash == RunSupport.plan().hash)
  }

  @Test("A plan that was written down reads back as itself, and a changed one is found out")
  func written() throws {
    var plan = try RunSupport.plan()
    plan.queries[0] = Query(
      id: "x", prompt: "Über \"alles\"?", history: [.user("Hi."), .assistant("Hello.")],
      system: "Be short.", files: ["docs/a.md"],
      assertions: [
        Assertion(.number, "12.5", isNegated: true, threshold: 0.1, weight: 2, line: 4)
      ], cluster: "c", metadata: ["level": 3])
    plan.setups[1].temperature = 0.25
    plan = try plan.frozen()
    let read = try RunPlan(JSONValue(parsing: plan.json.text))
    #expect(read.json == plan.json)
    #expect(read.queries[0].metadata == ["level": 3])
    #expect(read.setups.map(\.temperature) == [nil, 0.25, nil])
    #expect(RunFacts(plan: plan.json).temperatures == ["b": 0.25])
    let forged = plan.json.text.replacing("\"margin\":0.05", with: "\"margin\":0.5")
    #expect(throws: EvalError(.plan, "")) { try RunPlan(JSONValue(parsing: forged)) }
  }

  @Test("A plan that does not fit together is refused, naming what is wrong")
  func refused() throws {
    func error(_ change: (inout RunPlan) -> Void) throws -> String {
      var plan = try RunSupport.plan()
      change(&plan)
      let error = #expect(throws: EvalError.self) { try plan.frozen() }
      return error?.message ?? ""
    }
    #expect(try error { $0.queries = [] }.contains("no queries"))
    #expect(try error { $0.setups = [] }.contains("no setups"))
    #expect(try error { $0.queries[1].id = "q0" }.contains("'q0' is there twice"))
    #expect(try error { $0.setups[1].name = "a" }.contains("'a' is there twice"))
    #expect(try error { $0.baseline = "z" }.contains("'z' is not one of the setups"))
    #expect(try error { $0.trials = 0 }.contains("at least one trial"))
  }

  @Test("Names of attempts are unique, and tell plans apart")
  func names() throws {
    let plan = try RunSupport.plan(queries: 40)
    let places = plan.order.queries.indices.flatMap { plan.order.attempts(ofQueryAt: $0) }
    let names = Set(places.map(plan.attemptID))
    #expect(names.count == plan.attempts)
    #expect(names.allSatisfy { $0.hasPrefix(plan.attemptPrefix) && $0.utf8.count == 33 })
    let other = try RunSupport.plan(queries: 40, seed: 8)
    #expect(names.isDisjoint(with: places.map(other.attemptID)))
  }

  @Test("A folder with another plan is refused with what differs, the same plan goes on")
  func folder() throws {
    let scratch = try Scratch()
    let plan = try RunSupport.plan()
    _ = try RunFolder(scratch.path + "/deep/run", for: plan)
    #expect(try RunFolder(scratch.path + "/deep/run", for: plan).plan.hash == plan.hash)
    #expect(try RunFolder(reading: scratch.path + "/deep/run").plan.json == plan.json)
    let error = #expect(throws: EvalError.self) {
      try RunFolder(scratch.path + "/deep/run", for: try RunSupport.plan(trials: 5, seed: 9))
    }
    #expect(error?.message.contains("differ in seed, trials") == true, "\(error?.message ?? "")")
    #expect(error?.message.contains("--out") == true)
  }
}

@Suite struct RunOrderTests {
  private func places(_ order: RunOrder) -> [AttemptPlace] {
    order.queries.indices.flatMap { order.attempts(ofQueryAt: $0) }
  }

  @Test("Every attempt is there once, whatever the seed", arguments: [0, 1, 2, 12_345, UInt64.max])
  func complete(seed: UInt64) {
    let order = RunOrder(queries: 17, setups: 3, trials: 4, seed: seed)
    #expect(order.count == 204)
    #expect(Set(places(order)).count == 204)
    #expect(places(order).count == 204)
  }

  @Test("The order is the seed's: the same again, another for another")
  func seeded() {
    let one = places(RunOrder(queries: 30, setups: 3, trials: 2, seed: 1))
    #expect(places(RunOrder(queries: 30, setups: 3, trials: 2, seed: 1)) == one)
    #expect(places(RunOrder(queries: 30, setups: 3, trials: 2, seed: 2)) != one)
  }

  @Test("It is the recorded order: an update must not reorder plans that exist")
  func recorded() {
    let order = RunOrder(queries: 6, setups: 2, trials: 2, seed: 1)
    #expect(order.queries == [2, 0, 1, 4, 5, 3])
    #expect(
      order.attempts(ofQueryAt: 0).map { "\($0.setup)\($0.trial)" } == ["00", "11", "10", "01"])
  }

  @Test("All attempts of a query stand together, and its setups and trials are mixed")
  func interleaved() {
    let order = RunOrder(queries: 200, setups: 3, trials: 3, seed: 3)
    var firsts = [0, 0, 0]
    for position in order.queries.indices {
      let attempts = order.attempts(ofQueryAt: position)
      #expect(Set(attempts.map(\.query)) == [order.queries[position]])
      firsts[attempts[0].setup] += 1
    }
    // Each setup is first for about a third of the queries; five standard deviations either way.
    #expect(firsts.allSatisfy { 33...100 ~= $0 }, "\(firsts)")
  }

  @Test("Shards are parts: together the whole, none twice, a query's attempts in one")
  func shards() throws {
    let plan = try RunSupport.plan(queries: 500)
    var seen: [AttemptPlace] = []
    for index in 1...7 {
      let shard = try #require(Shard("\(index)/7"))
      let order = plan.order.filtered { shard.contains(plan.queries[$0].id) }
      #expect(order.queries.count > 30)
      // The same order as in the whole.
      #expect(order.queries == plan.order.queries.filter { order.queries.contains($0) })
      for position in order.queries.indices {
        #expect(order.attempts(ofQueryAt: position).count == 6)
        seen += order.attempts(ofQueryAt: position)
      }
    }
    #expect(Set(seen) == Set(places(plan.order)))
    #expect(seen.count == plan.attempts)
  }

  @Test(
    "Only parts that exist are parts", arguments: ["0/3", "4/3", "1", "1/0", "a/b", "1/2/3", ""])
  func noShards(text: String) { #expect(Shard(text) == nil) }
}
