// SPDX-License-Identifier: Apache-2.0

import Wisely

/// What came of one try of an attempt, for the schedule.
struct AttemptResult: Sendable {
  /// What the schedule does about it.
  enum Consequence: Sendable {
    /// It has an end that counts.
    case done
    /// It may be tried again, perhaps after a pause that the provider asked for.
    case again(String, after: Duration?, isOverload: Bool)
    /// Trying it again makes no sense.
    case lost(String)
    /// The budget had no room for a call.
    case budget(String)
    /// No attempt can succeed.
    case hopeless(String)
    /// The run was stopped.
    case cancelled
  }

  var place: AttemptPlace
  var consequence: Consequence
  /// What the try has cost.
  var spent: Money
  /// The most that was needed at once: what was spent before a call, and the call's worst case.
  var peak = Money.zero
  /// What the concurrency limit said when it began.
  var generation: Int
}

/// One try of an attempt: answer, grade, write down.
struct AttemptWork: Sendable {
  let run: EvalRun
  let journal: RunJournal
  let place: AttemptPlace
  let generation: Int

  func perform() async throws -> AttemptResult {
    try await ConcurrencyLimit.$begunIn.withValue(generation) { try await answered() }
  }

  private func answered() async throws -> AttemptResult {
    let (attempt, ungraded) = journal.attempt(place)
    if let ungraded { return try await regrade(attempt, ungraded) }
    let started = run.surroundings.now()
    let answer = try await run.answer(attempt)
    return try await finish(
      answer, started: started, seconds: run.surroundings.now() - started)
  }

  /// Grades what was answered, and writes it down.
  func finish(
    _ answer: AttemptAnswer, started: Timestamp, seconds: Duration
  ) async throws -> AttemptResult {
    let (attempt, _) = journal.attempt(place)
    var record = AttemptRecord(
      plan: run.folder.plan.hash, attempt: attempt, ending: .infrastructureFailure,
      answer: answer, started: started, seconds: seconds)
    let consequence: AttemptResult.Consequence
    switch answer.verdict {
    case .answered:
      let grading = await graded(answer.text, attempt)
      record.apply(grading)
      consequence = grading.consequence
    case .modelFailed(let reason):
      record.ending = .modelFailure
      record.score = 0
      record.error = reason
      consequence = .done
    case .infrastructureFailed(let reason, let isPassing, let retryAfter):
      record.error = reason
      let code = (answer.error as? ModelError)?.code
      consequence =
        isPassing
        ? .again(
          reason, after: retryAfter, isOverload: code == .rateLimited || code == .overloaded)
        : .lost(reason)
    case .budget(let reason):
      record.error = AttemptRecord.budgetEnded + reason
      consequence = .budget(reason)
    case .hopeless(let reason):
      record.error = reason
      consequence = .hopeless(reason)
    case .cancelled:
      record.error = AttemptRecord.cancelled
      consequence = .cancelled
    }
    // A try that cost nothing and says nothing of the provider is no try.
    let isNothing =
      switch consequence {
      case .budget, .cancelled, .hopeless: answer.bill.isEmpty
      default: false
      }
    if !isNothing { try await journal.write(record.json, of: place) }
    return AttemptResult(
      place: place, consequence: consequence,
      spent: AttemptRecord.known(answer.bill + record.judgeBill), peak: answer.peak,
      generation: generation)
  }

  private func regrade(
    _ attempt: Attempt, _ line: JSONObject
  ) async throws -> AttemptResult {
    let grading = await graded(line["answer"]?.string ?? "", attempt)
    let json = AttemptRecord.regraded(
      line, number: attempt.number, ending: grading.ending, score: grading.score,
      grades: grading.parts, judgeBill: grading.bill, error: grading.error)
    try await journal.write(json, of: place)
    return AttemptResult(
      place: place, consequence: grading.consequence, spent: AttemptRecord.known(grading.bill),
      generation: generation)
  }

  private func graded(_ answer: String, _ attempt: Attempt) async -> Grading {
    do {
      let grade = try await run.grade(answer, attempt)
      return Grading(
        ending: .scored, score: grade.score, secondScore: grade.secondScore, parts: grade.parts,
        bill: grade.bill,
        consequence: .done)
    } catch {
      let failure = error as? GradingFailure ?? GradingFailure(error)
      let reason = "\(failure)"
      return Grading(
        bill: failure.bill, error: AttemptRecord.gradingFailed + reason,
        consequence: consequence(of: failure.underlying, reason))
    }
  }

  private func consequence(
    of error: any Error, _ reason: String
  ) -> AttemptResult.Consequence {
    switch AttemptAnswer(error: error).verdict {
    case .cancelled: return .cancelled
    case .budget(let sentence): return .budget(sentence)
    case .hopeless(let sentence): return .hopeless(sentence)
    default:
      let error = error as? ModelError
      return .again(
        reason, after: error?.retryAfter,
        isOverload: error?.code == .rateLimited || error?.code == .overloaded)
    }
  }
}

/// What came of grading an answer.
private struct Grading {
  var ending = Outcome.Ending.infrastructureFailure
  var score: Double?
  var secondScore: Double?
  var parts: [GradedAnswer.Part] = []
  var bill: [LedgerRow] = []
  var error: String?
  var consequence: AttemptResult.Consequence
}

extension AttemptRecord {
  fileprivate mutating func apply(_ grading: Grading) {
    ending = grading.ending
    score = grading.score
    secondScore = grading.secondScore
    grades = grading.parts
    judgeBill = grading.bill
    error = grading.error
  }
}

extension AttemptAnswer {
  fileprivate var peak: Money {
    var spent = Money.zero
    var peak = Money.zero
    for row in bill where !row.isReplayed {
      peak = max(peak, spent + (row.held.amount ?? .zero))
      spent += row.cost.amount ?? .zero
    }
    return peak
  }
}
