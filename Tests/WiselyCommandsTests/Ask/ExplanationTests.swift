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

  @Test("A consultation is weighed in calls of the executor, and a handover by its break-even")
  func worth() {
    let rows = [
      Rows.row(
        "1", "claude-haiku-5-5", usage: Usage(input: 40_000, output: 100), cost: "0.001"),
      Rows.row("2", "claude-opus-5-5", role: .advisor, cost: "0.00302"),
      Rows.row("3", "claude-haiku-5-5", usage: Usage(input: 80_000, output: 4_000), cost: "0.003"),
      Rows.row("4", "claude-haiku-5-5", cost: "9", outcome: .cancelled),
    ]
    let lines = Explanation(consultations: [Self.advised], rows: rows).lines
    #expect(
      lines.suffix(2) == [
        "  worth:    1.5 calls of the executor, at $0.002 on average",
        "Handover: a kept conversation of 84,000 tokens from claude-opus-5-5 to claude-haiku-5-5 costs "
          + "$0.00966 once and saves $0.035 a response, so it pays after 0.3 responses.",
      ])
    // The other way round nothing is saved.
    let back = Explanation(
      consultations: [],
      rows: [
        Rows.row("1", "claude-haiku-5-5", role: .planner), Rows.row("2", "claude-opus-5-5"),
      ]
    ).lines
    #expect(back.count == 2)
    #expect(back[1].contains("never pays"))
  }

  @Test("Without a known price there is nothing to weigh by")
  func unweighed() {
    let rows = [Rows.row("1", "mystery", cost: nil), Rows.row("2", "opus", role: .advisor)]
    let lines = Explanation(consultations: [Self.advised], rows: rows).lines
    #expect(!lines.contains { $0.contains("worth:") || $0.hasPrefix("Handover") })
  }
}
