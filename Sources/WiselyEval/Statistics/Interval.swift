// SPDX-License-Identifier: Apache-2.0

/// A confidence interval.
public struct Interval: Hashable, Sendable {
  /// The lower end.
  public var low: Double
  /// The upper end.
  public var high: Double

  /// An interval.
  public init(_ low: Double, _ high: Double) {
    self.low = low
    self.high = high
  }
}

/// A figure with its uncertainty.
public struct Estimate: Hashable, Sendable {
  /// The figure.
  public var value: Double
  /// Its standard error; nil where the method has none.
  public var standardError: Double?
  /// Its confidence interval; nil where none can be given.
  public var interval: Interval?
  /// How the interval was made, such as `bonett-price`.
  public var method: String

  /// A figure.
  public init(
    _ value: Double, standardError: Double? = nil, interval: Interval?, method: String
  ) {
    self.value = value
    self.standardError = standardError
    self.interval = interval
    self.method = method
  }
}
