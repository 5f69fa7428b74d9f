// SPDX-License-Identifier: Apache-2.0

/// Passes when the answer's final number is the expected one, or lies within bounds.
///
/// The final number is the first one after the last `####` or `Answer:`, or else the last one at all.
/// Currency signs, thousands separators and percent signs are read as people write them.
public struct NumberCheck: Check {
  /// What the number has to be.
  public enum Expectation: Hashable, Sendable {
    /// That number, give or take.
    case value(Double, tolerance: Double)
    /// Between two numbers, themselves included.
    case range(ClosedRange<Double>)
    /// Any number.
    case any
  }

  /// The check's name.
  public var name: String { "number" }
  /// What the number has to be.
  public var expectation: Expectation

  /// A check.
  public init(_ expectation: Expectation) { self.expectation = expectation }

  /// A check for one number.
  public init(_ value: Double, tolerance: Double = 0) {
    expectation = .value(value, tolerance: tolerance)
  }

  /// Reads the final number and compares.
  public func verdict(on draft: Draft, emitting sink: EventSink) async throws -> CheckVerdict {
    guard let number = Self.finalNumber(in: draft.answer) else {
      return result(false, "The answer has no number.")
    }
    switch expectation {
    case .any: return result(true, "The answer's number is \(number).")
    case .range(let range):
      let isInside = range.contains(number)
      return result(
        isInside,
        "The answer's number \(number) is \(isInside ? "" : "not ")between "
          + "\(range.lowerBound) and \(range.upperBound).")
    case .value(let expected, let tolerance):
      // Decimals such as 0.1 + 0.2 differ from what was written by a hair; that is no tolerance.
      let hair = max(abs(expected), abs(number)) * 1e-12
      let isEqual = abs(number - expected) <= tolerance + hair
      return result(
        isEqual, "The answer's number is \(number)\(isEqual ? "" : ", not \(expected)").")
    }
  }

  /// The number a person would take for the answer, if there is one.
  public static func finalNumber(in answer: String) -> Double? {
    if let marked = AnswerMark.after(in: answer), let first = NumberScanner(marked).all.first {
      return first
    }
    return NumberScanner(answer).all.last
  }
}

/// Finds the numbers in prose.
struct NumberScanner {
  private let characters: [Character]

  init(_ text: String) { characters = Array(text) }

  /// All numbers, in order; digits inside words such as `Q3` are none.
  var all: [Double] {
    var numbers: [Double] = []
    var index = 0
    while index < characters.count {
      let before = index == 0 ? " " : characters[index - 1]
      guard
        isDigit(index) || (characters[index] == "." && isDigit(index + 1) && !isDigit(index - 1)),
        !before.isLetter, before != "_"
      else {
        index += 1
        continue
      }
      let (text, end) = lexeme(at: index)
      if let value = Double(text) { numbers.append(isNegative(before: index) ? -value : value) }
      index = end
    }
    return numbers
  }

  private func isDigit(_ index: Int) -> Bool {
    characters.indices.contains(index) && ("0"..."9").contains(characters[index])
  }

  private func digits(from index: Int) -> Int {
    var end = index
    while isDigit(end) { end += 1 }
    return end
  }

  /// A minus sign, perhaps before a currency sign, that is not between two operands or in a date.
  private func isNegative(before index: Int) -> Bool {
    var sign = index - 1
    if sign >= 0, Self.currencies.contains(characters[sign]) { sign -= 1 }
    guard sign >= 0, characters[sign] == "-" || characters[sign] == "\u{2212}" else { return false }
    guard sign > 0 else { return true }
    let before = characters[sign - 1]
    return !before.isLetter && !before.isNumber && before != ")"
  }

  private static let currencies: Set<Character> = ["$", "€", "£", "¥", "₹"]
  private static let groupMarks: Set<Character> = [
    ",", ".", "'", "’", "_", " ", "\u{A0}", "\u{202F}", "\u{2009}",
  ]

  /// The spelling without separators, and where it ends.
  private func lexeme(at start: Int) -> (String, Int) {
    var end = digits(from: start)
    var whole = String(characters[start..<end])
    var group: Character?
    // Groups of exactly three after at most three digits, all with the same mark.
    while end < characters.count, (1...3).contains(whole.count) || group != nil,
      Self.groupMarks.contains(characters[end]), group == nil || group == characters[end],
      digits(from: end + 1) == end + 4, whole.first != "0"
    {
      let mark = characters[end]
      // One point before three digits is a decimal point unless more groups follow it.
      if mark == ".", group == nil, !(end + 4 < characters.count && isGroup(at: end + 4, mark)) {
        break
      }
      group = mark
      whole += String(characters[(end + 1)..<(end + 4)])
      end += 4
    }
    let decimal: Set<Character> = group == "." ? [","] : group == "," ? ["."] : [".", ","]
    var fraction = ""
    if end < characters.count, decimal.contains(characters[end]), isDigit(end + 1) {
      let last = digits(from: end + 1)
      // "1, 2" and "2024,2025" are lists; "3,5" is a decimal comma.
      let isListComma = characters[end] == "," && last - end > 3 && group == nil
      if !isListComma {
        fraction = "." + String(characters[(end + 1)..<last])
        end = last
      }
    }
    var exponent = ""
    if end < characters.count, characters[end] == "e" || characters[end] == "E" {
      let hasSign = end + 1 < characters.count && "+-".contains(characters[end + 1])
      let first = end + (hasSign ? 2 : 1)
      let last = digits(from: first)
      if last > first, last == characters.count || !characters[last].isLetter {
        exponent = String(characters[end..<last])
        end = last
      }
    }
    return ((whole.isEmpty ? "0" : whole) + fraction + exponent, end)
  }

  private func isGroup(at index: Int, _ mark: Character) -> Bool {
    (characters[index] == mark && digits(from: index + 1) == index + 4)
      || (mark == "." && characters[index] == "," && isDigit(index + 1))
  }
}
