// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// What a grader says of an answer.
public struct Grade: Hashable, Sendable {
  /// From 0 to 1; nil when it cannot be said, which is not zero.
  public var score: Double?
  /// Why, in a sentence.
  public var reason: String
  /// What judging cost, one row for each call of a judge.
  public var bill: [LedgerRow]

  /// A grade.
  public init(score: Double?, reason: String, bill: [LedgerRow] = []) {
    self.score = score
    self.reason = reason
    self.bill = bill
  }
}

/// Holds an answer against what a query expects.
public protocol Grader: Sendable {
  /// Names the grader and its version; a change makes old scores incomparable.
  var name: String { get }

  /// Grades an answer to a query.
  ///
  /// - Throws: `CancellationError`, and errors of a judge or command that give no grade.
  func grade(_ answer: String, to query: Query) async throws -> Grade
}
