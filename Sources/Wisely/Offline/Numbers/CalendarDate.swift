// SPDX-License-Identifier: Apache-2.0

/// A day of the Gregorian calendar, extended to all years from 1 to 9999.
struct CalendarDate: Hashable, Comparable, CustomStringConvertible {
  let year: Int
  let month: Int
  let day: Int

  init?(_ year: Int, _ month: Int, _ day: Int) {
    guard (1...9_999).contains(year), (1...12).contains(month), day >= 1,
      day <= Self.days(inMonth: month, of: year)
    else { return nil }
    (self.year, self.month, self.day) = (year, month, day)
  }

  static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ]
  static let weekdays = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ]

  private static let iso = Pattern(/(\d{4})-(\d{1,2})-(\d{1,2})/)
  private static let dayFirst = Pattern(
    /(?:the )?(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]{3,9})\.?,? (\d{4})/)
  private static let monthFirst = Pattern(/([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})/)

  /// Reads `2026-03-03`, `3 March 2026`, `3rd of March 2026`, `March 3, 2026`.
  init?(_ text: some StringProtocol) {
    let words = text.lowercased().trimmingSpace()
    if let match = words.wholeMatch(of: Self.iso),
      let year = Int(match.1), let month = Int(match.2), let day = Int(match.3)
    {
      self.init(year, month, day)
      return
    }
    if let match = words.wholeMatch(of: Self.dayFirst),
      let day = Int(match.1), let month = Self.month(match.2), let year = Int(match.3)
    {
      self.init(year, month, day)
      return
    }
    guard let match = words.wholeMatch(of: Self.monthFirst),
      let month = Self.month(match.1), let day = Int(match.2), let year = Int(match.3)
    else { return nil }
    self.init(year, month, day)
  }

  static func month(_ name: some StringProtocol) -> Int? {
    guard name.count >= 3 else { return nil }
    return months.firstIndex { $0.hasPrefix(name) }.map { $0 + 1 }
  }

  static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days since 1 March of year 0, by the closed formula for years that begin in March.
  var number: Int {
    let (y, m) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1
  }

  /// The inverse of `number`.
  init?(number: Int) {
    guard number >= 0 else { return nil }
    let era = number / 146_097
    let inEra = number % 146_097
    let yearInEra = (inEra - inEra / 1_460 + inEra / 36_524 - inEra / 146_096) / 365
    let inYear = inEra - (365 * yearInEra + yearInEra / 4 - yearInEra / 100)
    let march = (5 * inYear + 2) / 153
    let month = march < 10 ? march + 3 : march - 9
    let year = era * 400 + yearInEra + (month <= 2 ? 1 : 0)
    self.init(year, month, inYear - (153 * march + 2) / 5 + 1)
  }

  func adding(days: Int) -> CalendarDate? { CalendarDate(number: number + days) }

  /// Months later; a day that the month does not have becomes its last.
  func adding(months: Int) -> CalendarDate? {
    let index = year * 12 + month - 1 + months
    guard index >= 12 else { return nil }
    let (year, month) = (index / 12, index % 12 + 1)
    guard year <= 9_999 else { return nil }
    return CalendarDate(year, month, min(day, Self.days(inMonth: month, of: year)))
  }

  /// The next day by the calendar alone, for checks that do not trust the formula.
  var tomorrow: CalendarDate? {
    CalendarDate(year, month, day + 1)
      ?? (month < 12 ? CalendarDate(year, month + 1, 1) : CalendarDate(year + 1, 1, 1))
  }

  var weekday: String { Self.weekdays[(number + 2) % 7] }

  var description: String { "\(year)-\(Self.two(month))-\(Self.two(day))" }

  private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

  static func < (left: CalendarDate, right: CalendarDate) -> Bool { left.number < right.number }
}
