// SPDX-License-Identifier: Apache-2.0

/// A claim about a mean of bounded values that may be looked at after every query.
///
/// The one-sided betting test of Waudby-Smith and Ramdas (2024) on x = (d + 1)/2 against m0 = (1 +
/// threshold)/2: the wealth is multiplied by 1 + λ(x - m0), where λ knows earlier queries only. The
/// claim is made as soon as the wealth is at least 1/α and stays. The order of the queries has to
/// be random, settled before the run.
package struct Betting: Hashable, Sendable {
  /// What is claimed of the mean difference.
  package enum Claim: String, Hashable, Sendable, CaseIterable {
    /// It is above minus the margin.
    case goodEnough = "good_enough"
    /// It is above 0.
    case better
    /// It is below 0.
    case worse
    /// It is below minus the margin.
    case worseByMargin = "worse_by_margin"
  }

  /// The share of false claims that is accepted.
  package let alpha: Double
  /// The money made from betting on the claim, of 1.
  package private(set) var wealth = 1.0
  /// How many queries were seen.
  package private(set) var queries = 0
  /// After how many queries the claim was made; nil if it was not.
  package private(set) var claimedAt: Int?

  private let centre: Double
  private let isBelow: Bool
  private var sum = 0.5
  private var squares = 0.25

  /// A test of a claim; the margin matters for those that have one.
  package init(_ claim: Claim, margin: Double = 0.05, alpha: Double = 0.025) {
    switch claim {
    case .goodEnough: self.init(above: -margin, alpha: alpha)
    case .better: self.init(above: 0, alpha: alpha)
    case .worse: self.init(below: 0, alpha: alpha)
    case .worseByMargin: self.init(below: -margin, alpha: alpha)
    }
  }

  /// A test of "the mean difference is above a threshold".
  package init(above threshold: Double, alpha: Double = 0.025) {
    self.init(threshold, isBelow: false, alpha: alpha)
  }

  /// A test of "the mean difference is below a threshold".
  package init(below threshold: Double, alpha: Double = 0.025) {
    self.init(-threshold, isBelow: true, alpha: alpha)
  }

  private init(_ threshold: Double, isBelow: Bool, alpha: Double) {
    precondition(threshold > -1 && threshold < 1, "A threshold lies between -1 and 1.")
    centre = (1 + threshold) / 2
    self.isBelow = isBelow
    self.alpha = alpha
  }

  /// Takes in the difference of one query, from -1 to 1; several trials come in as their mean.
  package mutating func observe(_ difference: Double) {
    let value = ((isBelow ? -difference : difference) + 1) / 2
    let seen = Double(queries + 1)
    let variance = squares / seen
    let gain = sum / seen - centre
    let stake = min(max(gain / (variance + gain * gain), 0), 0.5 / centre)
    wealth *= 1 + stake * (value - centre)
    queries += 1
    sum += value
    let off = value - sum / Double(queries + 1)
    squares += off * off
    if claimedAt == nil, wealth >= 1 / alpha { claimedAt = queries }
  }

  /// After how many of some differences, in their random order, a claim is made; nil if never.
  package static func claim(
    _ claim: Claim, of differences: some Sequence<Double>, margin: Double = 0.05,
    alpha: Double = 0.025
  ) -> Int? {
    var test = Betting(claim, margin: margin, alpha: alpha)
    for difference in differences {
      test.observe(difference)
      if test.claimedAt != nil { break }
    }
    return test.claimedAt
  }
}
