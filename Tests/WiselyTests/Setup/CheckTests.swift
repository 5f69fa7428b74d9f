// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing
import Wisely
import WiselyTesting

@Suite struct CheckTests {
  private func passes(_ check: some Check, _ answer: String) async throws -> Bool {
    let verdict = try await check.verdict(on: Draft(question: "?", answer: answer))
    #expect(verdict.result.check == check.name)
    #expect(!verdict.result.reason.isEmpty)
    return verdict.result.passed
  }

  @Test("A regular expression has to match somewhere")
  func regex() async throws {
    #expect(try await passes(RegexCheck(#"\b4\d\b"#), "So it is 42."))
    #expect(try await !passes(RegexCheck("^42$"), "So it is 42."))
    #expect(throws: SetupError.self) { try RegexCheck("(") }
  }

  @Test(
    "An exact answer may differ in case, spacing, marks and a final stop",
    arguments: [
      ("New  York", true), ("**new york.**", true), ("“New York”", true),
      ("I looked.\nAnswer: New York", true), ("x\n#### New York", true),
      ("**Final answer:** New York.", true), ("New York City", false), ("York", false),
      ("The answer is New York", false),
    ])
  func exact(answer: String, isRight: Bool) async throws {
    #expect(try await passes(ExactCheck("New York"), answer) == isRight)
  }

  @Test(
    "The final number is read as people write it",
    arguments: [
      ("It is 42.", 42), ("#### 1,234", 1_234), ("Answer: $1,234.50 in total, 3 rooms", 1_234.5),
      ("First 3, then 4", 4), ("-7", -7), ("minus: −7 °C", -7), ("costs -$5", -5),
      ("1.234,56 €", 1_234.56), ("1.234.567", 1_234_567), ("3,5 km", 3.5), ("1 000 000", 1_000_000),
      ("1'000'000.25", 1_000_000.25), ("pi is 3.142", 3.142), ("6.02e23 of them", 6.02e23),
      ("45%", 45), ("in Q3 it was 17", 17), ("10-3", 3), ("on 2026-09-30", 30), (".5", 0.5),
      ("(5)", 5), ("x = 1,2", 1.2), ("1, 2, 3", 3), ("0.001", 0.001),
      ("5 apples\n**Answer:** 6", 6),
      ("Answer: none\nso 12", 12), ("€ 1,000", 1_000), ("12,345,678.9", 12_345_678.9), ("007", 7),
      ("the 1st of 3rd: 4th", 4), ("1.5.", 1.5), ("1,2345", 2_345), ("total 2024,2025", 2_025),
    ])
  func numbers(answer: String, number: Double) {
    #expect(NumberCheck.finalNumber(in: answer) == number)
  }

  @Test("Words without a number have none")
  func noNumber() async throws {
    #expect(NumberCheck.finalNumber(in: "None, in v2beta and Q3.") == nil)
    #expect(try await !passes(NumberCheck(.any), "none"))
    #expect(try await passes(NumberCheck(.any), "one: 1"))
  }

  @Test("A number has to be the one, give or take, or between two")
  func numberExpectations() async throws {
    #expect(try await passes(NumberCheck(0.3), "0.30000000000000004"))
    #expect(try await !passes(NumberCheck(42), "42.001"))
    // A hair of a large whole number would be many.
    #expect(try await passes(NumberCheck(1_000_000_000_001), "1,000,000,000,001"))
    #expect(try await !passes(NumberCheck(1_000_000_000_001), "1,000,000,000,002"))
    #expect(try await passes(NumberCheck(42, tolerance: 0.01), "42.001"))
    #expect(try await passes(NumberCheck(.range(1...3)), "3"))
    #expect(try await !passes(NumberCheck(.range(1...3)), "3.1"))
  }

  @Test("A command gets the answer and decides with its exit code")
  func command() async throws {
    let inputs = Mutex<[String]>([])
    let check = try CommandCheck(["test", "-s"]) { arguments, input in
      #expect(arguments == ["test", "-s"])
      inputs.withLock { $0.append(input) }
      return input == "good" ? 0 : 3
    }
    #expect(try await passes(check, "good"))
    let verdict = try await check.verdict(on: Draft(question: "?", answer: "bad"))
    #expect(verdict.result.reason == "test -s exited with 3.")
    #expect(inputs.withLock { $0 } == ["good", "bad"])
    #expect(throws: SetupError.self) { try CommandCheck([]) { _, _ in 0 } }
  }

  @Test("A schema has to accept the answer, or the last fenced block in it")
  func schema() async throws {
    let check = try SchemaCheck([
      "type": "object", "required": ["sum"], "properties": ["sum": ["type": "integer"]],
    ])
    #expect(try await passes(check, #" {"sum": 4} "#))
    #expect(
      try await passes(check, "First:\n```\n[]\n```\nNow:\n```json\n{\"sum\": 4}\n```\nDone."))
    #expect(try await !passes(check, #"{"sum": "4"}"#))
    #expect(try await !passes(check, "{}"))
    #expect(try await !passes(check, "4 it is"))
    #expect(try await !passes(check, "```\n{\"sum\": 4}"))
    let verdict = try await check.verdict(on: Draft(question: "?", answer: #"{"sum": "4"}"#))
    #expect(verdict.result.reason.contains("sum"))
    #expect(throws: SetupError.self) { try SchemaCheck(["type": "nonsense"]) }
  }

  // MARK: - Judge

  @Test(
    "The judge's first word decides, and anything else has not passed",
    arguments: [
      ("pass", true, "Passed."), ("Pass: it is right.", true, "it is right."),
      ("**FAIL** — 5 is wrong.", false, "5 is wrong."), ("Verdict: fail, no.", false, "no."),
      (
        "The answer looks fine, so pass.", false,
        "The answer could not be judged: judge began with neither pass nor fail: The answer looks fine, so pass."
      ),
      (
        "passable", false,
        "The answer could not be judged: judge began with neither pass nor fail: passable"
      ),
      ("", false, "The answer could not be judged: judge said nothing."),
    ])
  func judge(words: String, passed: Bool, reason: String) async throws {
    let judge = ScriptedModel("judge", .text(words))
    let verdict = try await JudgeCheck(judge).verdict(on: Draft(question: "Q?", answer: "A."))
    #expect(verdict.result == CheckResult(passed: passed, check: "judge", reason: reason))
    #expect(verdict.usage.map(\.role) == [.check])
  }

  @Test("The judge is shown question, answer and the newest evidence, and has no tools")
  func judgeView() async throws {
    let judge = ScriptedModel("judge", .text("pass"))
    let evidence = [
      Draft.Evidence(source: "read old", text: String(repeating: "o", count: 300)),
      Draft.Evidence(source: "read new", text: "newest words", isError: true),
    ]
    _ = try await JudgeCheck(judge, evidenceBytes: 100)
      .verdict(on: Draft(question: "Q?", answer: "A.", evidence: evidence))
    let request = try #require(judge.requests.first)
    #expect(request.system?.contains("You are the checker.") == true)
    #expect(request.tools.isEmpty)
    #expect(request.context.role == .check)
    let text = request.transcript.messages.map(\.text).joined()
    #expect(text.hasPrefix("## The question\nQ?\n\n## The answer\nA.\n\n## The evidence\n"))
    #expect(text.contains("### read new (failed)\nnewest words"))
    #expect(!text.contains("ooo"))
  }

  @Test("A judge that is out of reach has not passed the answer")
  func judgeOutage() async throws {
    let judge = ScriptedModel("judge", .failure(ModelError(.overloaded, "Overloaded.")))
    let verdict = try await JudgeCheck(judge).verdict(on: Draft(question: "Q?", answer: "A."))
    #expect(!verdict.result.passed)
    #expect(verdict.result.reason == "The answer could not be judged: Overloaded.")
  }
}
