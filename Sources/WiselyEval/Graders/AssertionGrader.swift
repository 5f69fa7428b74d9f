// SPDX-License-Identifier: Apache-2.0

import Wisely

/// The grader of one assertion, with its threshold and negation.
struct AssertionGrader: Grader {
  let assertion: Assertion
  private let grader: any Grader

  /// What it takes to ask it: the cheap ones are asked first.
  var expense: Int {
    switch assertion.kind {
    case .judge: 2
    case .command: 1
    default: 0
    }
  }

  /// Whether its score is right or wrong, and not something in between.
  var isDecisive: Bool {
    assertion.threshold != nil || assertion.kind != .judge && assertion.kind != .similarity
  }

  var name: String {
    let threshold = scoreThreshold.map { ">=\($0)" } ?? ""
    return (assertion.isNegated ? "not-" : "") + grader.name + threshold
  }

  /// Makes the grader of an assertion.
  ///
  /// - Throws: `EvalError` when its value does not fit, or a judge or a runner of commands is missing.
  init(
    _ assertion: Assertion, judge: (any LanguageModel)? = nil,
    runCommand: CommandCheck.Runner? = nil
  ) throws(EvalError) {
    self.assertion = assertion
    switch assertion.kind {
    case .judge:
      let question = try JudgeGrader.Question(assertion.value)
      guard let judge else {
        throw EvalError(.plan, "The assertion of line \(assertion.line) needs a judge; name one.")
      }
      grader = JudgeGrader(judge, question)
    case .command:
      guard let runCommand else {
        throw EvalError(.plan, "The assertion of line \(assertion.line) cannot run commands here.")
      }
      grader = try CommandGrader(assertion.value, run: runCommand)
    default: grader = try Self.plainGrader(assertion)
    }
    try checkThreshold()
  }

  /// Says what is wrong with an assertion that no grader can be made of.
  static func validate(_ assertion: Assertion) throws(EvalError) {
    if assertion.kind == .judge {
      _ = try JudgeGrader.Question(assertion.value)
      var other = assertion
      (other.kind, other.value) = (.similarity, "")
      _ = try AssertionGrader(other)
    } else {
      _ = try AssertionGrader(assertion, runCommand: { _, _ in 0 })
    }
  }

  private static func plainGrader(_ assertion: Assertion) throws(EvalError) -> any Grader {
    let value = assertion.value
    switch assertion.kind {
    case .answer: return AnswerGrader(try texts(assertion))
    case .equals:
      guard !value.isNull else { throw error(assertion, "a text") }
      return EqualsGrader(value)
    case .contains: return ContainsGrader([try text(assertion)], .all, ignoringCase: false)
    case .containsIgnoringCase:
      return ContainsGrader([try text(assertion)], .all, ignoringCase: true)
    case .containsAny: return ContainsGrader(try texts(assertion), .any, ignoringCase: false)
    case .containsAll: return ContainsGrader(try texts(assertion), .all, ignoringCase: false)
    case .containsAnyIgnoringCase:
      return ContainsGrader(try texts(assertion), .any, ignoringCase: true)
    case .containsAllIgnoringCase:
      return ContainsGrader(try texts(assertion), .all, ignoringCase: true)
    case .startsWith: return StartsWithGrader(try text(assertion))
    case .regex: return try RegexGrader(try text(assertion))
    case .number: return try NumberGrader(value)
    case .json: return try JSONGrader(.whole, schema: value)
    case .containsJSON: return try JSONGrader(.anywhere, schema: value)
    case .jsonSchema:
      guard !value.isNull else { throw error(assertion, "a JSON Schema") }
      return try JSONGrader(.wholeOrFenced, schema: value)
    case .jsonSubset:
      guard !value.isNull else { throw error(assertion, "JSON that the answer has to have in it") }
      return JSONGrader(subset: value)
    case .choice: return try ChoiceGrader(value)
    case .similarity: return SimilarityGrader(value.string ?? value.text)
    case .levenshtein:
      return LevenshteinGrader(try text(assertion), limit: assertion.threshold ?? 5)
    default: throw EvalError(.input, "There is no assertion '\(assertion.kind)'.")
    }
  }

  private static func error(_ assertion: Assertion, _ wanted: String) -> EvalError {
    EvalError(
      .input, "'\(assertion.kind)' must be given \(wanted), not \(assertion.value.text).")
  }

  private static func text(_ assertion: Assertion) throws(EvalError) -> String {
    let value = assertion.value
    guard value.array == nil, value.object == nil, !value.isNull else {
      throw error(assertion, "a text")
    }
    let text = value.string ?? value.text
    guard !text.isEmpty else { throw error(assertion, "a text that is not empty") }
    return text
  }

  private static func texts(_ assertion: Assertion) throws(EvalError) -> [String] {
    let values = assertion.value.array ?? [assertion.value]
    let texts = values.compactMap { value in
      value.string ?? (value.double != nil || value.bool != nil ? value.text : nil)
    }
    guard !texts.isEmpty, texts.count == values.count, !texts.contains("") else {
      throw error(assertion, "a text or a list of texts")
    }
    return texts
  }

  private var scoreThreshold: Double? {
    // Levenshtein's threshold is a number of edits and belongs to the grader.
    assertion.kind == .levenshtein ? nil : assertion.threshold
  }

  private func checkThreshold() throws(EvalError) {
    guard let threshold = assertion.threshold else { return }
    let isRight =
      assertion.kind == .levenshtein ? threshold >= 0 : (0...1).contains(threshold)
    guard isRight else {
      throw EvalError(
        .input,
        assertion.kind == .levenshtein
          ? "The threshold of 'levenshtein' must not be below 0."
          : "The threshold of '\(assertion.kind)' must be from 0 to 1, not \(threshold).")
    }
  }

  /// Grades, and applies threshold and negation.
  func grade(_ answer: String, to query: Query) async throws -> Grade {
    var grade = try await grader.grade(answer, to: query)
    guard var score = grade.score else { return grade }
    if let threshold = scoreThreshold {
      if score < threshold { grade.reason += " (\(score) is below \(threshold).)" }
      score = score >= threshold ? 1 : 0
    }
    grade.score = assertion.isNegated ? 1 - score : score
    return grade
  }
}
