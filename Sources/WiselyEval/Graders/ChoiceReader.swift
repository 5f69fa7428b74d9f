// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Finds out which of several choices an answer means: `B`, `(b)`, `**B.** Paris`, `The answer is
/// Paris`.
struct ChoiceReader: Sendable {
  private let choices: [String]
  private let normal: [String]
  private let allowsSeveral: Bool

  init(_ choices: [String], allowsSeveral: Bool) {
    self.choices = choices
    self.allowsSeveral = allowsSeveral
    normal = choices.map { ExactCheck.normalized($0) }
  }

  /// The choices it means, or nil when it names none or cannot be understood.
  func picked(in answer: String) -> Set<Int>? {
    // An announced answer is the answer, understood or not: what stands elsewhere is reasoning.
    if let boxed = Self.boxed(in: answer) { return read(boxed) }
    if let marked = AnswerMark.after(in: answer) { return read(marked) }
    if let said = Self.said(in: answer), let picked = read(said) { return picked }
    let lines = answer.split(whereSeparator: \.isNewline).map { $0.trimmingSpace() }
      .filter { !$0.isEmpty }
    guard let first = lines.first, let last = lines.last else { return nil }
    return read(last) ?? (lines.count > 1 ? read(first) : nil)
  }

  /// What stands in the last `\boxed{…}`.
  private static func boxed(in answer: String) -> String? {
    guard let start = answer.ranges(of: "\\boxed{").last,
      let end = answer[start.upperBound...].firstIndex(of: "}")
    else { return nil }
    return String(answer[start.upperBound..<end]).replacing("\\text{", with: "")
  }

  /// What follows the last "answer is" and its like, up to the end of the line.
  private static func said(in answer: String) -> String? {
    let lines = answer.split(whereSeparator: \.isNewline)
    for line in lines.reversed() {
      let lower = line.lowercased()
      let found = ["answer is", "choice is", "option is", "answer would be", "answer:"]
        .compactMap { lower.ranges(of: $0).last?.upperBound }.max()
      if let found {
        // Lowercasing may change lengths, but not the number of characters after an ASCII phrase.
        return String(line.suffix(lower[found...].count))
      }
    }
    return nil
  }

  // MARK: - One piece

  private func read(_ text: String) -> Set<Int>? {
    let trimmed = Self.stripped(text)
    if let index = letter(trimmed) { return [index] }
    if let index = normal.firstIndex(of: ExactCheck.normalized(trimmed)) { return [index] }
    if allowsSeveral, let several = several(trimmed) { return several }
    if let index = leadingLetter(trimmed) { return [index] }
    let bracketed = Set(tokens(of: trimmed).compactMap { $0.isBracketed ? $0.index : nil })
    if !bracketed.isEmpty { return only(bracketed) }
    let named = mentioned(in: trimmed)
    if !named.isEmpty { return only(named) }
    let bare = Set(tokens(of: trimmed).compactMap { $0.isWord ? nil : $0.index })
    return bare.isEmpty ? nil : only(bare)
  }

  private func only(_ found: Set<Int>) -> Set<Int>? {
    found.count == 1 || allowsSeveral ? found : nil
  }

  private static func stripped(_ text: String) -> String {
    let marks: Set<Character> = ["*", "_", "`", "\"", "'", "“", "”", " ", "\t", "#", ">", "$", ":"]
    var rest = text[...]
    while let first = rest.first, marks.contains(first) { rest.removeFirst() }
    while let last = rest.last, marks.contains(last) || last == "." || last == "!" {
      rest.removeLast()
    }
    return String(rest)
  }

  /// The choice of a letter that stands alone, perhaps in brackets.
  private func letter(_ text: String) -> Int? {
    let bare = text.filter { !"()[]{}<>.*: ".contains($0) }
    guard bare.count == 1, let scalar = bare.uppercased().unicodeScalars.first?.value else {
      return nil
    }
    let index = Int(scalar) - 65
    return choices.indices.contains(index) ? index : nil
  }

  /// `B) Paris`, `B. Paris`, `B: Paris`, `(B) Paris`, `B - Paris`, `B, because`, `B** Paris`.
  private func leadingLetter(_ text: String) -> Int? {
    let rest = text.drop { "([".contains($0) }
    guard let first = rest.first, let index = letter(String(first)) else { return nil }
    let after = rest.dropFirst()
    guard let next = after.first else { return index }
    if ")].:,;*".contains(next) { return index }
    let later = after.drop { $0 == " " }
    return next == " " && "-–—(=".contains(later.first ?? "x") ? index : nil
  }

  /// `A, C`, `A and C`, `A C`.
  private func several(_ text: String) -> Set<Int>? {
    let words = text.split { " ,;&/+".contains($0) }.map(String.init)
      .filter { $0.lowercased() != "and" }
    let letters = words.map { letter($0) }
    guard words.count > 1, letters.allSatisfy({ $0 != nil }) else { return nil }
    return Set(letters.compactMap(\.self))
  }

  private struct Token {
    var index: Int
    var isBracketed: Bool
    /// Whether it may as well be the article or the pronoun.
    var isWord: Bool
  }

  /// Capital letters that stand alone.
  private func tokens(of text: String) -> [Token] {
    let characters = Array(text)
    var tokens: [Token] = []
    for (place, character) in characters.enumerated() {
      guard ("A"..."Z").contains(character), let index = letter(String(character)) else { continue }
      let before = place > 0 ? characters[place - 1] : " "
      let after = place + 1 < characters.count ? characters[place + 1] : " "
      guard !before.isLetter, !before.isNumber, !after.isLetter, !after.isNumber, after != "'",
        after != "’", before != "'"
      else { continue }
      let word = String(characters[..<place]).lowercased().split { !$0.isLetter }.last ?? ""
      let next = String(characters[(place + 1)...]).lowercased().split { !$0.isLetter }.first ?? ""
      // "Option A" and "A or B" name choices; "A good question" does not.
      let isNamed =
        ["option", "choice", "letter", "answer"].contains(word) || ["or", "and"].contains(next)
      tokens.append(
        Token(
          index: index, isBracketed: "([".contains(before) && ")]".contains(after) || after == ")",
          isWord: !isNamed && after == " " && (character == "A" || character == "I")))
    }
    return tokens
  }

  /// The choices whose texts occur as whole words; of texts inside each other the longest.
  private func mentioned(in text: String) -> Set<Int> {
    let words = Self.words(text)
    var found: [Int] = []
    for (index, choice) in choices.enumerated() {
      let wanted = Self.words(choice)
      if !wanted.isEmpty, words.contains(wanted) { found.append(index) }
    }
    return Set(
      found.filter { index in
        let own = Self.words(choices[index])
        return !found.contains { other in
          let longer = Self.words(choices[other])
          return other != index && longer.count > own.count && longer.contains(own)
        }
      })
  }

  private static func words(_ text: String) -> [String] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
  }
}
