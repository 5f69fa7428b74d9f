// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

/// A synthetic run with what a person says about it.
struct LabelledRun: Sendable, CustomTestStringConvertible {
  var testDescription: String { name }

  var name: String
  /// The rule a person would name, or nil for healthy work.
  var label: Stall.Rule?
  var steps: [Step]
  var rules = StallRules()
  /// Whether it shows one rule and nothing else.
  var isSimple = true

  static let all = stalled + healthy + hard

  private static func healthyStart(_ count: Int) -> [Step] {
    (0..<count).map { Steps.read("src/file-\($0).swift", "contents \($0)") }
  }

  // MARK: - Stalled

  private static let stalled: [LabelledRun] = [
    LabelledRun(
      name: "reads one file again and again", label: .repeat,
      steps: healthyStart(3) + [Step](repeating: Steps.read("a.md"), count: 4)),
    LabelledRun(
      name: "repeats a search that finds nothing", label: .repeat,
      steps: [Step](repeating: Steps.search("frobnicate"), count: 3)),
    LabelledRun(
      name: "guesses paths", label: .error,
      steps: healthyStart(2) + ["a.md", "docs/a.md", "src/a.md"].map(Steps.missing)),
    LabelledRun(
      name: "edits text that is not there", label: .error,
      steps: healthyStart(2)
        + ["one", "two", "three"].map { Steps.edit("a.swift", $0, isError: true) }),
    LabelledRun(
      name: "changes something else and builds again", label: .error,
      steps: [
        Steps.build("ld: symbol not found: _start"), Steps.edit("Makefile", "-O2"),
        Steps.build("ld: symbol not found: _start"),
      ]),
    LabelledRun(
      name: "looks back and forth", label: .alternate,
      steps: healthyStart(2)
        + (0..<3).flatMap { _ in [Steps.read("a.md", "A"), Steps.read("b.md", "B")] }),
    LabelledRun(
      name: "toggles a setting", label: .alternate,
      steps: (0..<3).flatMap { _ in [Steps.edit("c.json", "on"), Steps.edit("c.json", "off")] }),
    LabelledRun(
      name: "goes round three files", label: .noProgress,
      steps: (0..<4).flatMap { _ in
        [Steps.read("a.md", "A"), Steps.read("b.md", "B"), Steps.read("c.md", "C")]
      }),
    LabelledRun(
      name: "searches for ever other words", label: .noProgress,
      steps: healthyStart(3) + (0..<9).map { Steps.search("synonym \($0)") }),
    LabelledRun(
      name: "undoes its own edit", label: .thrash,
      steps: [
        Steps.edit("a.swift", "x = 1", state: "s1"), Steps.edit("a.swift", "x = 2", state: "s2"),
        Steps.read("b.swift"), Steps.edit("a.swift", "back to 1", state: "s1"),
      ]),
    LabelledRun(
      name: "fixes what is not broken", label: .sameFailingSet,
      steps: [
        Steps.test(["T.parse", "T.print"]), Steps.read("parse.swift"),
        Steps.edit("parse.swift", "a"), Steps.test(["T.parse", "T.print"]),
      ]),
    LabelledRun(
      name: "narrows the run, not the failure", label: .sameFailingSet,
      steps: [
        Steps.test(["T.parse"]), Steps.edit("parse.swift", "a"),
        Steps.test(["T.parse"], command: "swift test --filter T"),
      ]),
    LabelledRun(
      name: "takes three times the planned steps", label: .overrun,
      steps: healthyStart(12), rules: StallRules(expectedSteps: 4)),
  ]

  // MARK: - Healthy

  private static let healthy: [LabelledRun] = [
    LabelledRun(name: "reads twelve files", steps: healthyStart(12)),
    LabelledRun(
      name: "pages through a log",
      steps: (0..<15).map { Steps.read("app.log", "lines from \($0)00", offset: $0 * 100) }),
    LabelledRun(
      name: "renames in ten places", steps: (0..<10).map { Steps.edit("a.swift", "range \($0)") }),
    LabelledRun(
      name: "red, green, refactor",
      steps: [
        Steps.test(["T.new"]), Steps.edit("a.swift", "1"), Steps.test([]),
        Steps.edit("a.swift", "2"), Steps.test([]), Steps.edit("a.swift", "3"), Steps.test([]),
      ]),
    LabelledRun(
      name: "fixes one test after another",
      steps: (0..<6).flatMap { round in
        [
          Steps.test(Set((round..<6).map { "T.case\($0)" })),
          Steps.edit("a.swift", "fix \(round)"),
        ]
      }),
    LabelledRun(
      name: "fixes one build error after another",
      steps: (0..<5).flatMap { round in
        [
          Steps.build("a.c:\(round):1: error: unknown type 'type\(round)'"),
          Steps.edit("a.c", "declare type\(round)"),
        ]
      } + [Steps.build(nil)]),
    LabelledRun(
      name: "misses once, then finds it",
      steps: [Steps.missing("a.md"), Steps.missing("doc/a.md"), Steps.read("docs/a.md")]),
    LabelledRun(
      name: "retries an edit with the right text",
      steps: [
        Steps.read("a.swift"), Steps.edit("a.swift", "old", isError: true),
        Steps.read("a.swift", "with line numbers", offset: 10), Steps.edit("a.swift", "new"),
      ]),
    LabelledRun(
      name: "looks at a file again after each edit",
      steps: (0..<5).flatMap { round in
        [Steps.edit("a.swift", "\(round)"), Steps.read("a.swift", "version \(round)")]
      }),
    LabelledRun(
      name: "watches a job get on",
      steps: (0..<8).map { Steps.say("build", "\($0 * 12) % done") }),
    LabelledRun(
      name: "asks for seven missing files at once",
      steps: (0..<7).map { number in
        var step = Steps.missing("optional-\(number).json")
        step.turn = 1
        return step
      } + healthyStart(2)),
    LabelledRun(
      name: "finds nothing five times, then something",
      steps: (0..<5).map { Steps.search("w\($0)") } + [Steps.search("w5", "a.md: w5")]),
    LabelledRun(
      name: "keeps within twice the plan", steps: healthyStart(8),
      rules: StallRules(expectedSteps: 4)),
    LabelledRun(
      name: "builds, reads, builds",
      steps: [
        Steps.build("a.c:1: error: x"), Steps.read("a.c"), Steps.build("a.c:1: error: x"),
        Steps.edit("a.c", "x"), Steps.build(nil),
      ]),
    LabelledRun(
      name: "goes on from state to state",
      steps: (0..<9).map { Steps.edit("a.swift", "\($0)", state: "tree \($0)") }),
  ]

  // MARK: - Where the rules are wrong

  /// Runs that rules of this kind misjudge; without them the figures would flatter.
  private static let hard: [LabelledRun] = [
    LabelledRun(
      name: "waits for a job that says the same thing", label: nil,
      steps: [Step](repeating: Steps.say("deploy", "running"), count: 3), isSimple: false),
    LabelledRun(
      name: "takes back an experiment on purpose", label: nil,
      steps: [
        Steps.edit("a.swift", "base", state: "s1"), Steps.edit("a.swift", "trace", state: "s2"),
        Steps.edit("a.swift", "without trace", state: "s1"),
      ], isSimple: false),
    LabelledRun(
      name: "first half of a fix in two places", label: nil,
      steps: [
        Steps.test(["T.both"]), Steps.edit("a.swift", "half"), Steps.test(["T.both"]),
        Steps.edit("b.swift", "other half"), Steps.test([]),
      ], isSimple: false),
    LabelledRun(
      name: "rewrites a function seven ways without ever running it", label: .noProgress,
      steps: (0..<9).map { Steps.edit("a.swift", "attempt \($0)") }, isSimple: false),
    LabelledRun(
      name: "reads the whole tree for a question about one file", label: .noProgress,
      steps: healthyStart(30), isSimple: false),
    LabelledRun(
      name: "one failing test becomes another, for ever", label: .sameFailingSet,
      steps: (0..<6).flatMap { round in
        [
          Steps.test(["T.\(round.isMultiple(of: 2) ? "a" : "b")"]),
          Steps.edit("a.swift", "turn \(round)"),
        ]
      }, isSimple: false),
  ]
}
