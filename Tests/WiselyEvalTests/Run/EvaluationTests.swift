// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TestSupport
import Testing
import Wisely
import WiselyEval
import WiselyTesting

/// An evaluation as a program writes it.
@Suite(.timeLimit(.minutes(5))) struct EvaluationTests {
  /// Right when the answer is the query's name, which only the large model knows for odd ones.
  private struct NameGrader: Grader {
    let name = "name@1"
    func grade(_ answer: String, to query: Query) async throws -> Grade {
      Grade(answer == query.id, "It should be \(query.id).")
    }
  }

  /// Answers by a rule, and counts how often.
  private struct Ruled: LanguageModel {
    let id: ModelID
    let calls: CallCounter
    let rule: @Sendable (String) throws -> String

    func respond(
      to request: ModelRequest, emitting sink: EventSink
    ) async throws -> ModelResponse {
      calls.add()
      let words = try rule(request.transcript.messages.last?.text ?? "")
      try await sink(.block(.text(words)))
      return ModelResponse(
        id: "1", model: id, message: .assistant(words), stopReason: .endTurn,
        usage: [ModelUsage(model: id, usage: Usage(input: 10, output: 5))])
    }
  }

  private let scratch: Scratch
  private let calls = CallCounter()
  private let ledger = InMemoryLedger()
  private let surroundings = ManualTime().surroundings
  private let queries = (0..<60).map { Query(id: "\($0)", prompt: "\($0)") }

  init() throws { scratch = try Scratch() }

  private func model(
    _ id: ModelID, dollars: Int, _ rule: @escaping @Sendable (String) throws -> String
  ) -> any LanguageModel {
    let rates = Rates.perMillion(input: Money(dollars: dollars), output: Money(dollars: dollars))
    return MeteredModel(
      Ruled(id: id, calls: calls, rule: rule),
      catalogue: PriceCatalogue(
        version: "1", source: "made up", sheets: [PriceSheet(id: id, rates: rates)]),
      ledger: ledger, surroundings: surroundings)
  }

  private var evaluation: Evaluation {
    let small = model("small", dollars: 1) { Int($0)?.isMultiple(of: 2) == true ? $0 : "?" }
    let large = model("large", dollars: 10) { $0 }
    var evaluation = Evaluation(
      queries, setups: [small, large], baseline: "large", grader: NameGrader())
    evaluation.trials = 1
    return evaluation
  }

  @Test("Answers are graded, priced and assessed, and nothing is asked twice")
  func assessed() async throws {
    let path = scratch.path + "/run"
    let result = try await evaluation.run(in: path, surroundings: surroundings)
    #expect(result.ending == .complete)
    #expect(result.totals.done == 120)
    #expect(calls.count == 120)
    #expect(result.totals.spent == ledger.rows.reduce(.zero) { $0 + ($1.cost.amount ?? .zero) })
    let comparison = try #require(result.assessment?.comparisons.first)
    #expect(comparison.candidate == "small")
    #expect(comparison.candidateScore == 0.5)
    #expect(comparison.baselineScore == 1)
    #expect(comparison.quality == .worse)
    #expect(comparison.cost.word == .cheaper)

    let again = try await evaluation.run(in: path, surroundings: surroundings)
    #expect(again.assessment == result.assessment)
    #expect(calls.count == 120)
  }

  @Test("Another grader or version in the same folder is refused, and nobody is asked")
  func otherPlan() async throws {
    let path = scratch.path + "/run"
    _ = try await evaluation.run(in: path, surroundings: surroundings)
    var other = evaluation
    other.version = "2"
    let error = await #expect(throws: EvalError.self) {
      try await other.run(in: path, surroundings: surroundings)
    }
    #expect(error?.code == .plan)
    #expect(calls.count == 120)
  }

  @Test("Queries with documents are refused, because nobody would be handed them")
  func documents() async throws {
    var evaluation = evaluation
    evaluation.queries[3].files = ["a.txt"]
    let error = await #expect(throws: EvalError.self) {
      try await evaluation.run(in: scratch.path + "/run", surroundings: surroundings)
    }
    #expect(error?.message.contains("Query '3'") == true)
  }

  @Test("What a failed call cost is on the run's bill, and a setup without prices has no cost")
  func failures() async throws {
    let broken = model("broken", dollars: 1) { _ in
      throw ModelError(
        .malformedResponse, "Cut.", hasPartialContent: true,
        usage: [ModelUsage(model: "broken", usage: Usage(input: 1_000_000))])
    }
    var evaluation = evaluation
    evaluation.setups.append(broken)
    evaluation.setups.append(Ruled(id: "unmetered", calls: calls, rule: { $0 }))
    let result = try await evaluation.run(
      in: scratch.path + "/run", surroundings: surroundings)
    #expect(result.ending == .complete)
    #expect(result.totals.modelFailures == 60)
    #expect(result.totals.spent >= Money(dollars: 60))
    let setups = try #require(result.assessment?.setups)
    #expect(setups.first { $0.setup == "broken" }?.cost?.total == 60)
    #expect(setups.first { $0.setup == "unmetered" }?.cost == nil)
  }

  @Test("Where nothing could be scored, the obstacle says why there is no assessment")
  func obstacle() async throws {
    var evaluation = evaluation
    evaluation.setups = [evaluation.setups[1]]
    let result = try await evaluation.run(
      in: scratch.path + "/run", surroundings: surroundings)
    #expect(result.assessment == nil)
    #expect(result.obstacle?.message.contains("nothing to compare") == true)
  }
}

/// A count that many may raise.
private final class CallCounter: Sendable {
  private let value = Mutex(0)
  var count: Int { value.withLock { $0 } }
  func add() { value.withLock { $0 += 1 } }
}
