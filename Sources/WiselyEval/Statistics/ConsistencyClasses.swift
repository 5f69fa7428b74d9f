// SPDX-License-Identifier: Apache-2.0

/// How many queries a setup always, sometimes and never gets right.
public struct ConsistencyClasses: Hashable, Sendable {
  /// Queries of which all trials were right.
  public var always = 0
  /// Queries of which some trials were right and some wrong.
  public var sometimes = 0
  /// Queries of which no trial was right.
  public var never = 0

  /// The classes of some queries; those without trials are in none.
  public init(_ queries: [PassPower.Trials]) {
    for trials in queries where trials.count > 0 {
      switch trials.right {
      case trials.count: always += 1
      case 0: never += 1
      default: sometimes += 1
      }
    }
  }
}
