// SPDX-License-Identifier: Apache-2.0

/// When a failed call is made again, and after how long.
public struct RetryPolicy: Hashable, Sendable {
  /// The most attempts after the first.
  public var retries: Int
  /// The pause before the first retry; it doubles from one to the next.
  public var firstDelay: Duration
  /// The longest such pause.
  public var longestDelay: Duration
  /// The longest pause a provider may ask for; if it asks for more, the call has failed.
  public var longestRequestedDelay: Duration

  /// Two retries after half a second and one, as the makers' own clients do; a provider may ask for two
  /// minutes.
  public init(
    retries: Int = 2, firstDelay: Duration = .milliseconds(500),
    longestDelay: Duration = .seconds(8), longestRequestedDelay: Duration = .seconds(120)
  ) {
    self.retries = retries
    self.firstDelay = firstDelay
    self.longestDelay = longestDelay
    self.longestRequestedDelay = longestRequestedDelay
  }

  /// The pause before a retry, counted from 1, or nil when the error is final.
  ///
  /// The provider's own word on retrying wins, then the kind of error. A pause of one's own is
  /// shortened by up to a quarter, by `chance` from 0 to 1, so that callers that failed together do not
  /// come back together.
  public func delay(before retry: Int, after error: ModelError, chance: Double) -> Duration? {
    guard retry >= 1, retry <= retries, !error.hasPartialContent, isPassing(error) else {
      return nil
    }
    if let asked = error.retryAfter {
      return asked <= longestRequestedDelay ? max(.zero, asked) : nil
    }
    var delay = firstDelay
    for _ in 1..<retry where delay < longestDelay { delay *= 2 }
    return min(delay, longestDelay) * (1 - min(1, max(0, chance)) / 4)
  }

  private func isPassing(_ error: ModelError) -> Bool {
    if let word = error.shouldRetry { return word }
    return [.rateLimited, .overloaded, .upstream, .connection, .timedOut].contains(error.code)
  }
}
