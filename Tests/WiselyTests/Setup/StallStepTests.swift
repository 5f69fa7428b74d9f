// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Wisely

@Suite struct StallStepTests {
  private let tools = [
    ToolDefinition(name: "read", description: "", inputSchema: [:]),
    ToolDefinition(name: "edit", description: "", inputSchema: [:], effect: .writes),
    ToolDefinition(name: "run", description: "", inputSchema: [:], effect: .writes),
  ]

  private func call(_ id: String, _ name: String, _ input: JSONValue) -> Block {
    .toolUse(ToolUse(id: id, name: name, input: input))
  }

  private func answer(_ id: String, _ text: String, isError: Bool = false) -> Block {
    .toolResult(ToolResult(toolUseID: id, text: text, isError: isError))
  }

  @Test("Steps are the answered calls since the person last spoke")
  func sincePrompt() {
    let transcript = Transcript([
      .user("First."),
      Message(.assistant, [call("1", "read", ["path": "old.md"])]),
      Message(.user, [answer("1", "old"), .text("Second.")]),
      Message(
        .assistant,
        [call("2", "read", ["path": "a.md"]), call("3", "edit", ["file_path": "b.md"])]),
      Message(.user, [answer("3", "done"), answer("2", "A", isError: true)]),
      Message(.assistant, [call("4", "run", ["command": "git status"])]),
    ])
    let steps = Step.steps(since: transcript, tools: tools) { step, call in
      step.stateHash = "after \(call.id)"
    }
    #expect(steps.map(\.tool) == ["read", "edit"])
    #expect(steps.map(\.resource) == ["a.md", "b.md"])
    #expect(steps.map(\.isError) == [true, false])
    #expect(steps.map(\.effect) == [.reads, .writes])
    #expect(steps.map(\.stateHash) == ["after 2", "after 3"])
    #expect(steps[0].turn == steps[1].turn)
  }

  @Test("Consultations and withheld calls are not steps")
  func consultations() {
    let consult = ToolUse(id: "c", name: "consult", input: [:])
    let withheld = ToolUse(id: "w", name: "edit", input: ["path": "a.md"])
    let block = ConsultationBlock(
      answered: [
        .init(place: 0, call: consult, result: ToolResult(toolUseID: "c", text: "proceed")),
        .init(place: 1, call: withheld, result: ToolResult(toolUseID: "w", text: "not yet")),
      ], consultations: [])
    let transcript = Transcript([
      .user("Go."),
      Message(.assistant, [.consultation(block), call("1", "read", ["path": "a.md"])]),
      Message(.user, [answer("1", "A")]),
    ])
    #expect(Step.steps(since: transcript, tools: tools).map(\.tool) == ["read"])
  }

  @Test("The newest consultation is placed among the steps; withheld calls alone are none")
  func lastConsultation() {
    func consulted(_ consultations: [Consultation]) -> Block {
      let call = ToolUse(id: "c", name: "consult", input: [:])
      return .consultation(
        ConsultationBlock(
          answered: [.init(place: 0, call: call, result: ToolResult(toolUseID: "c", text: "x"))],
          consultations: consultations))
    }
    let held = Consultation(
      id: "k", advisor: "opus", trigger: .asked, view: .brief, outcome: .advised)
    func place(_ block: Block?) -> Int? {
      let transcript = Transcript([
        .user("Go."),
        Message(.assistant, [call("1", "read", ["path": "a.md"])]),
        Message(.user, [answer("1", "A")]),
        Message(.assistant, [block, call("2", "read", ["path": "b.md"])].compactMap { $0 }),
        Message(.user, [answer("2", "B")]),
      ])
      return Step.stepsBeforeLastConsultation(in: transcript, tools: tools)
    }
    #expect(place(consulted([held])) == 1)
    #expect(place(consulted([])) == nil)
    #expect(place(nil) == nil)
  }

  @Test("A command that only reads changes nothing")
  func readingCommands() {
    for command in ["git status", "ls -la", "grep -r x src", "git log --oneline", "cat a.md"] {
      #expect(ShellCommand.onlyReads(command), "\(command)")
    }
    for command in [
      "git checkout .", "cat a > b", "ls; rm a", "find . -delete", "sed -i s/a/b/ c", "echo `rm a`",
      "echo $(rm a)", "ls && rm a", "cat a | tee b",
    ] {
      #expect(!ShellCommand.onlyReads(command), "\(command)")
    }
  }

  @Test(
    "Failing tests are read off the runners' output",
    arguments: [
      ("pytest -q", "FAILED tests/test_a.py::test_x - assert 1 == 2", ["tests/test_a.py::test_x"]),
      ("go test ./...", "--- FAIL: TestParse (0.01s)", ["TestParse"]),
      ("cargo test", "test parser::reads ... FAILED", ["parser::reads"]),
      (
        "swift test", "✘ Test \"Reads a file\" recorded an issue at a.swift:3:1",
        ["\"Reads a file\""]
      ),
      ("swift test", "✘ Test parses() failed after 0.1 seconds", ["parses()"]),
      (
        "swift test", "/a/b.swift:10: error: ParserTests.testOne : XCTAssertEqual failed",
        ["ParserTests.testOne"]
      ),
      ("prove", "not ok 3 - the header is read # TODO", nil),
      ("npm test", "not ok 3 - the header is read # later", ["the header is read"]),
      ("npm test", "FAIL src/app.test.js", ["src/app.test.js"]),
      ("python -m unittest", "FAIL: test_x (tests.A)", ["test_x"]),
    ] as [(String, String, [String]?)])
  func failingTests(command: String, output: String, names: [String]?) {
    let found = FailingTests.found(in: "noise\n" + output, command: command, isError: true)
    #expect(found == names.map(Set.init))
  }

  @Test("A passing run has no failing tests, a broken build has no tests at all")
  func otherOutcomes() {
    #expect(FailingTests.found(in: "42 passed", command: "pytest", isError: false) == [])
    #expect(
      FailingTests.found(in: "error: no such module", command: "swift test", isError: true) == nil)
    #expect(FailingTests.found(in: "FAIL: bad", command: "cat notes", isError: false) == nil)
    #expect(FailingTests.found(in: "ERROR: could not open it", command: nil, isError: true) == nil)
  }

  @Test("Fingerprints forget identifiers, times, durations and addresses, nothing else")
  func fingerprints() {
    let same = [
      ("id 550e8400-e29b-41d4-a716-446655440000", "id 650e8400-e29b-41d4-a716-446655440009"),
      ("commit 3f2a9c1e7b", "commit 99ab01cd22"),
      ("at 0x7ffee4b2c8", "at 0x7ffee4b2d0"),
      ("2026-09-30T10:00:01Z ok", "2026-10-01T11:22:33Z ok"),
      ("2026-09-30 10:00:01.123 ok", "2026-10-01 11:22:33.9 ok"),
      ("took 0.31s", "took 12.5s"), ("in 3 seconds", "in 14 seconds"), ("5 µs", "7 µs"),
      ("t=1759226400", "t=1759226477"), ("a\r\nb", "a\nb"),
    ]
    for (left, right) in same {
      #expect(ResultFingerprint(left) == ResultFingerprint(right), "\(left) / \(right)")
    }
    let different = [
      ("3 failed", "4 failed"), ("line 10", "line 11"), ("deadbeef", "cafebabe"),
      ("port 8080", "port 8081"), ("12345678", "12345679"), ("v1.2.3", "v1.2.4"), ("", " "),
      ("5 sheep", "6 sheep"), ("face12 a", "face13 a"),
    ]
    for (left, right) in different {
      #expect(ResultFingerprint(left) != ResultFingerprint(right), "\(left) / \(right)")
    }
  }

  @Test("Canonical JSON sorts members at every depth and keeps lists as they are")
  func canonical() {
    let value: JSONValue = ["b": [["d": 1, "c": 2]], "a": [3, 1]]
    #expect(value.canonicalText == #"{"a":[3,1],"b":[{"c":2,"d":1}]}"#)
  }
}
