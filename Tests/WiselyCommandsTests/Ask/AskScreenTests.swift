// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyTesting

@testable import WiselyCommands

@Suite struct AskScreenTests {
  let time = ManualTime()

  func screen(
    _ recording: Recording, _ words: AskScreen.Words = .live, isQuiet: Bool = false
  ) -> AskScreen {
    AskScreen(recording.console, words: words, isQuiet: isQuiet, now: { [time] in time.now })
  }

  func terminal(_ environment: [String: String] = ["NO_COLOR": "1"], columns: Int = 80) -> Recording
  {
    Recording(environment, isOutputTerminal: true, isErrorTerminal: true, columns: columns)
  }

  let start = ConsultationStart(
    id: "consult_1", advisor: "opus", trigger: .asked, question: "Which way?", promptTokens: 400,
    worstCase: .priced(Money(picodollars: 64_800_000_000)))

  @Test("Live words come out as they are said, and turns begin on lines of their own")
  func live() throws {
    let recording = Recording()
    let screen = screen(recording)
    try screen.receive(.started("haiku", .executor))
    try screen.receive(.textDelta("Let me "))
    try screen.receive(.textDelta("look."))
    #expect(recording.output == "Let me look.")
    try screen.receive(.started("haiku", .executor))
    try screen.receive(.textDelta("It is 7."))
    try screen.finish("It is 7.")
    #expect(recording.output == "Let me look.\nIt is 7.\n")
    #expect(recording.errors == "")
  }

  @Test("Into a pipe goes the answer alone, once, with a line end")
  func atTheEnd() throws {
    let recording = Recording()
    let screen = screen(recording, .atTheEnd)
    try screen.receive(.textDelta("Let me look."))
    #expect(recording.output == "")
    try screen.finish("It is 7.")
    #expect(recording.output == "It is 7.\n")
  }

  @Test("With JSON nothing but JSON goes to standard output")
  func never() throws {
    let recording = Recording()
    let screen = screen(recording, .never)
    try screen.receive(.textDelta("Let me look."))
    try screen.finish("It is 7.")
    #expect(recording.output == "")
  }

  @Test("A running consultation has a line with advisor, seconds and price that moves with time")
  func consulting() throws {
    let recording = terminal()
    let screen = screen(recording)
    try screen.receive(.consulting(start))
    time.advance(by: .seconds(3))
    screen.tick()
    screen.tick()
    #expect(
      recording.errors
        == "consulting opus (asked), 0.0 s, at most $0.0648 … Ctrl-C stops"
        + "\r\u{1B}[Kconsulting opus (asked), 3.0 s, at most $0.0648 … Ctrl-C stops")
    try screen.receive(.consulted(ExplanationTests.advised))
    #expect(
      recording.errors.hasSuffix("\r\u{1B}[Kconsulted opus (asked): change, $0.00302, 1.2 s\n"))
    screen.tick()
    #expect(recording.errors.hasSuffix("1.2 s\n"))
  }

  @Test("The status line does not wipe words of the answer off the terminal")
  func wordsStay() throws {
    let recording = terminal()
    let screen = screen(recording)
    try screen.receive(.started("haiku", .executor))
    try screen.receive(.textDelta("I ask for advice."))
    try screen.receive(.consulting(start))
    #expect(recording.errors.hasPrefix("\nconsulting"))
    try screen.receive(.consulted(ExplanationTests.advised))
    try screen.receive(.started("haiku", .executor))
    try screen.receive(.textDelta("Right."))
    #expect(recording.output == "I ask for advice.Right.")
    try screen.finish("Right.")
    #expect(recording.output == "I ask for advice.Right.\n")
  }

  @Test("Without a terminal, or on a dumb one, there is no status line", arguments: [true, false])
  func noStatus(isDumb: Bool) throws {
    let recording = isDumb ? terminal(["TERM": "dumb"]) : Recording()
    let screen = screen(recording)
    try screen.receive(.consulting(start))
    time.advance(by: .seconds(3))
    screen.tick()
    try screen.receive(.toolUseStarted(id: "1", name: "search"))
    #expect(recording.errors == "")
    #expect(!recording.errors.contains("\u{1B}"))
  }

  @Test("Colours are used on a terminal, and NO_COLOR takes them away")
  func colours() {
    #expect(terminal([:]).console.usesColour)
    #expect(!terminal(["NO_COLOR": "1"]).console.usesColour)
    #expect(terminal(["NO_COLOR": ""]).console.usesColour)
    #expect(!terminal(["TERM": "dumb"]).console.usesColour)
    #expect(!Recording().console.usesColour)
  }

  @Test("A status line is cut to the width of the terminal")
  func narrow() throws {
    let recording = terminal(columns: 20)
    let screen = screen(recording)
    try screen.receive(.consulting(start))
    #expect(recording.errors == "consulting opus (as")
  }

  @Test("A draft that passed is printed after its check")
  func draftPasses() throws {
    let recording = Recording()
    let screen = screen(recording)
    try screen.receive(.draftBegan("haiku"))
    try screen.receive(.textDelta("It is 7."))
    #expect(recording.output == "")
    try screen.receive(.draftChecked(CheckResult(passed: true, check: "regex", reason: "")))
    try screen.finish("It is 7.")
    #expect(recording.output == "It is 7.\n")
  }

  @Test("A draft that failed is never printed, and its check is named")
  func draftFails() throws {
    let recording = Recording()
    let screen = screen(recording)
    try screen.receive(.draftBegan("haiku"))
    try screen.receive(.textDelta("It is 8."))
    try screen.receive(
      .draftChecked(CheckResult(passed: false, check: "command", reason: "make exited with 2.")))
    try screen.receive(.started("opus", .executor))
    try screen.receive(.textDelta("It is 7."))
    try screen.finish("It is 7.")
    #expect(recording.output == "It is 7.\n")
    #expect(recording.errors == "the check 'command' failed: make exited with 2.\n")
  }

  @Test("Notices are said and kept, also that there was no advice")
  func notices() throws {
    let recording = Recording()
    let screen = screen(recording)
    try screen.receive(.notice(Notice(.retrying, "Asked again in 2 s.")))
    try screen.receive(.notice(Notice(.noAdvice, "No advice: budget.")))
    #expect(recording.errors == "note: Asked again in 2 s.\nnote: No advice: budget.\n")
    #expect(screen.notices.map(\.code) == [.retrying, .noAdvice])
  }

  @Test("What a model says cannot drive a terminal, and reaches a pipe byte for byte")
  func escapes() throws {
    let text = "\u{1B}]0;owned\u{7}plain\u{9B}2J"
    let shown = terminal()
    try self.screen(shown).receive(.textDelta(text))
    #expect(shown.output == "\u{FFFD}]0;owned\u{FFFD}plain\u{FFFD}2J")
    let piped = Recording()
    let screen = self.screen(piped)
    try screen.receive(.textDelta(text))
    #expect(piped.output == text)
  }

  @Test("A plan's hand-over is quoted both ways")
  func plan() throws {
    let recording = Recording()
    let plan = Plan(
      id: "plan_1", hash: "h", text: "1. Look.", files: [], planner: "opus", handover: .fresh)
    let quote = HandoverQuote(
      freshTokens: 1_200, fresh: .priced(Money(picodollars: 1_500_000_000)), keepTokens: 5_000,
      keep: .unpriced)
    try screen(recording).receive(.planned(plan, quote))
    #expect(
      recording.errors
        == "opus made plan_1, handed over fresh; a fresh start reads about 1,200 tokens ($0.0015), keeping the conversation 5,000 (unpriced)\n"
    )
    let quiet = Recording()
    try screen(quiet, isQuiet: true).receive(.planned(plan, quote))
    #expect(quiet.errors == "")
  }

  @Test("That a price step is near is said once, however often it is found")
  func priceStep() throws {
    let recording = Recording()
    let screen = screen(recording)
    try screen.receive(.notice(Notice(.priceStep, "Near, at 91,000.")))
    try screen.receive(.notice(Notice(.retrying, "Again.")))
    try screen.receive(.notice(Notice(.priceStep, "Near, at 95,000.")))
    try screen.receive(.notice(Notice(.retrying, "Again.")))
    #expect(recording.errors == "note: Near, at 91,000.\nnote: Again.\nnote: Again.\n")
    #expect(screen.notices.count == 3)
  }
}
