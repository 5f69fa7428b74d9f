// SPDX-License-Identifier: Apache-2.0

import WiselyArguments

/// `wisely manual`.
struct ManualCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "manual", abstract: "Print the manual page, in the format of man(7).",
    examples: [CommandExample("wisely manual | man -l -", "Read it.")])

  func run() async throws {
    try World.here.console.answer(WiselyCommand.manualPage(date: Version.date))
  }
}
