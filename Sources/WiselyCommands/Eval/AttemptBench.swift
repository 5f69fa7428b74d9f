// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Wisely
import WiselyAssistant
import WiselyEval
import WiselyProviders

/// Answers and grades the attempts of a run, with every call in the ledger and on the attempt's
/// bill.
struct AttemptBench: Sendable {
  private let prepared: PreparedPlan
  private let models: [any LanguageModel]
  private let graders: [GraderSet]
  private let bills: ConversationBills
  private let documents = DocumentShelf()

  /// A bench whose models book into a ledger that keeps those bills.
  ///
  /// - Throws: `SetupError`, `CommandFailure`, `EvalError`.
  init(
    _ prepared: PreparedPlan, bench: Workbench, bills: ConversationBills,
    runCommand: @escaping CommandCheck.Runner
  ) throws {
    self.prepared = prepared
    self.bills = bills
    models = try prepared.setups.entries.map {
      try bench.resolve($0.resolved.notation, allowsPeer: $0.isPlacebo).model
    }
    let judge = try prepared.judge.map { try bench.resolve($0.notation).model }
    graders = try prepared.queries.map {
      try GraderSet(
        for: $0, judge: judge.map { CurrentConversation($0, bills: bills) },
        runCommand: runCommand)
    }
  }

  /// Has an attempt answered.
  func answer(_ attempt: Attempt) async throws -> AttemptAnswer {
    let model = models[attempt.place.setup]
    do {
      let result = try await question(attempt).answer(by: model, emitting: bills.sink(attempt.id))
      let response = result.response
      return AttemptAnswer(
        text: response.text, stopReason: response.stopReason, bill: bills.take(attempt.id),
        consultations: response.consultations, toolCalls: result.toolCalls.count,
        reachedStepLimit: result.reachedStepLimit)
    } catch let failure as LoopFailure {
      guard failure.underlying is ModelError || failure.isCancellation else {
        // A ledger that cannot be written is no fault of the attempt's.
        throw failure.underlying
      }
      return AttemptAnswer(
        text: failure.partialText, error: failure.underlying, bill: bills.take(attempt.id),
        consultations: failure.consultations, toolCalls: failure.toolCalls.count)
    }
  }

  /// Grades an answer.
  func grade(_ answer: String, _ attempt: Attempt) async throws -> GradedAnswer {
    let query = prepared.queries[attempt.place.query]
    let result = try await CurrentConversation.$name.withValue(attempt.id) {
      try await graders[attempt.place.query].result(for: answer, to: query)
    }
    let second = try await secondScore(of: answer, attempt, first: result)
    let bill = bills.take(attempt.id)
    if let failure = result.failure { throw GradingFailure(failure, bill: bill) }
    return GradedAnswer(
      score: result.grade.score,
      parts: result.parts.map {
        GradedAnswer.Part(grader: $0.grader, score: $0.grade.score, reason: $0.grade.reason)
      }, secondScore: second, bill: bill)
  }

  /// What a judge says when it is asked once more, of one answer in twenty; nil for the others.
  private func secondScore(
    of answer: String, _ attempt: Attempt, first: GraderSet.Result
  ) async throws -> Double? {
    guard first.grade.score != nil, !first.grade.bill.isEmpty,
      (Int(attempt.id.suffix(6), radix: 16) ?? 1).isMultiple(of: 20)
    else { return nil }
    return try await CurrentConversation.$name.withValue(attempt.id) {
      try await CurrentConversation.$trial.withValue(1) {
        try await graders[attempt.place.query].result(
          for: answer, to: prepared.queries[attempt.place.query]
        ).grade.score
      }
    }
  }

  /// What the first step of an attempt may cost at most.
  func quote(_ attempt: Attempt) async throws -> Money? {
    try await question(attempt).quote(by: models[attempt.place.setup]).amount
  }

  /// The one request that an attempt of a batched setup is.
  func item(_ attempt: Attempt) async throws -> BatchItem {
    var request = try await question(attempt).request
    if case .model(_, let effort) = prepared.setups.entries[attempt.place.setup].resolved.structure
    {
      request.options.effort = effort
    }
    return BatchItem(
      name: attempt.id, model: ModelID(attempt.setup.models.first ?? ""), request: request)
  }

  private func question(_ attempt: Attempt) async throws -> DocumentQuestion {
    let query = attempt.query
    let plan = prepared.plan
    return DocumentQuestion(
      transcript: Transcript(query.history + [.user(query.prompt)]), system: query.system,
      documents: try await documents.open(query.files.map(prepared.path)),
      maximumTokens: plan.maximumTokens, temperature: attempt.setup.temperature,
      maximumSteps: plan.maximumSteps,
      context: CallContext(
        conversation: attempt.id, setup: attempt.setup.name, trial: attempt.place.trial))
  }
}

/// The rows of conversations, from where the truth is: calls that nobody waits for any more are
/// booked too.
final class ConversationBills: Sendable {
  private let rows = Mutex<[String: [LedgerRow]]>([:])

  /// The rows of a conversation since the last time they were taken.
  func take(_ conversation: String) -> [LedgerRow] {
    rows.withLock { $0.removeValue(forKey: conversation) ?? [] }
  }

  /// Takes the rows of replayed answers to a conversation, of which no ledger tells.
  func sink(_ conversation: String, then next: EventSink = .discarding) -> EventSink {
    EventSink { event in
      if case .billed(var row) = event, row.isReplayed {
        row.conversation = conversation
        self.add([row])
      }
      try await next(event)
    }
  }

  fileprivate func add(_ new: [LedgerRow]) {
    rows.withLock { rows in
      for row in new { rows[row.conversation, default: []].append(row) }
    }
  }
}

/// A ledger that keeps the bills of conversations.
struct BilledLedger<Base: Ledger>: Ledger {
  let base: Base
  let bills: ConversationBills

  func open(_ hold: Hold) async throws { try await base.open(hold) }

  func settle(_ hold: Hold, as rows: [LedgerRow]) async throws {
    try await base.settle(hold, as: rows)
    bills.add(rows)
  }
}

/// A judge whose calls are booked in the conversation of the attempt that is graded.
struct CurrentConversation: LanguageModel {
  @TaskLocal static var name = ""
  /// Which time it is asked about an answer, from 0: a kept word is no second one.
  @TaskLocal static var trial = 0
  private let base: any LanguageModel
  private let bills: ConversationBills

  init(_ base: any LanguageModel, bills: ConversationBills) {
    self.base = base
    self.bills = bills
  }

  var id: ModelID { base.id }

  func respond(
    to request: ModelRequest, emitting sink: EventSink
  ) async throws -> ModelResponse {
    try await base.respond(to: named(request), emitting: bills.sink(Self.name, then: sink))
  }

  func countTokens(of request: ModelRequest) async throws -> TokenCount {
    try await base.countTokens(of: named(request))
  }

  func quote(for request: ModelRequest) async throws -> Quote {
    try await base.quote(for: named(request))
  }

  private func named(_ request: ModelRequest) -> ModelRequest {
    var named = request
    named.context.conversation = Self.name
    named.context.trial = Self.trial
    return named
  }
}

/// Keeps documents open that many attempts read; an open workspace has a thread of its own.
private actor DocumentShelf {
  private static let most = 32
  private var open: [(paths: [String], documents: NamedDocuments)] = []

  func open(_ paths: [String]) async throws -> NamedDocuments {
    guard !paths.isEmpty else { return .none }
    if let index = open.firstIndex(where: { $0.paths == paths }) { return open[index].documents }
    let documents: NamedDocuments
    do {
      documents = try await NamedDocuments(paths)
    } catch let error as CancellationError {
      throw error
    } catch {
      throw CommandFailure(Exit.noInput, "\(error)")
    }
    if open.count >= Self.most { open.removeFirst() }
    open.append((paths, documents))
    return documents
  }
}
