// SPDX-License-Identifier: Apache-2.0

package import Wisely

/// What an answer's usage objects said, merged field by field: the last explicit value wins.
///
/// The top level is the sum over the executor's own runs only; what an advisor or a fallback model
/// used stands nowhere but in `iterations` (gateway trap 11), which then replace the top level.
package struct AnthropicUsage: Hashable, Sendable {
  private var snapshot = UsageSnapshot()
  private var cacheCreation: Int?
  private var iterations: [JSONValue] = []
  private var service = Service()
  private var hasNonsense = false
  private let writtenLifetime: CacheLifetime?

  /// Nothing yet; the lifetime is that of the caches the request may have written, nil if unknown.
  package init(writtenLifetime: CacheLifetime?) { self.writtenLifetime = writtenLifetime }

  /// Takes over what a usage object says.
  package mutating func merge(_ json: JSONValue?) {
    guard let json, json.object != nil else { return }
    var later = UsageSnapshot()
    later.input = count(json["input_tokens"])
    later.output = count(json["output_tokens"])
    later.cacheRead = count(json["cache_read_input_tokens"])
    later.cacheWrite5m = count(json["cache_creation"]?["ephemeral_5m_input_tokens"])
    later.cacheWrite1h = count(json["cache_creation"]?["ephemeral_1h_input_tokens"])
    later.reasoning = count(json["output_tokens_details"]?["thinking_tokens"])
    later.webSearches = count(json["server_tool_use"]?["web_search_requests"])
    let creation = count(json["cache_creation_input_tokens"])
    // Figures are cumulative, so no prompt after one is a server that fills in zeros (gateway trap 18).
    if later.usage.prompt + (creation ?? 0) == 0, total.prompt > 0 {
      (later.input, later.cacheRead, later.cacheWrite5m, later.cacheWrite1h) = (nil, nil, nil, nil)
    } else {
      cacheCreation = creation ?? cacheCreation
    }
    snapshot.merge(later)
    if let runs = json["iterations"]?.array { iterations = runs }
    service.geo = json["inference_geo"]?.string ?? service.geo
    service.speed = json["speed"]?.string ?? service.speed
    if let tier = json["service_tier"]?.string { service.isBatch = tier == "batch" }
  }

  /// A figure that can be a count of tokens; any other was not said, and the whole is an estimate.
  private mutating func count(_ json: JSONValue?) -> Int? {
    guard let json, !json.isNull else { return nil }
    // Sums of a broken provider's figures must not overflow.
    guard let count = json.int, 0...1_000_000_000_000 ~= count else {
      hasNonsense = true
      return nil
    }
    return count
  }

  /// The size of the prompt, as far as it was said.
  package var promptTokens: Int { total.prompt }

  /// The billed steps of an answer that a model served in a role, advisors by their own names.
  package func steps(model: ModelID, role: CallRole) -> [ModelUsage] {
    let own = iterations.contains { $0["type"] == "message" }
    var steps = own ? [] : [step(model, role, total)]
    steps += iterations.map { step(of: $0, model: model, role: role) }
    // What the runs do not say of themselves belongs to the executor's first one.
    if own, let first = steps.firstIndex(where: { $0.role == role }) {
      steps[first].usage.webSearches = total.webSearches
      steps[first].usage.reasoning = min(total.reasoning, steps[first].usage.output)
    }
    return steps
  }

  private func step(of run: JSONValue, model: ModelID, role: CallRole) -> ModelUsage {
    var usage = AnthropicUsage(writtenLifetime: writtenLifetime)
    usage.merge(run)
    let served = run["model"]?.string.map { ModelID($0) } ?? model
    return step(served, run["type"] == "advisor_message" ? .advisor : role, usage.total)
  }

  private func step(_ model: ModelID, _ role: CallRole, _ usage: Usage) -> ModelUsage {
    ModelUsage(model: model, role: role, usage: usage, service: service)
  }

  /// The figures; cache writes of unknown lifetime count as the dearest it can be (gateway trap 6).
  private var total: Usage {
    var usage = snapshot.usage
    usage.isEstimated = usage.isEstimated || hasNonsense
    let rest = (cacheCreation ?? 0) - usage.cacheWrite5m - usage.cacheWrite1h
    // No prompt has no tokens: a server that says so counts none (gateway trap 18).
    if usage.prompt == 0, rest <= 0 { usage.isEstimated = true }
    guard rest > 0 else { return usage }
    switch writtenLifetime {
    case .fiveMinutes: usage.cacheWrite5m += rest
    case .thirtyMinutes: usage.cacheWrite30m += rest
    case .oneHour: usage.cacheWrite1h += rest
    case .twelveHours: usage.cacheWrite12h += rest
    case nil:
      usage.cacheWrite1h += rest
      usage.isEstimated = true
    }
    return usage
  }
}

extension [ModelUsage] {
  /// The steps of an answer that had content; a server that counted no output of it counts none at all.
  func doubted(_ hasContent: Bool, in role: CallRole) -> [ModelUsage] {
    guard hasContent, let own = firstIndex(where: { $0.role == role }), self[own].usage.output == 0
    else { return self }
    var steps = self
    steps[own].usage.isEstimated = true
    return steps
  }

  /// One entry for each model and role, in the order of their first step.
  package var byModelAndRole: [ModelUsage] {
    reduce(into: []) { sums, step in
      guard let index = sums.firstIndex(where: { $0.model == step.model && $0.role == step.role })
      else {
        sums.append(step)
        return
      }
      sums[index].usage = sums[index].usage + step.usage
    }
  }
}
