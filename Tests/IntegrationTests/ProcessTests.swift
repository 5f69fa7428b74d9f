// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing
import Wisely

@Suite(.timeLimit(.minutes(5))) struct ProcessTests {
  let home: Home

  init() throws { home = try Home() }

  @Test("A program that nobody waits for any longer is ended, so that no test hangs on it")
  func abandoned() async throws {
    let program = try RunningProgram(
      "tail", ["-f", "/dev/null"], environment: ["PATH": "/usr/bin:/bin"])
    let waiting = Task { await program.finish() }
    waiting.cancel()
    #expect(await waiting.value.status == 128 + SIGKILL)
  }

  @Test("Several processes at once on one new ledger lose nothing")
  func together() async throws {
    let costs = try await withThrowingTaskGroup(of: Money?.self) { group in
      for _ in 0..<6 {
        group.addTask {
          let ran = try await home.wisely(
            "ask", "--setup", Question.pair, "--json", Question.hard)
          #expect(ran.status == 0, "\(ran.errors)")
          return try JSONValue(parsing: ran.output)["cost"]?.string.flatMap { Money(dollars: $0) }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    let sum = try costs.map { try #require($0) }.reduce(.zero, +)
    let total = try await home.costs()["total"]
    #expect(total?["calls"] == 18)
    #expect(total?["usd"]?.string == sum.dollars)
  }

  @Test("A terminal shows live words, the consultation while it runs, and the footer")
  func terminal() async throws {
    var home = home
    home.environment["TERM"] = "xterm"
    let ran = try await home.wisely(
      "ask", "--setup", Question.pair, Question.hard, output: .terminal, errors: .terminal)
    #expect(ran.status == 0)
    let text = ran.output.replacing("\r\n", with: "\n").withoutChance
    #expect(
      text.hasPrefix(
        "My own check did not confirm the result, so I ask for advice.\n"
          + "\u{1B}[2mconsulting offline-large (asked), 0.0 s, at most $0."))
    #expect(
      text.contains("\u{1B}[2mconsulted offline-large (asked): change, $0.00302, 0.0 s\u{1B}[0m\n(")
    )
    #expect(text.contains("\nAnswer: 813\n"))
    #expect(text.contains("advisor   offline-large   1 call"))
  }

  @Test(
    "NO_COLOR and a dumb terminal get no escape sequences for colours",
    arguments: [["NO_COLOR": "1", "TERM": "xterm"], ["TERM": "dumb"]])
  func plain(environment: [String: String]) async throws {
    var home = home
    home.environment.merge(environment) { $1 }
    let ran = try await home.wisely(
      "ask", "--setup", Question.pair, Question.hard, output: .terminal, errors: .terminal)
    #expect(ran.status == 0)
    #expect(!ran.output.contains("\u{1B}[2m"))
    if environment["TERM"] == "dumb" { #expect(!ran.output.contains("\u{1B}")) }
  }

  @Test("A configured command check decides, with the answer on its standard input")
  func check() async throws {
    let file = try home.scratch.write(
      """
      { setups: {
        good: { use: "offline-small^offline-large", check: { command: ["grep", "-q", "40.8"] } },
        bad: { use: "offline-small^offline-large", check: { command: ["grep", "-q", "41"] } },
        none: { use: "offline-small^offline-large", check: { command: ["no-such-command"] } },
      } }
      """, to: "c.json5")
    func ask(_ setup: String) async throws -> RunningProgram.Result {
      try await home.wisely("ask", "--config", file, "--setup", setup, Question.easy)
    }
    let good = try await ask("good")
    #expect(good.output.hasSuffix("Answer: 40.8\n"))
    #expect(!good.errors.contains("offline-large  1 call"))
    let bad = try await ask("bad")
    #expect(bad.errors.contains("the check 'command' failed: grep -q 41 exited with 1."))
    #expect(bad.errors.contains("offline-large"))
    let none = try await ask("none")
    #expect(none.status == 0)
    #expect(none.errors.contains("There is no program 'no-such-command'"))
  }

  @Test("A command that needs no network maps neither libcurl nor TLS")
  func libraries() async throws {
    // The check's process looks at its parent, which is the command in the middle of an answer.
    let list = home.scratch.path + "/maps"
    let file = try home.scratch.write(
      """
      { setups: { look: {
        use: "offline-small^offline-large",
        check: { command: ["sh", "-c", "cat /proc/$PPID/maps > '\(list)'"] },
      } } }
      """, to: "c.json5")
    let ran = try await home.wisely(
      "ask", "--config", file, "--setup", "look", Question.easy)
    #expect(ran.status == 0)
    let maps = try home.scratch.read("maps")
    #expect(maps.contains("libc.so"))
    for library in ["curl", "ssl", "crypto", "gnutls", "nghttp2"] {
      #expect(!maps.contains("/lib\(library)") && !maps.contains("lib\(library)."), "\(library)")
    }
  }
}
