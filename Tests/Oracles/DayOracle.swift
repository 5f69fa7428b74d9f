// SPDX-License-Identifier: Apache-2.0

/// A day by its Julian day number, by the formulas of Fliegel and Van Flandern (1968).
package struct DayOracle: Equatable {
  package var year: Int
  package var month: Int
  package var day: Int

  package init(_ year: Int, _ month: Int, _ day: Int) {
    (self.year, self.month, self.day) = (year, month, day)
  }

  package init(julian: Int) {
    var l = julian + 68_569
    let n = 4 * l / 146_097
    l -= (146_097 * n + 3) / 4
    let i = 4_000 * (l + 1) / 1_461_001
    l = l - 1_461 * i / 4 + 31
    let j = 80 * l / 2_447
    day = l - 2_447 * j / 80
    l = j / 11
    month = j + 2 - 12 * l
    year = 100 * (n - 49) + i + l
  }

  package init(from first: Int, to last: Int, using generator: inout SeededSource) {
    let julian = generator.int(DayOracle(first, 1, 1).julian...DayOracle(last, 12, 31).julian)
    self.init(julian: julian)
  }

  package var julian: Int {
    let a = (month - 14) / 12
    return (1_461 * (year + 4_800 + a)) / 4 + (367 * (month - 2 - 12 * a)) / 12
      - (3 * ((year + 4_900 + a) / 100)) / 4 + day - 32_075
  }

  package static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]

  package var weekday: String {
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][julian % 7]
  }

  package var iso: String {
    "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
  }

  package var words: String { "\(day) \(Self.months[month - 1]) \(year)" }

  /// That many months later, day by day back from the end of a month that is too short.
  package func adding(months: Int) -> DayOracle {
    var (year, month) = (year, month)
    for _ in 0..<abs(months) {
      month += months < 0 ? -1 : 1
      if month == 13 { (year, month) = (year + 1, 1) }
      if month == 0 { (year, month) = (year - 1, 12) }
    }
    var day = day
    while DayOracle(julian: DayOracle(year, month, day).julian) != DayOracle(year, month, day) {
      day -= 1
    }
    return DayOracle(year, month, day)
  }
}
