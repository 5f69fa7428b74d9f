// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyProviders

/// Takes the answers of one batch: books each, has it graded and writes it down.
///
/// Whatever it does twice, because a process ended in between, comes to the same rows and lines.
actor BatchCollector {
  private let run: EvalRun
  private let journal: RunJournal
  private let support: BatchSupport
  private let service: any BatchService
  private let places: [String: AttemptPlace]
  private let batch: Batch
  /// What the answers have cost, as far as it is known.
  private(set) var spent = Money.zero
  /// The attempts that would fail again.
  private(set) var lost: Set<String> = []

  /// Answers that are graded at the same time.
  private static let width = 16

  init(
    run: EvalRun, journal: RunJournal, support: BatchSupport, service: any BatchService,
    places: [String: AttemptPlace], batch: Batch
  ) {
    self.run = run
    self.journal = journal
    self.support = support
    self.service = service
    self.places = places
    self.batch = batch
  }

  /// Takes all of them.
  func collect() async throws {
    var waiting: [(AttemptPlace, BatchOutcome)] = []
    try await service.results(of: batch.id) { name, outcome in
      // A killed process may have taken some of them already.
      guard let place = places[name], !journal.isDone(place), !journal.isUngraded(place) else {
        return
      }
      waiting.append((place, outcome))
      guard waiting.count >= Self.width else { return }
      try await take(waiting)
      waiting.removeAll()
    }
    try await take(waiting)
  }

  private func take(_ answers: [(AttemptPlace, BatchOutcome)]) async throws {
    let works = answers.map { place, outcome in (place, answer(to: place, outcome)) }
    for (_, answer) in works {
      spent += AttemptRecord.known(answer.bill)
      guard let first = answer.bill.first else { continue }
      try await support.ledger.settle(Hold(row: first), as: answer.bill)
    }
    let (started, seconds) = times
    try await withThrowingTaskGroup(of: AttemptResult.self) { group in
      for (place, answer) in works {
        let work = AttemptWork(
          run: run, journal: journal, place: place, generation: run.limit.generation)
        group.addTask { try await work.finish(answer, started: started, seconds: seconds) }
      }
      for try await result in group {
        switch result.consequence {
        case .lost, .hopeless: lost.insert(run.folder.plan.attemptID(result.place))
        default: break
        }
      }
    }
  }

  /// The provider's own times: ours would differ the second time round, and a row is never changed.
  private var times: (started: Timestamp, seconds: Duration) {
    let started = batch.created ?? Timestamp(microseconds: 0)
    return (started, (batch.ended ?? started) - started)
  }

  private func answer(
    to place: AttemptPlace, _ outcome: BatchOutcome
  ) -> AttemptAnswer {
    let (attempt, _) = journal.attempt(place)
    switch outcome {
    case .answered(let response):
      return AttemptAnswer(
        text: response.text, stopReason: response.stopReason,
        bill: response.usage.enumerated().map { row(attempt, $0, $1, outcome: .answered) })
    case .failed(let error):
      let step = ModelUsage(
        model: ModelID(attempt.setup.models.first ?? ""), usage: Usage(),
        service: Service(isBatch: true))
      return AttemptAnswer(
        error: error, bill: [row(attempt, 0, step, outcome: .failed(error.code))])
    }
  }

  private func row(
    _ attempt: Attempt, _ index: Int, _ step: ModelUsage, outcome: LedgerRow.Outcome
  ) -> LedgerRow {
    let (started, seconds) = times
    // The same whoever takes the answer in, and another for every batch.
    let name = "\(batch.id)_\(attempt.id)"
    let model = ModelID(attempt.setup.models.first ?? step.model.rawValue)
    return LedgerRow(
      id: index == 0 ? name : "\(name)/\(index + 1)", parent: index == 0 ? nil : name,
      conversation: attempt.id, role: step.role, setup: attempt.setup.name, requested: model,
      served: step.model, usage: step.usage, service: step.service,
      cost: support.catalogue.cost(of: step, at: started), held: .priced(.zero),
      priceVersion: support.catalogue.version, outcome: outcome, started: started,
      ended: Timestamp(
        microseconds: started.microseconds + seconds.components.seconds * 1_000_000))
  }
}
