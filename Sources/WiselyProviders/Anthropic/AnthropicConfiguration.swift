// SPDX-License-Identifier: Apache-2.0

public import Wisely
public import WiselyNet

/// How the Messages API is reached: Anthropic's own, or a server that speaks it.
public struct AnthropicConfiguration: Sendable, Hashable {
  /// The header that carries the key.
  public enum Authentication: String, Sendable, Hashable, CaseIterable {
    /// `x-api-key`.
    case apiKey = "x-api-key"
    /// `Authorization: Bearer`.
    case bearer
  }

  /// Everything before `/v1/messages`.
  public var baseURL: String
  /// The header that carries the key.
  public var authentication: Authentication
  /// The value of `anthropic-version`.
  public var version: String
  /// How long prompt caches live that requests write; nil for no caching.
  public var caching: CacheLifetime?
  /// Whether answers are streamed.
  public var streams: Bool
  /// How long to wait for what.
  public var timeouts: HTTPTimeouts

  /// Whether the version takes sampling parameters; those from 2026-10-21 on take none of any model.
  var takesSampling: Bool { version < "2026-10-21" }

  /// Anthropic's own API, with prompts cached for five minutes and answers streamed.
  public init(
    baseURL: String = "https://api.anthropic.com", authentication: Authentication = .apiKey,
    version: String = "2023-06-01", caching: CacheLifetime? = .fiveMinutes, streams: Bool = true,
    timeouts: HTTPTimeouts = HTTPTimeouts()
  ) {
    self.baseURL = baseURL
    self.authentication = authentication
    self.version = version
    self.caching = caching
    self.streams = streams
    self.timeouts = timeouts
  }
}
