// SPDX-License-Identifier: Apache-2.0

/// Figures in rows and columns, for a page and for Markdown alike.
struct ReportTable: Sendable {
  /// A cell.
  enum Cell: Hashable, Sendable, ExpressibleByStringInterpolation {
    /// Words or a figure.
    case words(String)
    /// A name that is typed, such as a setup's.
    case name(String)

    init(stringLiteral value: String) { self = .words(value) }

    /// What is in it.
    var text: String {
      switch self {
      case .words(let text), .name(let text): text
      }
    }
  }

  var title: String
  var head: [String]
  var rows: [[Cell]]
  /// The columns with figures, which stand to the right.
  var numeric: Set<Int>

  init(_ title: String, head: [String], numeric: Set<Int> = [], rows: [[Cell]]) {
    self.title = title
    self.head = head
    self.rows = rows
    self.numeric = numeric
  }
}

extension Figures {
  /// `−2.1 (−4.9 to +0.8)`, in points.
  static func points(_ estimate: Estimate?, places: Int = 1) -> String {
    guard let estimate else { return "–" }
    let value = Typography.minus(signed(estimate.value, places))
    guard let interval = estimate.interval else { return value }
    return value + " (" + range(interval, places: places) + ")"
  }

  /// `−4.9 to +0.8`, in points.
  static func range(_ interval: Interval, places: Int = 1) -> String {
    Typography.minus("\(signed(interval.low, places)) to \(signed(interval.high, places))")
  }

  /// `82.5 % (74.7 to 88.3)`.
  static func share(_ estimate: Estimate?) -> String {
    guard let estimate else { return "–" }
    guard let interval = estimate.interval else { return percent(estimate.value) }
    return "\(percent(estimate.value)) (\(points(interval.low)) to \(points(interval.high)))"
  }

  /// `0.41 (0.38 to 0.44)`.
  static func ratio(_ cost: CostComparison) -> String {
    guard let ratio = cost.ratio else { return "–" }
    guard let interval = cost.interval else { return factor(ratio) }
    return "\(factor(ratio)) (\(factor(interval.low)) to \(factor(interval.high)))"
  }

  /// A factor with about three digits.
  static func factor(_ value: Double) -> String {
    fixed(value, value.magnitude >= 10 ? 1 : value.magnitude >= 1 ? 2 : 3)
  }

  /// A round amount of dollars beside an axis.
  static func tick(_ tick: ChartScale.Tick) -> String {
    "$" + fixed(tick.value, tick.decimals == 0 ? 0 : max(2, tick.decimals))
  }

  /// Dollars, or a dash.
  static func dollars(_ value: Double?) -> String { value.map { dollars($0) } ?? "–" }

  /// A share, or a dash.
  static func percent(_ value: Double?) -> String { value.map { percent($0) } ?? "–" }
}
