// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import WiselyArguments
@testable import WiselyCommands

@Suite struct HelpTests {
  static let commands: [[String]] = [
    [], ["ask"], ["models"], ["models", "import"], ["models", "diff"], ["price"], ["costs"],
    ["config"], ["config", "check"], ["config", "path"], ["config", "example"], ["completions"],
    ["manual"], ["eval"], ["eval", "check"], ["eval", "run"], ["eval", "compare"],
    ["eval", "report"], ["eval", "review"],
  ]

  @Test("Help texts are as recorded", arguments: commands)
  func recorded(command: [String]) async throws {
    let ran = await Ran.wisely(command + ["--help"])
    #expect(ran.status == 0)
    #expect(ran.errors == "")
    try Golden.expect(
      ran.output, equals: "help-\(command.isEmpty ? "wisely" : command.joined(separator: "-")).txt")
  }

  @Test("Every command is in the list above")
  func complete() {
    let tree = CommandTree(root: WiselyCommand.self)
    let paths = tree.all.map { $0.pathText.split(separator: " ").dropFirst().map(String.init) }
    #expect(Set(paths) == Set(Self.commands + [["help"]]))
  }

  @Test("'help' and '--help' say the same, wherever '--help' stands", arguments: commands)
  func same(command: [String]) async {
    let flagged = await Ran.wisely(command + ["--help"])
    #expect(await Ran.wisely(["help"] + command).output == flagged.output)
    #expect(await Ran.wisely(command + ["-h"]).output == flagged.output)
  }

  @Test("The exit codes a command documents are among the promised ones")
  func exitCodes() {
    let known = Set(Exit.meanings.map(\.term))
    for node in CommandTree(root: WiselyCommand.self).all {
      #expect(node.configuration.exitCodes.allSatisfy { known.contains($0.term) })
    }
    #expect(known.count == Exit.meanings.count)
  }

  @Test("The version is one line, and the changelog knows it or has it under way")
  func version() async throws {
    let ran = await Ran.wisely(["--version"])
    #expect(ran.output == "\(Version.text)\n")
    let changelog = try Project.read("CHANGELOG.md")
    #expect(changelog.contains("## \(Version.text)") || changelog.contains("## Unreleased"))
  }

  @Test("The manual is as recorded, with the day of its texts")
  func manual() async throws {
    let ran = await Ran.wisely(["manual"])
    #expect(ran.status == 0)
    try Golden.expect(ran.output, equals: "wisely.1")
    let day = Version.date.split(separator: "-").joined(separator: "\\-")
    #expect(ran.output.hasPrefix(".TH \"WISELY\" \"1\" \"\(day)\" "))
  }

  @Test("The formatter has nothing to complain about in the manual", .timeLimit(.minutes(5)))
  func groff() async throws {
    let page = await Ran.wisely(["manual"]).output
    let run = try await Tool("groff").run(
      ["-man", "-Tutf8", "-ww", "-P-c", "-P-b", "-P-u", "-P-o"], input: page)
    #expect(run.status == 0)
    #expect(run.errors == "")
    for word in ["wisely ask", "--max-tokens", "EXIT STATUS", "130", "WISELY_LEDGER"] {
      #expect(run.output.contains(word), "\(word)")
    }
  }

  @Test(
    "Every shell finds its completions well formed, and they know every command",
    .timeLimit(.minutes(5)), arguments: ["bash", "zsh", "fish"])
  func completions(shell: String) async throws {
    let script = await Ran.wisely(["completions", shell])
    #expect(script.status == 0)
    for command in Self.commands.compactMap(\.last) { #expect(script.output.contains(command)) }
    let scratch = try Scratch()
    let file = try scratch.write(script.output, to: "completion")
    let run = try await Tool(shell).run([shell == "fish" ? "--no-execute" : "-n", file])
    #expect(run.status == 0)
    #expect(run.errors == "")
  }

  @Test(
    "A wrong command line is one sentence with the mend, and exit code 64",
    arguments: [
      (["modles"], "error: unknown command 'modles'; did you mean 'models'?"),
      (["ask"], "error: missing argument '<prompt>'"),
      (["ask", "a", "b"], "error: unexpected argument 'b'"),
      (["ask", "--budget", "x", "a"], "error: --budget takes an amount of dollars such as 0.25"),
      (["ask", "--budget=-1", "a"], "error: --budget takes an amount of dollars such as 0.25"),
      (["ask", "--max-tokens", "0", "a"], "error: --max-tokens must be between 1 and 1,000,000"),
      (["ask", "--max-tokens", "many", "a"], "error: invalid value 'many' for '--max-tokens'"),
      (["ask", "--files", "-", "-"], "error: standard input is either the question or a document"),
      (["ask", "--files", "-", "--files", "-", "a"], "error: --files - can be given once only"),
      (["ask", "--systm", "a"], "error: unknown option '--systm'; did you mean '--system'?"),
      (["ask", ""], "error: The question is empty"),
      (["price"], "error: missing argument '<model>'"),
      (["price", "haiku", "--input", "-1"], "error: --input must be between 0 and"),
      (["price", "haiku", "--at", "2026-13-01"], "error: '2026-13-01' is no day"),
      (
        ["costs", "--by", "modle"], "error: invalid value 'modle' for '--by'; did you mean 'model'?"
      ),
      (["costs", "--since", "yesterday"], "error: 'yesterday' is no day"),
      (["eval", "check"], "error: missing argument '<file>'"),
      (["eval", "run", "--setups", "a"], "error: missing argument '<queries>'"),
      (["eval", "run", "q"], "error: missing option '--setups <a,b,c>'"),
      (["eval", "run", "q", "--setups", "a", "--budget", "x"], "error: --budget takes an amount"),
      (["eval", "run", "q", "--setups", "a", "--trials", "0"], "error: --trials must be between"),
      (["eval", "run", "q", "--setups", "a", "--margin", "0"], "error: --margin takes points"),
      (["eval", "run", "q", "--setups", "a", "--temperature", "3"], "error: --temperature must"),
      (["eval", "run", "q", "--setups", "a", "--shard", "3/2"], "error: --shard takes a part"),
      (["eval", "run", "q", "--setups", "a", "--concurrency", "0"], "error: --concurrency must"),
      (
        ["eval", "run", "q", "--setups", "a", "--shard", "1/2", "--stop-early"],
        "error: --stop-early needs the whole run"
      ),
      (["eval", "run", "q", "--setups", "a", "--format", "xml"], "error: 'xml' is no format"),
      (["eval", "run", "q", "--setups", "offline-small,"], "error: --setups takes setups"),
      (["eval", "run", "q", "--setups", "offline-tiny"], "error: There is no model"),
      (["eval", "run", "q", "--setups", "offline-small"], "error: A comparison needs two setups"),
      (["eval", "check", "a", "--margin", "0"], "error: --margin takes points between 0 and 100"),
      (["eval", "check", "a", "--format", "xml"], "error: 'xml' is no format"),
      (["completions", "tcsh"], "error: invalid value 'tcsh' for '<shell>'"),
    ])
  func wrong(words: [String], sentence: String) async {
    let ran = await Ran.wisely(words)
    #expect(ran.status == 64)
    #expect(ran.output == "")
    #expect(ran.errors.hasPrefix(sentence), "\(ran.errors)")
  }
}
