// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyNet

@testable import WiselyProviders

@Suite struct RetryHeadersTests {
  private func read(_ fields: (String, String)...) -> RetryHeaders {
    var headers = HTTPHeaders()
    for (name, value) in fields { _ = headers.add(name: name, value: value) }
    // 2026-11-24 00:00 UTC.
    return RetryHeaders(headers, now: Timestamp(microseconds: 1_795_478_400_000_000))
  }

  static let delays: [(String, Duration?)] = [
    ("17", .seconds(17)), ("0", .zero), ("1.5", .milliseconds(1_500)), ("-3", nil), ("soon", nil),
    ("nan", nil), ("inf", nil), ("1e99", .seconds(1_000_000)), ("31536000", .seconds(1_000_000)),
    ("Tue, 24 Nov 2026 00:01:30 GMT", .seconds(90)),
    ("Mon, 23 Nov 2026 23:59:00 GMT", .zero), ("Tue, 31 Feb 2026 00:00:00 GMT", nil),
    ("Tue, 24 Nov 2026 00:01 GMT", nil), ("Tue, 24 Nov 2026 00:01:30 CET", nil),
  ]

  @Test("Seconds and dates are read, nonsense is not", arguments: delays)
  func retryAfter(text: String, delay: Duration?) {
    #expect(read(("Retry-After", text)).retryAfter == delay)
  }

  @Test("Milliseconds are more exact and win")
  func milliseconds() {
    #expect(read(("retry-after", "9"), ("retry-after-ms", "250")).retryAfter == .milliseconds(250))
  }

  @Test(
    "A pause nobody would wait for is not taken for none",
    arguments: ["retry-after", "retry-after-ms"])
  func huge(header: String) throws {
    let asked = try #require(read((header, "99999999999999")).retryAfter)
    #expect(asked > RetryPolicy().longestRequestedDelay)
  }

  @Test("The provider's own word on retrying is kept")
  func shouldRetry() {
    #expect(read(("x-should-retry", "true")).shouldRetry == true)
    #expect(read(("x-should-retry", "false")).shouldRetry == false)
    #expect(read(("x-should-retry", "maybe")).shouldRetry == nil)
    #expect(read() == read(("content-type", "text/plain")))
  }
}
