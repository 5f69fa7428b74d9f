// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

@testable import WiselyCommands
@testable import WiselyEval

/// What is said of a run while it goes on.
@Suite("The screen of a run") struct RunScreenTests {
  private func progress(_ done: Int, of planned: Int, after elapsed: Duration) -> RunProgress {
    var totals = RunTotals()
    totals.planned = planned
    totals.done = done
    return RunProgress(
      totals: totals, running: 1, width: 1, pause: nil, elapsed: elapsed, spentNow: .zero,
      remaining: nil, inBatches: 0)
  }

  private func said(_ steps: [(done: Int, elapsed: Duration)]) -> [Substring] {
    let recording = Recording()
    let screen = RunScreen(recording.console, isQuiet: false, cap: nil)
    for step in steps { screen.show(progress(step.done, of: 20, after: step.elapsed)) }
    return recording.errors.split(separator: "\n")
  }

  @Test(
    "Off a terminal a run that is over at once has one line, and a long one a line for each tenth")
  func tenths() {
    let short = (0...20).map { (done: $0, elapsed: Duration.milliseconds($0)) }
    #expect(said(short) == ["0 of 20 attempts, $0.00 spent"])
    let long = (0...20).map { (done: $0, elapsed: Duration.seconds($0)) }
    let lines = said(long)
    #expect(lines.count == 10)
    #expect(lines.last?.hasPrefix("18 of 20 attempts") == true)
  }

  @Test("Less than a second left is not said")
  func timeLeft() {
    let screen = RunScreen(Recording().console, isQuiet: false, cap: nil)
    #expect(!screen.line(progress(19, of: 20, after: .seconds(9))).contains("left"))
    #expect(screen.line(progress(2, of: 20, after: .seconds(9))).contains("1 min 21 s left"))
  }
}
