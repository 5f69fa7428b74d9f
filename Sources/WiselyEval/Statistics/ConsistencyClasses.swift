// SPDX-License-Identifier: Apache-2.0

/// How many queries a setup always, sometimes and never gets right.
package struct ConsistencyClasses: Hashable, Sendable {
  /// Queries of which all trials were right.
  package var always = 0
  /// Queries of which some trials were right and some wrong.
  package var sometimes = 0
  /// Queries of which no trial was right.
  package var never = 0

  /// The classes of some queries; those without trials are in none.
  package init(_ queries: [PassPower.Trials]) {
    for trials in queries where trials.count > 0 {
      switch trials.right {
      case trials.count: always += 1
      case 0: never += 1
      default: sometimes += 1
      }
    }
  }
}
