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
  private let writtenLifetime: CacheLifetime?

  /// Nothing yet; the lifetime is that of the caches the request may have written, nil if unknown.
  package init(writtenLifetime: CacheLifetime?) { self.writtenLifetime = writtenLifetime }

  /// Takes over what a usage object says.
  package mutating func merge(_ json: JSONValue?) {
    guard let json, json.object != nil else { return }
    var later = UsageSnapshot()
    later.input = json["input_tokens"]?.int
    later.output = json["output_tokens"]?.int
    later.cacheRead = json["cache_read_input_tokens"]?.int
    later.cacheWrite5m = json["cache_creation"]?["ephemeral_5m_input_tokens"]?.int
    later.cacheWrite1h = json["cache_creation"]?["ephemeral_1h_input_tokens"]?.int
    later.reasoning = json["output_tokens_details"]?["thinking_tokens"]?.int
    later.webSearches = json["server_tool_use"]?["web_search_requests"]?.int
    snapshot.merge(later)
    cacheCreation = json["cache_creation_input_tokens"]?.int ?? cacheCreation
    if let runs = json["iterations"]?.array { iterations = runs }
    service.geo = json["inference_geo"]?.string ?? service.geo
    service.speed = json["speed"]?.string ?? service.speed
    if let tier = json["service_tier"]?.string { service.isBatch = tier == "batch" }
  }

  /// The size of the prompt, as far as it was said.
  package var promptTokens: Int { total.prompt }

  /// The billed steps of an answer that a model served in a role, advisors by their own names.
  package func steps(model: ModelID, role: CallRole) -> [ModelUsage] {
    let own = iterations.contains { $0["type"] == "message" }
    var steps = own ? [] : [step(model, role, total)]
    steps += iterations.map { step(of: $0, model: model, role: role) }
    // What the runs do not say of themselves belongs to the executor's first one.
    if own, let first = steps.firstIndex(where: { $0.role == role && $0.model == model }) {
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
    let rest = (cacheCreation ?? 0) - usage.cacheWrite5m - usage.cacheWrite1h
    guard rest > 0 else { return usage }
    switch writtenLifetime {
    case .fiveMinutes: usage.cacheWrite5m += rest
    case .thirtyMinutes: usage.cacheWrite30m += rest
    case .oneHour: usage.cacheWrite1h += rest
    case nil:
      usage.cacheWrite1h += rest
      usage.isEstimated = true
    }
    return usage
  }
}

extension [ModelUsage] {
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
