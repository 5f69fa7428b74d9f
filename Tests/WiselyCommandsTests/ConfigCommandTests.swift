// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import WiselyCommands

@Suite struct ConfigCommandTests {
  func check(_ text: String) async throws -> Ran {
    let scratch = try Scratch()
    let file = try scratch.write(text, to: "c.json5")
    var ran = await Ran.wisely(["config", "check", "--config", file])
    ran.errors = ran.errors.replacing(file, with: "c.json5")
    ran.output = ran.output.replacing(file, with: "c.json5")
    return ran
  }

  @Test("A right configuration is said to be right")
  func right() async throws {
    let ran = try await check(
      """
      { defaultSetup: "a", setups: {
        a: "offline-small+offline-large",
        b: { use: "offline-small^offline-large", check: { command: ["true"] } },
        c: { use: "a^offline-large", check: { regex: "^x" } },
      } }
      """)
    #expect(ran.status == 0)
    #expect(ran.output == "c.json5: right, 3 setups\n")
  }

  @Test(
    "What the file alone does not show is found by building every setup",
    arguments: [
      (
        "{ setups: {\n a: 'offline-larg' } }",
        "c.json5, line 2: setup 'a': There is no model 'offline-larg'; did you mean 'offline-large'?"
      ),
      (
        "{ setups: { a: 'b', b: 'a' } }",
        "c.json5, line 1: setup 'a': The setup 'a' is made of itself; take it out of its definition."
      ),
      (
        "{ setups: { a: 'offline-large+offline-small' } }",
        "c.json5, line 1: setup 'a': 'offline-small' is no stronger than 'offline-large'"
      ),
      (
        "{ setups: { a: { use: 'offline-small^offline-large', check: { regex: '(' } } } }",
        "c.json5, line 1: setup 'a': The check's pattern '(' is no regular expression"
      ),
      ("{ defaultSetup: 'nope' }", "c.json5: defaultSetup: There is no model 'nope'"),
    ])
  func wrong(text: String, sentence: String) async throws {
    let ran = try await check(text)
    #expect(ran.status == 78)
    #expect(ran.output == "")
    #expect(ran.errors.hasPrefix("error: \(sentence)"), "\(ran.errors)")
  }

  @Test("Without a file the defaults apply, unless the file was named")
  func missing() async {
    let usual = await Ran.wisely(["config", "check"])
    #expect(usual.status == 0)
    #expect(
      usual.output
        == "/nonexistent/.config/wisely/config.json5: not there, so the defaults apply\n")
    let named = await Ran.wisely(["config", "check", "--config", "/nonexistent/c"])
    #expect(named.status == 66)
    #expect(
      named.errors
        == "error: The configuration '/nonexistent/c' cannot be read: no such file or directory.\n")
    #expect(await Ran.wisely(["config", "check", "--config", "/"]).status == 66)
  }

  @Test(
    "The path follows the environment; relative folders count as none",
    arguments: [
      (["HOME": "/h"], "/h/.config/wisely/config.json5"),
      (["HOME": "/h", "XDG_CONFIG_HOME": "/x"], "/x/wisely/config.json5"),
      (["HOME": "/h", "XDG_CONFIG_HOME": "x"], "/h/.config/wisely/config.json5"),
      (["HOME": "/h", "XDG_CONFIG_HOME": ""], "/h/.config/wisely/config.json5"),
    ])
  func path(environment: [String: String], path: String) async {
    #expect(await Ran.wisely(["config", "path"], environment: environment).output == path + "\n")
  }

  @Test("Without HOME the list of users says where home is")
  func noHome() async {
    let path = await Ran.wisely(["config", "path"], environment: [:]).output
    #expect(path.hasPrefix("/") && !path.hasPrefix("//"))
    #expect(path.hasSuffix("/.config/wisely/config.json5\n"))
  }

  @Test("A named path may begin with ~")
  func tilde() async {
    let ran = await Ran.wisely(
      ["config", "path", "--config", "~/c.json5"], environment: ["HOME": "/h"])
    #expect(ran.output == "/h/c.json5\n")
  }
}
