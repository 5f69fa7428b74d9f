// SPDX-License-Identifier: Apache-2.0

/// What may be claimed of a difference in quality.
///
/// Boundary values are no claims: every comparison is strict and made without rounding.
public enum QualityWord: String, Hashable, Sendable, CaseIterable {
  /// Fewer than 30 queries.
  case tooFew = "too_few"
  /// Better than the baseline.
  case better
  /// At most the margin worse, and not shown to be worse at all.
  case goodEnough = "good_enough"
  /// Worse, but by less than the margin.
  case goodEnoughMeasurablyWorse = "good_enough_measurably_worse"
  /// Worse by more than the margin.
  case worse
  /// Worse; whether by more than the margin is open.
  case worseSizeUnclear = "worse_size_unclear"
  /// Anything is possible.
  case inconclusive

  /// Fewer queries than this show nothing.
  public static let fewestQueries = 30

  /// The word for an interval of the mean difference, candidate less baseline; the first row that
  /// fits counts.
  public init(queries: Int, interval: Interval?, margin: Double) {
    guard queries >= Self.fewestQueries else {
      self = .tooFew
      return
    }
    guard let interval else {
      self = .inconclusive
      return
    }
    self =
      if interval.low > 0 {
        .better
      } else if interval.low > -margin {
        interval.high >= 0 ? .goodEnough : .goodEnoughMeasurablyWorse
      } else if interval.high < -margin {
        .worse
      } else if interval.high < 0 {
        .worseSizeUnclear
      } else {
        .inconclusive
      }
  }

  /// Whether it is within what the user accepts.
  public var isAcceptable: Bool {
    switch self {
    case .better, .goodEnough, .goodEnoughMeasurablyWorse: true
    case .tooFew, .worse, .worseSizeUnclear, .inconclusive: false
    }
  }

  /// The side of the interval that its claim rests on; nil where nothing is claimed.
  enum Claim: Hashable, Sendable, CaseIterable {
    /// The difference is above 0.
    case aboveZero
    /// The difference is above minus the margin.
    case aboveMargin
    /// The difference is below 0.
    case belowZero
    /// The difference is below minus the margin.
    case belowMargin
  }

  /// What it claims.
  var claim: Claim? {
    switch self {
    case .better: .aboveZero
    case .goodEnough, .goodEnoughMeasurablyWorse: .aboveMargin
    case .worseSizeUnclear: .belowZero
    case .worse: .belowMargin
    case .tooFew, .inconclusive: nil
    }
  }
}

extension QualityWord.Claim {
  /// Whether an interval supports it.
  func holds(in interval: Interval?, margin: Double) -> Bool {
    guard let interval else { return false }
    return switch self {
    case .aboveZero: interval.low > 0
    case .aboveMargin: interval.low > -margin
    case .belowZero: interval.high < 0
    case .belowMargin: interval.high < -margin
    }
  }
}
