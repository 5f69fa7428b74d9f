// SPDX-License-Identifier: Apache-2.0

import Wisely

// When a limit is renewed; every provider writes that in its own way.

extension RateLimits {
  /// The longest wait there is; a longer one is as good as never.
  private static let longestWait = 1e9

  /// How long to wait, or nil for what says nothing of that.
  ///
  /// It is written as `1m30s`, `500ms`, seconds, a moment of RFC 3339, or one since 1970 in seconds or
  /// milliseconds.
  static func wait(_ text: String, now: Timestamp) -> Duration? {
    if let moment = moment(text) { return max(.zero, moment - now) }
    guard let number = Double(text) else { return duration(text) }
    guard number.isFinite, number >= 0 else { return nil }
    // A wait of thirty years is a date.
    guard number >= 1e9 else { return .milliseconds(Int((number * 1_000).rounded())) }
    let seconds = number >= 1e12 ? number / 1_000 : number
    guard seconds <= 1e11 else { return nil }
    return max(.zero, Timestamp(microseconds: Int64(seconds * 1_000_000)) - now)
  }

  /// Numbers with units from the largest down, as in `1h6m0.5s`, `500ms`, `6m0s`.
  private static func duration(_ text: String) -> Duration? {
    let units: [(name: String, seconds: Double)] = [
      ("d", 86_400), ("h", 3_600), ("ms", 0.001), ("m", 60), ("us", 1e-6), ("µs", 1e-6),
      ("ns", 1e-9), ("s", 1),
    ]
    var rest = text[...]
    var seconds = 0.0
    var last = Double.infinity
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      rest = rest.dropFirst(digits.count)
      guard let number = Double(digits), let unit = units.first(where: { rest.hasPrefix($0.name) }),
        unit.seconds < last
      else { return nil }
      rest = rest.dropFirst(unit.name.count)
      last = unit.seconds
      seconds += number * unit.seconds
    }
    guard last < .infinity else { return nil }
    return .microseconds(Int64((min(seconds, longestWait) * 1_000_000).rounded()))
  }

  /// A moment of RFC 3339, such as `2026-11-24T08:30:00Z`, to the second.
  static func moment(_ text: String) -> Timestamp? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes[10] == UInt8(ascii: "T"),
      let day = CalendarDay(String(decoding: bytes[..<10], as: UTF8.self)),
      let clock = Self.clock(bytes[11..<19])
    else { return nil }
    var rest = bytes[19...]
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst().drop { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }
    var offset: Int64 = 0
    if rest.elementsEqual("Z".utf8) {
      offset = 0
    } else if rest.count == 6,
      let sign = [UInt8(ascii: "+"): 1, UInt8(ascii: "-"): -1][rest[rest.startIndex]],
      let seconds = Self.clock(rest.dropFirst() + Array(":00".utf8))
    {
      offset = Int64(sign) * seconds
    } else {
      return nil
    }
    return Timestamp(
      microseconds: day.start.microseconds + (clock - offset) * 1_000_000)
  }

  /// Seconds of `hh:mm:ss`.
  private static func clock(_ bytes: some Sequence<UInt8>) -> Int64? {
    let parts = String(decoding: Array(bytes), as: UTF8.self).split(separator: ":")
    let numbers = parts.compactMap { Int64($0) }
    guard numbers.count == 3, numbers.allSatisfy({ 0...60 ~= $0 }) else { return nil }
    return numbers[0] * 3_600 + numbers[1] * 60 + numbers[2]
  }
}
