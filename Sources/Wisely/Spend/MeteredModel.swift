// SPDX-License-Identifier: Apache-2.0

/// A model whose every call is priced before it is made, fits a budget, and is booked however it ends.
///
/// It belongs around a leaf, that is around what makes exactly one upstream call for each request;
/// retrying and setups go on top, so that each attempt has a row of its own (gateway trap 33).
public struct MeteredModel<Base: LanguageModel>: LanguageModel {
  /// The model that is metered.
  public let base: Base
  /// The prices.
  public let catalogue: PriceCatalogue
  /// Where calls are booked.
  public let ledger: any Ledger
  /// The cap they share, if any.
  public let budget: Budget?
  /// What may be assumed beforehand.
  public let policy: MeteringPolicy
  private let surroundings: Surroundings

  /// A meter round a model.
  public init(
    _ base: Base, catalogue: PriceCatalogue = .builtIn, ledger: any Ledger,
    surroundings: Surroundings, budget: Budget? = nil, policy: MeteringPolicy = MeteringPolicy()
  ) {
    self.base = base
    self.catalogue = catalogue
    self.ledger = ledger
    self.surroundings = surroundings
    self.budget = budget
    self.policy = policy
  }

  /// The name of the model that is metered.
  public var id: ModelID { base.id }

  /// Answers, after reserving the worst case; the bill holds this call's rows.
  ///
  /// - Throws: `ModelError` with code `budget` or `unpriced` when the call was not made; whatever the
  ///   model throws; and what the ledger throws when a call cannot be written down.
  public func respond(
    to request: ModelRequest, emitting sink: EventSink
  ) async throws -> ModelResponse {
    try Task.checkCancellation()
    let call = try await admit(request, started: surroundings.now())
    do {
      try await announce(call, asked: request, to: sink)
      try await ledger.open(call.hold)
    } catch {
      // Nothing was sent. A hold the ledger may have written all the same is recovered by it later.
      budget?.release(call.hold.row.id)
      throw error
    }
    return try await make(call, emitting: sink)
  }

  /// The size of a request's prompt, as the metered model counts it.
  public func countTokens(of request: ModelRequest) async throws -> TokenCount {
    try await base.countTokens(of: request)
  }

  /// The worst case of a request, by the cheap bound on its prompt unless only counting makes it fit.
  public func quote(for request: ModelRequest) async throws -> Quote {
    let moment = surroundings.now()
    let bound = TokenCount.upperBound(of: request)
    let policy = policy.covering(request)
    let quote = quote(bound, output: request.options.maximumTokens, at: moment, under: policy)
    guard let budget, let amount = quote.worstCase.amount, amount > budget.remaining else {
      return quote
    }
    let counted = try await count(request, within: bound)
    return self.quote(
      counted, output: request.options.maximumTokens, at: moment, under: policy)
  }

  private func quote(
    _ prompt: TokenCount, output: Int, at moment: Timestamp, under policy: MeteringPolicy
  ) -> Quote {
    let worstCase = catalogue.worstCase(
      id, prompt: Self.safe(prompt), output: output, under: policy, at: moment)
    return Quote(prompt: prompt, worstCase: worstCase)
  }

  /// An estimate may be too low, so it gets a tenth on top (gateway trap 19).
  private static func safe(_ prompt: TokenCount) -> Int {
    prompt.kind == .estimate ? prompt.tokens + (prompt.tokens + 9) / 10 : prompt.tokens
  }

  private func count(
    _ request: ModelRequest, within bound: TokenCount
  ) async throws -> TokenCount {
    do {
      let counted = try await base.countTokens(of: request)
      return Self.safe(counted) < bound.tokens ? counted : bound
    } catch is ModelError {
      // Counting is a courtesy of the provider; without it the bound still holds (gateway trap 19).
      return bound
    }
  }
}

// MARK: - Before the call

extension MeteredModel {
  /// A call that may be made: its worst case is held in the budget.
  private struct AdmittedCall {
    var request: ModelRequest
    var prompt: TokenCount
    var hold: Hold
  }

  private func admit(
    _ request: ModelRequest, started: Timestamp
  ) async throws -> AdmittedCall {
    let name = surroundings.makeID("call")
    let wished = request.options.maximumTokens
    let bound = TokenCount.upperBound(of: request)
    let policy = policy.covering(request)
    let full = quote(bound, output: wished, at: started, under: policy)
    func call(_ prompt: TokenCount, output: Int, held: Cost) -> AdmittedCall {
      var request = request
      request.options.maximumTokens = output
      let row = row(name, for: request, held: held, started: started)
      return AdmittedCall(request: request, prompt: prompt, hold: Hold(row: row))
    }
    guard let budget else { return call(bound, output: wished, held: full.worstCase) }
    guard let amount = full.worstCase.amount else {
      guard let ceiling = budget.unpricedCeiling else { throw unpricedError }
      try budget.hold(name, worstCase: .unpriced)
      return call(bound, output: wished, held: .priced(ceiling))
    }
    if budget.hold(name, fitting: { _ in amount }) {
      return call(bound, output: wished, held: full.worstCase)
    }
    let prompt = try await count(request, within: bound)
    var fit: (output: Int, amount: Money)?
    _ = budget.hold(name) { left in
      fit = largest(upTo: wished, prompt: prompt, within: left, at: started, under: policy)
      return fit?.amount
    }
    guard let fit else {
      throw refusal(of: prompt, output: wished, budget, at: started, under: policy)
    }
    return call(prompt, output: fit.output, held: .priced(fit.amount))
  }

  /// The largest output limit whose worst case fits, with that worst case (gateway trap 25).
  private func largest(
    upTo wished: Int, prompt: TokenCount, within left: Money, at moment: Timestamp,
    under policy: MeteringPolicy
  ) -> (output: Int, amount: Money)? {
    func price(_ output: Int) -> Money? {
      quote(prompt, output: output, at: moment, under: policy).worstCase.amount
    }
    if let amount = price(wished), amount <= left { return (wished, amount) }
    var low = min(policy.smallestLimit, wished)
    guard low < wished, let least = price(low), least <= left else { return nil }
    var high = wished
    var best = (output: low, amount: least)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if let amount = price(middle), amount <= left {
        low = middle
        best = (middle, amount)
      } else {
        high = middle
      }
    }
    return best
  }

  private var unpricedError: ModelError {
    ModelError(
      .unpriced,
      "\(id) has no known price, so it cannot be used under a budget; add its price to a price file, or set a ceiling for calls without a price."
    )
  }

  private func refusal(
    of prompt: TokenCount, output: Int, _ budget: Budget, at moment: Timestamp,
    under policy: MeteringPolicy
  ) -> ModelError {
    let least = min(policy.smallestLimit, output)
    let full = quote(prompt, output: output, at: moment, under: policy).worstCase.display
    let small = quote(prompt, output: least, at: moment, under: policy).worstCase.display
    let floor = least < output ? ", \(small) with an answer of \(least) tokens" : ""
    return ModelError(
      .budget,
      "The next call to \(id) may cost \(full)\(floor), and \(budget.remaining.display) of the \(budget.cap.display) budget is left."
    )
  }

  private func row(
    _ name: String, for request: ModelRequest, held: Cost, started: Timestamp
  ) -> LedgerRow {
    let context = request.context
    return LedgerRow(
      id: name, parent: context.parent, conversation: context.conversation, role: context.role,
      setup: context.setup, requested: id, served: id, usage: Usage(), service: policy.service,
      cost: held, held: held, priceVersion: catalogue.version, trigger: context.trigger,
      outcome: .interrupted, started: started, ended: started)
  }

  private func announce(
    _ call: AdmittedCall, asked request: ModelRequest, to sink: EventSink
  ) async throws {
    let limit = call.request.options.maximumTokens
    if limit < request.options.maximumTokens {
      try await sink(
        .notice(
          Notice(
            .limitLowered,
            "The answer is limited to \(limit) tokens instead of \(request.options.maximumTokens), which is what the budget affords."
          )))
    }
    if catalogue.sheet(for: id)?.price(on: call.hold.row.started.day) == nil {
      try await sink(
        .notice(Notice(.unpriced, "\(id) has no known price; what it costs is not counted.")))
    }
  }
}

// MARK: - The call and its bill

extension MeteredModel {
  private func make(
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
