// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

@Suite struct AdviceTests {
  @Test(
    "The verdict is the first word, however it is decorated",
    arguments: [
      ("proceed: nothing to add.", Verdict.proceed, "nothing to add."),
      ("**Change** — take the other road.", .change, "take the other road."),
      ("Verdict: stop. Ask the user.", .stop, "Ask the user."),
      ("# CHANGE\nUse B.", .change, "Use B."),
      ("proceed", .proceed, ""),
    ])
  func verdicts(answer: String, verdict: Verdict, text: String) {
    let advice = Advice(reading: answer, characters: 1_000)
    #expect(advice.outcome == .advised)
    #expect(advice.verdict == verdict)
    #expect(advice.text == text)
  }

  @Test("A line that begins with Check: is the check, not the advice")
  func check() {
    let advice = Advice(reading: "change: take B.\nCheck: 3 + 4 = 7", characters: 1_000)
    #expect(advice.text == "take B.")
    #expect(advice.check == "3 + 4 = 7")
  }

  @Test(
    "What is not advice is told apart",
    arguments: [
      ("", Consultation.Outcome.empty),
      (" \n ", .empty),
      ("Let me look at the file first.", .echo),
      ("I'll run the tests.\n<tool_use name=\"run\">", .echo),
      ("[executor calls] read {\"path\":\"a\"}", .echo),
      ("proceed\n<tool_use name=\"run\">", .echo),
      ("proceeding as planned is fine", .noVerdict),
      ("The other road is shorter.", .noVerdict),
    ])
  func failures(answer: String, outcome: Consultation.Outcome) {
    #expect(Advice(reading: answer, characters: 1_000).outcome == outcome)
  }

  @Test("Long advice is cut, and says so")
  func length() {
    let advice = Advice(reading: "change: " + String(repeating: "x", count: 99), characters: 10)
    #expect(advice.text == String(repeating: "x", count: 10) + " [advice cut at 10 characters]")
  }
}
