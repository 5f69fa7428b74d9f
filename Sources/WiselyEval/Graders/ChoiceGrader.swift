// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// Right when the answer names the right choice, by its letter or its text.
public struct ChoiceGrader: Grader {
  /// The grader's name.
  public var name: String { "choice@1" }
  private let reader: ChoiceReader
  private let expected: Set<Int>

  /// The letters of choices, in order.
  static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ").map { String($0) }

  /// A grader for `{"choices": […], "answer": …}`; the answer is a letter or a text, or a list of
  /// them.
  ///
  /// - Throws: `EvalError` when the answer is none of the choices.
  public init(_ value: JSONValue) throws(EvalError) {
    let choices = value["choices"]?.array?.compactMap(\.string) ?? []
    guard (2...Self.letters.count).contains(choices.count) else {
      throw EvalError(
        .input, "'choice' needs 'choices', a list of 2 to \(Self.letters.count) texts.")
    }
    guard let answer = value["answer"] else {
      throw EvalError(.input, "'choice' needs 'answer', the right letter or text.")
    }
    let names = (answer.array ?? [answer]).map { $0.string ?? $0.text }
    var expected: Set<Int> = []
    for name in names {
      let letter = Self.letters.prefix(choices.count).firstIndex(of: name.trimmingSpace())
      let same = choices.firstIndex {
        ExactCheck.normalized($0) == ExactCheck.normalized(name)
      }
      guard let index = letter ?? same else {
        throw EvalError(.input, "'\(name)' is none of the \(choices.count) choices.")
      }
      expected.insert(index)
    }
    guard !expected.isEmpty else {
      throw EvalError(.input, "'choice' needs 'answer', the right letter or text.")
    }
    self.expected = expected
    reader = ChoiceReader(choices, allowsSeveral: expected.count > 1)
  }

  /// Reads the choice and compares.
  public func grade(_ answer: String, to query: Query) async throws -> Grade {
    guard let picked = reader.picked(in: answer) else {
      return Grade(false, "The answer does not name one choice.")
    }
    let given = picked.sorted().map { Self.letters[$0] }.joined(separator: ", ")
    let wanted = expected.sorted().map { Self.letters[$0] }.joined(separator: ", ")
    let isRight = picked == expected
    return Grade(isRight, "The answer is \(given)\(isRight ? "" : ", not \(wanted)").")
  }
}
