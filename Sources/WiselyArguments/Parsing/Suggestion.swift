// SPDX-License-Identifier: Apache-2.0

/// Finds the word somebody probably meant.
enum Suggestion {
  /// The nearest candidate, if it is near enough to be worth saying; ties go to the first.
  static func nearest(to word: String, among candidates: [String]) -> String? {
    let limit = max(1, word.count / 3)
    var best: (distance: Int, candidate: String)?
    for candidate in candidates where abs(candidate.count - word.count) <= limit {
      let distance = distance(from: word, to: candidate)
      if distance <= limit, distance < min(word.count, candidate.count),
        distance < best?.distance ?? .max
      {
        best = (distance, candidate)
      }
    }
    return best?.candidate
  }

  /// Insertions, deletions, substitutions and swaps of neighbours, ignoring case.
  static func distance(from first: String, to second: String) -> Int {
    let a = Array(first.lowercased())
    let b = Array(second.lowercased())
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          cost = min(cost, beforeLast[j - 1] + 1)
        }
        row.append(cost)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
