// SPDX-License-Identifier: Apache-2.0

import Oracles
import Testing
import Wisely
import WiselyTesting

@Suite(.timeLimit(.minutes(4))) struct OfflineRoleTests {
  /// The small one comes to 113 and cannot rule out 118; stove and vase are worth 115.
  private static let puzzle =
    "A van can carry at most 22 kg. These things stand ready: anvil (weight 6, value 33), lamp (weight 12, value 62), radio (weight 11, value 53), globe (weight 5, value 27), clock (weight 8, value 38), stove (weight 12, value 64), vase (weight 10, value 51). What is the highest total value that can be taken along?"

  private static func ask(
    _ advice: String, _ question: String = puzzle
  ) async throws -> (said: OfflineAnswer, response: ModelResponse, advisor: ScriptedModel) {
    let advisor = ScriptedModel(
      "sage", .text(advice), .text("proceed: nothing to add."), .text("stop: enough."))
    let pair = AdvisedModel(executor: OfflineModel(.small), advisor: advisor)
    let response = try await pair.respond(to: question)
    return (OfflineAnswer(response.text), response, advisor)
  }

  // MARK: - Executor

  @Test("A result its own check confirms is not asked about")
  func noConsultation() async throws {
    let (said, response, advisor) = try await Self.ask("change: no.", "What is 17% of 240?")
    #expect(said.isChecked)
    #expect(response.consultations.isEmpty)
    #expect(advisor.requests.isEmpty)
  }

  @Test("A result its check does not confirm is asked about, with the result so far")
  func consultation() async throws {
    let alone = try await OfflineAnswer.of(.small, Self.puzzle)
    #expect(alone.isDoubted && alone.answer == "113")
    let (said, response, _) = try await Self.ask(
      "change: Take stove, vase: weight 22, value 115.\nCheck: 64 + 51 = 115")
    #expect(said.answer == "115")
    #expect(said.isAdvised)
    let consultation = try #require(response.consultations.first)
    #expect(response.consultations.count == 1)
    #expect(consultation.trigger == .asked)
    #expect(consultation.question?.hasPrefix("My own check did not confirm this: ") == true)
    #expect(consultation.leaning?.hasSuffix("Answer: 113") == true)
  }

  @Test(
    "Advice that its own check refutes is not followed",
    arguments: [
      ("change: Take stove, lamp: value 126.", "it weighs 24, which is over 22"),
      ("change: Take globe: weight 5, value 999.", "it is worth 27, less than my 113"),
    ])
  func falseAdvice(_ advice: String, _ reason: String) async throws {
    let (said, response, _) = try await Self.ask(advice)
    #expect(said.answer == "113")
    #expect(said.isDoubted)
    #expect(said.text.contains("The advice was not used: \(reason)."))
    #expect(response.consultations.count == 1)
  }

  @Test(
    "False advice is rejected in every kind of puzzle",
    arguments: [
      (
        "8 jobs have to be done on 3 equal machines: A takes 12 hours, B takes 8 hours, C takes 13 hours, D takes 9 hours, E takes 11 hours, F takes 6 hours, G takes 5 hours, H takes 6 hours. After how many hours is the last job finished at the earliest?",
        [
          "change: Run M1 = A + B + C, M2 = D + E, M3 = F + G: finished after 20.",
          "change: Run M4 = A.", "change: Run M1 = A + B, M2 = A + C.",
          "change: Run M1 = A + B + C + D, M2 = E + F, M3 = G + H: finished after 9.",
        ]
      ),
      (
        "The roads with their lengths in km are: A-B 5, A-C 1, B-G 5, C-D 5, D-E 5, E-F 5, F-G 5, C-H 1, H-I 1, I-J 1, J-K 2, K-G 2. How long is the shortest route from A to G?",
        [
          "change: Go A, G: length 1.", "change: Go A, B: length 5.",
          "change: Go A, C, D, E, F, G: length 2.",
        ]
      ),
      (
        "Use the numbers 3, 7, 8, 25, 75, each at most once, with + - * / to make 431 or come as near to it as possible. What is the result?",
        [
          "change: Use 431 = 431.", "change: Use 75 * 7 - 94 = 431.", "change: Use 75 + 7 = 431.",
          "change: Use 75 + 75 = 150.", "change: Use 3 - 7 = -4.", "change: Use 25 / 3 = 8.",
        ]
      ),
      (
        "Calculate 123456789 * 987654321 * 3",
        [
          "change: 123456789 * 987654321 * 3 = 365795337896905808.",
          "change: 123456789 * 987654321 * 3 = 1/0",
        ]
      ),
    ])
  func falseAdviceElsewhere(_ question: String, _ lies: [String]) async throws {
    let alone = try await OfflineAnswer.of(.small, question)
    #expect(alone.isDoubted, "\(alone.text)")
    for lie in lies {
      let (said, _, _) = try await Self.ask(lie, question)
      #expect(said.answer == alone.answer, "\(lie)\n\(said.text)")
      #expect(!said.isChecked, "\(lie)\n\(said.text)")
    }
  }

  @Test("A long product is taken over when it agrees modulo the primes, and is then checked")
  func trueProduct() async throws {
    let product = Int128(123_456_789) * 987_654_321 * 3
    let (said, _, _) = try await Self.ask(
      "change: 123456789 * 987654321 * 3 = \(product).", "Calculate 123456789 * 987654321 * 3")
    #expect(said.answer == "\(product)")
    #expect(said.isChecked)
  }

  @Test("A bare agreement settles it; an agreement that proves nothing does not")
  func agreement() async throws {
    let (agreed, _, _) = try await Self.ask("proceed: nothing to add.")
    #expect(agreed.isAdvised && agreed.answer == "113")
    let (unsure, response, _) = try await Self.ask(
      "proceed: I come to the same, 113. I could not prove it: 118 is not ruled out.")
    #expect(unsure.isDoubted)
    #expect(response.consultations.count == 1)
  }

  @Test("When there is no advice, the doubt is passed on")
  func noAdvice() async throws {
    let advisor = ScriptedModel("sage", .failure(ModelError(.overloaded, "Too busy.")))
    let pair = AdvisedModel(executor: OfflineModel(.small), advisor: advisor)
    let response = try await pair.respond(to: Self.puzzle)
    let said = OfflineAnswer(response.text)
    #expect(said.isDoubted && said.answer == "113")
    #expect(response.consultations.map(\.outcome) == [.unavailable])
  }

  // MARK: - Advisor, planner, checker

  @Test("Advice begins with a verdict and is acted on, in both views")
  func advisor() async throws {
    var generator = SeededSource(seed: 77)
    for view in [View.brief, .transcript] {
      for _ in 0..<8 {
        let puzzle = KnapsackOracle(count: 10, using: &generator)
        let pair = AdvisedModel(
          executor: OfflineModel(.small), advisor: OfflineModel(.large),
          policy: ConsultationPolicy(view: view))
        let response = try await pair.respond(to: puzzle.example.query)
        #expect(OfflineAnswer(response.text).answer == "\(puzzle.best)")
        for consultation in response.consultations {
          #expect(consultation.outcome == .advised)
          #expect([.proceed, .change].contains(consultation.verdict))
          if consultation.verdict == .change {
            #expect(consultation.check?.hasSuffix("= \(puzzle.best)") == true)
          }
        }
      }
    }
  }

  @Test("A plan of the large one is carried out by the small one, over documents as well")
  func planner() async throws {
    let planned = PlannedModel(planner: OfflineModel(.large), executor: OfflineModel(.small))
    let response = try await planned.respond(to: Self.puzzle)
    #expect(OfflineAnswer(response.text).answer == "115")
    let plan = response.message.blocks.compactMap { block -> Plan? in
      guard case .plan(let plan) = block else { return nil }
      return plan
    }.first
    #expect(plan?.text.hasPrefix("# Plan\n\n1. Take stove and vase: weight 22, value 115.") == true)
    let shelf = PaperShelf(documents: [
      "long.csv": ["name,town"] + (1...450).map { "n\($0),\($0 % 3 == 0 ? "Ulm" : "Bonn")" }
    ])
    let (said, calls, _) = try await shelf.ask(
      planned, "How many rows in long.csv have town Ulm?")
    #expect(said.answer == "150", "\(said.text)")
    #expect(calls.count > 3)
  }

  @Test("Half a plan is not trusted: what it says is checked like any advice")
  func falsePlan() async throws {
    let planner = ScriptedModel(
      "sage", .text("# Plan\n\n1. Take stove and lamp: weight 22, value 126.\n"))
    let planned = PlannedModel(planner: planner, executor: OfflineModel(.small))
    let said = OfflineAnswer(try await planned.respond(to: Self.puzzle).text)
    #expect(said.answer == "113")
    #expect(said.isDoubted)
  }

  @Test("The checker passes what it comes to as well, and fails what it does not")
  func checker() async throws {
    let judge = JudgeCheck(OfflineModel(.large))
    func verdict(_ answer: String) async throws -> CheckResult {
      try await judge.verdict(
        on: Draft(question: Self.puzzle, answer: answer), emitting: .discarding
      ).result
    }
    #expect(try await verdict("I take stove and vase.\nAnswer: 115").passed)
    let wrong = try await verdict("Not verified: 118 is not ruled out.\nAnswer: 113")
    #expect(!wrong.passed)
    #expect(wrong.reason.contains("115"))
    #expect(try await !verdict("A lot, I should say.").passed)
  }

  @Test("A cascade keeps right drafts and re-does wrong ones")
  func cascade() async throws {
    var generator = SeededSource(seed: 78)
    let cascade = CascadeModel(
      first: OfflineModel(.small), strong: OfflineModel(.large),
      check: JudgeCheck(OfflineModel(.large)))
    var redone = 0
    for _ in 0..<15 {
      let puzzle = KnapsackOracle(count: 9, using: &generator)
      let alone = try await OfflineAnswer.of(.small, puzzle.example.query)
      let response = try await cascade.respond(to: puzzle.example.query)
      #expect(OfflineAnswer(response.text).answer == "\(puzzle.best)")
      let isRedone = response.message.blocks.contains {
        if case .escalation = $0 { true } else { false }
      }
      if isRedone { redone += 1 }
      #expect(isRedone || alone.answer == "\(puzzle.best)")
    }
    #expect(redone > 0)
  }
}
