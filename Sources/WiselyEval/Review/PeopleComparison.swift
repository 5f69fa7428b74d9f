// SPDX-License-Identifier: Apache-2.0

/// What people chose between a candidate and the baseline, and what may be claimed from that alone.
///
/// Where too little was scored for any claim, the words of a comparison rest on these choices.
/// Where scores decide, clear choices against them keep what the scores come to from being claimed.
/// They are no labels of answers, so they do not confirm a judge.
public struct PeopleComparison: Hashable, Sendable {
  /// What was said, each query counted once.
  public var preference: Preference
  /// Wins less losses over the queries on which an answer would do; nil without any.
  public var difference: Estimate?
  /// The p of the sign test, adjusted for the number of candidates; nil until that is known.
  public var holm: Double?
  /// What may be claimed of quality.
  public var word: QualityWord
  /// Whether the words of the comparison rest on the choices.
  public var decides: Bool

  /// The queries on which at least one of the answers would do.
  public var queries: Int { preference.counts.queries }

  init(_ choices: QueryChoices, _ pairing: Pairing, decides: Bool, level: Double, margin: Double) {
    preference = choices.preference
    let difference = PairedDifference(pairing.scores, level: level)
    self.difference = difference?.estimate
    word = difference.map { QualityWord($0, margin: margin) } ?? .tooFew
    self.decides = decides
  }

  /// Whether the choices clearly contradict what scores come to.
  func disputes(_ overall: Overall, quality: QualityWord) -> Bool {
    guard !decides, let interval = difference?.interval else { return false }
    return switch overall {
    case .use, .useOnAverage: interval.high < 0
    case .tradeOff: quality == .better ? interval.high < 0 : interval.low > 0
    case .doNotUse: interval.low > 0
    case .notProven: false
    }
  }
}

extension Pairing {
  /// What people chose, as scores: 1 for an answer that was chosen or would do, 0 for the other
  /// one.
  ///
  /// Queries on which neither would do are evidence for neither and are left out.
  init(_ choices: QueryChoices, grouping: Grouping) {
    let rows = choices.results.sorted { $0.key < $1.key }.compactMap { query, result in
      result == .neither
        ? nil
        : Row(
          query: query, candidate: [result == .second ? 0 : 1],
          baseline: [result == .first ? 0 : 1])
    }
    self.init(
      candidate: choices.first, baseline: choices.second, all: rows, paired: rows,
      grouping: grouping)
  }
}
