// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Who did what in an answer, for how much.
struct Bill {
  /// The calls of one model in one role.
  struct Line: Hashable {
    var role: CallRole
    var model: ModelID
    var calls = 0
    var usage = Usage()
    var cost = Cost.priced(.zero)
  }

  /// The lines, executors first, in the order of their first call.
  let lines: [Line]
  /// Everything together.
  let total: Cost
  /// What was paid now; less than the total where answers were replayed.
  let spentNow: Cost
  /// How many calls have token counts of ours, as their provider gave none.
  let estimatedCalls: Int
  /// The same tokens, all of them, at the prices of the expensive model.
  let comparison: (model: ModelID, cost: Cost)?

  init(_ rows: [LedgerRow], expensive: ModelID?, catalogue: PriceCatalogue) {
    var lines: [Line] = []
    for row in rows {
      let index =
        lines.firstIndex { $0.role == row.role && $0.model == row.served }
        ?? {
          lines.append(Line(role: row.role, model: row.served))
          return lines.count - 1
        }()
      lines[index].calls += 1
      lines[index].usage = lines[index].usage + row.usage
      lines[index].cost = lines[index].cost + row.cost
    }
    let order = CallRole.allCases
    self.lines = lines.enumerated().sorted { left, right in
      let ranks = [left, right].map { order.firstIndex(of: $0.element.role) ?? 0 }
      return (ranks[0], left.offset) < (ranks[1], right.offset)
    }.map(\.element)
    total = rows.reduce(.priced(.zero)) { $0 + $1.cost }
    spentNow = rows.filter { !$0.isReplayed }.reduce(.priced(.zero)) { $0 + $1.cost }
    estimatedCalls = rows.count { $0.usage.isEstimated }
    comparison = expensive.map { model in
      let cost = rows.reduce(Cost.priced(.zero)) { sum, row in
        let step = ModelUsage(model: model, usage: row.usage, service: row.service)
        return sum + catalogue.cost(of: step, at: row.started)
      }
      return (model, cost)
    }
  }

  /// The bill as a small table.
  func text(setup: String) -> [String] {
    guard !lines.isEmpty else { return ["\(setup): no call was made"] }
    let rows = lines.map { line in
      [
        line.role.rawValue, line.model.rawValue, "\(line.calls) call\(line.calls == 1 ? "" : "s")",
        "\(grouped(line.usage.prompt)) in", "\(grouped(line.usage.output)) out", line.cost.display,
      ]
    }
    var text = [setup] + Table(rows, rightAligned: [2, 3, 4, 5]).lines.map { "  " + $0 }
    text.append("  total \(total.display)")
    if spentNow != total {
      text.append("  spent now \(spentNow.display), as answers were replayed")
    }
    if estimatedCalls > 0 {
      let calls = estimatedCalls == 1 ? "1 call has" : "\(grouped(estimatedCalls)) calls have"
      text.append("  \(calls) token counts that are estimates")
    }
    if let comparison, lines.contains(where: { $0.model != comparison.model }) {
      text.append(
        "  the same tokens, all of them at \(comparison.model)'s prices: \(comparison.cost.display)"
      )
    }
    return text
  }
}

/// Cells in columns as wide as they need to be.
struct Table {
  private let rows: [[String]]
  private let rightAligned: Set<Int>

  init(_ rows: [[String]], rightAligned: Set<Int> = []) {
    self.rows = rows
    self.rightAligned = rightAligned
  }

  /// One line a row, two spaces between columns, nothing behind the last cell.
  var lines: [String] {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      rows.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return rightAligned.contains(column) ? space + cell : cell + space
      }
      var line = cells.joined(separator: "  ")
      while line.hasSuffix(" ") { line.removeLast() }
      return line
    }
  }
}

/// A number with commas between the thousands.
func grouped(_ number: Int) -> String {
  let digits = String(number.magnitude)
  var groups: [Substring] = []
  var rest = digits[...]
  while rest.count > 3 {
    groups.append(rest.suffix(3))
    rest = rest.dropLast(3)
  }
  groups.append(rest)
  return (number < 0 ? "-" : "") + groups.reversed().joined(separator: ",")
}
