// SPDX-License-Identifier: Apache-2.0

extension MeteredModel {
  /// Makes a call, and books it however it ends.
  func make(
    _ call: AdmittedCall, emitting sink: EventSink
  ) async throws -> ModelResponse {
    if Task.isCancelled {
      // Nothing was sent, so this is the one cancelled call whose usage is known exactly: none.
      try? await settle(call, book([unused(call)], of: call, outcome: .cancelled))
      throw CancellationError()
    }
    let observer = CallObserver()
    let delivery = CallDelivery()
    let listening = EventSink { event in
      observer.note(event)
      try await sink(event)
    }
    var response: ModelResponse
    do {
      response = try await CallDelivery.$current.withValue(delivery) {
        try await base.respond(to: call.request, emitting: listening)
      }
    } catch let error as ModelError {
      guard !error.isUnsent else {
        // Not a call: the hold ends without a row.
        try? await settle(call, [])
        throw error
      }
      let steps = steps(of: call, after: error, heard: observer, delivery)
      let rows = book(steps, of: call, outcome: .failed(error.code))
      // The failure is what the caller must hear of. If the ledger fails as well, the hold it keeps
      // is recovered as an interrupted call; a sink that throws has nobody behind it.
      try? await settle(call, rows)
      for row in rows { try? await sink(.billed(row)) }
      throw error
    } catch {
      // The caller left, or threw from its sink, which is leaving as well.
      let mayBeBilled = delivery.mayBeBilled || observer.hasHeardAnything
      let steps = mayBeBilled ? estimate(call, heard: observer) : [unused(call)]
      let rows = book(steps, of: call, outcome: .cancelled)
      try? await settle(call, rows)
      throw error
    }
    let isWanting = observer.isWanting(response.usage, in: call.hold.row.role)
    let steps =
      isWanting ? estimate(call, from: response.usage, heard: observer) : response.usage
    let rows = book(steps, of: call, outcome: .answered)
    try await settle(call, rows)
    response.bill += rows
    for row in rows { try await sink(.billed(row)) }
    for notice in notices(of: response, steps, call) { try await sink(.notice(notice)) }
    return response
  }

  private func notices(
    of response: ModelResponse, _ steps: [ModelUsage], _ call: AdmittedCall
  ) -> [Notice] {
    let served = response.model
    var notices: [Notice] = []
    if !catalogue.isSame(id, served) {
      let isPriced = catalogue.sheet(for: served)?.price(on: call.hold.row.started.day) != nil
      let booked = isPriced ? "its price is booked" : "its price is not known"
      notices.append(
        Notice(.otherModelServed, "\(served) answered instead of \(id); \(booked)."))
    }
    let row = call.hold.row
    // The others' prompts do not grow from call to call.
    guard row.role == .executor,
      let last = steps.filter({ $0.role == .executor }).max(by: {
        $0.usage.prompt < $1.usage.prompt
      }),
      let step = catalogue.stepNotice(after: last.usage, of: last.model, at: row.started)
    else { return notices }
    return notices + [step]
  }

  /// The usage of a failed call: what the error knows, else what was heard or may have been billed,
  /// else nothing.
  private func steps(
    of call: AdmittedCall, after error: ModelError, heard observer: CallObserver,
    _ delivery: CallDelivery
  ) -> [ModelUsage] {
    guard error.usage.isEmpty else { return error.usage }
    guard !observer.hasHeardAnything else { return estimate(call, heard: observer) }
    // A provider that refused a request, or never got it, bills nothing. After silence or gibberish
    // nobody knows, and a budget that took that for nothing would be none.
    let isRefused = error.status.map { 400..<500 ~= $0 } ?? false
    let isUnknown = [.timedOut, .connection, .malformedResponse].contains(error.code)
    guard isUnknown, !isRefused, delivery.mayBeBilled else { return [unused(call)] }
    return estimate(call, heard: observer)
  }

  private func unused(_ call: AdmittedCall) -> ModelUsage {
    ModelUsage(model: id, role: call.hold.row.role, usage: Usage(), service: service(of: call))
  }

  /// How a call of which the provider said nothing may have been served: as it was asked for.
  private func service(of call: AdmittedCall) -> Service {
    policy.covering(call.request).askedService ?? policy.service
  }

  private func estimate(
    _ call: AdmittedCall, from said: [ModelUsage] = [], heard observer: CallObserver
  ) -> [ModelUsage] {
    // A byte bound is about four times the true size of a prompt.
    let prompt = call.prompt
    let tokens = prompt.kind == .upperBound ? (prompt.tokens + 3) / 4 : prompt.tokens
    return observer.estimate(
      said, of: id, role: call.hold.row.role, service: service(of: call), prompt: tokens,
      limit: call.request.options.maximumTokens)
  }

  /// One row a step: the first in the call's own role is the call itself, the others are its children.
  private func book(
    _ steps: [ModelUsage], of call: AdmittedCall, outcome: LedgerRow.Outcome
  ) -> [LedgerRow] {
    let ended = surroundings.now()
    // A resumed turn may begin with the advisor's run.
    let main = steps.firstIndex { $0.role == call.hold.row.role } ?? 0
    return steps.enumerated().map { index, step in
      var row = call.hold.row
      row.served = step.model
      row.usage = step.usage
      row.service = step.service
      row.cost = catalogue.cost(of: step, at: row.started)
      row.outcome = outcome
      row.ended = ended
      guard index != main else { return row }
      row.id = "\(call.hold.row.id)/\(index + 1)"
      row.parent = call.hold.row.id
      row.role = step.role
      row.requested = step.model
      // The hold of the whole call stands in the call's own row.
      row.held = .priced(.zero)
      row.trigger = nil
      return row
    }
  }

  /// Ends the holds in the budget and in the ledger, even for a caller that has left.
  private func settle(_ call: AdmittedCall, _ rows: [LedgerRow]) async throws {
    var cost = rows.reduce(Cost.priced(.zero)) { $0 + $1.cost }
    // A guess at a call without an answer takes no more than was set aside for the truth; an answer
    // may have cost more, and that is a debt.
    let isGuess = rows.contains { $0.usage.isEstimated && $0.outcome != .answered }
    if isGuess, let guess = cost.amount, let held = call.hold.row.held.amount {
      cost = .priced(min(guess, held))
    }
    budget?.settle(call.hold.row.id, at: cost)
    // Unstructured, so that the cancellation of this task does not reach the ledger (gateway traps 17,
    // 22). Nobody cancels it; it ends with the write, and we wait for it here.
    let write = Task { [ledger] in try await ledger.settle(call.hold, as: rows) }
    try await write.value
  }
}
