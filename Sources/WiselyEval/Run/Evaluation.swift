// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// An evaluation in a few lines: models, queries and a grader go in, an assessment comes out.
///
/// ```swift
/// let evaluation = Evaluation(queries, setups: [small, pair, large], baseline: large.id)
/// let result = try await evaluation.run(in: "run", surroundings: .system)
/// print(result.assessment?.lines.joined(separator: "\n") ?? "Nothing can be said yet.")
/// ```
///
/// Setups are metered models, or models made of those: what nothing meters has no known cost, and
/// then nothing is claimed of money. For tools, documents, batches and shards make an `EvalRun` of
/// your own.
public struct Evaluation: Sendable {
  /// What came of it.
  public struct Result: Sendable {
    /// How the run ended; only `complete` and `decided` have everything.
    public var ending: RunEnding
    /// What was done and spent.
    public var totals: RunTotals
    /// What may be said of the setups so far; nil when that is nothing.
    public var assessment: Assessment?
    /// Why nothing can be said, such as that nothing was scored; nil when there is an assessment.
    public var obstacle: EvalError?
  }

  /// The queries; none of them may name documents.
  public var queries: [Query]
  /// The setups, each under its model's name.
  public var setups: [any LanguageModel]
  /// The setup that the others are held against, normally the strong model alone.
  public var baseline: ModelID
  /// Grades every answer; nil goes by the assertions of the queries.
  public var grader: (any Grader)?
  /// Judges where an assertion asks for it, and queries without assertions.
  public var judge: (any LanguageModel)?
  /// Independent tries of each query by each setup.
  public var trials = 3
  /// The loss of quality that is accepted, as a fraction of the score: 0.05 is five points of a
  /// hundred.
  public var margin = 0.05
  /// What the order is shuffled by.
  public var seed: UInt64 = 1
  /// The most output tokens of one call, reasoning included.
  public var maximumTokens = GenerationOptions().maximumTokens
  /// The temperature that answers are asked for at, from 0 to 2; nil leaves it to the models.
  public var temperature: Double?
  /// The most attempts at once.
  public var concurrency = 8
  /// When the run ends.
  public var stopping = RunPlan.Stopping.complete
  /// The budget that the metered models share: nothing begins that may not fit into it.
  public var budget: Budget?
  /// What else an answer depends on, such as a version of your prompts: another one is another run.
  public var version = ""

  /// An evaluation; three trials of each query and five points of margin unless set otherwise.
  public init(
    _ queries: [Query], setups: [any LanguageModel], baseline: ModelID,
    grader: (any Grader)? = nil, judge: (any LanguageModel)? = nil
  ) {
    self.queries = queries
    self.setups = setups
    self.baseline = baseline
    self.grader = grader
    self.judge = judge
  }

  /// Makes every attempt that is not done yet, and assesses what there is.
  ///
  /// The folder holds the plan and one line for each attempt. The same evaluation in the same
  /// folder goes on where it was stopped, and no answer is paid for twice.
  ///
  /// - Parameters:
  ///   - path: The folder, made where it is missing.
  ///   - surroundings: Time and names; `.system` in programs.
  ///   - watch: Told how the run stands, after every attempt.
  /// - Returns: How it ended, what was spent, and the assessment of everything in the folder.
  /// - Throws: `EvalError` when the plan does not fit together, the folder holds another plan or cannot
  ///   be written. A cancelled task is an ending, not an error.
  public func run(
    in path: String, surroundings: Surroundings, watch: @escaping EvalRun.Watching = { _ in }
  ) async throws -> Result {
    let bench = try EvaluationBench(self, surroundings)
    let folder = try RunFolder(path, for: try plan(bench))
    var run = EvalRun(
      folder, limit: ConcurrencyLimit(ceiling: concurrency, now: surroundings.now),
      surroundings: surroundings, answer: bench.answer, grade: bench.grade, quote: bench.quote,
      watch: watch)
    run.budget = budget
    let (ending, totals) = try await run.run()
    do {
      return Result(ending: ending, totals: totals, assessment: try Assessment(of: folder))
    } catch {
      return Result(ending: ending, totals: totals, obstacle: error)
    }
  }

  private func plan(_ bench: EvaluationBench) throws(EvalError) -> RunPlan {
    if let query = queries.first(where: { !$0.files.isEmpty }) {
      throw EvalError(
        .plan,
        "Query '\(query.id)' names documents, which an Evaluation hands to nobody; make an EvalRun whose answers have them."
      )
    }
    var plan = RunPlan()
    plan.program = version
    plan.queries = queries
    plan.setups = setups.map { setup in
      let name = setup.id.rawValue
      return RunPlan.Setup(
        name: name, models: (try? SetupNotation(parsing: name))?.names ?? [name],
        temperature: temperature)
    }
    plan.baseline = baseline.rawValue
    plan.graders = bench.graders
    plan.margin = margin
    plan.trials = trials
    plan.seed = seed
    plan.maximumTokens = maximumTokens
    plan.stopping = stopping
    return try plan.frozen()
  }
}

extension Assessment {
  /// Assesses what the logs in a run's folder hold, by its plan's baseline and margin.
  ///
  /// - Parameters:
  ///   - folder: The folder.
  ///   - catalogue: The prices that what was spent is held against.
  /// - Throws: `EvalError` when a log cannot be read, or there is nothing to compare yet.
  public init(
    of folder: RunFolder, catalogue: PriceCatalogue = .builtIn
  ) throws(EvalError) {
    var settings = OutcomeReader.Settings()
    settings.keepsTexts = false
    settings.catalogue = catalogue
    var reader = OutcomeReader(settings)
    try reader.read(path: folder.path)
    var options = AssessmentOptions(baseline: folder.plan.baseline)
    options.margin = folder.plan.margin
    self = try Assessment(try reader.table(), options)
  }
}
