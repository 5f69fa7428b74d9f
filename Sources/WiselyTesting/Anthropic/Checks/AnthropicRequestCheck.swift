// SPDX-License-Identifier: Apache-2.0

import Wisely

/// What the body of a request must be.
struct AnthropicRequestCheck {
  let body: JSONValue
  let headers: AnthropicHeaderCheck
  let issued: AnthropicIssue
  let takesForeignThinking: Bool
  let isCounting: Bool

  private static let fields: Set<String> = [
    "model", "max_tokens", "messages", "system", "tools", "tool_choice", "thinking",
    "output_config", "cache_control", "stop_sequences", "stream", "metadata", "service_tier",
    "speed", "inference_geo", "container", "diagnostics", "temperature", "top_p", "top_k",
  ]
  private static let betaFields: Set<String> = [
    "context_management", "compaction", "fallbacks", "fallback_credit_token", "mcp_servers",
    "billing_policy", "thread",
  ]
  /// What `count_tokens` does not take.
  private static let answerFields: Set<String> = [
    "max_tokens", "stream", "stop_sequences", "metadata", "service_tier", "temperature", "top_p",
    "top_k",
  ]

  func run() throws(AnthropicRejection) {
    guard let object = body.object else {
      throw AnthropicRejection("The request body is not valid JSON.")
    }
    let rules = try model(object)
    try fields(object)
    try limits(object, rules)
    try sampling(object, rules)
    try AnthropicToolCheck(body: body, rules: rules, betas: headers.betas).run()
    try AnthropicThinkingCheck(body: body, rules: rules).run()
    let messages = try AnthropicMessageCheck(
      body: body, rules: rules, headers: headers, issued: issued
    ).run()
    try AnthropicReplayCheck(
      body: body, messages: messages, rules: rules, issued: issued,
      takesForeign: takesForeignThinking
    ).run()
    try AnthropicCacheCheck(body: body).run()
  }

  private func model(_ object: JSONObject) throws(AnthropicRejection) -> AnthropicModelRules {
    guard let name = object["model"] else { throw AnthropicRejection("model: Field required") }
    guard let name = name.string else {
      throw AnthropicRejection("model: Input should be a valid string")
    }
    guard let rules = AnthropicModelRules(name) else {
      throw AnthropicRejection(404, "not_found_error", "model: \(name)")
    }
    return rules
  }

  private func fields(_ object: JSONObject) throws(AnthropicRejection) {
    try demand(Set(object.keys).count == object.keys.count, "A field is there twice.")
    var known = Self.fields
    if !headers.betas.isEmpty { known.formUnion(Self.betaFields) }
    if isCounting { known.subtract(Self.answerFields) }
    for key in object.keys {
      try demand(known.contains(key), "\(key): Extra inputs are not permitted")
    }
    try demand(object["messages"] != nil, "messages: Field required")
    if let stream = object["stream"] {
      try demand(stream.bool != nil, "stream: Input should be a valid boolean")
    }
    if let metadata = object["metadata"] {
      try demand(metadata.object != nil, "metadata: Input should be a valid dictionary")
    }
    for sequence in object["stop_sequences"]?.array ?? [] {
      try demand(
        sequence.string?.contains { !$0.isWhitespace } ?? false,
        "stop_sequences: each stop sequence must contain non-whitespace")
    }
  }

  private func limits(
    _ object: JSONObject, _ rules: AnthropicModelRules
  ) throws(AnthropicRejection) {
    guard !isCounting else { return }
    guard let limit = object["max_tokens"] else {
      throw AnthropicRejection("max_tokens: Field required")
    }
    guard let tokens = limit.int, tokens >= 0 else {
      throw AnthropicRejection("max_tokens: Input should be greater than or equal to 0")
    }
    let words =
      "max_tokens: \(tokens) > \(rules.largestOutput), which is the maximum allowed number of output tokens for \(rules.id)"
    try demand(tokens <= rules.largestOutput, words)
  }

  private func sampling(
    _ object: JSONObject, _ rules: AnthropicModelRules
  ) throws(AnthropicRejection) {
    for name in ["temperature", "top_p", "top_k"] {
      guard let value = object[name] else { continue }
      try demand(
        headers.version < "2026-10-21", "\(name): Extra inputs are not permitted")
      try demand(rules.takesSampling, "`\(name)` is not supported by \(rules.id).")
      let isThinking = object["thinking"]?["type"] == "enabled"
      try demand(
        name != "temperature" || !isThinking || value.double == 1,
        "`temperature` may only be set to 1 when thinking is enabled.")
      try demand(
        value.double.map { $0 >= 0 && ($0 <= 1 || name == "top_k") } ?? false,
        "\(name): Input should be between 0 and 1")
    }
  }
}
