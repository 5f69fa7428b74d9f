// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// Right when the answer is the text, apart from white space at its ends, or the same JSON.
public struct EqualsGrader: Grader {
  /// The grader's name.
  public var name: String { "equals@1" }
  private let expected: JSONValue

  /// A grader for a text, or for JSON that is no text.
  public init(_ expected: JSONValue) { self.expected = expected }

  /// Compares.
  public func grade(_ answer: String, to query: Query) async throws -> Grade {
    let text = answer.trimmingSpace()
    var isEqual = text == (expected.string ?? expected.text).trimmingSpace()
    if !isEqual, expected.string == nil, let value = try? JSONValue(parsing: text) {
      isEqual = value.comparisonForm == expected.comparisonForm
    }
    return Grade(
      isEqual, isEqual ? "The answer is the expected text." : "The answer is not the expected text."
    )
  }
}

/// Right when the answer is one of the expected texts, by the rule of cascades' `equals` check.
public struct AnswerGrader: Grader {
  /// The grader's name.
  public var name: String { "answer@1" }
  private let expected: [String]

  /// A grader for texts of which any will do.
  public init(_ expected: [String]) { self.expected = expected }

  /// Compares what follows the answer's mark, or the whole answer.
  public func grade(_ answer: String, to query: Query) async throws -> Grade {
    let given = AnswerMark.after(in: answer) ?? answer
    let normal = ExactCheck.normalized(given)
    let isRight = expected.contains { expected in
      if let wanted = NumberSpelling(whole: expected) {
        return NumberCheck.finalSpelling(in: answer)?.isSame(as: wanted) ?? false
      }
      return ExactCheck.normalized(expected) == normal
    }
    let wanted = expected.count == 1 ? "'\(expected[0])'" : "any of the \(expected.count) expected"
    return Grade(isRight, "The answer is \(isRight ? "" : "not ")\(wanted).")
  }
}

/// Right when texts occur in the answer.
public struct ContainsGrader: Grader {
  /// How many of the texts have to occur.
  public enum Demand: String, Hashable, Sendable {
    /// One of them.
    case any
    /// Every one.
    case all
  }

  /// The grader's name.
  public var name: String { "\(ignoresCase ? "icontains" : "contains")-\(demand.rawValue)@1" }
  private let texts: [String]
  private let demand: Demand
  private let ignoresCase: Bool

  /// A grader for some texts.
  public init(_ texts: [String], _ demand: Demand, ignoringCase: Bool) {
    self.texts = texts
    self.demand = demand
    ignoresCase = ignoringCase
  }

  /// Looks for the texts.
  public func grade(_ answer: String, to query: Query) async throws -> Grade {
    let folded = ignoresCase ? answer.lowercased() : answer
    let missing = texts.filter { !folded.contains(ignoresCase ? $0.lowercased() : $0) }
    switch demand {
    case .any:
      let found = texts.first { !missing.contains($0) }
      return Grade(
        found != nil,
        found.map { "The answer has '\($0)'." }
          ?? "The answer has none of \(texts.map { "'\($0)'" }.joined(separator: ", ")).")
    case .all:
      return Grade(
        missing.isEmpty,
        missing.first.map { "The answer does not have '\($0)'." }
          ?? "The answer has \(texts.map { "'\($0)'" }.joined(separator: ", ")).")
    }
  }
}

/// Right when the answer begins with a text.
public struct StartsWithGrader: Grader {
  /// The grader's name.
  public var name: String { "starts-with@1" }
  private let text: String

  /// A grader for a beginning.
  public init(_ text: String) { self.text = text }

  /// Compares the beginning.
  public func grade(_ answer: String, to query: Query) async throws -> Grade {
    let isRight = answer.trimmingSpace().hasPrefix(text.trimmingSpace())
    return Grade(isRight, "The answer \(isRight ? "begins" : "does not begin") with '\(text)'.")
  }
}

/// Right when a regular expression matches somewhere in the answer.
public struct RegexGrader: Grader {
  // The first version was in Swift's syntax, and could take for ever.
  /// The grader's name.
  public var name: String { "regex@2" }
  private let pattern: BoundedPattern

  /// A grader for an expression in PCRE2's syntax.
  ///
  /// - Throws: `EvalError` when it is none.
  public init(_ pattern: String) throws(EvalError) {
    do { self.pattern = try BoundedPattern(pattern) } catch {
      throw EvalError(.input, "'\(pattern)' is no regular expression: \(error).")
    }
  }

  /// Looks for the expression; where that takes too many steps there is no score, today and
  /// tomorrow.
  public func grade(_ answer: String, to query: Query) async throws -> Grade {
    do throws(BoundedPattern.Fault) {
      let matches = try pattern.matches(answer)
      return Grade(
        matches,
        "The answer \(matches ? "matches" : "does not match") the pattern \(pattern.pattern).")
    } catch {
      return Grade(score: nil, reason: error.description)
    }
  }
}

extension Grade {
  /// Right, which scores 1, or wrong, which scores 0.
  public init(_ isRight: Bool, _ reason: String) {
    self.init(score: isRight ? 1 : 0, reason: reason)
  }
}
