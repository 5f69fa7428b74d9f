// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyTesting

@testable import WiselyCommands

@Suite(.timeLimit(.minutes(5))) struct CheckRunnerTests {
  static let environment = [
    "PATH": "/usr/bin:/bin", "ANTHROPIC_API_KEY": "k1", "ANTHROPIC_AUTH_TOKEN": "k2",
    "MY_KEY": "k3", "KEPT": "yes",
  ]

  func world() -> World { .testing(Self.environment) }

  func run(_ script: String, input: String = "") async throws -> Int32 {
    var configuration = Configuration()
    configuration.anthropic.keyVariable = "MY_KEY"
    return try await world().checkRunner(configuration: configuration)(["sh", "-c", script], input)
  }

  @Test("The answer is on the command's standard input")
  func input() async throws {
    #expect(try await run("grep -qx 'Answer: 7'", input: "3 + 4\nAnswer: 7") == 0)
    #expect(try await run("grep -qx 'Answer: 8'", input: "3 + 4\nAnswer: 7") == 1)
  }

  @Test("Keys are not handed on, the rest of the environment is")
  func environment() async throws {
    #expect(
      try await run("test -z \"$ANTHROPIC_API_KEY$ANTHROPIC_AUTH_TOKEN$MY_KEY\"") == 0)
    #expect(try await run("test \"$KEPT\" = yes") == 0)
  }

  @Test("A failing command makes a cascade's check fail, a passing one lets it pass")
  func check() async throws {
    let runner = world().checkRunner(configuration: Configuration())
    let check = try CommandCheck(["grep", "-q", "forty-two"], run: runner)
    let good = try await check.verdict(on: Draft(question: "?", answer: "forty-two"))
    #expect(good.result.passed)
    let bad = try await check.verdict(on: Draft(question: "?", answer: "forty-one"))
    #expect(!bad.result.passed)
    #expect(bad.result.reason == "grep -q forty-two exited with 1.")
  }
}
