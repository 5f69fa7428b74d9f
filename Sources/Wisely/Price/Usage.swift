// SPDX-License-Identifier: Apache-2.0

/// Tokens by kind; the kinds are disjoint, so their sum is never a double count (gateway trap 4).
public struct Usage: Hashable, Codable, Sendable {
  /// Prompt tokens neither read from nor written to a cache.
  public var input = 0
  /// Prompt tokens read from a cache.
  public var cacheRead = 0
  /// Prompt tokens written to a cache that lives 5 minutes.
  public var cacheWrite5m = 0
  /// Prompt tokens written to a cache that lives 30 minutes.
  public var cacheWrite30m = 0
  /// Prompt tokens written to a cache that lives an hour.
  public var cacheWrite1h = 0
  /// Prompt tokens written to a cache that lives twelve hours.
  public var cacheWrite12h = 0
  /// Output tokens, reasoning inside.
  public var output = 0
  /// Of the output, how many were reasoning; informational, never added (gateway trap 13).
  public var reasoning = 0
  /// Web searches the provider ran.
  public var webSearches = 0
  /// Whether any figure is ours rather than the provider's.
  public var isEstimated = false

  /// No tokens.
  public init() {}

  /// Tokens of the most common kinds.
  public init(
    input: Int = 0, cacheRead: Int = 0, cacheWrite5m: Int = 0, cacheWrite30m: Int = 0,
    cacheWrite1h: Int = 0, cacheWrite12h: Int = 0, output: Int = 0, reasoning: Int = 0,
    webSearches: Int = 0, isEstimated: Bool = false
  ) {
    self.input = input
    self.cacheRead = cacheRead
    self.cacheWrite5m = cacheWrite5m
    self.cacheWrite30m = cacheWrite30m
    self.cacheWrite1h = cacheWrite1h
    self.cacheWrite12h = cacheWrite12h
    self.output = output
    self.reasoning = reasoning
    self.webSearches = webSearches
    self.isEstimated = isEstimated
  }

  /// Counts that can be counts: sums of what somebody wrote into a file must not overflow.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func count(_ key: CodingKeys) throws -> Int {
      // What was written before there was such a kind has none of it.
      let isNew = key == .cacheWrite12h
      let count = try isNew && !values.contains(key) ? 0 : values.decode(Int.self, forKey: key)
      guard 0...1_000_000_000_000 ~= count else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: values,
          debugDescription: "must be from 0 to 1,000,000,000,000 tokens")
      }
      return count
    }
    self.init(
      input: try count(.input), cacheRead: try count(.cacheRead),
      cacheWrite5m: try count(.cacheWrite5m), cacheWrite30m: try count(.cacheWrite30m),
      cacheWrite1h: try count(.cacheWrite1h), cacheWrite12h: try count(.cacheWrite12h),
      output: try count(.output),
      reasoning: try count(.reasoning), webSearches: try count(.webSearches),
      isEstimated: try values.decode(Bool.self, forKey: .isEstimated))
  }

  /// Writes every count, except for the twelve-hour kind where there is none: readers that do not know
  /// it read such records, too.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(input, forKey: .input)
    try values.encode(cacheRead, forKey: .cacheRead)
    try values.encode(cacheWrite5m, forKey: .cacheWrite5m)
    try values.encode(cacheWrite30m, forKey: .cacheWrite30m)
    try values.encode(cacheWrite1h, forKey: .cacheWrite1h)
    if cacheWrite12h != 0 { try values.encode(cacheWrite12h, forKey: .cacheWrite12h) }
    try values.encode(output, forKey: .output)
    try values.encode(reasoning, forKey: .reasoning)
    try values.encode(webSearches, forKey: .webSearches)
    try values.encode(isEstimated, forKey: .isEstimated)
  }

  private enum CodingKeys: CodingKey {
    case input, cacheRead, cacheWrite5m, cacheWrite30m, cacheWrite1h, cacheWrite12h, output
    case reasoning, webSearches, isEstimated
  }

  /// Prompt tokens written to caches of any lifetime.
  public var cacheWrites: Int { cacheWrite5m + cacheWrite30m + cacheWrite1h + cacheWrite12h }

  /// The whole prompt: what decides a length tier.
  public var prompt: Int { input + cacheRead + cacheWrites }

  /// The sum, kind by kind.
  public static func + (left: Usage, right: Usage) -> Usage {
    Usage(
      input: left.input + right.input, cacheRead: left.cacheRead + right.cacheRead,
      cacheWrite5m: left.cacheWrite5m + right.cacheWrite5m,
      cacheWrite30m: left.cacheWrite30m + right.cacheWrite30m,
      cacheWrite1h: left.cacheWrite1h + right.cacheWrite1h,
      cacheWrite12h: left.cacheWrite12h + right.cacheWrite12h, output: left.output + right.output,
      reasoning: left.reasoning + right.reasoning,
      webSearches: left.webSearches + right.webSearches,
      isEstimated: left.isEstimated || right.isEstimated)
  }
}

/// What one provider message said about usage: absent is not zero (gateway trap 2).
public struct UsageSnapshot: Hashable, Sendable {
  /// Fresh prompt tokens.
  public var input: Int?
  /// Tokens read from a cache.
  public var cacheRead: Int?
  /// Tokens written to a 5-minute cache.
  public var cacheWrite5m: Int?
  /// Tokens written to a 30-minute cache.
  public var cacheWrite30m: Int?
  /// Tokens written to a one-hour cache.
  public var cacheWrite1h: Int?
  /// Output tokens so far.
  public var output: Int?
  /// Reasoning tokens so far.
  public var reasoning: Int?
  /// Web searches so far.
  public var webSearches: Int?

  /// A message that said nothing.
  public init() {}

  /// Takes over every figure that a later message gives; figures are cumulative (gateway trap 1).
  public mutating func merge(_ later: UsageSnapshot) {
    input = later.input ?? input
    cacheRead = later.cacheRead ?? cacheRead
    cacheWrite5m = later.cacheWrite5m ?? cacheWrite5m
    cacheWrite30m = later.cacheWrite30m ?? cacheWrite30m
    cacheWrite1h = later.cacheWrite1h ?? cacheWrite1h
    output = later.output ?? output
    reasoning = later.reasoning ?? reasoning
    webSearches = later.webSearches ?? webSearches
  }

  /// The figures, with what was never said counted as zero and the whole flagged if input or output is missing.
  public var usage: Usage {
    Usage(
      input: input ?? 0, cacheRead: cacheRead ?? 0, cacheWrite5m: cacheWrite5m ?? 0,
      cacheWrite30m: cacheWrite30m ?? 0, cacheWrite1h: cacheWrite1h ?? 0, output: output ?? 0,
      reasoning: reasoning ?? 0, webSearches: webSearches ?? 0,
      isEstimated: input == nil || output == nil)
  }
}

/// How a call was served, where that changes its price.
public struct Service: Hashable, Codable, Sendable {
  /// Whether it ran as part of a batch.
  public var isBatch = false
  /// The region it was pinned to, such as `us`; nil for anywhere.
  public var geo: String?
  /// The speed or service tier it was served at, such as `fast`, `flex` or `priority`; nil for standard.
  public var speed: String?

  /// Standard service.
  public init(isBatch: Bool = false, geo: String? = nil, speed: String? = nil) {
    self.isBatch = isBatch
    self.geo = geo
    self.speed = speed
  }
}

/// The tokens one model used in one billed step.
public struct ModelUsage: Hashable, Codable, Sendable {
  /// The model that served.
  public var model: ModelID
  /// What it did.
  public var role: CallRole
  /// Its tokens.
  public var usage: Usage
  /// How it was served.
  public var service: Service

  /// A step.
  public init(
    model: ModelID, role: CallRole = .executor, usage: Usage, service: Service = Service()
  ) {
    self.model = model
    self.role = role
    self.usage = usage
    self.service = service
  }
}
