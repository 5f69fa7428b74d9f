// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Which thinking and which effort the model takes.
struct AnthropicThinkingCheck {
  let body: JSONValue
  let rules: AnthropicModelRules

  func run() throws(AnthropicRejection) {
    if let thinking = body["thinking"] { try check(thinking) }
    if let output = body["output_config"] { try check(output: output) }
  }

  private func check(_ thinking: JSONValue) throws(AnthropicRejection) {
    let type = thinking["type"]?.string ?? ""
    try demand(
      rules.thinking.contains(type),
      "thinking.type: \"\(type)\" is not supported by \(rules.id); supported: \(rules.thinking.sorted().joined(separator: ", "))"
    )
    let known: Set<String> = ["type", "budget_tokens", "display", "block_binding"]
    for key in thinking.object?.keys ?? [] {
      try demand(known.contains(key), "thinking.\(key): Extra inputs are not permitted")
    }
    if let display = thinking["display"] {
      try demand(
        type != "disabled" && ["summarized", "omitted"].contains(display.string),
        "thinking.display: Input should be 'summarized' or 'omitted'")
    }
    guard type == "enabled" else {
      return try demand(
        thinking["budget_tokens"] == nil,
        "thinking.\(type).budget_tokens: Extra inputs are not permitted")
    }
    let budget = thinking["budget_tokens"]?.int ?? 0
    try demand(
      budget >= 1_024,
      "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024")
    if let limit = body["max_tokens"]?.int {
      try demand(
        budget < limit, "`max_tokens` must be greater than `thinking.budget_tokens`.")
    }
  }

  private func check(output: JSONValue) throws(AnthropicRejection) {
    let known: Set<String> = ["effort", "format", "task_budget"]
    for key in output.object?.keys ?? [] {
      try demand(known.contains(key), "output_config.\(key): Extra inputs are not permitted")
    }
    guard let effort = output["effort"] else { return }
    try demand(!rules.efforts.isEmpty, "This model does not support the effort parameter.")
    try demand(
      rules.efforts.contains(effort.string ?? ""),
      "output_config.effort: \(effort.text) is not supported by \(rules.id)")
  }
}
