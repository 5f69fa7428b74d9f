// SPDX-License-Identifier: Apache-2.0

/// The dated prices of one model, and the facts about it that decide what a request may hold and cost.
public struct PriceSheet: Hashable, Sendable {
  /// The model, without a snapshot date.
  public var id: ModelID
  /// Other names of the same model.
  public var otherNames: [ModelID]
  /// The line it belongs to, such as `haiku`; empty when it belongs to none.
  public var family: String
  /// The day it came out.
  public var released: CalendarDay?
  /// The first day it is gone, if one was announced.
  public var retires: CalendarDay?
  /// Whether it is gone, on whatever day.
  public var isRetired: Bool
  /// Whether it only stands in for a language model.
  public var isStandIn: Bool
  /// What a reader should know.
  public var note: String?
  /// The largest prompt with its answer, in tokens.
  public var context: Int?
  /// The longest answer, in tokens.
  public var maximumOutput: Int?
  /// The smallest prompt that can be cached, in tokens.
  public var minimumCacheable: Int?
  /// How it counts.
  public var tokenizer: Tokenizer?
  /// What it takes in a request.
  public var capabilities: ModelCapabilities
  /// The prices, oldest first; empty when none is known.
  public var prices: [DatedPrice]
  /// The factor of a batch, if batches have a price.
  public var batch: Factor?
  /// The factors of regions it can be pinned to.
  public var geo: [String: Factor]
  /// The factors of speeds other than the standard one.
  public var speed: [String: Factor]
  /// What one web search costs.
  public var webSearch: Money?
  /// Where the figures were read.
  public var source: String
  /// The day they were read.
  public var asOf: CalendarDay?

  /// A sheet without prices.
  public init(id: ModelID) {
    self.id = id
    otherNames = []
    family = ""
    isRetired = false
    isStandIn = false
    capabilities = ModelCapabilities()
    prices = []
    geo = [:]
    speed = [:]
    source = ""
  }

  /// The prices that hold on a day; nil before the first.
  public func price(on day: CalendarDay) -> DatedPrice? { prices.last { $0.from <= day } }

  /// Whether it is out and not yet gone on a day.
  public func isAvailable(on day: CalendarDay) -> Bool {
    guard !isRetired, let released, released <= day else { return false }
    return retires.map { day < $0 } ?? true
  }
}

extension PriceSheet {
  /// The exact cost of some usage; unpriced when any part of it has no known price that day.
  ///
  /// The whole prompt chooses the tier, and the tier's rates hold for every token of the request
  /// (gateway trap 7). A factor that does not divide evenly rounds half a picodollar up, once.
  public func cost(of usage: Usage, service: Service = Service(), on day: CalendarDay) -> Cost {
    guard usage.isPlausible, let price = price(on: day),
      let tier = price.tier(forPrompt: usage.prompt), let factors = factors(of: service),
      var total = tier.rates.price(of: usage)
    else { return .unpriced }
    if usage.webSearches > 0 {
      guard let webSearch else { return .unpriced }
      total += webSearch * usage.webSearches
    }
    return total.multiplied(by: factors).map { .priced($0) } ?? .unpriced
  }

  /// The most a request may cost: every prompt token at its dearest rate, every output token used.
  ///
  /// A bound on the prompt may straddle a tier, so each tier it can reach is tried and the dearest
  /// counts (gateway trap 8). Neither figure counts beyond what the model takes at all.
  ///
  /// - Parameters:
  ///   - prompt: The size of the prompt, or a bound on it, in tokens.
  ///   - output: The limit on output tokens.
  ///   - webSearches: The most searches the provider may run.
  ///   - service: How the request will be served.
  ///   - lifetimes: The caches that may be written; one without a price is left out.
  ///   - day: The day of the request, in UTC.
  /// - Returns: The bound, or unpriced when the model, the service or a search has no price that day.
  public func worstCase(
    prompt: Int, output: Int, webSearches: Int = 0, service: Service = Service(),
    writing lifetimes: Set<CacheLifetime> = Set(CacheLifetime.allCases), on day: CalendarDay
  ) -> Cost {
    guard let price = price(on: day), let factors = factors(of: service) else { return .unpriced }
    let prompt = max(0, min(prompt, context ?? prompt))
    let output = max(0, min(output, maximumOutput ?? output))
    var worst = Money.zero
    for (index, tier) in price.tiers.enumerated() where index == 0 || prompt > tier.over {
      let end = index + 1 < price.tiers.count ? min(prompt, price.tiers[index + 1].over) : prompt
      let rate = tier.rates.dearestPromptRate(writing: lifetimes)
      worst = max(worst, rate * end + tier.rates.output * output)
    }
    if webSearches > 0 {
      guard let webSearch else { return .unpriced }
      worst += webSearch * webSearches
    }
    return worst.multiplied(by: factors).map { .priced($0) } ?? .unpriced
  }

  /// The factors of a service; nil when one of them is unknown, which is not 1.
  private func factors(of service: Service) -> [Factor]? {
    var factors: [Factor] = []
    if service.isBatch {
      guard let batch else { return nil }
      factors.append(batch)
    }
    // What providers report for requests that were pinned to nothing.
    if let place = service.geo, place != "global", place != "not_available" {
      guard let factor = geo[place] else { return nil }
      factors.append(factor)
    }
    if let pace = service.speed, pace != "standard" {
      guard let factor = speed[pace] else { return nil }
      factors.append(factor)
    }
    return factors
  }
}

extension Usage {
  /// Whether the counts can be counts: a broken provider's figures must not become money.
  fileprivate var isPlausible: Bool {
    [input, cacheRead, cacheWrite5m, cacheWrite30m, cacheWrite1h, output, webSearches]
      .allSatisfy { 0...1_000_000_000_000 ~= $0 }
  }
}
