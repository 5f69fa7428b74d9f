// SPDX-License-Identifier: Apache-2.0

/// What a model takes, derived from its family and version as the API documents it.
struct AnthropicModelRules: Sendable {
  let id: String
  let family: String
  /// 4.6 is 46.
  let version: Int

  private static let known: [String] = [
    "claude-fable-5-2", "claude-fable-5-1", "claude-fable-5", "claude-mythos-5-2",
    "claude-mythos-5-1", "claude-mythos-5", "claude-opus-5-5", "claude-opus-5",
    "claude-opus-4-8", "claude-opus-4-7", "claude-opus-4-6", "claude-opus-4-5",
    "claude-sonnet-5-5", "claude-sonnet-5", "claude-sonnet-4-6", "claude-sonnet-4-5",
    "claude-haiku-5-5", "claude-haiku-4-5",
  ]

  static let all: [AnthropicModelRules] = known.compactMap { AnthropicModelRules($0) }

  /// The rules of a known model; a date behind its name is allowed.
  init?(_ name: String) {
    var parts = name.split(separator: "-")
    if let last = parts.last, last.count == 8, Int(last) != nil { parts.removeLast() }
    id = parts.joined(separator: "-")
    guard Self.known.contains(id), parts.count >= 3, let major = Int(parts[2]) else { return nil }
    family = String(parts[1])
    version = major * 10 + (parts.count > 3 ? Int(parts[3]) ?? 0 : 0)
  }

  private var isAlwaysThinking: Bool {
    family == "fable" || family == "mythos" || family == "opus" && version >= 55
  }

  var thinking: Set<String> {
    var types: Set<String> = []
    if version >= 46 { types.insert("adaptive") }
    if version < 47 { types.insert("enabled") }
    if !isAlwaysThinking { types.insert("disabled") }
    if family == "sonnet", version == 55 { types.insert("between_tools") }
    return types
  }

  var efforts: Set<String> {
    if version < 46 { return family == "opus" ? ["low", "medium", "high"] : [] }
    let all: Set<String> = ["low", "medium", "high", "max"]
    return version >= 47 ? all.union(["xhigh"]) : all
  }

  var takesSampling: Bool { version < 47 }
  var takesPrefill: Bool { version < 46 }
  /// Fable and Mythos 5.1 and 5.2, and Opus and Sonnet 5.5 do not.
  var takesForcedTool: Bool {
    switch family {
    case "fable", "mythos": version < 51
    case "opus", "sonnet": version < 55
    default: true
    }
  }
  /// Whether thinking is bound to the very conversation before it.
  var bindsThinking: Bool {
    family == "fable" || family == "mythos" ? version >= 51 : version >= 55
  }
  var largestOutput: Int { version < 46 ? 64_000 : 128_000 }
  var largestInput: Int { version < 46 ? 200_000 : 1_000_000 }

  /// The native advisors that an executor may have; a model that is not listed may have none.
  static func takes(advisor: AnthropicModelRules, for executor: AnthropicModelRules) -> Bool {
    advisors[executor.short]?.contains(advisor.short) ?? false
  }

  private var short: String { "\(family.prefix(1).uppercased())\(version)" }

  private static let advisors: [String: Set<String>] = {
    let weak: Set<String> = [
      "M50", "F50", "M51", "F51", "O50", "O48", "O47", "O46", "S50", "S46",
    ]
    let top: Set<String> = ["M50", "F50", "M51", "F51", "O50"]
    return [
      "H45": weak, "S46": weak, "S50": top.union(["O48", "O47", "S50"]),
      "S55": top.union(["O55", "S55"]), "O46": weak.subtracting(["S46"]),
      "O47": top.union(["O48", "O47"]), "O48": top.union(["O48", "O47"]), "O50": top,
      "F50": top, "M50": top, "F51": ["F51", "M51"], "M51": ["F51", "M51"],
      "F52": ["F52", "M52"], "M52": ["F52", "M52"],
    ]
  }()
}
