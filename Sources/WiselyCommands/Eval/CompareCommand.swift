// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyArguments
import WiselyEval

/// `wisely eval compare`.
struct CompareCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Say which setups may replace the baseline, or why not.",
    discussion: """
      Reads folders of runs, and results recorded elsewhere: one row for each query, setup and trial, as JSON
      lines or CSV, with 'id', 'setup' or 'model', 'trial', 'score' from 0 to 1, and 'cost_usd' or tokens.
      An empty value is unknown, never zero.

      Setups are compared query by query. Each candidate gets a word for quality, for consistency (from three
      trials on) and for cost, and one for all three: use, use_on_average, trade_off, do_not_use or not_proven.
      With several candidates the intervals are wider, so that all claims hold together.

      What people chose in a run's 'eval review' is part of it: where too little was scored the words rest on
      their choices, and clear choices against the scores leave not_proven.
      """,
    examples: [
      CommandExample("wisely eval compare wisely-eval-1f2e3d4c", "A run."),
      CommandExample(
        "wisely eval compare results.jsonl --baseline opus --candidate haiku --margin 3",
        "A margin of 3 points."),
      CommandExample(
        "wisely eval compare a.jsonl b.jsonl --baseline gpt-5 --cluster repo --cost price_cents",
        "Queries that belong together, costs in cents."),
    ],
    exitCodes: Exit.meanings.filter { ["0", "64", "66", "78"].contains($0.term) })

  @OptionGroup(title: "Comparison") var comparison: ComparisonOptions
  @Flag(help: "Print JSON.") var json = false
  @OptionGroup(title: "Configuration") var options: ConfigurationOptions

  func run() async throws {
    let world = World.here
    do {
      let table = try comparison.table(
        world, keepsTexts: false, catalogue: try options.catalogue(world))
      let assessment = try Assessment(table, try comparison.assessment(of: table))
      guard !json else {
        try world.console.answer(assessment.json.text + "\n")
        return
      }
      // Names of setups and queries come from files.
      for line in assessment.lines { try world.console.answer(sanitised(line) + "\n") }
    } catch let error as EvalError {
      throw CommandFailure(Self.exit(error), sanitised(error.message))
    }
  }

  /// How the command ends for an error of an evaluation.
  static func exit(_ error: EvalError) -> ExitCode {
    switch error.code {
    case .input: Exit.noInput
    case .name, .plan: Exit.usage
    default: Exit.failure
    }
  }
}
