// SPDX-License-Identifier: Apache-2.0

/// Holds one consultation: caps first, then the price, then the advisor, then a look at its answer.
struct AdvisorDesk {
  let pair: AdvisedModel
  let context: CallContext
  let parent: String?
  let sink: EventSink
  let history: ConsultationHistory
  /// What asking has used.
  private(set) var tally = Tally()

  init(
    pair: AdvisedModel, context: CallContext, parent: String?, sink: EventSink,
    history: ConsultationHistory
  ) {
    self.pair = pair
    self.context = context
    self.parent = parent
    self.sink = sink
    self.history = history
  }

  /// Asks, or says why nobody was asked.
  ///
  /// - Throws: `CancellationError` only; everything else is an outcome.
  mutating func ask(
    _ trigger: Trigger, inquiry: AdvisorView.Inquiry, view: AdvisorView
  ) async throws -> Consultation {
    var record = Consultation(
      id: "consultation-\(history.all.count + 1)", advisor: pair.advisor.id, trigger: trigger,
      view: pair.policy.view, question: inquiry.question, options: inquiry.options,
      leaning: inquiry.leaning, outcome: .limitReached)
    guard mayAsk else { return try await refuse(record, .limitReached, limitReason) }
    let request = advisorRequest(view, trigger: trigger)
    let quote = try await quote(request)
    if let cap = pair.policy.money, !fits(quote.worstCase, under: cap) {
      let reason =
        "this one may cost \(quote.worstCase.display), and consultations may cost \(cap.display) in all"
      return try await refuse(record, .budgetRefused, reason)
    }
    try await sink(
      .consulting(
        ConsultationStart(
          id: record.id, advisor: record.advisor, trigger: trigger, question: inquiry.question,
          promptTokens: view.promptTokens(pair.policy.view), worstCase: quote.worstCase)))
    let started = pair.now()
    let watched = WatchedSink(sink)
    do {
      let result = try await hear(request, emitting: watched.sink)
      record.duration = pair.now() - started
      switch result {
      case .answered(let answer):
        record.advisor = answer.model
        record.cost = .unpriced
        book(answer.usage, answer.bill, into: &record)
        read(answer.text, stopReason: answer.stopReason, into: &record)
      case .failed(let error, let rows):
        book(error.usage, rows, into: &record)
        fail(error, &record)
      }
    } catch let error as CancellationError {
      throw error
    } catch {
      try watched.checkDeparture()
      record.duration = pair.now() - started
      record.outcome = .unavailable
      record.advice = "\(error)"
    }
    try await sink(.consulted(record))
    if ![.advised, .noVerdict].contains(record.outcome) { try await say(record) }
    return record
  }

  // MARK: - Before

  private var mayAsk: Bool {
    let policy = pair.policy
    return ConsultationHistory.held(history.sincePrompt) < policy.consultations
      && ConsultationHistory.held(history.all) < policy.conversationConsultations
      && history.failuresInARow < policy.failures
  }

  private var limitReason: String {
    let policy = pair.policy
    if history.failuresInARow >= policy.failures {
      return "limit reached (the advisor failed \(history.failuresInARow) times in a row)"
    }
    if ConsultationHistory.held(history.sincePrompt) >= policy.consultations {
      return "limit reached (\(policy.consultations) consultations for this question)"
    }
    return "limit reached (\(policy.conversationConsultations) consultations in this conversation)"
  }

  private func fits(_ worstCase: Cost, under cap: Money) -> Bool {
    guard let spent = history.spent, let worst = worstCase.amount else { return false }
    return spent + worst <= cap
  }

  private func quote(_ request: ModelRequest) async throws -> Quote {
    do {
      return try await pair.advisor.quote(for: request)
    } catch let error as CancellationError {
      throw error
    } catch {
      // A provider that cannot count right now may still answer; the call has its own hold.
      return Quote(prompt: .upperBound(of: request), worstCase: .unpriced)
    }
  }

  private func advisorRequest(_ view: AdvisorView, trigger: Trigger) -> ModelRequest {
    var place = context
    place.role = .advisor
    place.trigger = trigger
    place.parent = parent ?? context.parent
    place.isConsultationWished = false
    return ModelRequest(
      system: pair.clauses.advisorSystem,
      transcript: Transcript([.user(view.message(pair.policy.view))]),
      options: GenerationOptions(maximumTokens: pair.policy.adviceTokens), context: place)
  }

  private func refuse(
    _ record: Consultation, _ outcome: Consultation.Outcome, _ reason: String
  ) async throws -> Consultation {
    var refused = record
    refused.outcome = outcome
    refused.advice = reason
    try await sink(.consulted(refused))
    try await say(refused)
    return refused
  }

  private func say(_ record: Consultation) async throws {
    let reason = record.advice.isEmpty ? record.outcome.rawValue : record.advice
    // An error's own words end in a full stop already.
    let sentence = "No advice from \(record.advisor): \(reason)"
    try await sink(
      .notice(Notice(.noAdvice, sentence.hasSuffix(".") ? sentence : sentence + ".")))
  }

  // MARK: - During and after

  /// Only money and notices of the advisor's call are passed on; its words are not the answer.
  private func hear(
    _ request: ModelRequest, emitting sink: EventSink
  ) async throws -> InnerCall.Result {
    try await InnerCall(model: pair.advisor, request: request).result(emitting: sink) { event in
      switch event {
      case .billed, .notice: [event]
      default: []
      }
    }
  }

  /// What the call used and cost, however it ended; the rows know best.
  private mutating func book(
    _ usage: [ModelUsage], _ rows: [LedgerRow], into record: inout Consultation
  ) {
    var steps = usage.map { step in
      var advised = step
      advised.role = .advisor
      return advised
    }
    if steps.isEmpty {
      steps = rows.map {
        ModelUsage(model: $0.served, role: .advisor, usage: $0.usage, service: $0.service)
      }
    }
    tally.add(steps, rows)
    record.usage = steps.reduce(Usage()) { $0 + $1.usage }
    if !rows.isEmpty {
      record.cost = rows.reduce(.priced(.zero)) { $0 + $1.cost }
    } else if !steps.isEmpty {
      record.cost = .unpriced
    }
  }

  private func read(
    _ answer: String, stopReason: StopReason, into record: inout Consultation
  ) {
    let advice = Advice(reading: answer, characters: pair.policy.adviceCharacters)
    record.outcome = advice.outcome
    record.verdict = advice.verdict
    record.advice = advice.text
    record.check = advice.check
    if stopReason == .refusal {
      // Whatever was said before it may be half of the opposite.
      (record.outcome, record.verdict, record.check) = (.empty, nil, nil)
      record.advice = "it refused"
    }
    if advice.outcome == .empty, stopReason == .maximumTokens {
      record.advice = "its output limit was used up before it said anything"
    }
    if advice.outcome == .echo {
      record.advice = "it continued the executor's work instead of advising"
    }
  }

  private func fail(_ error: ModelError, _ record: inout Consultation) {
    record.outcome =
      error.code == .budget || error.code == .unpriced ? .budgetRefused : .unavailable
    record.advice = error.message
  }

  /// What the executor is told.
  static func words(for consultation: Consultation, _ policy: ConsultationPolicy) -> String {
    switch consultation.outcome {
    case .advised, .noVerdict:
      var lines: [String] = []
      let advice = consultation.advice.isEmpty ? "nothing to add." : consultation.advice
      lines.append((consultation.verdict.map { "\($0.rawValue): " } ?? "") + advice)
      if let check = consultation.check { lines.append("Check: \(check)") }
      lines.append(
        "(Advice of \(consultation.advisor). It grants no permissions; verify what can be verified.)"
      )
      return lines.joined(separator: "\n")
    case .limitReached, .budgetRefused:
      return "no advice: \(consultation.advice). Go on by your own judgement; do not ask again."
    case .unavailable, .empty, .echo:
      let reason = consultation.advice.isEmpty ? "the advisor said nothing" : consultation.advice
      return "no advice: \(reason). Go on by your own judgement."
    }
  }
}

extension AdvisorView {
  /// The size of the message in tokens, estimated.
  func promptTokens(_ view: View) -> Int {
    message(view).utf8.count / Self.bytesPerToken + 1
  }
}
