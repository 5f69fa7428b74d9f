// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// Grades answers to one query by all of its assertions together.
///
/// An answer is right only if every assertion holds. Where the query has a threshold (promptfoo's),
/// it is right when the weighted mean of the scores reaches it. Assertions with scores in between,
/// such as a judge's without a threshold, give the answer their weighted mean once all others hold.
/// Assertions of weight 0 are graded and reported, and decide nothing. What costs money is not
/// asked once the answer is known to be wrong.
public struct GraderSet: Grader {
  /// What one assertion said.
  public struct Part: Hashable, Sendable {
    /// The grader's name and version.
    public var grader: String
    /// What it said.
    public var grade: Grade
  }

  /// What all of them said.
  public struct Result: Sendable {
    /// The grade of the answer, with everybody's bills.
    public var grade: Grade
    /// What each assertion said, in the order of the file; those not asked are missing.
    public var parts: [Part]
    /// What kept a grader from giving the score that is missing; asked again it may give one.
    public var failure: (any Error)?
  }

  private let graders: [AssertionGrader]
  private let threshold: Double?

  /// The graders of a query; without assertions a judge decides by the built-in rubric.
  ///
  /// - Throws: `EvalError` when an assertion needs a judge or commands and there are none.
  public init(
    for query: Query, judge: (any LanguageModel)? = nil, runCommand: CommandCheck.Runner? = nil
  ) throws(EvalError) {
    var assertions = query.assertions
    if assertions.isEmpty, judge != nil {
      assertions = [Assertion(.judge, .null, line: query.line)]
    }
    var graders: [AssertionGrader] = []
    for assertion in assertions {
      graders.append(try AssertionGrader(assertion, judge: judge, runCommand: runCommand))
    }
    self.graders = graders
    threshold = query.threshold
  }

  /// The names of the graders with their versions, for a plan's hash.
  public var name: String {
    let names = graders.map { grader in
      grader.name + (grader.assertion.weight == 1 ? "" : "*\(grader.assertion.weight)")
    }
    let rule = threshold.map { ">=\($0)" } ?? ""
    return names.isEmpty ? "none@1" : "all@1(\(names.joined(separator: ",")))\(rule)"
  }

  /// Grades an answer.
  public func grade(_ answer: String, to query: Query) async throws -> Grade {
    try await result(for: answer, to: query).grade
  }

  /// Grades an answer and says what each assertion said.
  ///
  /// A grader that fails gives no score, so that an answer that was paid for is not lost with it.
  ///
  /// - Throws: `CancellationError` only.
  public func result(for answer: String, to query: Query) async throws -> Result {
    var grades = [Grade?](repeating: nil, count: graders.count)
    var failure: (any Error)?
    let order = graders.indices.sorted { (graders[$0].expense, $0) < (graders[$1].expense, $1) }
    for index in order {
      let isLost = threshold == nil && graders.indices.contains { isWrong(grades[$0], at: $0) }
      if isLost, graders[index].expense > 0 { continue }
      do {
        grades[index] = try await graders[index].grade(answer, to: query)
      } catch let error as CancellationError {
        throw error
      } catch {
        try Task.checkCancellation()
        let lost = error as? GradingFailure ?? GradingFailure(error)
        failure = failure ?? lost.underlying
        grades[index] = Grade(
          score: nil, reason: "There is no grade: \(lost)", bill: lost.bill)
      }
    }
    let parts = graders.indices.compactMap { index in
      grades[index].map { Part(grader: graders[index].name, grade: $0) }
    }
    var grade = combined(grades)
    grade.bill = parts.flatMap(\.grade.bill)
    return Result(grade: grade, parts: parts, failure: grade.score == nil ? failure : nil)
  }

  /// Whether it decides that the answer is wrong.
  private func isWrong(_ grade: Grade?, at index: Int) -> Bool {
    let grader = graders[index]
    guard grader.isDecisive, grader.assertion.weight > 0 else { return false }
    return grade?.score.map { $0 < 1 } ?? false
  }

  private func combined(_ grades: [Grade?]) -> Grade {
    let counted = graders.indices.filter { graders[$0].assertion.weight > 0 }
    guard !counted.isEmpty else {
      return Grade(score: nil, reason: "There is nothing to grade the answer by.")
    }
    let wrong = counted.filter { isWrong(grades[$0], at: $0) }
    if threshold == nil, let first = wrong.first, let reason = grades[first]?.reason {
      let more = wrong.count - 1
      return Grade(score: 0, reason: reason + (more > 0 ? " (And \(more) more do not hold.)" : ""))
    }
    if let missing = counted.first(where: { grades[$0]?.score == nil }) {
      return Grade(score: nil, reason: grades[missing]?.reason ?? "There is no grade.")
    }
    let open = threshold == nil ? counted.filter { !graders[$0].isDecisive } : counted
    guard !open.isEmpty else {
      let only = counted.count == 1 ? grades[counted[0]]?.reason : nil
      return Grade(score: 1, reason: only ?? "All \(counted.count) assertions hold.")
    }
    let weight = open.reduce(0) { $0 + graders[$1].assertion.weight }
    let mean =
      open.reduce(0) { $0 + graders[$1].assertion.weight * (grades[$1]?.score ?? 0) } / weight
    guard let threshold else {
      let only = open.count == 1 ? grades[open[0]]?.reason : nil
      return Grade(score: mean, reason: only ?? "The mean of \(open.count) scores is \(mean).")
    }
    let isRight = mean >= threshold
    return Grade(
      isRight,
      "The weighted mean of \(counted.count) scores is \(mean), "
        + "\(isRight ? "not below" : "below") \(threshold).")
  }
}
