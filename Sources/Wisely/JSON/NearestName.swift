// SPDX-License-Identifier: Apache-2.0

/// Finds what somebody probably meant to write.
package enum NearestName {
  /// The candidate the fewest slips away, or nil when none is near; ties go to the first.
  ///
  /// A slip is a letter added, left out, changed or swapped with its neighbour; about one in three
  /// letters may be wrong. Case does not count.
  package static func find(_ name: String, among candidates: [String]) -> String? {
    let limit = max(1, name.count / 3)
    return candidates.map { (name: $0, slips: slips(from: name.lowercased(), to: $0.lowercased())) }
      .filter { $0.slips <= limit && $0.slips < $0.name.count }
      .min { $0.slips < $1.slips }?.name
  }

  /// `; did you mean "executor"?`, or nothing.
  package static func hint(_ name: String, among candidates: [String]) -> String {
    find(name, among: candidates).map { "; did you mean \(JSONValue($0).text)?" } ?? ""
  }

  /// The optimal string alignment distance.
  static func slips(from left: String, to right: String) -> Int {
    let left = Array(left)
    let right = Array(right)
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for (row, letter) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        var best = min(current[column] + 1, last[column + 1] + 1)
        best = min(best, last[column] + (letter == other ? 0 : 1))
        if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
          best = min(best, beforeLast[column - 1] + 1)
        }
        current.append(best)
      }
      (beforeLast, last) = (last, current)
    }
    return last[right.count]
  }
}
