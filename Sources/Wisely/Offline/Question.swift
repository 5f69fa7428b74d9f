// SPDX-License-Identifier: Apache-2.0

/// A person's words, made uniform for reading.
struct Question: Hashable {
  /// The words with plain quotes, dashes and signs and single spaces.
  let text: String
  /// The same in lower case, without courtesies and the mark at the end.
  let plain: String

  /// Puzzles list many things, but nobody writes longer ones; beyond it nothing is read.
  static let limit = 16_384
  /// Questions other than puzzles are a sentence or two.
  static let sentenceLimit = 2_048

  private static let courtesies = Pattern(
    /^(?:(?:please|hello|hi|hey|could you|can you|tell me|i need to know)[,:]?\s+)+/)
  private static let endMarks = Pattern(/[\s?.!=:;]+$/)
  private static let finalPlease = Pattern(/,? please$/)

  init(_ words: String) {
    // Expressions can take time with the square of what they read.
    let words = words.utf8.count > Self.limit ? "" : words
    text = Self.uniform(words)
    var plain = text.lowercased()
    plain = plain.replacing(Self.courtesies, with: "")
    plain = plain.replacing(Self.endMarks, with: "")
    plain = plain.replacing(Self.finalPlease, with: "")
    self.plain = plain
  }

  /// Whether one of these stands in it: a quick look before an expression is tried.
  func has(_ parts: String...) -> Bool { parts.contains { plain.contains($0) } }

  /// Whether there is a figure in it.
  var hasDigit: Bool { plain.utf8.contains { (0x30...0x39).contains($0) } }

  private static func uniform(_ words: String) -> String {
    var result = ""
    var hasSpace = true
    for character in words {
      if character.isWhitespace {
        if !hasSpace { result.append(" ") }
        hasSpace = true
        continue
      }
      hasSpace = false
      switch character {
      case "“", "”", "„", "«", "»": result.append("\"")
      case "‘", "’", "‚": result.append("'")
      case "−", "–", "—": result.append("-")
      case "×", "·": result.append("*")
      case "÷": result.append("/")
      default: result.append(character)
      }
    }
    return result.trimmingSpace()
  }
}

extension [String] {
  /// The words as a list in a sentence: `A, B and C`.
  var sentenceList: String {
    guard count > 1, let last else { return first ?? "nothing" }
    return dropLast().joined(separator: ", ") + " and " + last
  }
}

/// Whether two short answers are the same, whatever their case, spacing and spelling of numbers.
enum AnswerMatch {
  /// Lists are compared without regard to order.
  static func areSame(_ left: String, _ right: String) -> Bool {
    parts(left) == parts(right)
  }

  private static let answerMark = Pattern(/(?i)answer:\s*/)

  /// The last `Answer:` line of a text.
  static func answer(in text: String) -> String? {
    let lines = text.split(whereSeparator: \.isNewline)
    for line in lines.reversed() {
      guard let found = line.firstRange(of: Self.answerMark) else { continue }
      let answer = line[found.upperBound...].trimmingSpace()
      if !answer.isEmpty { return answer }
    }
    return nil
  }

  private static let trailingDots = Pattern(/[.\s]+$/)
  private static let separator = Pattern(/,\s+|;\s*/)

  private static func parts(_ answer: String) -> [String] {
    let lowered = answer.lowercased().trimmingSpace()
    let trimmed = lowered.replacing(Self.trailingDots, with: "")
    return trimmed.split(separator: Self.separator).map { normal($0.trimmingSpace()) }.sorted()
  }

  private static func normal(_ part: String) -> String {
    let bare = part.replacing(",", with: "")
    guard let number = Rational(decimal: bare) else { return part }
    return number.description
  }
}
