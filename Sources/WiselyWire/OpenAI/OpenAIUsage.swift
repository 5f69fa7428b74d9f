// SPDX-License-Identifier: Apache-2.0

package import Wisely

/// What an answer's usage object said, in Chat's names or in those of Responses.
///
/// Here the prompt includes what was read from and written to caches, so the fresh rest is worked out
/// once, here (gateway trap 4). The last explicit value of each field wins (gateway traps 1 to 3).
package struct OpenAIUsage: Hashable, Sendable {
  private var prompt: Int?
  private var cached: Int?
  private var written: Int?
  private var written30m: Int?
  private var written12h: Int?
  private var output: Int?
  private var reasoning: Int?
  private var total: Int?
  private var hasNonsense = false
  private var service = Service()
  private var writtenLifetime: CacheLifetime?
  private let totalTellsReasoning: Bool
  /// What a server says besides, such as OpenRouter's `cost`.
  package private(set) var extra: JSONObject = [:]

  /// Nothing yet; the lifetime is that of the caches the request may have written, nil if unknown.
  ///
  /// Of a server whose total is known to tell of reasoning that stands nowhere else, that is no guess.
  package init(writtenLifetime: CacheLifetime?, totalTellsReasoning: Bool = false) {
    self.writtenLifetime = writtenLifetime
    self.totalTellsReasoning = totalTellsReasoning
  }

  /// Nothing yet of the answer to a request.
  init(_ context: OpenAIAnswerContext) {
    self.init(
      writtenLifetime: context.writtenLifetime,
      totalTellsReasoning: context.deviations.totalTellsReasoning)
  }

  /// Takes over what a usage object says; whether it said anything.
  @discardableResult
  package mutating func merge(_ json: JSONValue?) -> Bool {
    guard let json, let object = json.object else { return false }
    let input = json["prompt_tokens_details"] ?? json["input_tokens_details"]
    let result = json["completion_tokens_details"] ?? json["output_tokens_details"]
    prompt = count(json["prompt_tokens"] ?? json["input_tokens"]) ?? prompt
    output = count(json["completion_tokens"] ?? json["output_tokens"]) ?? output
    total = count(json["total_tokens"]) ?? total
    // DeepSeek and llama.cpp have names of their own.
    cached =
      count(input?["cached_tokens"]) ?? count(json["cached_tokens"])
      ?? count(json["prompt_cache_hit_tokens"]) ?? cached
    written = count(input?["cache_write_tokens"]) ?? written
    let lifetimes = input?["cache_write_tokens_details"]
    written30m = count(lifetimes?["ttl_30m_tokens"]) ?? written30m
    written12h = count(lifetimes?["ttl_12h_tokens"]) ?? written12h
    reasoning = count(result?["reasoning_tokens"]) ?? reasoning
    for member in object.without(Self.known).members { extra[member.key] = member.value }
    return true
  }

  /// Takes over what the answer says of the caches that were written.
  package mutating func merge(cacheOptions json: JSONValue?) {
    writtenLifetime =
      json?["ttl"]?.string.flatMap { CacheLifetime(rawValue: $0) } ?? writtenLifetime
  }

  /// Takes over how the answer was served.
  package mutating func merge(tier: JSONValue?) {
    switch tier?.string {
    // Groq calls the usual service `on_demand`.
    case nil, "", "auto"?, "default"?, "standard"?, "on_demand"?: break
    case "batch"?: service.isBatch = true
    case let tier?: service.speed = tier
    }
  }

  private static let known: Set<String> = [
    "prompt_tokens", "input_tokens", "completion_tokens", "output_tokens", "total_tokens",
    "prompt_tokens_details", "input_tokens_details", "completion_tokens_details",
    "output_tokens_details", "cached_tokens", "prompt_cache_hit_tokens",
    "prompt_cache_miss_tokens",
  ]

  /// A figure that can be a count of tokens; any other was not said, and the whole is an estimate.
  private mutating func count(_ json: JSONValue?) -> Int? {
    guard let json, !json.isNull else { return nil }
    guard let count = json.int, 0...1_000_000_000_000 ~= count else {
      hasNonsense = true
      return nil
    }
    return count
  }

  /// The billed step of an answer that a model served in a role.
  package func step(model: ModelID, role: CallRole) -> ModelUsage {
    ModelUsage(model: model, role: role, usage: usage, service: service)
  }

  private var usage: Usage {
    // No prompt has no tokens: a server that says so counts none (gateway trap 18).
    var usage = Usage(isEstimated: hasNonsense || (prompt ?? 0) == 0 || output == nil)
    usage.output = output ?? 0
    usage.reasoning = reasoning ?? 0
    usage.cacheRead = cached ?? 0
    let told = (written30m ?? 0) + (written12h ?? 0)
    let writes = max(written ?? 0, told)
    var prompt = prompt
    // Some servers count reasoning outside of the completion; then only their total tells
    // (gateway trap 13 forbids adding it on suspicion).
    if let total, let part = prompt, let output, total > part + output {
      let rest = total - part - output
      let cache = usage.cacheRead + writes
      if rest == cache, rest != usage.reasoning {
        // There the prompt is the fresh part only.
        prompt = part + cache
        usage.isEstimated = true
      } else {
        usage.output += rest
        usage.isEstimated =
          usage.isEstimated || rest != usage.reasoning && !totalTellsReasoning
        usage.reasoning = max(usage.reasoning, rest)
      }
    }
    usage.reasoning = min(usage.reasoning, usage.output)
    let fresh = (prompt ?? 0) - usage.cacheRead - writes
    // A part that is larger than the whole: the prompt was the rest, or one of them is wrong.
    usage.input = fresh >= 0 ? fresh : prompt ?? 0
    usage.isEstimated = usage.isEstimated || fresh < 0
    usage.cacheWrite30m = written30m ?? 0
    usage.cacheWrite12h = written12h ?? 0
    let rest = writes - told
    switch writtenLifetime {
    case .fiveMinutes: usage.cacheWrite5m += rest
    case .thirtyMinutes: usage.cacheWrite30m += rest
    case .oneHour: usage.cacheWrite1h += rest
    case .twelveHours: usage.cacheWrite12h += rest
    case nil:
      // The dearest it can be (gateway trap 6).
      usage.cacheWrite1h += rest
      usage.isEstimated = usage.isEstimated || rest > 0
    }
    return usage
  }
}
