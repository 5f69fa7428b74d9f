// SPDX-License-Identifier: Apache-2.0

/// What is compared, and how strictly.
public struct AssessmentOptions: Hashable, Sendable {
  /// The setup that the others are held against.
  public var baseline: String
  /// The setups held against it, in this order; nil for all others by name.
  public var candidates: [String]?
  /// The loss of quality that is accepted, as a fraction.
  public var margin = 0.05
  /// A field that says what queries have in common.
  public var cluster: String?
  /// A field whose values the difference is shown for, one by one.
  public var category: String?
  /// The cheap setup; nil for the cheapest that is one model alone.
  public var cheap: String?
  /// The score from which an answer would be sent; nil for 1 when all scores are 0 or 1.
  public var line: Double?
  /// The seed of resampling.
  public var seed: UInt64 = 1
  /// How many times queries are resampled.
  public var resamples = 10_000

  /// Everything against a baseline.
  public init(baseline: String) { self.baseline = baseline }
}
