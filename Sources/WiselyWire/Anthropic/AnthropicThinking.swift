// SPDX-License-Identifier: Apache-2.0

import Wisely

/// How an effort is asked for, by what a model accepts (advisor reference §2.3).
struct AnthropicThinking: Hashable {
  /// The `thinking` member, if there is to be one.
  var thinking: JSONValue?
  /// The `output_config` member, if there is to be one.
  var outputConfiguration: JSONValue?

  /// No effort leaves everything to the model; without capabilities the wish is sent as it is.
  init(_ effort: Effort?, capabilities: ModelCapabilities?, maximumTokens: Int) {
    guard let effort else { return }
    guard let capabilities else {
      set(effort: effort == .none || effort == .minimal ? .low : effort)
      return
    }
    if effort == .none, capabilities.thinking.contains(.disabled) {
      thinking = ["type": "disabled"]
      return
    }
    if let nearest = capabilities.nearestEffort(to: effort) {
      set(effort: nearest)
      if capabilities.thinking.contains(.adaptive) { thinking = ["type": "adaptive"] }
    } else if capabilities.thinking.contains(.enabled) {
      setBudget(effort, below: maximumTokens)
    }
  }

  private mutating func set(effort: Effort) {
    outputConfiguration = ["effort": .string(effort.rawValue)]
  }

  /// Models before 4.5 take a budget of tokens, at least 1,024 and below the output limit.
  private mutating func setBudget(_ effort: Effort, below limit: Int) {
    let wish =
      switch effort {
      case .none: 0
      case .minimal: 1_024
      case .low: 2_048
      case .medium: 8_192
      case .high: 16_384
      case .xhigh, .max: 32_768
      }
    // Half of the limit stays for the answer.
    let budget = min(wish, limit / 2)
    guard budget >= 1_024 else { return }
    thinking = ["type": "enabled", "budget_tokens": JSONValue(budget)]
  }
}
