// SPDX-License-Identifier: Apache-2.0

/// The token prices of one entry by what they are for, and the tiers they make.
struct LiteLLMPriceTable {
  private var prices: [LiteLLMPriceKey: Money] = [:]

  subscript(key: LiteLLMPriceKey) -> Money? {
    get { prices[key] }
    set { prices[key] = newValue }
  }

  /// The services with prices of their own.
  var services: [String] { Set(prices.keys.compactMap(\.service)).sorted() }

  private var sizes: [Int] { Set(prices.keys.map(\.over)).union([0]).sorted() }

  /// The price at a size: the one for the largest size that it is over.
  private func standard(_ kind: LiteLLMPriceKey.Kind, hours: Int = 0, over: Int) -> Money? {
    sizes.filter { $0 <= over }.reversed().lazy
      .compactMap { prices[LiteLLMPriceKey(kind, hours: hours, over: $0)] }.first
  }

  /// The tiers of the standard service; nil without a price of input and one of output.
  func standardTiers(_ lifetimes: [CacheLifetime]) -> [PriceTier]? {
    var tiers: [PriceTier] = []
    for over in sizes {
      guard let input = standard(.input, over: over), let output = standard(.output, over: over)
      else { return nil }
      var rates = Rates(
        input: input, output: output, cacheRead: standard(.read, over: over),
        cacheWrite1h: standard(.write, hours: 1, over: over),
        cacheWrite12h: standard(.write, hours: 12, over: over))
      rates.setWrite(standard(.write, over: over), lifetimes)
      // Where the file has no price of reasoning at a size, it is not cheaper there than other output.
      let reasoning =
        prices[LiteLLMPriceKey(.reasoning, over: over)]
        ?? tiers.last?.rates.reasoning.map { max($0, output) }
      rates.reasoning = reasoning == output ? nil : reasoning
      tiers.append(PriceTier(over: over, rates: rates))
    }
    return tiers
  }

  /// The tiers of a service, next to the standard ones of the same sizes.
  ///
  /// Where the file has no price for the service at a size, the dearer one counts of what it has for the
  /// standard service at that size and for this service below it. A cache without a price for a service
  /// that is dearer than the standard one has none: the standard price would be too cheap.
  func tiers(
    of service: String, standard: [PriceTier], lifetimes: [CacheLifetime]
  ) -> [PriceTier] {
    var tiers: [PriceTier] = []
    for (index, tier) in standard.enumerated() {
      let over = sizes.last { $0 <= tier.over + 1 } ?? 0
      let below = index > 0 ? tiers[index - 1].rates : nil
      func own(_ kind: LiteLLMPriceKey.Kind, hours: Int = 0) -> Money? {
        prices[LiteLLMPriceKey(kind, hours: hours, over: over, service: service)]
      }
      let input = own(.input) ?? max(tier.rates.input, below?.input ?? .zero)
      let output = own(.output) ?? max(tier.rates.output, below?.output ?? .zero)
      func cache(
        _ kind: LiteLLMPriceKey.Kind, hours: Int = 0, _ usual: Money?, _ below: Money?
      ) -> Money? {
        if let own = own(kind, hours: hours) { return own }
        guard let usual, input <= tier.rates.input else { return nil }
        return max(usual, below ?? usual)
      }
      let usualWrite = lifetimes.first.flatMap { tier.rates.cacheWrite($0) }
      let writeBelow = lifetimes.first.flatMap { below?.cacheWrite($0) }
      // A longer cache without a price for the service follows the shortest one.
      func longer(_ usual: Money?, hours: Int, _ below: Money?) -> Money? {
        let scaled = usual.flatMap { usual in
          own(.write).flatMap { write in usualWrite.flatMap { usual.scaled(as: write, to: $0) } }
        }
        return own(.write, hours: hours) ?? scaled
          ?? cache(.write, hours: hours, usual, below)
      }
      var rates = Rates(
        input: input, output: output,
        cacheRead: cache(.read, tier.rates.cacheRead, below?.cacheRead),
        cacheWrite1h: longer(tier.rates.cacheWrite1h, hours: 1, below?.cacheWrite1h),
        cacheWrite12h: longer(tier.rates.cacheWrite12h, hours: 12, below?.cacheWrite12h))
      rates.setWrite(cache(.write, usualWrite, writeBelow), lifetimes)
      // Reasoning with a price of its own keeps the dearer of it and the service's output.
      rates.reasoning = tier.rates.reasoning.map { max(own(.reasoning) ?? $0, output) }
      tiers.append(PriceTier(over: tier.over, rates: rates))
    }
    return tiers
  }
}

extension Rates {
  /// Sets the price of writing to caches of these lifetimes.
  ///
  /// A price of zero is left out: such hosts charge no fee for writing on top of the input, and the
  /// tokens themselves are not free.
  mutating func setWrite(_ price: Money?, _ lifetimes: [CacheLifetime]) {
    guard let price, price != .zero else { return }
    if lifetimes.contains(.fiveMinutes) { cacheWrite5m = price }
    if lifetimes.contains(.thirtyMinutes) { cacheWrite30m = price }
  }
}

extension [PriceTier] {
  /// The one factor that makes these tiers of those, if there is one of at most six decimals.
  func factor(of standard: [PriceTier]) -> Factor? {
    guard count == standard.count, let mine = first?.rates.input, let theirs = standard.first,
      theirs.rates.input > .zero,
      let numerator = Int64(exactly: mine.picodollars),
      let denominator = Int64(exactly: theirs.rates.input.picodollars),
      let factor = Factor(numerator, denominator), Factor(decimal: factor.decimal) == factor
    else { return nil }
    let isSame = zip(self, standard).allSatisfy { own, usual in
      let pairs = zip(own.rates.named, usual.rates.named)
      return own.rates.named.map(\.name) == usual.rates.named.map(\.name)
        && pairs.allSatisfy {
          $0.rate.picodollars * Int128(factor.denominator)
            == $1.rate.picodollars * Int128(factor.numerator)
        }
    }
    return isSame ? factor : nil
  }
}

extension Money {
  /// This price times one over another; nil when that does not divide evenly.
  fileprivate func scaled(as part: Money, to whole: Money) -> Money? {
    guard whole > .zero else { return nil }
    let (quotient, rest) = (picodollars * part.picodollars)
      .quotientAndRemainder(dividingBy: whole.picodollars)
    return rest == 0 ? Money(picodollars: quotient) : nil
  }

  /// The price of a token to the nearest picodollar, and whether that is exact; nil when it is negative
  /// or a dollar and more.
  static func token(_ value: JSONDecimal) -> (price: Money, isExact: Bool)? {
    guard !value.isNegative else { return nil }
    guard !value.digits.isEmpty else { return (.zero, true) }
    let places = value.exponent + 12
    guard places <= 12 else { return nil }
    guard places >= 0 else { return (.zero, false) }
    var amount: Int128 = 0
    for place in 0..<places {
      amount = amount * 10 + (place < value.digits.count ? Int128(value.digits[place]) : 0)
    }
    let isExact = value.digits.count <= places
    if !isExact, value.digits[places] >= 5 { amount += 1 }
    return (Money(picodollars: amount), isExact)
  }
}
