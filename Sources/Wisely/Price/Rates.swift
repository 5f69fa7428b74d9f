// SPDX-License-Identifier: Apache-2.0

/// How long a written prompt cache lives.
public enum CacheLifetime: String, Hashable, Sendable, CaseIterable {
  /// Five minutes.
  case fiveMinutes = "5m"
  /// Thirty minutes.
  case thirtyMinutes = "30m"
  /// One hour.
  case oneHour = "1h"
  /// Twelve hours; written only where a request asks for it.
  case twelveHours = "12h"

  /// The lifetimes that caches may have of which a request says nothing.
  public static let unasked: Set<CacheLifetime> = [.fiveMinutes, .thirtyMinutes, .oneHour]
}

/// What one token of each kind costs; nil where no price is known, which is not zero.
public struct Rates: Hashable, Sendable {
  /// A fresh prompt token.
  public var input: Money
  /// An output token, reasoning included.
  public var output: Money
  /// A prompt token read from a cache.
  public var cacheRead: Money?
  /// A prompt token written to a cache of five minutes.
  public var cacheWrite5m: Money?
  /// A prompt token written to a cache of thirty minutes.
  public var cacheWrite30m: Money?
  /// A prompt token written to a cache of an hour.
  public var cacheWrite1h: Money?
  /// A prompt token written to a cache of twelve hours.
  public var cacheWrite12h: Money?
  /// An output token that was reasoning, where that has a price of its own; nil where it has none.
  public var reasoning: Money?

  /// Rates for one token each.
  public init(
    input: Money, output: Money, cacheRead: Money? = nil, cacheWrite5m: Money? = nil,
    cacheWrite30m: Money? = nil, cacheWrite1h: Money? = nil, cacheWrite12h: Money? = nil,
    reasoning: Money? = nil
  ) {
    self.input = input
    self.output = output
    self.cacheRead = cacheRead
    self.cacheWrite5m = cacheWrite5m
    self.cacheWrite30m = cacheWrite30m
    self.cacheWrite1h = cacheWrite1h
    self.cacheWrite12h = cacheWrite12h
    self.reasoning = reasoning
  }

  /// Nothing for anything: a model declared free.
  public static let free = Rates(
    input: .zero, output: .zero, cacheRead: .zero, cacheWrite5m: .zero, cacheWrite30m: .zero,
    cacheWrite1h: .zero, cacheWrite12h: .zero)

  /// The rate for writing to a cache of that lifetime.
  public func cacheWrite(_ lifetime: CacheLifetime) -> Money? {
    switch lifetime {
    case .fiveMinutes: cacheWrite5m
    case .thirtyMinutes: cacheWrite30m
    case .oneHour: cacheWrite1h
    case .twelveHours: cacheWrite12h
    }
  }

  /// The price of some tokens, before factors; nil when a kind that was used has no price.
  func price(of usage: Usage) -> Money? {
    // Reasoning is inside output already, so it is never added (gateway trap 13): where it has a price
    // of its own, that many tokens of the output have it.
    let thought = reasoning == nil ? 0 : max(0, min(usage.reasoning, usage.output))
    // A lifetime that is only our guess costs the dearest that the host lists, or as much as input.
    let guess = usage.isEstimated ? dearestPromptRate(writing: CacheLifetime.unasked) : nil
    let kinds: [(count: Int, rate: Money?)] = [
      (usage.input, input), (usage.cacheRead, cacheRead),
      (usage.cacheWrite5m, cacheWrite5m ?? guess), (usage.cacheWrite30m, cacheWrite30m ?? guess),
      (usage.cacheWrite1h, cacheWrite1h ?? guess), (usage.cacheWrite12h, cacheWrite12h),
      (usage.output - thought, output), (thought, reasoning),
    ]
    var total = Money.zero
    for kind in kinds where kind.count != 0 {
      guard let rate = kind.rate else { return nil }
      total += rate * kind.count
    }
    return total
  }

  /// The dearest an output token can become.
  var dearestOutputRate: Money { max(output, reasoning ?? output) }

  /// The dearest a prompt token can become when caches of these lifetimes may be written.
  func dearestPromptRate(writing lifetimes: Set<CacheLifetime>) -> Money {
    lifetimes.compactMap { cacheWrite($0) }.reduce(max(input, cacheRead ?? input)) { max($0, $1) }
  }
}

/// The rates of all requests whose whole prompt is over a size.
public struct PriceTier: Hashable, Sendable {
  /// The tier holds for prompts of more tokens than this, caches included; the first tier has 0.
  public var over: Int
  /// The rates, for every token of such a request.
  public var rates: Rates

  /// A tier.
  public init(over: Int, rates: Rates) {
    self.over = over
    self.rates = rates
  }
}

/// The prices that hold from a day on, until a later entry replaces them.
public struct DatedPrice: Hashable, Sendable {
  /// The first day, in UTC.
  public var from: CalendarDay
  /// By prompt size, smallest first; never empty, and the first starts at 0.
  public var tiers: [PriceTier]
  /// The tiers of services that no factor describes, by the name of the service, such as `batch`.
  public var services: [String: [PriceTier]]
  /// The prices of quiet hours, if there are any.
  public var offPeak: OffPeakPrice?

  /// Prices.
  public init(
    from: CalendarDay, tiers: [PriceTier], services: [String: [PriceTier]] = [:],
    offPeak: OffPeakPrice? = nil
  ) {
    self.from = from
    self.tiers = tiers
    self.services = services
    self.offPeak = offPeak
  }
}

extension [PriceTier] {
  /// The tier of a prompt of that many tokens.
  func tier(forPrompt tokens: Int) -> PriceTier? { last { tokens > $0.over } ?? first }

  /// The most such a request can cost: a bound on the prompt may straddle a tier, so each tier it can
  /// reach is tried and the dearest counts (gateway trap 8).
  func worstCase(prompt: Int, output: Int, writing lifetimes: Set<CacheLifetime>) -> Money {
    var worst = Money.zero
    for (index, tier) in enumerated() where index == 0 || prompt > tier.over {
      let end = index + 1 < count ? Swift.min(prompt, self[index + 1].over) : prompt
      let rate = tier.rates.dearestPromptRate(writing: lifetimes)
      worst = Swift.max(worst, rate * end + tier.rates.dearestOutputRate * output)
    }
    return worst
  }
}
