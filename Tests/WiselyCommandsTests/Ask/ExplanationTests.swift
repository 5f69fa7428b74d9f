// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

@testable import WiselyCommands

@Suite struct ExplanationTests {
  static let advised = Consultation(
    id: "consult_1", advisor: "opus", trigger: .asked, view: .brief, question: "Which way?\nLeft?",
    options: ["left", "right"], leaning: "left", outcome: .advised, verdict: .change,
    advice: "Go right.\nThe left bridge is closed.", check: "make test",
    usage: Usage(input: 400, output: 20), cost: .priced(Money(picodollars: 3_020_000_000)),
    duration: .milliseconds(1_249))

  @Test("A consultation is told in words")
  func advised() {
    #expect(
      Explanation(consultations: [Self.advised]).lines.joined(separator: "\n") == """
        Consultation 1: opus, because the executor asked; view brief, $0.00302, 1.2 s
          asked:    Which way?
                    Left?
          options:  left | right
          leaning:  left
          verdict:  change
          advice:   Go right.
                    The left bridge is closed.
          check:    make test
        """)
  }

  @Test("Advice that did not come is told as what it was", arguments: Consultation.Outcome.allCases)
  func outcome(outcome: Consultation.Outcome) {
    let consultation = Consultation(
      id: "1", advisor: "opus", trigger: .stalled, view: .transcript, outcome: outcome,
      verdict: outcome == .advised ? .proceed : nil)
    let lines = Explanation(consultations: [consultation]).lines
    #expect(
      lines == [
        "Consultation 1: opus, because a rule found it stalled; view transcript, $0.00, 0.0 s",
        outcome == .advised ? "  verdict:  proceed" : "  outcome:  \(outcome.rawValue)",
      ])
  }

  @Test("Every trigger has words of its own")
  func triggers() {
    let reasons = Trigger.allCases.map { trigger in
      Explanation(consultations: [
        Consultation(id: "1", advisor: "a", trigger: trigger, view: .brief, outcome: .empty)
      ]).lines[0]
    }
    #expect(Set(reasons).count == Trigger.allCases.count)
  }

  @Test("Without a consultation it says so")
  func none() {
    #expect(Explanation(consultations: []).lines == ["No consultation was held."])
  }

  @Test("What a model says cannot drive the terminal")
  func escapes() {
    var consultation = Self.advised
    consultation.advice = "\u{1B}]0;owned\u{7}\u{9B}2J"
    let text = Explanation(consultations: [consultation]).lines.joined()
    #expect(!text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{7}" || $0 == "\u{9B}" })
  }

  @Test(
    "Seconds have one decimal",
    arguments: [(0, "0.0 s"), (49, "0.0 s"), (50, "0.1 s"), (9_960, "10.0 s"), (61_000, "61.0 s")])
  func seconds(milliseconds: Int, text: String) {
    #expect(Explanation.seconds(.milliseconds(milliseconds)) == text)
  }
}
