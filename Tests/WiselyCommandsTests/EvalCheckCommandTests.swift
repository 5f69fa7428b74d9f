// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing
import Wisely

@Suite struct EvalCheckCommandTests {
  private func lines(_ count: Int) -> String {
    (0..<count).map { "{\"query\":\"Number \($0)?\",\"expected\":\"\($0)\"}\n" }.joined()
  }

  @Test("A good file is described, with what may be claimed from it")
  func good() async throws {
    let scratch = try Scratch()
    let file = try scratch.write(lines(157), to: "queries.jsonl")
    let ran = await Ran.wisely(["eval", "check", file])
    #expect(ran.status == 0)
    #expect(ran.errors == "")
    try Golden.expect(
      ran.output.replacing(file, with: "queries.jsonl"), equals: "eval-check-good.txt")
  }

  @Test("Everything wrong and odd is said, with its lines, and the exit code says so")
  func wrong() async throws {
    let scratch = try Scratch()
    _ = try scratch.write("x", to: "there.md")
    let file = try scratch.write(
      """
      question,__expected,__metadata:topic
      Who?,Ann,a
      Who?,contains:Ann,a
      How?,python:x,b
      Why?,python:y,b
      When?,llm-rubric:is a date,b
      Where?,,c

      """, to: "tests.csv")
    let ran = await Ran.wisely(["eval", "check", file, "--margin", "2.5"])
    #expect(ran.status == 65)
    try Golden.expect(
      ran.output.replacing(file, with: "tests.csv"), equals: "eval-check-wrong.txt")
    let json = await Ran.wisely(["eval", "check", file, "--json"])
    #expect(json.status == 65)
    let value = try JSONValue(parsing: json.output)
    #expect(value["format"] == "promptfoo-csv")
    #expect(value["queries"] == 6)
    #expect(value["clusters"] == 5)
    #expect(value["problems"]?.array?.map { $0["line"] } == [4, 5])
    #expect(value["assertions"] == ["contains": 1, "equals": 1, "judge": 1])
  }

  @Test("JSON has fractions at full precision and the numbers of the formulas")
  func json() async throws {
    let scratch = try Scratch()
    let file = try scratch.write(lines(314), to: "queries.jsonl")
    let ran = await Ran.wisely(["eval", "check", file, "--json"])
    #expect(ran.status == 0)
    let value = try JSONValue(parsing: ran.output)
    let needs = try #require(value["queriesNeeded"]?.array)
    #expect(needs.map { $0["queries"] } == [157, 314, 628, 942])
    #expect(value["queriesNeededWithoutDisagreement"] == 54)
    #expect(value["margin"]?.double == 0.05)
    let margin = try #require(needs[1]["margin"]?.double)
    #expect(margin <= 0.05 && margin > 0.0499)
    #expect(value["problems"] == [])
  }

  @Test("Few queries are too few, and documents that are missing are wrong")
  func few() async throws {
    let scratch = try Scratch()
    _ = try scratch.write("x", to: "there.md")
    let file = try scratch.write(
      "{\"query\":\"A?\",\"files\":[\"there.md\"]}\n", to: "queries.jsonl")
    let few = await Ran.wisely(["eval", "check", file])
    #expect(few.status == 0)
    #expect(few.output.contains("1 query is too few to claim anything; 30 are the least."))
    #expect(few.output.contains("has nothing to be graded by"))
    #expect(!few.output.contains("points"), "too few show no margin at all")
    let json = try JSONValue(
      parsing: await Ran.wisely(["eval", "check", file, "--json"]).output)
    #expect(json["queriesNeeded"]?[0]?["queries"] == 157)
    #expect(json["queriesNeeded"]?[0]?["margin"]?.isNull == true)
    let missing = try scratch.write(
      "{\"query\":\"A?\",\"files\":[\"there.md\", \"gone.md\"]}\n", to: "missing.jsonl")
    let ran = await Ran.wisely(["eval", "check", missing])
    #expect(ran.status == 65)
    #expect(ran.output.contains("line 1: The document 'gone.md' cannot be read."))
  }

  @Test("A file that cannot be read or understood is one sentence and exit code 66")
  func unreadable() async throws {
    let scratch = try Scratch()
    let missing = await Ran.wisely(["eval", "check", "/nonexistent/queries.jsonl"])
    #expect(missing.status == 66)
    #expect(
      missing.errors
        == "error: /nonexistent/queries.jsonl cannot be read: no such file or directory.\n")
    let file = try scratch.write("tests: [\n", to: "a.yaml")
    let broken = await Ran.wisely(["eval", "check", file, "--json"])
    #expect(broken.status == 66)
    #expect(broken.output == "")
    #expect(broken.errors.contains("a.yaml, line "))
  }

  @Test("Escape sequences in a file do not reach the terminal")
  func escapes() async throws {
    let scratch = try Scratch()
    let file = try scratch.write(
      "{\"query\":\"A?\",\"assert\":[{\"type\":\"\\u001b[31m\"}]}\n", to: "queries.jsonl")
    let ran = await Ran.wisely(["eval", "check", file])
    #expect(ran.status == 65)
    #expect(!ran.output.contains("\u{1B}"))
  }

  @Test("Our own examples are right")
  func examples() async throws {
    let folder = try Project.path("Examples/queries.jsonl")
    let ran = await Ran.wisely(["eval", "check", folder])
    #expect(ran.status == 0)
    #expect(ran.output.contains("120 queries, read as plain-jsonl"))
  }
}
