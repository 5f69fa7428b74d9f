// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyArguments
import WiselyEval

/// The part of the queries, as an option names it.
enum PartOption: String, CaseIterable, ExpressibleByArgument, Decodable, Sendable {
  case tune
  case decide

  /// The part.
  var part: QueryPart {
    switch self {
    case .tune: .tune
    case .decide: .decide
    }
  }
}

/// What is compared, and how strictly: the options of every command that assesses outcomes.
struct ComparisonOptions: ParsableArguments {
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
  @Option(
    help: ArgumentHelp(
      "Only the queries to choose by, or only the others: tune or decide.", valueName: "part"))
  var part: PartOption?
  @Option(help: ArgumentHelp("The seed of resampling.", valueName: "n")) var seed = 1
  @Argument(
    help: ArgumentHelp("Folders of runs, and files of results.", valueName: "path"),
    completion: .file)
  var paths: [String]

  init() {}

  /// Looks whether the values can be meant.
  mutating func validate() throws {
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

  /// Everything that the paths hold.
  ///
  /// - Throws: `EvalError`.
  func table(
    _ world: World, keepsTexts: Bool, catalogue: PriceCatalogue
  ) throws -> OutcomeTable {
    var settings = OutcomeReader.Settings()
    settings.score = score ?? settings.score
    settings.cost = cost
    settings.keepsTexts = keepsTexts
    settings.catalogue = catalogue
    var reader = OutcomeReader(settings)
    for path in paths { try reader.read(path: world.expanding(path)) }
    var table = try reader.table()
    table.facts.plannedQueries = planned ?? table.facts.plannedQueries
    table.facts.isInSample = inSample || table.facts.isInSample
    guard let part else { return table }
    return try table.only(
      part.part,
      clusters: try cluster.map { field throws(EvalError) in try table.clusters(by: field) })
  }

  /// How the outcomes are assessed.
  ///
  /// - Throws: `EvalError` when nobody says what the baseline is.
  func assessment(of table: OutcomeTable) throws -> AssessmentOptions {
    // One setup alone is its own baseline: there is nothing else to choose.
    let only = table.setups.count == 1 ? table.setups.first : nil
    guard let baseline = baseline ?? table.facts.baseline ?? only else {
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
}
