// SPDX-License-Identifier: Apache-2.0

import Testing
import WiselyArguments

@Suite struct RunTests {
  struct Result {
    var status: Int32 = -1
    var output = ""
    var errors = ""
  }

  func run(_ words: String..., settings: RunSettings = RunSettings()) async -> Result {
    var result = Result()
    let status = await Lamp.main(words, settings: settings) { text, toStandardError in
      if toStandardError { result.errors += text } else { result.output += text }
    }
    result.status = status
    return result
  }

  @Test("A good line runs silently and ends with 0")
  func success() async {
    let result = await run("ask", "x")
    #expect(result.status == 0)
    #expect(result.output == "")
    #expect(result.errors == "")
  }

  @Test("A bad line says why on standard error and ends with 64")
  func usageError() async {
    let result = await run("ask", "--setpu", "x")
    #expect(result.status == 64)
    #expect(result.output == "")
    #expect(
      result.errors == """
        error: unknown option '--setpu'; did you mean '--setup'?
        See 'lamp ask --help'.

        """)
  }

  @Test("The status of a bad line is configurable")
  func configuredStatus() async {
    var settings = RunSettings()
    settings.usageExitCode = ExitCode(2)
    #expect(await run("nope", settings: settings).status == 2)
  }

  @Test(
    "Help is shown wherever it is asked for",
    arguments: [
      ["ask", "--help"], ["ask", "-h"], ["help", "ask"], ["help", "a"],
      ["ask", "x", "y", "z", "--help"],
      ["ask", "--setup", "--help"], ["ask", "--bogus", "-h"], ["ask", "-jh"],
      ["a", "--json", "--help"],
      ["ask", "help"],
    ])
  func help(words: [String]) async {
    var output = ""
    let status = await Lamp.main(words) { text, _ in output += text }
    #expect(status == 0)
    #expect(output == Lamp.helpMessage(for: Ask.self))
  }

  @Test(
    "Help of the root, by wish and for want of a subcommand", arguments: [["help"], ["--help"], []])
  func rootHelp(words: [String]) async {
    var output = ""
    let status = await Lamp.main(words) { text, _ in output += text }
    #expect(status == 0)
    #expect(output == Lamp.helpMessage())
  }

  @Test("A group without its subcommand shows its own help")
  func groupHelp() async {
    #expect(await run("store").output == Lamp.helpMessage(for: Store.self))
  }

  @Test("After two dashes, --help is an argument")
  func helpAfterTerminator() async {
    #expect(await run("ask", "--", "--help").output == "")
  }

  @Test("An unknown command stays an error beside --help")
  func unknownCommandWithHelp() async {
    #expect(await run("aks", "--help").status == 64)
  }

  @Test("The version is printed at the root")
  func version() async {
    let result = await run("--version")
    #expect(result.status == 0)
    #expect(result.output == "1.2.3\n")
  }

  @Test("What a command throws decides status and text")
  func thrown() async {
    #expect(await run("ask", "fail").status == 3)
    #expect(await run("ask", "fail").errors == "")
    #expect(await run("ask", "break").status == 1)
    #expect(await run("ask", "break").errors == "error: an amount has at most two decimals\n")
    #expect(await run("ask", "cancel").status == 130)
    #expect(await run("ask", "cancel").errors == "")
    #expect(await run("ask", "say").output == "said\n")
    #expect(await run("ask", "misuse").status == 64)
    #expect(
      await run("ask", "misuse").errors
        == "error: that cannot be asked; ask something else\nSee 'lamp ask --help'.\n")
  }

  @Test("A front end can word foreign errors")
  func described() async {
    var settings = RunSettings()
    settings.describe = { $0 is BadAmount ? FailureReport("no", exitCode: ExitCode(9)) : nil }
    let result = await run("ask", "break", settings: settings)
    #expect(result.status == 9)
    #expect(result.errors == "error: no\n")
  }

  @Test("Parsing a line takes well under a millisecond")
  func speed() throws {
    let clock = ContinuousClock()
    // The best of many: what counts is the work, not who else uses the machine.
    var best = Duration.seconds(1)
    for _ in 0..<50 {
      best = min(
        best,
        try clock.measure {
          _ = try Lamp.parseAsRoot(["ask", "--setup", "small", "-jn", "5", "why"])
        })
    }
    #expect(best < .milliseconds(1))
  }
}
