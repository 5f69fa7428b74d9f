// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyTesting

@testable import WiselyEval

@Suite struct JudgeGraderTests {
  static let query = Query(
    id: "q", prompt: "Capital of France?", history: [.user("Hello"), .assistant("Hi")],
    system: "Be brief.")

  @Test(
    "The judge's last score counts, from 0 to 10; anything else is no score",
    arguments: [
      ("It is right.\nScore: 10", 1), ("**Score: 7/10**", 0.7), ("Score: 2\nNo:\nScore: 5", 0.5),
      ("score: 0", 0), ("Score: 11", nil), ("It is good.", nil), ("", nil), ("Score: high", nil),
      ("> Score: 7.5", 0.75),
    ] as [(String, Double?)])
  func scores(text: String, score: Double?) async throws {
    let judge = ScriptedModel("judge", .text(text))
    let grade = try await JudgeGrader(judge, .init()).grade("Paris", to: Self.query)
    #expect(grade.score == score)
  }

  @Test("The judge sees question, answer, rubric and reference, and nothing of who answered")
  func shown() async throws {
    let judge = ScriptedModel("judge", .text("Score: 9"), .text("Score: 9"))
    let question = JudgeGrader.Question(rubric: "Names a city.", reference: "Paris")
    _ = try await JudgeGrader(judge, question).grade("It is Paris.", to: Self.query)
    let request = try #require(judge.requests.first)
    let text = request.transcript.messages.map(\.text).joined()
    for part in [
      "Be brief.", "user: Hello", "assistant: Hi", "Capital of France?", "It is Paris.",
      "Names a city.", "## The reference answer\nParis",
    ] {
      #expect(text.contains(part), "\(part)")
    }
    #expect(request.system == GradingTexts.builtIn.judgeSystem)
    #expect(request.tools.isEmpty)
    #expect(request.context.role == .judge)
    #expect(request.options.temperature == 0)
    _ = try await JudgeGrader(judge, .init()).grade("x", to: Self.query)
    #expect(
      judge.requests[1].transcript.messages[0].text.contains(GradingTexts.builtIn.judgeRubric))
  }

  @Test("A judge that fails, declines or is cut off gives no score; what it cost is on the bill")
  func failures() async throws {
    let judge = ScriptedModel(
      "judge", .failure(ModelError(.overloaded, "It is busy.")),
      .turn(.init(blocks: [.text("Score: 5")], stopReason: .maximumTokens)),
      .turn(.init(blocks: [], stopReason: .refusal)))
    let grader = JudgeGrader(judge, .init())
    let busy = await #expect(throws: GradingFailure.self) {
      try await grader.grade("x", to: Self.query)
    }
    #expect((busy?.underlying as? ModelError)?.code == .overloaded)
    #expect(try await grader.grade("x", to: Self.query).score == nil)
    #expect(try await grader.grade("x", to: Self.query).score == nil)
  }

  @Test(
    "A judge that cannot be asked now is told from one that gave no score",
    arguments: [
      (ModelError.Code.overloaded, true), (.budget, true), (.authentication, true),
      (.tooLarge, false),
    ])
  func passing(code: ModelError.Code, isPassing: Bool) async throws {
    let judge = ScriptedModel("judge", .failure(ModelError(code, "No.")))
    let open = Query(id: "q", prompt: "Say 1.")
    let result = try await GraderSet(for: open, judge: judge).result(for: "1", to: open)
    #expect(result.grade.score == nil)
    #expect(result.grade.reason.contains("No."))
    #expect((result.failure as? ModelError)?.code == (isPassing ? code : nil))
  }

  @Test("The judge's calls are on the grade's bill")
  func bill() async throws {
    let ledger = InMemoryLedger()
    let model = ScriptedModel("claude-haiku-5-5", .text("Score: 5"))
    let metered = MeteredModel(
      model, catalogue: .builtIn, ledger: ledger, surroundings: ManualTime().surroundings)
    let query = Query(id: "q", prompt: "?", assertions: [Assertion(.judge, "good")])
    let grade = try await GraderSet(for: query, judge: metered).grade("x", to: query)
    #expect(grade.score == 0.5)
    #expect(grade.bill.map(\.role) == [.judge])
    #expect(grade.bill.first?.cost.amount != nil)
  }

  /// What the judge says in the two orders, and what that means.
  struct Orders: Sendable {
    var said: [String]
    var preference: PairwiseJudge.Preference?
    var isConsistent: Bool?
    var firstPositionRate: Double?
  }

  @Test(
    "Two answers are compared in both orders, and a flip is a tie",
    arguments: [
      Orders(
        said: ["Verdict: 1", "Verdict: 2"], preference: .first, isConsistent: true,
        firstPositionRate: 0.5),
      Orders(
        said: ["Verdict: 2", "Verdict: 1"], preference: .second, isConsistent: true,
        firstPositionRate: 0.5),
      Orders(
        said: ["Verdict: 1", "**Verdict: 1**"], preference: .tie, isConsistent: false,
        firstPositionRate: 1),
      Orders(
        said: ["Verdict: 2", "Verdict: 2"], preference: .tie, isConsistent: false,
        firstPositionRate: 0),
      Orders(
        said: ["Verdict: tie", "Verdict: tie"], preference: .tie, isConsistent: true,
        firstPositionRate: 0.5),
      Orders(
        said: ["Verdict: 1", "Verdict: tie"], preference: .tie, isConsistent: false,
        firstPositionRate: 0.75),
      Orders(said: ["Verdict: 1", "Both."], preference: nil),
    ])
  func pairwise(orders: Orders) async throws {
    let judge = ScriptedModel("judge", orders.said.map { .text($0) })
    let verdict = try await PairwiseJudge(judge, rubric: "Be right.")
      .compare("the left", with: "the right", to: Self.query)
    #expect(verdict.preference == orders.preference)
    #expect(verdict.isConsistent == orders.isConsistent)
    #expect(verdict.firstPositionRate == orders.firstPositionRate)
    let shown = judge.requests.map { $0.transcript.messages[0].text }
    #expect(shown[0].contains("## Answer 1\nthe left"))
    #expect(shown[1].contains("## Answer 1\nthe right"))
    #expect(shown[0].contains("Be right."))
  }
}
