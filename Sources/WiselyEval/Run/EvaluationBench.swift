// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Wisely

/// Where the attempts of an `Evaluation` are answered and graded.
struct EvaluationBench: Sendable {
  private let evaluation: Evaluation
  private let sets: [GraderSet]
  private let judge: (any LanguageModel)?
  private let surroundings: Surroundings

  init(_ evaluation: Evaluation, _ surroundings: Surroundings) throws(EvalError) {
    self.evaluation = evaluation
    self.surroundings = surroundings
    judge = evaluation.judge
    guard evaluation.grader == nil else {
      sets = []
      return
    }
    var sets: [GraderSet] = []
    for query in evaluation.queries {
      sets.append(try GraderSet(for: query, judge: evaluation.judge))
    }
    self.sets = sets
  }

  /// The graders with their versions, and the judge.
  var graders: [String] {
    let names = evaluation.grader.map { [$0.name] } ?? Set(sets.map(\.name)).sorted()
    return names + (judge.map { ["judge:\($0.id)"] } ?? [])
  }

  /// Has an attempt answered.
  func answer(_ attempt: Attempt) async throws -> AttemptAnswer {
    // The rows of a failed answer are in no response, so they are kept as they come.
    let heard = HeardRows()
    do {
      let response = try await model(of: attempt).respond(
        to: request(attempt), emitting: heard.sink)
      return AttemptAnswer(
        text: response.text, stopReason: response.stopReason,
        bill: response.bill + unmetered(response, attempt),
        consultations: response.consultations)
    } catch {
      return AttemptAnswer(error: error, bill: heard.rows)
    }
  }

  /// Grades an answer.
  func grade(_ answer: String, _ attempt: Attempt) async throws -> GradedAnswer {
    guard let grader = evaluation.grader else {
      let result = try await sets[attempt.place.query].result(for: answer, to: attempt.query)
      if let failure = result.failure {
        throw GradingFailure(failure, bill: result.grade.bill)
      }
      return GradedAnswer(
        score: result.grade.score,
        parts: result.parts.map {
          GradedAnswer.Part(grader: $0.grader, score: $0.grade.score, reason: $0.grade.reason)
        }, bill: result.grade.bill)
    }
    let grade = try await grader.grade(answer, to: attempt.query)
    return GradedAnswer(
      score: grade.score,
      parts: [GradedAnswer.Part(grader: grader.name, score: grade.score, reason: grade.reason)],
      bill: grade.bill)
  }

  /// What an attempt may cost at most; nil when nobody knows.
  func quote(_ attempt: Attempt) async throws -> Money? {
    try await model(of: attempt).quote(for: request(attempt)).worstCase.amount
  }

  /// Rows without a price for what nothing metered, which is unknown and not free.
  private func unmetered(_ response: ModelResponse, _ attempt: Attempt) -> [LedgerRow] {
    let booked = Set(response.bill.map { Booked(model: $0.served, role: $0.role) })
    let nothing = ModelUsage(model: response.model, usage: Usage())
    let steps = response.usage.isEmpty && booked.isEmpty ? [nothing] : response.usage
    return steps.filter { !booked.contains(Booked(model: $0.model, role: $0.role)) }
      .enumerated().map { index, step in
        let moment = surroundings.now()
        return LedgerRow(
          id: "\(attempt.id)-\(attempt.number)-\(index)", conversation: attempt.id,
          role: step.role, setup: attempt.setup.name, requested: step.model, served: step.model,
          usage: step.usage, service: step.service, cost: .unpriced, held: .unpriced,
          priceVersion: "", outcome: .answered, started: moment, ended: moment)
      }
  }

  private struct Booked: Hashable {
    var model: ModelID
    var role: CallRole
  }

  private func model(of attempt: Attempt) -> any LanguageModel {
    evaluation.setups[attempt.place.setup]
  }

  private func request(_ attempt: Attempt) -> ModelRequest {
    let query = attempt.query
    return ModelRequest(
      system: query.system, transcript: Transcript(query.history + [.user(query.prompt)]),
      options: GenerationOptions(
        maximumTokens: evaluation.maximumTokens, temperature: evaluation.temperature),
      context: CallContext(
        conversation: attempt.id, setup: attempt.setup.name, trial: attempt.place.trial))
  }
}

/// The rows that were booked while a model was asked.
private final class HeardRows: Sendable {
  private let heard = Mutex<[LedgerRow]>([])

  var rows: [LedgerRow] { heard.withLock { $0 } }

  var sink: EventSink {
    EventSink { event in
      if case .billed(let row) = event { self.heard.withLock { $0.append(row) } }
    }
  }
}
