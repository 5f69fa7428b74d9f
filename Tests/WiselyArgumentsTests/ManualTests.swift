// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing
import WiselyArguments

@Suite struct ManualTests {
  let page = Lamp.manualPage(date: "2026-01-02")

  @Test("The page is as recorded")
  func recorded() throws {
    try Golden.expect(page, equals: "lamp.1")
  }

  @Test("The page has its sections in the usual order")
  func sections() {
    let titles = page.split(separator: "\n").filter { $0.hasPrefix(".SH ") }
      .map { $0.dropFirst(4).filter { $0 != "\"" } }
    #expect(
      titles == [
        "NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "EXIT STATUS", "ENVIRONMENT", "FILES",
        "EXAMPLES",
      ])
  }

  @Test("The formatter has nothing to complain about")
  func groff() async throws {
    let run = try await ShellRun.run("groff", ["-man", "-Tutf8", "-ww"], script: page)
    #expect(run.status == 0)
    #expect(run.errors == "")
    #expect(run.output.contains("small+large"))
  }

  @Test("Options can be copied from the formatted page")
  func dashes() async throws {
    let run = try await ShellRun.run(
      "groff", ["-man", "-Tutf8", "-ww", "-P-c", "-P-b", "-P-u", "-P-o"], script: page)
    #expect(run.output.contains("--max-words <max-words>"))
    #expect(run.output.contains("~/.config/lamp.conf"))
    #expect(run.output.contains(".\\quiet | lamp ask -"))
  }
}
