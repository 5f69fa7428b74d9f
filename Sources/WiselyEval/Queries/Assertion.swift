// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// One thing that has to hold of an answer, as data: what a grader is made from.
public struct Assertion: Hashable, Sendable {
  /// What is compared, and how; an open set with the field's names.
  public struct Kind: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The spelling in query files.
    public let rawValue: String
    /// A kind.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// The spelling.
    public var description: String { rawValue }

    /// The answer is the text, or one of the texts, that was expected.
    ///
    /// What follows the last `Answer:` or `####` is compared, or else the whole answer; case,
    /// spacing, quotation marks and a final stop do not count, and what reads as a number is
    /// compared as one.
    public static let answer = Kind(rawValue: "answer")
    /// The same text, apart from white space at its ends; or the same JSON, for what is no text.
    public static let equals = Kind(rawValue: "equals")
    /// The text occurs, in just this case.
    public static let contains = Kind(rawValue: "contains")
    /// Any of the texts occurs, in just this case.
    public static let containsAny = Kind(rawValue: "contains-any")
    /// All of the texts occur, in just this case.
    public static let containsAll = Kind(rawValue: "contains-all")
    /// The text occurs, in whatever case.
    public static let containsIgnoringCase = Kind(rawValue: "icontains")
    /// Any of the texts occurs, in whatever case.
    public static let containsAnyIgnoringCase = Kind(rawValue: "icontains-any")
    /// All of the texts occur, in whatever case.
    public static let containsAllIgnoringCase = Kind(rawValue: "icontains-all")
    /// The answer begins with the text.
    public static let startsWith = Kind(rawValue: "starts-with")
    /// A regular expression matches somewhere.
    public static let regex = Kind(rawValue: "regex")
    /// The same number, or one of several, after an answer mark or else the last one.
    public static let number = Kind(rawValue: "number")
    /// The whole answer is JSON, and a schema accepts it where one is given.
    public static let json = Kind(rawValue: "is-json")
    /// JSON stands somewhere in the answer, and a schema accepts it where one is given.
    public static let containsJSON = Kind(rawValue: "contains-json")
    /// The answer, or its last fenced block, is JSON that has what is expected in it.
    public static let jsonSubset = Kind(rawValue: "json-subset")
    /// The answer, or its last fenced block, is JSON that a schema accepts.
    public static let jsonSchema = Kind(rawValue: "json-schema")
    /// The letter or the text of the right choice.
    public static let choice = Kind(rawValue: "choice")
    /// How alike the texts are, from 0 to 1: one less the share of characters to edit.
    public static let similarity = Kind(rawValue: "similarity")
    /// At most so many characters have to be edited; the threshold says how many, else 5.
    public static let levenshtein = Kind(rawValue: "levenshtein")
    /// A command that is given the answer exits with 0.
    public static let command = Kind(rawValue: "command")
    /// A model judges, by a rubric or against a reference answer.
    public static let judge = Kind(rawValue: "judge")
  }

  /// What is compared, and how.
  public var kind: Kind
  /// What is expected: a text, a list, a schema, a command, a rubric.
  public var value: JSONValue
  /// Whether the opposite has to hold.
  public var isNegated: Bool
  /// The least score that counts as right; nil for the kind's own rule.
  public var threshold: Double?
  /// What a weighted mean gives it.
  public var weight: Double
  /// The line of the source where it stands, from 1.
  public var line: Int

  /// An assertion.
  public init(
    _ kind: Kind, _ value: JSONValue, isNegated: Bool = false, threshold: Double? = nil,
    weight: Double = 1, line: Int = 0
  ) {
    self.kind = kind
    self.value = value
    self.isNegated = isNegated
    self.threshold = threshold
    self.weight = weight
    self.line = line
  }
}
