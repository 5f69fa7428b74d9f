// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// What a run, or a shard of it, has done and spent.
public struct RunTotals: Hashable, Sendable {
  /// How many attempts there are to make.
  public var planned = 0
  /// How many have an end that counts, earlier ones included.
  public var done = 0
  /// Of those, how many an earlier process made.
  public var doneBefore = 0
  /// Of those done, how many the model failed.
  public var modelFailures = 0
  /// How many tries failed for reasons that were not the model's.
  public var infrastructureFailures = 0
  /// How many lines the log has.
  public var lines = 0
  /// What all lines have cost together, judges included, as far as it is known.
  public var spent = Money.zero

  /// Nothing yet.
  public init() {}

  /// How many attempts are left.
  public var left: Int { planned - done }
}

/// How a run stands, for whoever watches it.
public struct RunProgress: Hashable, Sendable {
  /// What was done and spent.
  public var totals: RunTotals
  /// How many attempts are under way.
  public var running: Int
  /// How many may be under way at once.
  public var width: Int
  /// How long nothing new may begin, because a provider said so.
  public var pause: Duration?
  /// How long this process has worked on it.
  public var elapsed: Duration
  /// What this process has spent.
  public var spentNow: Money
  /// What the budget has left for new calls; nil without one.
  public var remaining: Money?
  /// How many attempts are in batches that a provider works on.
  public var inBatches = 0

  /// Attempts a second, in this process; nil until there is one.
  public var rate: Double? {
    let count = totals.done - totals.doneBefore
    guard count > 0, elapsed > .zero else { return nil }
    return Double(count) / elapsed.inSeconds
  }

  /// How long the rest takes at this rate.
  public var timeLeft: Duration? {
    rate.map { .milliseconds(Int(Double(totals.left) / $0 * 1_000)) }
  }

  /// How many further attempts the budget allows at the mean price so far; nil while nobody knows.
  public var affords: Int? {
    let count = totals.done - totals.doneBefore
    guard let remaining, count > 0, spentNow > .zero else { return nil }
    return Int(clamping: remaining.picodollars * Int128(count) / spentNow.picodollars)
  }
}

extension Duration {
  /// Seconds, to be shown or divided by.
  var inSeconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) / 1e18
  }
}

extension RunEnding {
  /// What is to be said of two parts of a run.
  func and(_ other: RunEnding) -> RunEnding {
    func rank(_ ending: RunEnding) -> Int {
      switch ending {
      case .complete: 0
      case .decided: 1
      case .unscored: 2
      case .budget: 3
      case .hopeless: 4
      case .cancelled: 5
      }
    }
    if case .unscored(let one) = self, case .unscored(let two) = other {
      return .unscored(one + two)
    }
    return rank(other) > rank(self) ? other : self
  }
}

/// How a run ended.
public enum RunEnding: Hashable, Sendable {
  /// Every attempt has an end that counts.
  case complete
  /// All were tried; that many could not be scored.
  case unscored(Int)
  /// The betting test decided about every candidate.
  case decided([EarlyStop.Decision])
  /// The next call did not fit the budget.
  case budget(String)
  /// It makes no sense to go on: why.
  case hopeless(String)
  /// Somebody stopped it.
  case cancelled
}
