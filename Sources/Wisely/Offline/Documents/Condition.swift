// SPDX-License-Identifier: Apache-2.0

/// What the cell of a column has to be like for a row to count.
struct Condition: Hashable {
  enum Comparison: String, Hashable {
    case equal, below, above, atMost, atLeast, different
  }

  var column: String
  var comparison: Comparison
  var value: String

  init(column: String, _ comparison: Comparison, _ value: String) {
    self.column = column
    self.comparison = comparison
    self.value = value
  }

  private static let comparing = Pattern(
    /(?i)\s*(?:the |a |an )?([\w ]+?)\s+(?:is |are |was |were )?(below|under|less than|fewer than|lower than|before|above|over|more than|greater than|higher than|after|at least|at most|not)\s+["']?([^"']+?)["']?\s*/
  )
  private static let equalling = Pattern(
    /(?i)\s*(?:the |a |an )?([\w ]+?)\s*(?:is|are|was|=|==|equals|set to|of|:)\s*["']?([^"']+?)["']?\s*/
  )
  private static let bare = Pattern(/(?i)\s*(?:the |a |an )?(\w+)\s+["']?([^"']+?)["']?\s*/)

  /// Reads `status is open`, `quantity below 20`, `the due date is after 2026-03-01`.
  init?(_ words: Substring) {
    if let match = words.wholeMatch(of: Self.comparing) {
      self.init(column: String(match.1), Self.comparison(match.2), String(match.3))
    } else if let match = words.wholeMatch(of: Self.equalling) {
      self.init(column: String(match.1), .equal, String(match.2))
    } else if let match = words.wholeMatch(of: Self.bare) {
      self.init(column: String(match.1), .equal, String(match.2))
    } else {
      return nil
    }
  }

  private static func comparison(_ word: Substring) -> Comparison {
    switch word.lowercased() {
    case "below", "under", "less than", "fewer than", "lower than", "before": .below
    case "at least": .atLeast
    case "at most": .atMost
    case "not": .different
    default: .above
    }
  }

  /// Whether a cell fits; nil where the two cannot be compared.
  func isMet(by cell: String) -> Bool? {
    let (left, right) = (cell.lowercased().trimmingSpace(), value.lowercased().trimmingSpace())
    switch comparison {
    case .equal: return left == right
    case .different: return left != right
    case .below: return isLess(left, right)
    case .above: return isLess(right, left)
    case .atMost: return isLess(right, left).map { !$0 }
    case .atLeast: return isLess(left, right).map { !$0 }
    }
  }

  private func isLess(_ left: String, _ right: String) -> Bool? {
    if let one = CalendarDate(left), let two = CalendarDate(right) { return one < two }
    guard let one = DocumentTask.figure(left), let two = DocumentTask.figure(right) else {
      return nil
    }
    return two.isGreater(than: one)
  }
}

extension Condition: CustomStringConvertible {
  /// The condition in words.
  var description: String {
    switch comparison {
    case .equal: "\(column) \(value)"
    case .different: "\(column) not \(value)"
    case .atMost: "\(column) at most \(value)"
    case .atLeast: "\(column) at least \(value)"
    case .below, .above: "\(column) \(comparison.rawValue) \(value)"
    }
  }
}
