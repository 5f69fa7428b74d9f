// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing
import Wisely
import WiselyTesting

@testable import WiselyEval

@Suite struct GraderSetTests {
  private func query(_ assertions: Assertion..., threshold: Double? = nil) -> Query {
    Query(id: "q", prompt: "How?", assertions: assertions, threshold: threshold)
  }

  @Test("An answer is right only if every assertion holds, and the reason says which does not")
  func all() async throws {
    let query = query(
      Assertion(.contains, "a"), Assertion(.contains, "b"), Assertion(.contains, "c"))
    let set = try GraderSet(for: query)
    let right = try await set.result(for: "abc", to: query)
    #expect(right.grade == Grade(score: 1, reason: "All 3 assertions hold."))
    #expect(right.parts.map(\.grade.score) == [1, 1, 1])
    let wrong = try await set.result(for: "a", to: query)
    #expect(
      wrong.grade
        == Grade(score: 0, reason: "The answer does not have 'b'. (And 1 more do not hold.)"))
    #expect(wrong.parts.map(\.grader) == Array(repeating: "contains-all@1", count: 3))
  }

  @Test("With a threshold the weighted mean decides, and weight 0 decides nothing")
  func weights() async throws {
    let query = query(
      Assertion(.contains, "a", weight: 3), Assertion(.contains, "b", weight: 1),
      Assertion(.contains, "z", weight: 0), threshold: 0.75)
    let set = try GraderSet(for: query)
    #expect(try await set.grade("a", to: query).score == 1)
    #expect(try await set.grade("b", to: query).score == 0)
    #expect(try await set.result(for: "a", to: query).parts.count == 3)
    let strict = self.query(Assertion(.contains, "a"), Assertion(.contains, "z", weight: 0))
    #expect(try await GraderSet(for: strict).grade("a", to: strict).score == 1)
  }

  @Test("A score in between counts once everything else holds")
  func graded() async throws {
    let query = query(Assertion(.contains, "kit"), Assertion(.similarity, "kitten"))
    let set = try GraderSet(for: query)
    #expect(try await set.grade("kit", to: query).score == 0.5)
    #expect(try await set.grade("sitten", to: query).score == 0)
  }

  @Test("Nothing to grade by is no score; with a judge it is the judge's")
  func nothing() async throws {
    let query = query()
    let grade = try await GraderSet(for: query).grade("x", to: query)
    #expect(grade.score == nil)
    #expect(try GraderSet(for: query).name == "none@1")
    let judge = ScriptedModel("judge", .text("Fine.\nScore: 8"))
    let judged = try await GraderSet(for: query, judge: judge).grade("x", to: query)
    #expect(judged == Grade(score: 0.8, reason: "The judge: Fine."))
  }

  @Test("A judge and a command have to be there when they are needed")
  func needs() throws {
    let judged = query(Assertion(.judge, "polite", line: 7))
    let error = #expect(throws: EvalError.self) { try GraderSet(for: judged) }
    #expect(error?.message == "The assertion of line 7 needs a judge; name one.")
    let commanded = query(Assertion(.command, ["true"], line: 8))
    #expect(throws: EvalError.self) { try GraderSet(for: commanded) }
  }

  @Test("A command reads the answer and decides by its exit code; one that fails gives no score")
  func command() async throws {
    let query = query(Assertion(.command, ["check", "--strict"]))
    let calls = Mutex<[[String]]>([])
    let set = try GraderSet(for: query) { words, input in
      calls.withLock { $0.append(words + [input]) }
      if input == "boom" { throw ModelError(.connection, "It is gone.") }
      return input == "good" ? 0 : 1
    }
    #expect(try await set.grade("good", to: query).score == 1)
    #expect(try await set.grade("bad", to: query).score == 0)
    let lost = try await set.grade("boom", to: query)
    #expect(lost.score == nil)
    #expect(lost.reason.contains("It is gone."))
    #expect(calls.withLock { $0[0] } == ["check", "--strict", "good"])
  }

  @Test("A judge is not paid for an answer that is wrong already, unless the mean decides")
  func thrift() async throws {
    let judge = ScriptedModel("judge", .text("Score: 10"))
    let query = query(Assertion(.judge, "polite"), Assertion(.contains, "a"))
    let set = try GraderSet(for: query, judge: judge)
    let wrong = try await set.result(for: "b", to: query)
    #expect(wrong.grade.score == 0)
    #expect(wrong.parts.map(\.grader) == ["contains-all@1"])
    #expect(judge.requests.isEmpty)
    #expect(try await set.grade("a", to: query).score == 1)
    let mean = self.query(
      Assertion(.judge, "polite"), Assertion(.contains, "a"), threshold: 0.5)
    let second = ScriptedModel("judge", .text("Score: 10"))
    let grade = try await GraderSet(for: mean, judge: second).grade("b", to: mean)
    #expect(grade.score == 1)
  }

  @Test("Cancellation leaves and is no grade")
  func cancellation() async throws {
    let query = query(Assertion(.command, ["x"]))
    let set = try GraderSet(for: query) { _, _ in throw CancellationError() }
    await #expect(throws: CancellationError.self) { try await set.grade("a", to: query) }
  }

  @Test("The name tells graders, versions, thresholds, weights and the judge's texts")
  func name() throws {
    let judge = ScriptedModel("opus")
    let query = query(
      Assertion(.number, 5), Assertion(.contains, "a", isNegated: true, weight: 2),
      Assertion(.judge, "polite", threshold: 0.7), threshold: 0.5)
    let name = try GraderSet(for: query, judge: judge).name
    let hash = GradingTexts.builtIn.version(of: "judge")
    #expect(
      name == "all@1(number@1,not-contains-all@1*2.0,judge@1/opus/\(hash)>=0.7)>=0.5")
  }
}
