// SPDX-License-Identifier: Apache-2.0

/// Levenshtein's distance by Myers's bit vectors, in blocks: 64 cells of the table at a time.
enum EditDistance {
  /// The longest text that is compared: the longest pair takes some tenths of a second.
  static let maximumLength = 20_000

  /// How many characters have to be inserted, removed or replaced; nil when a text is too long.
  static func between(_ one: String, _ other: String) -> Int? {
    var (left, right) = (Array(one), Array(other))
    guard max(left.count, right.count) <= maximumLength else { return nil }
    let prefix = zip(left, right).prefix { $0 == $1 }.count
    left.removeFirst(prefix)
    right.removeFirst(prefix)
    let suffix = zip(left.reversed(), right.reversed()).prefix { $0 == $1 }.count
    left.removeLast(suffix)
    right.removeLast(suffix)
    if left.count > right.count { swap(&left, &right) }
    return left.isEmpty ? right.count : distance(from: left, to: right)
  }

  private static func distance(from pattern: [Character], to text: [Character]) -> Int {
    let blocks = (pattern.count + 63) / 64
    var masks: [Character: [UInt64]] = [:]
    for (index, character) in pattern.enumerated() {
      masks[character, default: Array(repeating: 0, count: blocks)][index / 64] |=
        1 << UInt64(index % 64)
    }
    let none = [UInt64](repeating: 0, count: blocks)
    var positive = [UInt64](repeating: .max, count: blocks)
    var negative = none
    let last = UInt64(1) << UInt64((pattern.count - 1) % 64)
    var score = pattern.count
    for character in text {
      let mask = masks[character] ?? none
      // What the row above hands down: the first row grows by one from column to column.
      var (carryUp, carryDown) = (UInt64(1), UInt64(0))
      for block in 0..<blocks {
        let (vertical, down) = (positive[block], negative[block])
        let equal = mask[block] | carryDown
        let diagonal = (((mask[block] | carryDown) & vertical) &+ vertical) ^ vertical | equal
        var up = down | ~(diagonal | vertical)
        var lower = vertical & diagonal
        let top = block == blocks - 1 ? last : 1 << 63
        if block == blocks - 1 {
          if up & top != 0 { score += 1 }
          if lower & top != 0 { score -= 1 }
        }
        let (nextUp, nextDown): (UInt64, UInt64) = (up & top != 0 ? 1 : 0, lower & top != 0 ? 1 : 0)
        up = up << 1 | carryUp
        lower = lower << 1 | carryDown
        let horizontal = mask[block] | down
        positive[block] = lower | ~(horizontal | up)
        negative[block] = up & horizontal
        (carryUp, carryDown) = (nextUp, nextDown)
      }
    }
    return score
  }
}
