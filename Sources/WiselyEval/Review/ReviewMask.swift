// SPDX-License-Identifier: Apache-2.0

/// Hides from a text whatever says who wrote it.
///
/// A phrase is a row of words, however they are cased and joined: "claude-haiku-4-5" is also
/// "Claude Haiku 4.5". What the question itself speaks of, such as a haiku, is hidden only where
/// the answer speaks of itself.
struct ReviewMask: Sendable {
  /// What stands for hidden words: the same length for all of them.
  static let mark = "[hidden]"

  private struct Word {
    var text: String
    var range: Range<String.UnicodeScalarView.Index>
    /// Whether it begins with a new word, not in the middle of one as the 4 in "gpt4".
    var isStart: Bool
  }

  /// The phrases by their first word, the longest first.
  private let phrases: [String: [[String]]]

  init(_ phrases: [String]) {
    var table: [String: Set<[String]>] = [:]
    for phrase in phrases {
      let words = Self.words(of: phrase).map(\.text)
      if let first = words.first { table[first, default: []].insert(words) }
    }
    self.phrases = table.mapValues { words in
      words.sorted { ($0.count, $0.joined(separator: " ")) > ($1.count, $1.joined(separator: " ")) }
    }
  }

  /// The text without what identifies its author.
  ///
  /// Words of the question are not hidden, but where the answer speaks of itself; facts are
  /// whatever else must not be shown, spelled as it would stand in the text.
  func apply(to text: String, question: String, facts: [String] = []) -> String {
    let words = Self.words(of: text)
    let asked = phrasesIn(Self.words(of: question), of: question)
    var hidden: [Range<String.UnicodeScalarView.Index>] = []
    var index = 0
    while index < words.count {
      guard let end = match(words, at: index, in: text, asked: asked) else {
        index += 1
        continue
      }
      hidden.append(words[index].range.lowerBound..<words[end - 1].range.upperBound)
      index = end
    }
    hidden += facts.flatMap { Self.places(of: $0, in: text) }
    return Self.replace(Self.joined(hidden, in: text), in: text)
  }

  // MARK: - Matching

  /// Where the longest phrase that begins at a word ends, with the version behind it.
  private func match(
    _ words: [Word], at index: Int, in text: String, asked: Set<[String]>
  ) -> Int? {
    guard words[index].isStart, let candidates = phrases[words[index].text] else { return nil }
    for phrase in candidates where Self.stands(phrase, at: index, of: words, in: text) {
      let end = Self.withVersion(words, from: index + phrase.count, in: text)
      let isWeak = asked.contains(phrase) || phrase.joined().utf8.count < 3
      if !isWeak || Self.speaksOfItself(words, index..<end) { return end }
    }
    return nil
  }

  private static func stands(
    _ phrase: [String], at index: Int, of words: [Word], in text: String
  ) -> Bool {
    guard index + phrase.count <= words.count else { return false }
    for offset in phrase.indices {
      guard words[index + offset].text == phrase[offset] else { return false }
      if offset > 0 {
        guard isJoint(gap(before: index + offset, words, text)) else { return false }
      }
    }
    return true
  }

  private func phrasesIn(_ words: [Word], of text: String) -> Set<[String]> {
    var found: Set<[String]> = []
    for (index, word) in words.enumerated() where word.isStart {
      for phrase in phrases[word.text] ?? []
      where Self.stands(phrase, at: index, of: words, in: text) {
        found.insert(phrase)
      }
    }
    return found
  }

  /// Takes in "4.5", "-mini", "@low" and the rest of a word behind a name.
  private static func withVersion(_ words: [Word], from start: Int, in text: String) -> Int {
    var end = start
    while end < words.count {
      let gap = gap(before: end, words, text)
      let word = words[end].text
      let isNumber = word.utf8.allSatisfy { 0x30...0x39 ~= $0 }
      let isVersion =
        switch gap {
        case "": !words[end].isStart
        case "-", "_", ".", ":", "@", "\u{2011}", "\u{2010}": isNumber || variants.contains(word)
        case " ", "\u{A0}": isNumber && word.utf8.count <= 2 || sizes.contains(word)
        default: false
        }
      guard isVersion else { break }
      end += 1
    }
    return end
  }

  private static let sizes: Set<String> = [
    "mini", "nano", "pro", "flash", "turbo", "lite", "haiku", "sonnet", "opus",
  ]
  private static let variants = sizes.union([
    "preview", "instruct", "latest", "thinking", "low", "medium", "high", "max", "xhigh", "small",
    "large", "chat", "o", "v", "b",
  ])

  /// Whether the words round a name say that the answer means itself.
  private static func speaksOfItself(_ words: [Word], _ range: Range<Int>) -> Bool {
    var before = words[..<range.lowerBound].suffix(6).map(\.text)
    while let last = before.last, ["a", "an", "the", "called", "named"].contains(last) {
      before.removeLast()
    }
    let openings = [
      ["i", "am"], ["i", "m"], ["as"], ["name", "is"], ["model", "is"], ["this", "is"],
      ["made", "by"],
      ["created", "by"], ["trained", "by"], ["developed", "by"], ["built", "by"],
      ["powered", "by"],
      ["written", "by"], ["generated", "by"], ["answered", "by"], ["model"], ["assistant"],
      ["signed"], ["from"],
    ]
    if openings.contains(where: { before.suffix($0.count).elementsEqual($0) }) { return true }
    let after = range.upperBound < words.count ? words[range.upperBound].text : ""
    return ["here", "speaking", "model", "assistant"].contains(after)
  }

  // MARK: - Words

  private static func gap(before index: Int, _ words: [Word], _ text: String) -> String {
    String(text[words[index - 1].range.upperBound..<words[index].range.lowerBound])
  }

  private static let joints = Set<Unicode.Scalar>(
    " -_.:/+^@~*\u{A0}\u{2010}\u{2011}".unicodeScalars)

  /// Whether two words with this between them can belong to one name.
  private static func isJoint(_ gap: String) -> Bool {
    let scalars = gap.unicodeScalars
    return scalars.count <= 3 && scalars.allSatisfy { joints.contains($0) }
  }

  /// Runs of letters and runs of digits, in lower case.
  private static func words(of text: String) -> [Word] {
    enum Kind { case letters, digits, other }
    func kind(_ scalar: Unicode.Scalar) -> Kind {
      if scalar.properties.isAlphabetic { return .letters }
      return scalar.properties.numericType != nil ? .digits : .other
    }
    let scalars = text.unicodeScalars
    var words: [Word] = []
    var start = scalars.startIndex
    var before = Kind.other
    var isStart = true
    func finish(at end: String.UnicodeScalarView.Index) {
      guard before != .other else { return }
      words.append(
        Word(text: String(scalars[start..<end]).lowercased(), range: start..<end, isStart: isStart))
    }
    for index in scalars.indices {
      let now = kind(scalars[index])
      guard now != before else { continue }
      finish(at: index)
      isStart = before == .other
      start = index
      before = now
    }
    finish(at: scalars.endIndex)
    return words
  }

  // MARK: - Replacing

  /// Where a text stands that is not part of a longer word or number.
  private static func places(
    of fact: String, in text: String
  ) -> [Range<String.UnicodeScalarView.Index>] {
    func isWord(_ scalar: Unicode.Scalar?) -> Bool {
      scalar.map { $0.properties.isAlphabetic || $0.properties.numericType != nil } ?? false
    }
    let scalars = text.unicodeScalars
    return text.ranges(of: fact).filter { range in
      let before =
        range.lowerBound > scalars.startIndex
        ? scalars[scalars.index(before: range.lowerBound)] : nil
      let after = range.upperBound < scalars.endIndex ? scalars[range.upperBound] : nil
      return !isWord(before) && before != "." && !isWord(after)
    }
  }

  /// The ranges in order, with those made one that only an operator parts: "[hidden]+[hidden]" says
  /// that there were two.
  private static func joined(
    _ ranges: [Range<String.UnicodeScalarView.Index>], in text: String
  ) -> [Range<String.UnicodeScalarView.Index>] {
    var joined: [Range<String.UnicodeScalarView.Index>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = joined.last {
        let isOverlap = range.lowerBound <= last.upperBound
        if isOverlap || isJoint(String(text[last.upperBound..<range.lowerBound])) {
          joined[joined.count - 1] =
            last.lowerBound..<max(last.upperBound, range.upperBound)
          continue
        }
      }
      joined.append(range)
    }
    return joined
  }

  private static func replace(
    _ ranges: [Range<String.UnicodeScalarView.Index>], in text: String
  ) -> String {
    var result = ""
    var start = text.startIndex
    for range in ranges {
      result += text[start..<range.lowerBound] + mark
      start = range.upperBound
    }
    return result + text[start...]
  }
}
