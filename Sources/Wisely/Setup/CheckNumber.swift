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
      let isEqual = Self.isEqual(number, expected, tolerance: tolerance)
      return result(
        isEqual, "The answer's number is \(number)\(isEqual ? "" : ", not \(expected)").")
    }
  }

  /// The number a person would take for the answer, if there is one.
  public static func finalNumber(in answer: String) -> Double? {
    finalSpelling(in: answer)?.value
  }

  /// The same number as it was spelled, for those who need every digit of it.
  package static func finalSpelling(in answer: String) -> NumberSpelling? {
    if let marked = AnswerMark.after(in: answer), let first = NumberScanner(marked).all.first {
      return first
    }
    return NumberScanner(answer).all.last
  }

  /// Whether two numbers are the same, give or take.
  package static func isEqual(_ one: Double, _ other: Double, tolerance: Double = 0) -> Bool {
    // Decimals such as 0.1 + 0.2 differ from what was written by a hair; that is no tolerance.
    // Whole numbers have no hair: one more than a billion is another number.
    let isWhole = one.rounded() == one && other.rounded() == other
    let hair = isWhole ? 0 : max(abs(one), abs(other)) * 1e-12
    return abs(one - other) <= tolerance + hair
  }
}

/// A number found in prose: its digits without separators, and its value.
package struct NumberSpelling: Hashable, Sendable {
  /// The digits with sign, point and exponent, as JSON spells numbers.
  package let number: JSONNumber
  /// The nearest binary number.
  package let value: Double
  /// Where the digits stand, in characters from the beginning of the text.
  package let range: Range<Int>

  /// Whether the numbers are the same: to the last digit when both are whole.
  package func isSame(as other: NumberSpelling) -> Bool {
    let (mine, its) = (number.decimal, other.number.decimal)
    if mine == its { return true }
    guard !mine.isInteger || !its.isInteger else { return false }
    return NumberCheck.isEqual(value, other.value)
  }

  /// The number a text consists of, apart from a currency or percent sign and a final stop.
  package init?(whole text: String) {
    let characters = Array(text)
    let numbers = NumberScanner(text).all
    guard let number = numbers.first, numbers.count == 1 else { return nil }
    let before = characters[..<number.range.lowerBound]
    let after = characters[number.range.upperBound...]
    let signs = before.count { "+-\u{2212}".contains($0) }
    guard signs <= 1, before.allSatisfy({ $0.isWhitespace || "+-\u{2212}$€£¥₹".contains($0) }),
      after.allSatisfy({ $0.isWhitespace || "%.$€£¥₹".contains($0) })
    else { return nil }
    self = number
  }

  /// A JSON number.
  package init?(_ number: JSONNumber) {
    guard let value = number.double else { return nil }
    self.number = number
    self.value = value
    range = 0..<number.lexeme.count
  }

  fileprivate init?(_ digits: String, isNegative: Bool, range: Range<Int>) {
    guard let value = Double(digits) else { return nil }
    // JSON allows no needless zeros.
    let bare = digits.drop { $0 == "0" }
    let lexeme = bare.first?.isNumber == true ? String(bare) : "0" + bare
    guard let number = JSONNumber(lexeme: isNegative ? "-" + lexeme : lexeme) else { return nil }
    self.number = number
    self.value = isNegative ? -value : value
    self.range = range
  }
}

/// Finds the numbers in prose.
package struct NumberScanner {
  private let characters: [Character]

  package init(_ text: String) { characters = Array(text) }

  /// All numbers, in order; digits inside words such as `Q3` are none.
  package var all: [NumberSpelling] {
    var numbers: [NumberSpelling] = []
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
      let isNegative = isNegative(before: index)
      if let number = NumberSpelling(text, isNegative: isNegative, range: index..<end) {
        numbers.append(number)
      }
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
