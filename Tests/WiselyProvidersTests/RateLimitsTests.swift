// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyNet

@testable import WiselyProviders

@Suite struct RateLimitsTests {
  private static let now = Timestamp(microseconds: 1_795_478_400_000_000)

  private func limits(_ fields: [(String, String)], status: Int = 200) -> RateLimits {
    var headers = HTTPHeaders()
    for (name, value) in fields { _ = headers.add(name: name, value: value) }
    return RateLimits(HTTPResponseHead(status: status, headers: headers), now: Self.now)
  }

  @Test("A limit that is used up is renewed when its header says; one that is not says nothing")
  func renewal() {
    let reset = "2026-11-24T00:00:07Z"
    #expect(
      limits([
        ("anthropic-ratelimit-requests-remaining", "0"),
        ("anthropic-ratelimit-requests-reset", reset),
      ]).renewal == .seconds(7))
    #expect(
      limits([
        ("anthropic-ratelimit-requests-remaining", "1"),
        ("anthropic-ratelimit-requests-reset", reset),
      ]).renewal == nil)
    let limited = limits(
      [
        ("anthropic-ratelimit-input-tokens-remaining", "0"),
        ("anthropic-ratelimit-input-tokens-reset", reset),
        ("anthropic-ratelimit-output-tokens-remaining", "0"),
        ("anthropic-ratelimit-output-tokens-reset", "2026-11-24T01:00:20+01:00"),
        ("retry-after", "3"),
      ], status: 429)
    #expect(limited.status == 429 && limited.retryAfter == .seconds(3))
    #expect(limited.renewal == .seconds(20))
  }

  @Test("OpenAI's spelling says the same")
  func openAI() {
    let limits = limits([
      ("x-ratelimit-limit-requests", "60"), ("X-RateLimit-Remaining-Requests", "0"),
      ("x-ratelimit-reset-requests", "1m30s"), ("x-ratelimit-limit-tokens", "150000"),
      ("x-ratelimit-remaining-tokens", "149984.5"), ("x-ratelimit-reset-tokens", "6m0s"),
      ("x-ratelimit-remaining-project-tokens", "-4"), ("retry-after-ms", "250"),
      ("x-request-id", "req_1"), ("x-ratelimit-remaining-requests", "9"),
    ])
    #expect(
      limits.windows == [
        RateLimits.Window(kind: "requests", limit: 60, remaining: 0, reset: .seconds(90)),
        RateLimits.Window(kind: "tokens", limit: 150_000, remaining: 149_984, reset: .seconds(360)),
        RateLimits.Window(kind: "project-tokens", remaining: 0),
      ])
    #expect(limits.renewal == .seconds(90))
    #expect(limits.retryAfter == .milliseconds(250))
  }

  @Test("Anthropic's has a limit, a rest and a moment, and a word of several parts")
  func anthropic() {
    let limits = limits([
      ("anthropic-ratelimit-input-tokens-limit", "2000000"),
      ("anthropic-ratelimit-input-tokens-remaining", "1999000"),
      ("anthropic-ratelimit-input-tokens-reset", "2026-11-24T00:01:00Z"),
      ("anthropic-ratelimit-unified-status", "allowed"),
    ])
    #expect(
      limits.windows == [
        RateLimits.Window(
          kind: "input-tokens", limit: 2_000_000, remaining: 1_999_000, reset: .seconds(60))
      ])
    #expect(limits.renewal == nil)
  }

  static let resets: [(String, Duration?)] = [
    ("1m30s", .seconds(90)), ("500ms", .milliseconds(500)), ("6m0s", .seconds(360)),
    ("1h6m0.5s", .milliseconds(3_960_500)), ("2m59.56s", .milliseconds(179_560)), ("0s", .zero),
    ("7.66s", .milliseconds(7_660)), ("120us", .microseconds(120)), ("1d", .seconds(86_400)),
    ("12", .seconds(12)), ("0.25", .milliseconds(250)), ("2026-11-24T00:00:09Z", .seconds(9)),
    // Since 1970, in seconds and in milliseconds.
    ("1795478430", .seconds(30)), ("1795478430500", .milliseconds(30_500)),
    ("1795478300", .zero), ("", nil), ("s", nil), ("30s1m", nil), ("1m1m", nil), ("1x", nil),
    ("-3", nil), ("-3s", nil), ("nan", nil), ("1e400", nil), ("99999999999999999999", nil),
    ("soon", nil), ("9999999999999h", .seconds(1_000_000_000)),
  ]

  @Test("Every way in which a renewal is written is read, nonsense is not", arguments: resets)
  func reset(text: String, wait: Duration?) {
    #expect(RateLimits.wait(text, now: Self.now) == wait)
    let limits = limits([("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", text)])
    #expect(limits.windows == [RateLimits.Window(kind: "requests", remaining: 0, reset: wait)])
    #expect(limits.renewal == (wait == .zero ? nil : wait))
  }

  @Test(
    "What is no moment is none",
    arguments: [
      "", "soon", "2026-11-24", "2026-11-24T00:00:07", "2026-13-24T00:00:07Z",
      "2026-11-24T00:00:07+1",
    ])
  func nonsense(text: String) { #expect(RateLimits.moment(text) == nil) }

  @Test("Fractions and offsets are read")
  func moments() {
    let seconds = [
      "2026-11-24T00:00:07Z", "2026-11-24T00:00:07.25Z", "2026-11-24T02:30:07+02:30",
      "2026-11-23T22:00:07-02:00",
    ].map { RateLimits.moment($0).map { $0 - Self.now } }
    #expect(seconds == [.seconds(7), .seconds(7), .seconds(7), .seconds(7)])
  }
}
