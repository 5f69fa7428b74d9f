// SPDX-License-Identifier: Apache-2.0

/// What may be claimed of the costs of two setups.
public enum CostWord: String, Hashable, Sendable, CaseIterable {
  /// It costs less.
  case cheaper
  /// It costs more.
  case dearer
  /// Which one costs less is open.
  case unclear = "cost_unclear"
  /// The cost of more than one attempt in a hundred is unknown.
  case unknown = "cost_unknown"

  /// A larger share of attempts without a known cost is too large.
  public static let largestUnknownShare = 0.01

  /// The word for an interval of the ratio of mean costs, candidate to baseline.
  public init(interval: Interval?, unknownShare: Double) {
    self =
      if unknownShare > Self.largestUnknownShare {
        .unknown
      } else if let interval, interval.high < 1 {
        .cheaper
      } else if let interval, interval.low > 1 {
        .dearer
      } else {
        .unclear
      }
  }
}
