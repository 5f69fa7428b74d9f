// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Scores how alike the answer is to a text: one less the share of its characters to edit.
public struct SimilarityGrader: Grader {
  /// The grader's name.
  public var name: String { "similarity@1" }
  private let expected: String

  /// A grader for a text.
  public init(_ expected: String) { self.expected = expected.trimmingSpace() }

  /// Counts the edits.
  public func grade(_ answer: String, to query: Query) async throws -> Grade {
    let answer = answer.trimmingSpace()
    guard let distance = EditDistance.between(answer, expected) else {
      return Grade(score: nil, reason: "The texts are too long to be compared.")
    }
    let length = max(answer.count, expected.count)
    let score = length == 0 ? 1 : 1 - Double(distance) / Double(length)
    return Grade(
      score: score, reason: "\(distance) of \(length) characters differ from the expected text.")
  }
}

/// Right when at most so many characters have to be edited.
public struct LevenshteinGrader: Grader {
  /// The grader's name.
  public var name: String { "levenshtein@1" }
  private let expected: String
  private let limit: Double

  /// A grader for a text; promptfoo allows 5 edits where nothing is said.
  public init(_ expected: String, limit: Double = 5) {
    self.expected = expected.trimmingSpace()
    self.limit = limit
  }

  /// Counts the edits.
  public func grade(_ answer: String, to query: Query) async throws -> Grade {
    guard let distance = EditDistance.between(answer.trimmingSpace(), expected) else {
      return Grade(score: nil, reason: "The texts are too long to be compared.")
    }
    return Grade(
      Double(distance) <= limit, "\(distance) characters differ from the expected text.")
  }
}
