// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// Makes the attempts of a plan, grades them and writes them down, one line each.
///
/// Whoever starts it says how a query is answered, graded and priced; the run knows the order, the
/// limits, and what may be tried again. Stopped at any point, by whatever, it goes on from its log.
public struct EvalRun: Sendable {
  /// Answers a query by a setup; what goes wrong is part of the answer, and throwing ends the run.
  public typealias Answering = @Sendable (Attempt) async throws -> AttemptAnswer
  /// Grades an answer.
  public typealias Grading = @Sendable (_ answer: String, Attempt) async throws -> GradedAnswer
  /// What the first step of an attempt may cost at most; nil for nothing to be held back.
  public typealias Quoting = @Sendable (Attempt) async throws -> Money?
  /// Is told how the run stands, after every attempt.
  public typealias Watching = @Sendable (RunProgress) -> Void

  /// How failures are borne.
  public struct Patience: Hashable, Sendable {
    /// How often an attempt is made at most in one process, if its failures are not the model's.
    public var tries = 3
    /// After how many such failures in a row the run gives up.
    public var failuresInARow = 40
    /// The pause before the second try; it doubles from one to the next.
    public var firstDelay = Duration.seconds(2)
    /// The longest such pause.
    public var longestDelay = Duration.seconds(60)

    /// Three tries, forty failures in a row.
    public init() {}
  }

  /// The folder with the frozen plan.
  public let folder: RunFolder
  /// The part of the plan that is run; nil for all of it.
  public var shard: Shard?
  /// How failures are borne.
  public var patience = Patience()
  /// The cap, if there is one; what earlier processes spent is no longer in it.
  public var budget: Budget?
  /// How many attempts run at once.
  public let limit: ConcurrencyLimit
  /// Time.
  public let surroundings: Surroundings
  /// How attempts of batched setups are answered; without it they are answered like all others.
  public var batches: BatchSupport?
  let answer: Answering
  let grade: Grading
  let quote: Quoting
  let watch: Watching

  /// A run of a folder's plan.
  public init(
    _ folder: RunFolder, limit: ConcurrencyLimit, surroundings: Surroundings,
    answer: @escaping Answering, grade: @escaping Grading,
    quote: @escaping Quoting = { _ in nil }, watch: @escaping Watching = { _ in }
  ) {
    self.folder = folder
    self.limit = limit
    self.surroundings = surroundings
    self.answer = answer
    self.grade = grade
    self.quote = quote
    self.watch = watch
  }

  /// Makes every attempt that is not done yet.
  ///
  /// - Throws: `EvalError` when a log cannot be read or written, and what answering throws.
  public func run() async throws -> (ending: RunEnding, totals: RunTotals) {
    let journal = try RunJournal(folder, shard: shard)
    do {
      let result = try await run(journal)
      await journal.close()
      return result
    } catch {
      await journal.close()
      throw error
    }
  }

  private func run(
    _ journal: RunJournal
  ) async throws -> (ending: RunEnding, totals: RunTotals) {
    guard let batches else {
      var schedule = RunSchedule(self, journal: journal)
      return (try await schedule.run(), journal.totals)
    }
    var batch = try BatchWork(self, journal: journal, support: batches)
    // Side by side, so that batched and other setups are answered in the same hours.
    async let others: RunEnding = {
      var schedule = RunSchedule(self, journal: journal)
      return try await schedule.run()
    }()
    var ending = try await batch.perform().and(try await others)
    if case .complete = ending, journal.totals.left > 0 {
      // Answers of batches whose grading failed are graded again, without being asked again.
      var schedule = RunSchedule(self, journal: journal)
      ending = try await schedule.run()
    }
    return (ending, journal.totals)
  }
}
