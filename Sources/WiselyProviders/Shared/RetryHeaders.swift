// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyNet

/// What a response's headers say about trying again.
struct RetryHeaders: Hashable {
  /// How long to wait.
  var retryAfter: Duration?
  /// Whether to try again at all.
  var shouldRetry: Bool?

  init(_ headers: HTTPHeaders, now: Timestamp) {
    if let delay = headers["retry-after-ms"].flatMap({ Self.delay(milliseconds: Double($0)) }) {
      retryAfter = delay
    } else if let text = headers["retry-after"] {
      retryAfter = Self.delay(text, now: now)
    }
    switch headers["x-should-retry"] {
    case "true": shouldRetry = true
    case "false": shouldRetry = false
    default: break
    }
  }

  /// Nil for what is no time; a very long one is kept, since it means that retrying is in vain.
  private static func delay(milliseconds: Double?) -> Duration? {
    guard let milliseconds, milliseconds.isFinite, milliseconds >= 0 else { return nil }
    return .milliseconds(Int(min(milliseconds, 1e9)))
  }

  /// Seconds, or the time until a date.
  private static func delay(_ text: String, now: Timestamp) -> Duration? {
    if let seconds = Double(text) { return delay(milliseconds: seconds * 1_000) }
    return moment(text).map { max(.zero, $0 - now) }
  }

  /// The date of RFC 9110: `Wed, 21 Oct 2026 07:28:00 GMT`.
  private static func moment(_ text: String) -> Timestamp? {
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let parts = text.split(separator: " ")
    guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]),
      let month = months.firstIndex(of: String(parts[2])), let year = Int(parts[3]),
      let date = CalendarDay(year: year, month: month + 1, day: day)
    else { return nil }
    let clock = parts[4].split(separator: ":").compactMap { Int64($0) }
    guard clock.count == 3, clock.allSatisfy({ 0...60 ~= $0 }) else { return nil }
    let seconds = clock[0] * 3_600 + clock[1] * 60 + clock[2]
    return Timestamp(microseconds: date.start.microseconds + seconds * 1_000_000)
  }
}
