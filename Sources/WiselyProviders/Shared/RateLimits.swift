// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyNet

/// What the head of an answer says of the provider's limits.
public struct RateLimits: Hashable, Sendable {
  /// One limit, as far as the provider tells of it.
  public struct Window: Hashable, Sendable {
    /// What it counts, in the provider's word: `requests`, `tokens`, `input-tokens`.
    public var kind: String
    /// How much fits.
    public var limit: Int?
    /// How much still fits.
    public var remaining: Int?
    /// How long until all of it fits again.
    public var reset: Duration?

    /// A limit.
    public init(
      kind: String, limit: Int? = nil, remaining: Int? = nil, reset: Duration? = nil
    ) {
      self.kind = kind
      self.limit = limit
      self.remaining = remaining
      self.reset = reset
    }
  }

  /// The HTTP status.
  public var status: Int
  /// How long the provider asked to wait.
  public var retryAfter: Duration?
  /// How long until the last limit that is used up is renewed; nil when none is used up.
  public var renewal: Duration?
  /// The limits, in the order of their first mention.
  public var windows: [Window]

  /// Limits as a provider told them.
  public init(
    status: Int, retryAfter: Duration? = nil, renewal: Duration? = nil, windows: [Window] = []
  ) {
    self.status = status
    self.retryAfter = retryAfter
    self.renewal = renewal
    self.windows = windows
  }

  init(_ head: HTTPResponseHead, now: Timestamp) {
    let windows = Window.all(in: head.headers, now: now)
    self.init(
      status: head.status, retryAfter: RetryHeaders(head.headers, now: now).retryAfter,
      // Anthropic rounds what remains to thousands, so nothing but 0 is the end.
      renewal: windows.filter { $0.remaining == 0 }.compactMap(\.reset).filter { $0 > .zero }.max(),
      windows: windows)
  }
}

// MARK: - Headers

extension RateLimits.Window {
  private enum Part: String, CaseIterable { case limit, remaining, reset }

  /// The limits in some headers: `anthropic-ratelimit-tokens-remaining` and
  /// `x-ratelimit-remaining-tokens` are two spellings of one thing.
  static func all(in headers: HTTPHeaders, now: Timestamp) -> [RateLimits.Window] {
    var windows: [RateLimits.Window] = []
    for field in headers.fields {
      guard let (kind, part) = name(field.name.lowercased()) else { continue }
      let index =
        windows.firstIndex { $0.kind == kind }
        ?? {
          windows.append(RateLimits.Window(kind: kind))
          return windows.count - 1
        }()
      // The first of several fields of one name counts, as everywhere.
      switch part {
      case .limit: windows[index].limit = windows[index].limit ?? count(field.value)
      case .remaining: windows[index].remaining = windows[index].remaining ?? count(field.value)
      case .reset:
        windows[index].reset = windows[index].reset ?? RateLimits.wait(field.value, now: now)
      }
    }
    return windows
  }

  private static func name(_ name: String) -> (kind: String, part: Part)? {
    for part in Part.allCases {
      let anthropic = (prefix: "anthropic-ratelimit-", suffix: "-\(part.rawValue)")
      if name.hasPrefix(anthropic.prefix), name.hasSuffix(anthropic.suffix) {
        let kind = name.dropFirst(anthropic.prefix.count).dropLast(anthropic.suffix.count)
        return kind.isEmpty ? nil : (String(kind), part)
      }
      let common = "x-ratelimit-\(part.rawValue)"
      // OpenRouter has one limit and no word for what it counts.
      if name == common { return ("requests", part) }
      if name.hasPrefix(common + "-") { return (String(name.dropFirst(common.count + 1)), part) }
    }
    return nil
  }

  /// A count, which some servers write with a fraction; less than nothing is nothing.
  private static func count(_ text: String) -> Int? {
    guard let value = Double(text), value.isFinite, value < 1e15 else { return nil }
    return Int(max(0, value))
  }
}
