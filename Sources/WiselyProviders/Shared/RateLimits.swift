// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyNet

/// What the head of an answer says of the provider's limits a minute.
public struct RateLimits: Hashable, Sendable {
  /// The HTTP status.
  public var status: Int
  /// How long the provider asked to wait.
  public var retryAfter: Duration?
  /// How long until the last limit that is used up is renewed; nil when none is used up.
  public var renewal: Duration?

  /// Limits as a provider told them.
  public init(status: Int, retryAfter: Duration? = nil, renewal: Duration? = nil) {
    self.status = status
    self.retryAfter = retryAfter
    self.renewal = renewal
  }

  init(_ head: HTTPResponseHead, now: Timestamp) {
    status = head.status
    retryAfter = RetryHeaders(head.headers, now: now).retryAfter
    let waits = ["requests", "tokens", "input-tokens", "output-tokens"].compactMap { kind in
      let name = "anthropic-ratelimit-\(kind)-"
      // The API rounds what remains to thousands, so nothing but 0 is the end.
      guard head.headers[name + "remaining"].flatMap({ Int($0) }) == 0 else {
        return Duration?.none
      }
      return head.headers[name + "reset"].flatMap { Self.moment($0) }.map { $0 - now }
    }
    renewal = waits.filter { $0 > .zero }.max()
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
