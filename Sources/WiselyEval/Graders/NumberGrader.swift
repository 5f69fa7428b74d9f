// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// Right when the answer's final number is an expected one, to the last digit.
///
/// The final number is the first after the last `####` or `Answer:`, or else the last one at all;
/// currency, thousands separators, trailing zeros and percent signs do not count.
public struct NumberGrader: Grader {
  private enum Expectation: Sendable {
    case anyOf([NumberSpelling])
    case check(NumberCheck)
  }

  /// The grader's name.
  public var name: String { "number@1" }
  private let expectation: Expectation

  /// A grader for a number, a text that reads as one, a list of them, or what a cascade's check
  /// takes: `{"value", "tolerance"}`, `{"minimum", "maximum"}` or true for any number.
  ///
  /// - Throws: `EvalError` for anything else.
  public init(_ value: JSONValue) throws(EvalError) {
    if value.object != nil || value.bool == true {
      do {
        guard case .number(let expected) = try CheckSpecification(["number": value]) else {
          throw EvalError(.input, "'number' cannot be \(value.text).")
        }
        expectation = .check(NumberCheck(expected))
      } catch let error as SetupError {
        throw EvalError(.input, error.message)
      } catch {
        throw EvalError(.input, "\(error)")
      }
      return
    }
    let values = value.array ?? [value]
    let numbers = values.compactMap { value -> NumberSpelling? in
      if case .number(let number) = value { return NumberSpelling(number) }
      return value.string.flatMap { NumberSpelling(whole: $0) }
    }
    guard !numbers.isEmpty, numbers.count == values.count else {
      throw EvalError(.input, "'number' must be given a number, not \(value.text).")
    }
    expectation = .anyOf(numbers)
  }

  /// Reads the final number and compares.
  public func grade(_ answer: String, to query: Query) async throws -> Grade {
    switch expectation {
    case .check(let check):
      let verdict = try await check.verdict(on: Draft(question: query.prompt, answer: answer))
      return Grade(verdict.result.passed, verdict.result.reason)
    case .anyOf(let expected):
      guard let number = NumberCheck.finalSpelling(in: answer) else {
        return Grade(false, "The answer has no number.")
      }
      let isRight = expected.contains { $0.isSame(as: number) }
      let wanted = expected.map(\.number.lexeme).joined(separator: " or ")
      let given = number.number.lexeme
      return Grade(isRight, "The answer's number is \(given)\(isRight ? "" : ", not \(wanted)").")
    }
  }
}
