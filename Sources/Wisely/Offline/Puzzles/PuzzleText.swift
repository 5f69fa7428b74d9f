// SPDX-License-Identifier: Apache-2.0

/// Shared reading of puzzles: names with numbers, and names in advice.
enum PuzzleText {
  /// The names of a list that occur as whole words in a text, in the list's order.
  static func names(_ known: [String], in text: String) -> [String] {
    let words = Set(
      text.split { !$0.isLetter && !$0.isNumber && $0 != "-" && $0 != "_" }
        .map { $0.lowercased() })
    return known.filter { words.contains($0.lowercased()) }
  }

  /// The part of advice that says what to do: after a word such as "take", before the colon.
  static func instruction(_ verbs: [String], in advice: String) -> String? {
    for line in advice.split(whereSeparator: \.isNewline) {
      let lowered = line.lowercased()
      for verb in verbs {
        guard let range = lowered.firstRange(of: verb + " ") else { continue }
        if range.lowerBound > lowered.startIndex,
          lowered[lowered.index(before: range.lowerBound)].isLetter
        {
          continue
        }
        let start = lowered.distance(from: lowered.startIndex, to: range.upperBound)
        let rest = line.dropFirst(start)
        return String(rest.prefix { $0 != ":" && $0 != "." })
      }
    }
    return nil
  }
}
