// SPDX-License-Identifier: Apache-2.0

import Wisely

/// What tools and the choice among them must be.
struct AnthropicToolCheck {
  let body: JSONValue
  let rules: AnthropicModelRules
  let betas: Set<String>

  private static let fields: Set<String> = [
    "type", "name", "description", "input_schema", "strict", "defer_loading",
    "eager_input_streaming", "input_examples", "allowed_callers", "cache_control",
  ]

  func run() throws(AnthropicRejection) {
    var names: Set<String> = []
    if let tools = body["tools"] {
      guard let tools = tools.array else {
        throw AnthropicRejection("tools: Input should be a valid list")
      }
      for (index, tool) in tools.enumerated() {
        let name = try check(tool, at: "tools.\(index)")
        guard names.insert(name).inserted else {
          throw AnthropicRejection(
            "tools: Tool names must be unique.", details: ["error_code": "tool_name_conflict"])
        }
      }
    }
    if let choice = body["tool_choice"] { try check(choice: choice, names) }
  }

  private func check(_ tool: JSONValue, at place: String) throws(AnthropicRejection) -> String {
    guard let name = tool["name"]?.string, let object = tool.object else {
      throw AnthropicRejection("\(place).name: Field required")
    }
    let isName = name.utf8.allSatisfy { byte in
      byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
        || byte < 0x80 && (Character(Unicode.Scalar(byte)).isLetter || 0x30...0x39 ~= byte)
    }
    try demand(
      isName && 1...128 ~= name.utf8.count,
      "\(place).name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'")
    switch tool["type"]?.string {
    case nil, "custom":
      for key in object.keys {
        try demand(Self.fields.contains(key), "\(place).\(key): Extra inputs are not permitted")
      }
      try demand(tool["input_schema"] != nil, "\(place).input_schema: Field required")
      try demand(
        tool["input_schema"]?["type"] == "object",
        "\(place).input_schema.type: Input should be 'object'")
    case "advisor_20260301"?: try check(advisor: tool, name, at: place)
    case let type?:
      let isDated = type.split(separator: "_").last.map { $0.count == 8 && Int($0) != nil }
      try demand(isDated == true, "\(place): Input tag '\(type)' is not expected")
    }
    return name
  }

  private func check(
    advisor tool: JSONValue, _ name: String, at place: String
  ) throws(AnthropicRejection) {
    try demand(
      betas.contains("advisor-tool-2026-03-01"),
      "\(place): Input tag 'advisor_20260301' is not expected")
    try demand(name == "advisor", "\(place).name: Input should be 'advisor'")
    let known: Set<String> = [
      "type", "name", "model", "max_uses", "max_tokens", "caching", "cache_control",
      "allowed_callers", "defer_loading", "strict",
    ]
    for key in tool.object?.keys ?? [] {
      try demand(known.contains(key), "\(place).\(key): Extra inputs are not permitted")
    }
    guard let advisor = tool["model"]?.string else {
      throw AnthropicRejection("\(place).model: Field required")
    }
    guard let other = AnthropicModelRules(advisor) else {
      throw AnthropicRejection(404, "not_found_error", "model: \(advisor)")
    }
    try demand(
      AnthropicModelRules.takes(advisor: other, for: rules),
      "\(place).model: \(advisor) cannot advise \(rules.id)")
    if let limit = tool["max_tokens"] {
      try demand(
        limit.int.map { 1_024...other.largestOutput ~= $0 } ?? false,
        "\(place).max_tokens: Input should be between 1024 and \(other.largestOutput)")
    }
  }

  private func check(
    choice: JSONValue, _ names: Set<String>
  ) throws(AnthropicRejection) {
    let type = choice["type"]?.string ?? ""
    try demand(
      ["auto", "any", "none", "tool"].contains(type),
      "tool_choice: Input tag '\(type)' is not expected")
    try demand(!names.isEmpty || type == "none", "tool_choice may only be specified with tools.")
    if type == "tool" {
      let name = choice["name"]?.string ?? ""
      try demand(names.contains(name), "tool_choice.tool.name: Tool '\(name)' not found in tools.")
    }
    guard type == "tool" || type == "any" else { return }
    try demand(rules.takesForcedTool, "tool_choice: \(rules.id) cannot be forced to use a tool.")
    try demand(
      body["thinking"]?["type"] != "enabled",
      "Thinking may not be enabled when tool_choice forces tool use.")
  }
}
