// SPDX-License-Identifier: Apache-2.0

/// The prices of a model's quiet hours; they replace the usual ones while a window is open.
public struct OffPeakPrice: Hashable, Sendable {
  /// Hours of some days of the week, in UTC.
  public struct Window: Hashable, Sendable {
    /// The days, 1 for Monday to 7 for Sunday.
    public var weekdays: Set<Int>
    /// The minutes of such a day, from 0 to 1,440; the end is outside.
    public var minutes: [Range<Int>]

    /// A window.
    public init(weekdays: Set<Int>, minutes: [Range<Int>]) {
      self.weekdays = weekdays
      self.minutes = minutes
    }
  }

  /// When they hold.
  public var windows: [Window]
  /// By prompt size, smallest first; never empty, and the first starts at 0.
  public var tiers: [PriceTier]

  /// Prices of quiet hours.
  public init(windows: [Window], tiers: [PriceTier]) {
    self.windows = windows
    self.tiers = tiers
  }

  /// Whether they hold at a moment.
  public func holds(at moment: Timestamp) -> Bool {
    let day = moment.day
    let minute = Int((moment.microseconds - day.start.microseconds) / 60_000_000)
    return windows.contains { window in
      window.weekdays.contains(day.weekday) && window.minutes.contains { $0.contains(minute) }
    }
  }
}

extension CalendarDay {
  /// The day of the week, 1 for Monday to 7 for Sunday.
  public var weekday: Int {
    // 1970-01-01 was a Thursday.
    let days = (daysSinceEpoch + 3) % 7
    return (days + 7) % 7 + 1
  }
}
