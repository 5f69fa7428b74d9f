// SPDX-License-Identifier: Apache-2.0

/// How much an offline model may work on one question; the only thing in which the sizes differ.
public struct SearchBudget: Hashable, Sendable {
  /// Operations in one exact calculation.
  public var operations: Int
  /// Decimal digits an exact numerator or denominator may have, at most 38.
  public var digits: Int
  /// Days, months or years a check may step through.
  public var steps: Int
  /// Positions a search may look at in one puzzle.
  public var nodes: Int
  /// Search terms tried when a document question names no file.
  public var terms: Int
  /// Pages of 200 lines read for one question.
  public var pages: Int
  /// Matches asked for in one document search.
  public var matches: Int

  /// A budget.
  public init(
    operations: Int, digits: Int, steps: Int, nodes: Int, terms: Int, pages: Int, matches: Int
  ) {
    self.operations = operations
    self.digits = digits
    self.steps = steps
    self.nodes = nodes
    self.terms = terms
    self.pages = pages
    self.matches = matches
  }

  /// Enough for everyday questions: greedy in puzzles, a few pages of documents.
  public static let small = SearchBudget(
    operations: 8, digits: 15, steps: 1_500, nodes: 12, terms: 1, pages: 2, matches: 30)
  /// Enough for most puzzles and documents.
  public static let medium = SearchBudget(
    operations: 24, digits: 30, steps: 20_000, nodes: 1_500, terms: 2, pages: 6, matches: 200)
  /// Enough for puzzles of the size people write down by hand.
  public static let large = SearchBudget(
    operations: 200, digits: 37, steps: 400_000, nodes: 400_000, terms: 4, pages: 60,
    matches: 5_000)

  /// The budget for carrying out steps that somebody else named: nothing is left to find.
  func following(_ isGuided: Bool) -> SearchBudget {
    guard isGuided else { return self }
    var wider = self
    wider.pages = max(pages, 40)
    wider.matches = max(matches, 2_000)
    return wider
  }
}
