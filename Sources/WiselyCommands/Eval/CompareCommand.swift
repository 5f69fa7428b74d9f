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
    exitCodes: Exit.meanings.filter { ["0", "64", "66"].contains($0.term) })

  @Option(
    help: ArgumentHelp("What the others are compared with; a run's own.", valueName: "setup"))
  var baseline: String?
  @Option(
    help: ArgumentHelp("What is compared with it; all others if left out.", valueName: "setup"))
  var candidate: [String] = []
  @Option(
    help: ArgumentHelp("The loss of score you accept; a run's own, or 5.", valueName: "points"))
  var margin: Double?
  @Option(
    help: ArgumentHelp(
      "A field that says which queries belong together, such as a document.", valueName: "field"))
  var cluster: String?
  @Option(
    help: ArgumentHelp(
      "A field whose values the difference is shown for, without claims.", valueName: "field"))
  var category: String?
  @Option(
    help: ArgumentHelp("The field with the score; 'score' if left out.", valueName: "field"))
  var score: String?
  @Option(
    help: ArgumentHelp(
      "The field with the cost, in cents if it ends in _cents, else in dollars.",
      valueName: "field"))
  var cost: String?
  @Option(
    help: ArgumentHelp(
      "The cheap setup to mix with the baseline; the cheapest single model if left out.",
      valueName: "setup"))
  var cheap: String?
  @Option(
    help: ArgumentHelp("The score from which you would send an answer.", valueName: "score"))
  var trialsLine: Double?
  @Option(
    help: ArgumentHelp(
      "How many queries were planned, where results are of fewer.", valueName: "n"))
  var planned: Int?
  @Flag(help: "Prompts, models or thresholds were chosen by looking at these queries.")
  var inSample = false
  @Option(help: ArgumentHelp("The seed of resampling.", valueName: "n")) var seed = 1
  @Flag(help: "Print JSON.") var json = false
  @Argument(
    help: ArgumentHelp("Folders of runs, and files of results.", valueName: "path"),
    completion: .file)
  var paths: [String]

  func validate() throws {
    if let margin, !(margin > 0 && margin < 100) {
      throw ArgumentsError("--margin takes points between 0 and 100 such as 5, not \(margin)")
    }
    if let trialsLine, !(trialsLine > 0 && trialsLine <= 1) {
      throw ArgumentsError("--trials-line takes a score above 0, up to 1, not \(trialsLine)")
    }
    if let planned, planned < 1 {
      throw ArgumentsError("--planned takes a number of queries from 1, not \(planned)")
    }
    guard seed >= 0 else { throw ArgumentsError("--seed takes a number from 0, not \(seed)") }
  }

  func run() async throws {
    let world = World.here
    do {
      let table = try table(world)
      let assessment = try Assessment(table, try options(table))
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

  private func table(_ world: World) throws -> OutcomeTable {
    var settings = OutcomeReader.Settings()
    settings.score = score ?? settings.score
    settings.cost = cost
    settings.keepsTexts = false
    var reader = OutcomeReader(settings)
    for path in paths { try reader.read(path: world.expanding(path)) }
    var table = try reader.table()
    table.facts.plannedQueries = planned ?? table.facts.plannedQueries
    table.facts.isInSample = inSample || table.facts.isInSample
    return table
  }

  private func options(_ table: OutcomeTable) throws -> AssessmentOptions {
    guard let baseline = baseline ?? table.facts.baseline else {
      throw EvalError(
        .name,
        "Say with --baseline what to compare with; the outcomes have: \(table.setups.joined(separator: ", "))."
      )
    }
    var options = AssessmentOptions(baseline: baseline)
    options.candidates = candidate.isEmpty ? nil : candidate
    options.margin = margin.map { $0 / 100 } ?? table.facts.margin ?? options.margin
    options.cluster = cluster
    options.category = category
    options.cheap = cheap
    options.line = trialsLine
    options.seed = UInt64(seed)
    return options
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
