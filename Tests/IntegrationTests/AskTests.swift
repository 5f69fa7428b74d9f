// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing
import Wisely

@Suite(.timeLimit(.minutes(5))) struct AskTests {
  let home: Home

  init() throws { home = try Home() }

  func ask(_ words: String..., input: String? = nil) async throws -> RunningProgram.Result {
    try await home.start(["ask", "--setup", Question.pair] + words, input: input).finish()
  }

  @Test("Into a pipe goes the answer alone; the bill goes to standard error")
  func pipe() async throws {
    let ran = try await ask(Question.hard)
    #expect(ran.status == 0)
    #expect(
      ran.output == """
        (50 * 7 - 75 - 100 / 25) * 3 = 813.
        Checked: the advised calculation gives 813 with each number used at most once; mine gave 822.
        Answer: 813

        """)
    #expect(!ran.errors.contains("\u{1B}"))
    try Golden.expect(ran.errors.withoutChance, equals: "bill.txt")
  }

  @Test("--stream prints also what the executor says on its way")
  func stream() async throws {
    let ran = try await ask("--stream", Question.hard)
    #expect(
      ran.output.hasPrefix("My own check did not confirm the result, so I ask for advice.\n("))
    #expect(ran.output.hasSuffix("\nAnswer: 813\n"))
  }

  @Test("--quiet prints no bill")
  func quiet() async throws {
    let ran = try await ask("--quiet", Question.hard)
    #expect(ran.status == 0)
    #expect(ran.errors == "")
  }

  @Test("--json prints one object; its shape is as recorded")
  func json() async throws {
    let ran = try await ask("--json", Question.hard)
    #expect(ran.status == 0)
    #expect(ran.errors == "")
    #expect(ran.output.count(where: \.isNewline) == 1)
    let value = try JSONValue(parsing: ran.output)
    #expect(value["stopReason"] == "end_turn")
    #expect(value["consultations"]?[0]?["trigger"] == "asked")
    #expect(value["consultations"]?[0]?["verdict"] == "change")
    try Golden.expect(
      ran.output.withoutChance.replacing(",\"", with: ",\n\""), equals: "ask.json")
  }

  @Test("--explain tells the consultation in words")
  func explain() async throws {
    let ran = try await ask("--explain", "--quiet", Question.hard)
    try Golden.expect(ran.errors.withoutChance, equals: "explain.txt")
    let easy = try await ask("--explain", "--quiet", Question.easy)
    #expect(easy.errors == "No consultation was held.\n")
  }

  @Test("The bill is the sum of the ledger to the picodollar")
  func exact() async throws {
    var sum = Money.zero
    for question in [Question.hard, Question.easy, Question.hard] {
      let value = try JSONValue(parsing: try await ask("--json", question).output)
      let cost = try #require(value["cost"]?.string.flatMap { Money(dollars: $0) })
      let calls = try #require(value["calls"]?.array)
      let rows = calls.compactMap { $0["cost"]?.string.flatMap { Money(dollars: $0) } }
      #expect(rows.reduce(.zero, +) == cost)
      sum += cost
    }
    for dimension in ["model", "role", "setup", "day"] {
      let costs = try await home.costs(by: dimension)
      #expect(costs["total"]?["usd"]?.string == sum.dollars)
      #expect(costs["total"]?["calls"] == 7)
    }
  }

  @Test("Documents are read through tools, also from standard input")
  func documents() async throws {
    try home.scratch.write("The fee of contract A is 1200 EUR.\n", to: "docs/a.md")
    let question = "What is the fee of contract A?"
    let folder = try await ask("--files", home.scratch.path + "/docs", question)
    #expect(folder.output.hasSuffix("Answer: 1200 EUR\n"))
    let piped = try await ask(
      "--files", "-", question, input: "The fee of contract A is 1300 EUR.\n")
    #expect(piped.output.hasSuffix("Answer: 1300 EUR\n"))
    #expect(piped.output.contains("standard-input.txt"))
    let left = try FileManager.default.contentsOfDirectory(atPath: home.scratch.path)
    #expect(!left.contains { $0.hasPrefix("wisely-") }, "the copy of standard input is gone")
    let prompt = try await ask("-", input: Question.easy)
    #expect(prompt.output.hasSuffix("Answer: 40.8\n"))
  }

  @Test("Named files that no model can read are errors before anything is paid")
  func unreadable() async throws {
    let path = home.scratch.path
    try home.scratch.write("x\0y", to: "data")
    try home.scratch.write(String(repeating: "a", count: 10_000_001), to: "huge")
    let cases = [
      ("nope", "There is no file or folder '\(path)/nope'; check the path."),
      ("data", "'data' is a binary file and cannot be read as text."),
      (
        "huge",
        "'huge' is too large to read (10000001 bytes; the limit is 10000000); the user can split it."
      ),
    ]
    for (name, sentence) in cases {
      let ran = try await ask("--files", "\(path)/\(name)", Question.easy)
      #expect(ran.status == 66)
      #expect(ran.output == "")
      #expect(ran.errors == "error: \(sentence)\n")
    }
    let empty = try await ask("--files", "-", Question.easy, input: "")
    #expect(empty.status == 66)
    #expect(empty.errors.hasPrefix("error: Standard input is empty"))
    #expect(!FileManager.default.fileExists(atPath: home.ledger))
  }

  @Test("With --json every failure is one object, and a sentence on standard error")
  func jsonFailures() async throws {
    try home.scratch.write("{ bugdet: 1 }", to: "c.json5")
    try home.scratch.write("no ledger", to: "l.sqlite")
    let cases: [(words: [String], ledger: String?, status: Int32)] = [
      (["--setup", "nope", Question.easy], nil, 64), (["--setup", "offline-small", ""], nil, 64),
      (["--setup", "offline-small", "--files", "/nonexistent", "x"], nil, 66),
      (["--setup", "offline-small", "--budget", "0", Question.easy], nil, 3),
      (["--setup", "offline-small", "--max-tokens", "3", Question.easy], nil, 6),
      (["--config", home.scratch.path + "/c.json5", "x"], nil, 78),
      (["--config", "/nonexistent", "x"], nil, 66),
      (["--setup", "offline-small", Question.easy], home.scratch.path + "/l.sqlite", 74),
    ]
    for test in cases {
      var home = home
      home.environment["WISELY_LEDGER"] = test.ledger
      let ran = try await home.start(["ask", "--json"] + test.words).finish()
      #expect(ran.status == test.status, "\(test.words)")
      let value = try JSONValue(parsing: ran.output)
      let sentence = try #require(value["error"]?.string)
      #expect(ran.errors == "error: \(sentence)\n")
      #expect(
        value.object?.keys == [
          "answer", "setup", "stopReason", "consultations", "calls", "usage", "cost", "spentNow",
          "comparison",
          "notices", "error",
        ])
    }
  }

  @Test(
    "A ledger that cannot be written ends the command before any call",
    arguments: ["/proc/x/l", "/"])
  func noLedger(path: String) async throws {
    var home = home
    home.environment["WISELY_LEDGER"] = path
    let ran = try await home.wisely("ask", "--setup", "offline-small", Question.easy)
    #expect(ran.status == 74)
    #expect(ran.output == "")
    #expect(ran.errors.contains(path))
  }

  @Test("A ledger in a folder that is not there is begun, for its owner alone")
  func newLedger() async throws {
    #expect(try await ask(Question.easy).status == 0)
    var status = stat()
    #expect(stat(home.ledger, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
  }
}
