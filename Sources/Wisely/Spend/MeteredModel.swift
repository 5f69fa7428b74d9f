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
  let surroundings: Surroundings

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

  func quote(
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

  func count(
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
