// SPDX-License-Identifier: Apache-2.0

/// The dated prices of one model, and the facts about it that decide what a request may hold and cost.
public struct PriceSheet: Hashable, Sendable {
  /// The model, without a snapshot date.
  public var id: ModelID
  /// Other names of the same model.
  public var otherNames: [ModelID]
  /// Who serves it at these prices, such as `openai`; empty when nobody said.
  public var provider: String
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
  /// What it takes in a request, where anything is said of that.
  public var statedCapabilities: ModelCapabilities? {
    capabilities == ModelCapabilities() ? nil : capabilities
  }
  /// The prices, oldest first; empty when none is known.
  public var prices: [DatedPrice]
  /// The factor of a batch, if batches have a price.
  public var batch: Factor?
  /// The factors of regions it can be pinned to.
  public var geo: [String: Factor]
  /// The factors of speeds and service tiers other than the standard one, such as `fast` or `flex`.
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
    provider = id.provider ?? ""
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
  /// The exact cost of some usage at a moment; unpriced when any part of it has no known price then.
  ///
  /// The whole prompt chooses the tier, and the tier's rates hold for every token of the request
  /// (gateway trap 7). A factor that does not divide evenly rounds half a picodollar up, once.
  public func cost(
    of usage: Usage, service: Service = Service(), at moment: Timestamp
  ) -> Cost {
    guard let terms = terms(of: service, on: moment.day) else { return .unpriced }
    let isQuiet = terms.offPeak?.holds(at: moment) ?? false
    return cost(of: usage, isQuiet ? terms.offPeak?.tiers ?? [] : terms.tiers, terms.factors)
  }

  /// The exact cost of some usage on a day, at the full price where the price depends on the hour.
  public func cost(of usage: Usage, service: Service = Service(), on day: CalendarDay) -> Cost {
    guard let terms = terms(of: service, on: day) else { return .unpriced }
    return cost(of: usage, terms.tiers, terms.factors)
  }

  private func cost(of usage: Usage, _ tiers: [PriceTier], _ factors: [Factor]) -> Cost {
    guard usage.isPlausible, let tier = tiers.tier(forPrompt: usage.prompt),
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
  /// A request may be billed in another hour than the one it is made in, so the dearer hours count.
  /// Neither figure counts beyond what the model takes at all.
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
    writing lifetimes: Set<CacheLifetime> = CacheLifetime.unasked, on day: CalendarDay
  ) -> Cost {
    guard let terms = terms(of: service, on: day) else { return .unpriced }
    let prompt = max(0, min(prompt, context ?? prompt))
    let output = max(0, min(output, maximumOutput ?? output))
    var worst = [terms.tiers, terms.offPeak?.tiers ?? []]
      .map { $0.worstCase(prompt: prompt, output: output, writing: lifetimes) }
      .reduce(.zero, max)
    if webSearches > 0 {
      guard let webSearch else { return .unpriced }
      worst += webSearch * webSearches
    }
    return worst.multiplied(by: terms.factors).map { .priced($0) } ?? .unpriced
  }

  /// What a request is billed by.
  private struct Terms {
    var tiers: [PriceTier]
    var offPeak: OffPeakPrice?
    var factors: [Factor] = []
  }

  /// The terms of a service on a day; nil when the day or a part of the service has no known price:
  /// an unknown factor is not 1.
  private func terms(of service: Service, on day: CalendarDay) -> Terms? {
    guard let price = price(on: day) else { return nil }
    var terms = Terms(tiers: price.tiers, offPeak: price.offPeak)
    var parts: [(name: String, factor: Factor?)] = service.isBatch ? [("batch", batch)] : []
    if let pace = service.speed, !Service.isStandard(speed: pace) {
      parts.append((pace, speed[pace]))
    }
    var hasOwnTiers = false
    for part in parts {
      if let own = price.services[part.name] {
        // Nobody lists what two services with prices of their own cost together.
        guard !hasOwnTiers else { return nil }
        hasOwnTiers = true
        terms.tiers = own
        terms.offPeak = nil
      } else if let factor = part.factor {
        terms.factors.append(factor)
      } else {
        return nil
      }
    }
    if let place = service.geo, !Service.isAnywhere(geo: place) {
      guard let factor = geo[place] else { return nil }
      terms.factors.append(factor)
    }
    return terms
  }
}

extension Service {
  /// What providers report for a request at no special speed.
  package static func isStandard(speed: String) -> Bool {
    ["standard", "default"].contains(speed)
  }

  /// What providers report for a request that was pinned to nothing.
  package static func isAnywhere(geo: String) -> Bool { ["global", "not_available"].contains(geo) }
}

extension Usage {
  /// Whether the counts can be counts: a broken provider's figures must not become money.
  fileprivate var isPlausible: Bool {
    [
      input, cacheRead, cacheWrite5m, cacheWrite30m, cacheWrite1h, cacheWrite12h, output,
      webSearches,
    ].allSatisfy { 0...1_000_000_000_000 ~= $0 }
  }
}
