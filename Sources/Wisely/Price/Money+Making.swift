// SPDX-License-Identifier: Apache-2.0

extension Money {
  /// A whole number of US dollars.
  public init(dollars: Int) { self.init(picodollars: Int128(dollars) * 1_000_000_000_000) }

  /// A whole number of US cents.
  public init(cents: Int) { self.init(picodollars: Int128(cents) * 10_000_000_000) }

  /// The price of one token where this is the price of a million, rounded up to a picodollar.
  var perToken: Money {
    let (quotient, remainder) = picodollars.quotientAndRemainder(dividingBy: 1_000_000)
    return Money(picodollars: quotient + (remainder > 0 ? 1 : 0))
  }
}

extension Money: CustomStringConvertible {
  /// The amount for people, as `display` has it; `dollars` is exact.
  public var description: String { display }
}

extension Cost: CustomStringConvertible {
  /// The amount for people, or `unpriced`.
  public var description: String { display }
}

extension Rates {
  /// Rates as price lists have them, in US dollars for a million tokens.
  ///
  /// - Parameters:
  ///   - input: A million fresh prompt tokens.
  ///   - output: A million output tokens, reasoning included.
  ///   - cacheRead: A million prompt tokens read from a cache; nil where no price is known.
  ///   - cacheWrite5m: A million prompt tokens written to a cache of five minutes.
  ///   - cacheWrite30m: A million prompt tokens written to a cache of thirty minutes.
  ///   - cacheWrite1h: A million prompt tokens written to a cache of an hour.
  ///   - cacheWrite12h: A million prompt tokens written to a cache of twelve hours.
  /// - Returns: The rates for one token each, rounded up to a picodollar.
  public static func perMillion(
    input: Money, output: Money, cacheRead: Money? = nil, cacheWrite5m: Money? = nil,
    cacheWrite30m: Money? = nil, cacheWrite1h: Money? = nil, cacheWrite12h: Money? = nil
  ) -> Rates {
    Rates(
      input: input.perToken, output: output.perToken, cacheRead: cacheRead?.perToken,
      cacheWrite5m: cacheWrite5m?.perToken, cacheWrite30m: cacheWrite30m?.perToken,
      cacheWrite1h: cacheWrite1h?.perToken, cacheWrite12h: cacheWrite12h?.perToken)
  }
}

extension PriceSheet {
  /// A sheet with one list of rates, whatever the size of the prompt.
  ///
  /// - Parameters:
  ///   - id: The model, without a snapshot date; `provider/*` is everything that a provider serves.
  ///   - rates: What one token of each kind costs; `.free` declares the model free.
  ///   - day: The first day on which they hold, in UTC; before it the model is unpriced.
  public init(
    id: ModelID, rates: Rates, from day: CalendarDay = CalendarDay(daysSinceEpoch: 0)
  ) {
    self.init(id: id)
    prices = [DatedPrice(from: day, tiers: [PriceTier(over: 0, rates: rates)])]
  }
}
