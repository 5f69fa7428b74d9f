// SPDX-License-Identifier: Apache-2.0

extension MeteredModel {
  /// A call that may be made: its worst case is held in the budget.
  struct AdmittedCall {
    var request: ModelRequest
    var prompt: TokenCount
    var hold: Hold
  }

  /// Holds the worst case of a request, if need be with a lower output limit.
  ///
  /// - Throws: `ModelError` with code `budget` or `unpriced` when the call may not be made.
  func admit(
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

  /// Says what the caller must know of a call before it is made.
  func announce(
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
