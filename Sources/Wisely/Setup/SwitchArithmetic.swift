// SPDX-License-Identifier: Apache-2.0

/// When handing a kept conversation to a cheaper model pays for itself.
///
/// Caches belong to one model, so the executor writes the whole prefix anew:
/// penalty = C × (write_E − read_E); each later response saves
/// C × (read_P − read_E) + w × (write_P − write_E) + o × (out_P − out_E).
public struct SwitchArithmetic: Hashable, Sendable {
  /// What one model charges for a million tokens.
  public struct Rates: Hashable, Sendable {
    /// Reading from the cache.
    public var read: Money
    /// Writing to the cache.
    public var write: Money
    /// Output.
    public var output: Money

    /// Prices for a million tokens.
    public init(read: Money, write: Money, output: Money) {
      self.read = read
      self.write = write
      self.output = output
    }
  }

  /// The prices of the model that has the conversation.
  public var planner: Rates
  /// The prices of the model that takes it over.
  public var executor: Rates
  /// Tokens in the conversation, by the planner's tokenizer.
  public var context: Int
  /// New tokens written to the cache for each response.
  public var written: Int
  /// Output tokens of each response.
  public var output: Int
  /// How many tokens the executor makes of 100 of the planner's.
  public var executorTokensPerHundred: Int

  /// A switch.
  public init(
    planner: Rates, executor: Rates, context: Int, written: Int = 1_500, output: Int = 600,
    executorTokensPerHundred: Int = 100
  ) {
    self.planner = planner
    self.executor = executor
    self.context = context
    self.written = written
    self.output = output
    self.executorTokensPerHundred = executorTokensPerHundred
  }

  /// What the switch costs once.
  public var penalty: Money {
    Self.price(scaled(context), executor.write) - Self.price(scaled(context), executor.read)
  }

  /// What each later response saves; negative when the executor is the dearer one.
  public var savingPerResponse: Money {
    let before =
      Self.price(context, planner.read) + Self.price(written, planner.write)
      + Self.price(output, planner.output)
    let after =
      Self.price(scaled(context), executor.read) + Self.price(scaled(written), executor.write)
      + Self.price(scaled(output), executor.output)
    return before - after
  }

  /// After how many responses, in tenths rounded up, the switch has paid; nil when it never does.
  public var breakEvenTenths: Int? {
    let saving = savingPerResponse.picodollars
    guard saving > 0 else { return nil }
    let penalty = max(0, penalty.picodollars) * 10
    return Int(exactly: (penalty + saving - 1) / saving)
  }

  private func scaled(_ tokens: Int) -> Int { tokens * executorTokensPerHundred / 100 }

  private static func price(_ tokens: Int, _ perMillion: Money) -> Money {
    Money(picodollars: perMillion.picodollars * Int128(tokens) / 1_000_000)
  }
}
