// SPDX-License-Identifier: Apache-2.0

import Wisely

/// A day, or a minute of one, that a price is asked for.
struct PriceMoment: CustomStringConvertible {
  let day: CalendarDay
  /// The minute of the day, if one was given.
  let minute: Int?

  init(_ day: CalendarDay) {
    self.day = day
    minute = nil
  }

  /// Reads `2026-11-24` or `2026-11-24T03:30`, in UTC; a `Z` at the end is allowed.
  init?(_ text: String) {
    let parts = text.split(separator: "T", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let day = CalendarDay(parts[0]) else { return nil }
    self.day = day
    guard parts.count == 2 else {
      minute = nil
      return
    }
    let clock = parts[1].hasSuffix("Z") ? parts[1].dropLast() : parts[1]
    let figures = clock.split(separator: ":", omittingEmptySubsequences: false)
    guard figures.map(\.utf8.count) == [2, 2], let hour = UInt8(figures[0]), hour < 24,
      let minute = UInt8(figures[1]), minute < 60
    else { return nil }
    self.minute = Int(hour) * 60 + Int(minute)
  }

  /// The cost of a step then; on a day alone, the full price of the day.
  func cost(of step: ModelUsage, by catalogue: PriceCatalogue) -> Cost {
    guard let minute else { return catalogue.cost(of: step, on: day) }
    let start = day.start.microseconds
    return catalogue.cost(
      of: step, at: Timestamp(microseconds: start + Int64(minute) * 60_000_000))
  }

  var description: String {
    guard let minute else { return day.description }
    return "\(day)T\(minute / 600)\(minute / 60 % 10):\(minute % 60 / 10)\(minute % 10)Z"
  }
}
