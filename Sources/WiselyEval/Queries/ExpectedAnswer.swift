// SPDX-License-Identifier: Apache-2.0

import Wisely

/// What a bare `expected` means: the assertion that a sensible person would have written.
///
/// | expected | assertion |
/// |---|---|
/// | what reads as a number, such as `7,050.00` or `$20` | `number` |
/// | another text, or true or false | `answer` |
/// | a list | the same for each; any of them will do |
/// | an object | `json-subset` |
/// | anything, where there are choices | `choice` |
///
/// A text with an answer mark in it, as in GSM8K (`… #### 18`), means what follows the mark.
enum ExpectedAnswer {
  /// The assertion; nil for what says nothing.
  static func assertion(for value: LocatedValue, choices: [String] = []) -> Assertion? {
    if !choices.isEmpty {
      let answer: JSONValue =
        value.array.map { .array($0.map { .string($0.text ?? $0.json.text) }) }
        ?? .string(value.text ?? value.json.text)
      let content: JSONValue = [
        "choices": .array(choices.map { .string($0) }), "answer": answer,
      ]
      return Assertion(.choice, content, line: value.line)
    }
    if value.members != nil { return Assertion(.jsonSubset, value.json, line: value.line) }
    let texts = (value.array ?? [value]).map { $0.text ?? $0.json.text }
      .map { (AnswerMark.after(in: $0) ?? $0).trimmingSpace() }
    guard !texts.isEmpty, texts.contains(where: { !$0.isEmpty }) else { return nil }
    let isNumber = texts.allSatisfy { NumberSpelling(whole: $0) != nil }
    let content: JSONValue =
      texts.count == 1 ? .string(texts[0]) : .array(texts.map { .string($0) })
    return Assertion(isNumber ? .number : .answer, content, line: value.line)
  }
}
