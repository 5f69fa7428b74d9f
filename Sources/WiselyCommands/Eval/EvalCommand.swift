// SPDX-License-Identifier: Apache-2.0

import WiselyArguments

/// `wisely eval`.
struct EvalCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Find out which setup is good enough for your own queries, and what it costs.",
    subcommands: [
      CheckCommand.self,
      RunCommand.self,
      CompareCommand.self,
      ReportCommand.self,
      ReviewCommand.self,
    ],
    examples: [
      CommandExample("wisely eval check queries.jsonl", "What is in the file, and is it enough?"),
      CommandExample(
        "wisely eval run queries.jsonl --setups haiku,haiku+opus,opus --dry-run",
        "What a run would cost."),
      CommandExample(
        "wisely eval compare results.jsonl --baseline opus", "Results that you have already."),
    ])
}
