// SPDX-License-Identifier: Apache-2.0

import WiselyArguments

/// `wisely completions`.
struct CompletionsCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "completions", abstract: "Print a completion script for a shell.",
    examples: [
      CommandExample("source <(wisely completions bash)", "Complete in this shell."),
      CommandExample(
        "wisely completions fish > ~/.config/fish/completions/wisely.fish", "Complete in fish."),
    ])

  @Argument(help: "The shell.") var shell: CompletionShell

  func run() async throws {
    try World.here.console.answer(WiselyCommand.completionScript(for: shell))
  }
}
