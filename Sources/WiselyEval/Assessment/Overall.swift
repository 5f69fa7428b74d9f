// SPDX-License-Identifier: Apache-2.0

/// What the three words and the gates come to.
public enum Overall: String, Hashable, Sendable, CaseIterable {
  /// Good enough, consistently, and cheaper.
  case use
  /// Good enough and cheaper; consistency was not measured.
  case useOnAverage = "use_on_average"
  /// Worse, or dearer without being better.
  case doNotUse = "do_not_use"
  /// Money against quality, which is not ours to decide.
  case tradeOff = "trade_off"
  /// The evidence does not carry a claim.
  case notProven = "not_proven"

  /// The word for the three words, before the gates.
  ///
  /// - Parameters:
  ///   - quality: The quality word.
  ///   - consistency: The consistency word.
  ///   - cost: The cost word.
  ///   - isBeyondLine: Whether it cost more than the expensive model on the same queries.
  public init(
    quality: QualityWord, consistency: ConsistencyWord, cost: CostWord, isBeyondLine: Bool = false
  ) {
    guard quality != .tooFew else {
      self = .notProven
      return
    }
    let isDearForNothing = (cost == .dearer || isBeyondLine) && quality != .better
    self =
      if quality == .worse || consistency.word == .worse || isDearForNothing {
        .doNotUse
      } else if quality.isAcceptable, cost == .cheaper, consistency.word?.isAcceptable == true {
        .use
      } else if quality.isAcceptable, cost == .cheaper, consistency == .notMeasured {
        .useOnAverage
      } else if quality == .better && cost == .dearer
        || quality == .worseSizeUnclear && cost == .cheaper
      {
        .tradeOff
      } else {
        .notProven
      }
  }

  /// What is left of it when a gate is closed.
  public func behind(_ gates: [GateFinding]) -> Overall {
    gates.contains(where: \.isClosed) ? .notProven : self
  }
}
