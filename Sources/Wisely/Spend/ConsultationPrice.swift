// SPDX-License-Identifier: Apache-2.0

/// What one consultation costs, in money and in calls of the executor that it is weighed against.
///
/// The advisor's input is the bill, not its short answer: it reads what the executor has read, at its own
/// prices and with its own tokenizer.
package struct ConsultationPrice: Hashable, Sendable {
  /// Who asks.
  package var executor: ModelID
  /// Who is asked.
  package var advisor: ModelID
  /// What the advisor is shown.
  package var view: View
  /// The size of the executor's conversation, by its own tokenizer.
  package var transcript: Int
  /// What the advisor reads of it, by its own tokenizer.
  package var shown: Int
  /// The tokens that each answers with.
  package var answer: Int
  /// What the consultation costs when nothing is read from a cache.
  package var cost: Cost
  /// What it costs when everything is.
  package var cached: Cost
  /// What a call of the executor on the whole conversation costs when nothing is read from a cache.
  package var call: Cost
  /// What it costs when everything is.
  package var cachedCall: Cost
  /// What handing the whole conversation from the advisor to the executor would cost and save.
  package var handingOver: SwitchArithmetic?

  /// The usual answer of an advisor, reasoning included, by Anthropic's figures.
  package static let usualAnswer = 1_600

  /// The price of a consultation on a day.
  package init(
    executor: ModelID, advisor: ModelID, transcript: Int, view: View,
    answer: Int = Self.usualAnswer, by catalogue: PriceCatalogue, on day: CalendarDay
  ) {
    self.executor = executor
    self.advisor = advisor
    self.view = view
    self.transcript = transcript
    self.answer = answer
    let sheets = (catalogue.sheet(for: executor), catalogue.sheet(for: advisor))
    let whole = Self.tokens(transcript, from: sheets.0?.tokenizer, to: sheets.1?.tokenizer)
    shown =
      switch view {
      case .brief(let tokens): min(whole, tokens)
      case .transcript: whole
      }
    func cost(_ model: ModelID, _ usage: Usage) -> Cost {
      catalogue.cost(of: ModelUsage(model: model, usage: usage), on: day)
    }
    self.cost = cost(advisor, Usage(input: shown, output: answer))
    cached = cost(advisor, Usage(cacheRead: shown, output: answer))
    call = cost(executor, Usage(input: transcript, output: answer))
    cachedCall = cost(executor, Usage(cacheRead: transcript, output: answer))
    if let executor = sheets.0, let advisor = sheets.1 {
      handingOver = SwitchArithmetic(
        planner: advisor, executor: executor, context: whole, on: day)
    }
  }

  /// How many calls of the executor that money is, in tenths; nil when one of them is unknown or free.
  package static func calls(for cost: Cost, at call: Cost) -> Int? {
    guard let cost = cost.amount, let call = call.amount, call > .zero else { return nil }
    return Int(exactly: (cost.picodollars * 10 + call.picodollars / 2) / call.picodollars)
  }

  /// As many tokens as another tokenizer makes of the same text, rounded up.
  private static func tokens(_ count: Int, from: Tokenizer?, to: Tokenizer?) -> Int {
    guard let from, let to, let growth = from.growth(to: to) else { return count }
    let scaled = Int128(count) * Int128(growth.numerator)
    return Int((scaled + Int128(growth.denominator) - 1) / Int128(growth.denominator))
  }
}

extension SwitchArithmetic {
  /// The switch from one model to another by their sheets, at the tier of a conversation of that size by
  /// the planner's tokenizer; nil when one of them has no price that day.
  package init?(
    planner: PriceSheet, executor: PriceSheet, context: Int, on day: CalendarDay
  ) {
    var perHundred = 100
    if let from = planner.tokenizer, let to = executor.tokenizer, let growth = from.growth(to: to) {
      let scaled = Int128(100) * Int128(growth.numerator)
      perHundred = Int(
        (scaled + Int128(growth.denominator) - 1) / Int128(growth.denominator))
    }
    guard let before = Rates(planner, prompt: context, on: day),
      let after = Rates(executor, prompt: context * perHundred / 100, on: day)
    else { return nil }
    self.init(
      planner: before, executor: after, context: context, executorTokensPerHundred: perHundred)
  }
}

extension SwitchArithmetic.Rates {
  /// What a model charges for a million tokens of a prompt of that size.
  ///
  /// Hosts without a price for writing to or reading from a cache bill those tokens as input.
  fileprivate init?(_ sheet: PriceSheet, prompt: Int, on day: CalendarDay) {
    guard let rates = sheet.price(on: day)?.tiers.tier(forPrompt: prompt)?.rates else {
      return nil
    }
    func million(_ rate: Money) -> Money { rate * 1_000_000 }
    self.init(
      read: million(rates.cacheRead ?? rates.input),
      write: million(rates.cacheWrite5m ?? rates.cacheWrite30m ?? rates.input),
      output: million(rates.output))
  }
}
