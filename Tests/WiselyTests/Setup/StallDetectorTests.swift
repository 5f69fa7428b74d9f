// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

@Suite struct StallDetectorTests {
  private func rules(_ steps: [Step], _ rules: StallRules = StallRules()) -> [Stall.Rule] {
    StallDetector(rules: rules).stalls(in: steps).map(\.rule)
  }

  // MARK: - repeat

  @Test("The same call with the same answer three times in a row is a stall")
  func repetition() {
    let steps = [Step](repeating: Steps.read("a.md"), count: 3)
    let stalls = StallDetector().stalls(in: steps)
    #expect(stalls.map(\.rule) == [.repeat])
    #expect(stalls.first?.steps == [0, 1, 2])
    #expect(stalls.first?.evidence.contains(#"read {"path":"a.md"}"#) == true)
    #expect(rules(Array(steps.dropLast())) == [])
  }

  @Test("Argument order, identifiers, times and addresses do not hide a repetition")
  func repetitionInDisguise() {
    let steps = [
      Step(
        tool: "run", arguments: ["a": 1, "b": 2],
        result: "job 3f2a9c1e at 0x7ffee4b2 took 0.31s on 2026-09-30T10:00:01Z"),
      Step(
        tool: "run", arguments: ["b": 2, "a": 1],
        result: "job 99ab01cd at 0x7ffee4c8 took 0.5s on 2026-09-30T10:00:09Z"),
      Step(
        tool: "run", arguments: ["a": 1, "b": 2],
        result: "job 00ffab12 at 0x7ffee4d0 took 12 ms on 2026-09-30T10:01:00Z"),
    ]
    #expect(rules(steps) == [.repeat])
  }

  @Test("The same call with answers that differ is no stall")
  func changingAnswers() {
    #expect(rules((1...7).map { Steps.say("job", "\($0) of 7 done") }) == [])
  }

  @Test("The same action on different files is no stall")
  func differentFiles() {
    #expect(rules((1...12).map { Steps.read("part-\($0).md", "") }) == [])
  }

  @Test("Edits to different ranges of a file are no stall")
  func differentRanges() {
    #expect(rules((1...12).map { Steps.edit("a.md", "line \($0)") }) == [])
  }

  @Test("Paging through a file is no stall")
  func paging() {
    let steps = (0..<12).map { Steps.read("long.md", "page \($0) of it", offset: $0 * 100) }
    #expect(rules(steps) == [])
  }

  @Test("Calls made at once count as one try: nobody has seen an answer in between")
  func oneTurn() {
    let steps = (0..<3).map { number in
      var step = Steps.missing("guess-\(number).md")
      step.turn = 4
      return step
    }
    #expect(rules(steps) == [])
    let inTurns = steps.enumerated().map { index, step in
      var step = step
      step.turn = index
      return step
    }
    #expect(rules(inTurns) == [.error])
  }

  @Test("A tool that waits may be called again and again")
  func polling() {
    let steps = [Step](repeating: Steps.say("job", "running"), count: 5)
    #expect(rules(steps) == [.repeat])
    #expect(rules(steps, StallRules(pollingTools: ["status"])) == [])
  }

  @Test("The same call is no repetition when the working tree differs each time")
  func repetitionWithProgress() {
    let steps = ["a", "b", "c", "d"].map { Steps.edit("log", "append", state: $0) }
    #expect(rules(steps) == [])
  }

  // MARK: - error

  @Test("Three failures of one kind with nothing changed are a stall, variations included")
  func errorsWithoutChange() {
    let steps = [Steps.missing("a.md"), Steps.missing("docs/b.md"), Steps.missing("src/c.md")]
    let stalls = StallDetector().stalls(in: steps)
    #expect(stalls.map(\.rule) == [.error])
    #expect(stalls.first?.evidence.contains("no such file: src/c.md") == true)
  }

  @Test("One retry with a variation is no stall, whether it works or not")
  func retryWithVariation() {
    #expect(rules([Steps.missing("a.md"), Steps.missing("docs/a.md")]) == [])
    #expect(
      rules([Steps.missing("a.md"), Steps.read("docs/a.md"), Steps.missing("b.md")]) == [])
  }

  @Test("Failures of different kinds in a row are no stall")
  func differentErrors() {
    let steps = [
      Steps.build("error: cannot find 'parse' in scope"),
      Steps.missing("parse.swift"),
      Steps.edit("main.swift", "x", isError: true),
    ]
    #expect(rules(steps) == [])
  }

  @Test("The same call failing in the same way after a change is a stall at the second time")
  func errorAfterChange() {
    let steps = [
      Steps.build("main.c:10:3: error: unknown type name 'foo'"),
      Steps.edit("main.c", "include foo.h"),
      Steps.build("main.c:11:3: error: unknown type name 'foo'"),
    ]
    let stalls = StallDetector().stalls(in: steps)
    #expect(stalls.map(\.rule) == [.error])
    #expect(stalls.first?.steps == [0, 2])
  }

  @Test("The next error of a build after a fix is no stall")
  func nextError() {
    let steps = [
      Steps.build("main.c:10:3: error: unknown type name 'foo'"),
      Steps.edit("main.c", "include foo.h"),
      Steps.build("main.c:12:3: error: unknown type name 'bar'"),
      Steps.edit("main.c", "include bar.h"),
      Steps.build(nil),
    ]
    #expect(rules(steps) == [])
  }

  @Test("Building twice with nothing but reading in between is no failed change")
  func failingTwiceWithoutChange() {
    let failure = Steps.build("main.c:10:3: error: unknown type name 'foo'")
    #expect(rules([failure, Steps.read("main.c"), failure]) == [])
  }

  // MARK: - alternate

  @Test("Two steps that take turns three times are a stall")
  func alternation() {
    let pair = [Steps.read("a.md"), Steps.read("b.md")]
    #expect(rules(pair + pair + pair) == [.alternate])
    #expect(rules(pair + pair) == [])
  }

  @Test("Editing and testing in turn is no stall while the tests change")
  func editAndTest() {
    let steps = (0..<5).flatMap { round in
      [
        Steps.edit("a.swift", "round \(round)"),
        Steps.test(Set((round..<5).map { "Suite.test\($0)" })),
      ]
    }
    #expect(rules(steps) == [])
  }

  // MARK: - no progress

  @Test("Eight calls that bring nothing new are a stall")
  func noProgress() {
    let known = [Steps.read("a.md", "A"), Steps.read("b.md", "B"), Steps.read("c.md", "C")]
    // A cycle of three escapes `repeat` and `alternate`.
    let steps = known + known + known + known
    #expect(rules(steps) == [.noProgress])
    #expect(rules(known + known + known) == [])
  }

  @Test("Searches for different words that find nothing bring nothing new")
  func fruitlessSearches() {
    #expect(rules((1...9).map { Steps.search("word \($0)") }) == [.noProgress])
  }

  @Test("A new answer, a change or another test outcome is progress")
  func progress() {
    let seven = (1...7).map { Steps.search("word \($0)") }
    let more = (8...14).map { Steps.search("word \($0)") }
    #expect(rules(seven + [Steps.search("here", "a.md: here")] + more) == [])
    #expect(rules(seven + [Steps.edit("a.md", "x")] + more) == [])
    #expect(rules(seven + [Steps.test([])] + more) == [])
    #expect(rules(seven + [Steps.read("new.md", "No matches.")] + more) == [])
  }

  // MARK: - thrash

  @Test("A working tree that is back where it was is a stall")
  func thrash() {
    let steps = [
      Steps.edit("a", "1", state: "s1"), Steps.edit("a", "2", state: "s2"),
      Steps.edit("a", "1 again", state: "s1"),
    ]
    let stalls = StallDetector().stalls(in: steps)
    #expect(stalls.map(\.rule) == [.thrash])
    #expect(stalls.first?.steps == [0, 2])
  }

  @Test("A working tree that nobody changes, or that only goes on, is no stall")
  func steadyTree() {
    var reading = (1...6).map { Steps.read("\($0)", "text \($0)") }
    for index in reading.indices { reading[index].stateHash = "s0" }
    #expect(rules(reading) == [])
    #expect(rules((1...9).map { Steps.edit("a", "\($0)", state: "s\($0)") }) == [])
  }

  // MARK: - same failing set

  @Test("An edit that leaves the same tests failing is a stall")
  func sameFailingSet() {
    let steps = [
      Steps.test(["Suite.a", "Suite.b"]), Steps.edit("x.swift", "1"),
      Steps.test(["Suite.b", "Suite.a"], seconds: "9.1"),
    ]
    let stalls = StallDetector().stalls(in: steps)
    #expect(stalls.map(\.rule) == [.sameFailingSet])
    #expect(stalls.first?.evidence.contains("Suite.a, Suite.b") == true)
  }

  @Test("Tests run again after a change are no stall when their outcome differs")
  func rerunAfterChange() {
    let steps = [
      Steps.test(["a.x", "a.y"]), Steps.edit("x.swift", "1"), Steps.test(["a.y"]),
      Steps.edit("x.swift", "2"), Steps.test([]), Steps.edit("x.swift", "3"), Steps.test([]),
    ]
    #expect(rules(steps) == [])
  }

  @Test("Tests run again without an edit are no failed edit")
  func rerunWithoutEdit() {
    let steps = [Steps.test(["a.x"]), Steps.read("x.swift"), Steps.test(["a.x"])]
    #expect(rules(steps) == [])
  }

  // MARK: - overrun

  @Test("Twice the steps a plan expects is an overrun, four times is the second")
  func overrun() {
    let steps = (1...17).map { Steps.read("\($0).md", "text \($0)") }
    let stalls = StallDetector(rules: StallRules(expectedSteps: 4)).stalls(in: steps)
    #expect(stalls.map(\.rule) == [.overrun, .overrun])
    #expect(stalls.map(\.steps) == [[8], [16]])
    #expect(stalls.map(\.occurrence) == [1, 2])
    #expect(rules(Array(steps.prefix(8)), StallRules(expectedSteps: 4)) == [])
    #expect(rules(steps) == [])
  }

  // MARK: - all together

  @Test("After a hit nothing fires for four steps")
  func cooldown() {
    let steps = [Step](repeating: Steps.read("a.md"), count: 12)
    let stalls = StallDetector().stalls(in: steps)
    #expect(stalls.map { $0.steps.last } == [2, 7])
    #expect(stalls.map(\.occurrence) == [1, 2])
  }

  @Test("Only the stall of the newest turn is news")
  func newest() {
    let detector = StallDetector()
    let steps = [Step](repeating: Steps.read("a.md"), count: 3)
    #expect(detector.stall(in: steps)?.rule == .repeat)
    #expect(detector.stall(in: steps + [Steps.read("b.md")]) == nil)
    #expect(detector.stall(in: []) == nil)
    var turn = steps + [Steps.read("b.md")]
    turn[2].turn = 9
    turn[3].turn = 9
    #expect(detector.stall(in: turn)?.steps == [0, 1, 2])
  }

  @Test("After advice nothing fires for four steps, then the same stall fires again")
  func advised() {
    let detector = StallDetector()
    for count in 3...6 {
      let steps = [Step](repeating: Steps.read("a.md"), count: count)
      #expect(detector.stall(in: steps, lastAdvisedAt: 3) == nil, "\(count)")
    }
    let seven = [Step](repeating: Steps.read("a.md"), count: 7)
    #expect(detector.stall(in: seven, lastAdvisedAt: 3) == nil)
    let eight = [Step](repeating: Steps.read("a.md"), count: 8)
    #expect(detector.stall(in: eight, lastAdvisedAt: 3)?.rule == .repeat)
  }

  @Test("A rule that is switched off does not fire", arguments: Stall.Rule.allCases)
  func switchedOff(rule: Stall.Rule) throws {
    let run = try #require(LabelledRun.all.first { $0.label == rule && $0.isSimple })
    var limits = run.rules
    #expect(rules(run.steps, limits).first == rule)
    limits.enabled.remove(rule)
    #expect(!rules(run.steps, limits).contains(rule))
  }
}
