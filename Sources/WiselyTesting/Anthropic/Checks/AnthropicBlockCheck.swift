// SPDX-License-Identifier: Apache-2.0

import Wisely

/// What one content block must be, by the role of its message.
struct AnthropicBlockCheck {
  let role: String
  let headers: AnthropicHeaderCheck
  let issued: AnthropicIssue

  private struct Shape {
    let roles: Set<String>
    let required: Set<String>
    let optional: Set<String>
  }

  private static let shapes: [String: Shape] = {
    let user: Set<String> = ["user"]
    let assistant: Set<String> = ["assistant"]
    return [
      "text": Shape(
        roles: ["user", "assistant", "system"], required: ["text"], optional: ["citations"]),
      "image": Shape(roles: user, required: ["source"], optional: []),
      "document": Shape(
        roles: ["user", "assistant"], required: ["source"],
        optional: ["title", "context", "citations"]),
      "search_result": Shape(
        roles: user, required: ["source", "title", "content"], optional: ["citations"]),
      "container_upload": Shape(roles: user, required: ["file_id"], optional: []),
      "tool_result": Shape(
        roles: user, required: ["tool_use_id"], optional: ["content", "is_error"]),
      "thinking": Shape(roles: assistant, required: ["thinking", "signature"], optional: []),
      "redacted_thinking": Shape(roles: assistant, required: ["data"], optional: []),
      "tool_use": Shape(
        roles: assistant, required: ["id", "name", "input"], optional: ["caller"]),
      "server_tool_use": Shape(
        roles: assistant, required: ["id", "name", "input"], optional: ["caller"]),
      "tool_addition": Shape(roles: ["system"], required: ["tool"], optional: []),
      "tool_removal": Shape(roles: ["system"], required: ["tool"], optional: []),
    ]
  }()

  func run(_ block: JSONValue, at place: String) throws(AnthropicRejection) {
    guard let type = block["type"]?.string, let object = block.object else {
      throw AnthropicRejection("\(place).type: Field required")
    }
    // Whatever the API has given out it takes back as it was, known or not.
    if role == "assistant", issued.blocks.contains(AnthropicIssue.bare(block)) {
      return try checkBeta(of: type, at: place)
    }
    guard let shape = Self.shapes[type] else { return try checkForeign(type, at: place) }
    try demand(
      shape.roles.contains(role), "\(place): `\(type)` blocks are not permitted in \(role) messages"
    )
    for key in shape.required {
      try demand(object[key] != nil, "\(place).\(type).\(key): Field required")
    }
    let known = shape.required.union(shape.optional).union(["type", "cache_control"])
    for key in object.keys {
      try demand(known.contains(key), "\(place).\(type).\(key): Extra inputs are not permitted")
    }
    try checkContent(block, type, at: place)
  }

  private func checkContent(
    _ block: JSONValue, _ type: String, at place: String
  ) throws(AnthropicRejection) {
    switch type {
    case "text":
      try demand(
        block["text"]?.string?.isEmpty == false, "\(place): text content blocks must be non-empty")
      try demand(
        block["text"]?.string?.contains { !$0.isWhitespace } == true,
        "\(place): text content blocks must contain non-whitespace text")
      let citations = block["citations"]?.array ?? []
      try demand(
        role != "user" || headers.version < "2026-10-21" || citations.isEmpty,
        "\(place).text.citations: Extra inputs are not permitted")
    case "document":
      try demand(
        role == "user" || headers.version < "2026-10-21",
        "\(place): `document` blocks are not permitted in assistant messages")
    case "tool_use", "server_tool_use":
      try demand(
        block["input"]?.object != nil, "\(place).\(type).input: Input should be a valid dictionary")
      let isID = block["id"]?.string?.utf8.allSatisfy { byte in
        byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
          || byte < 0x80 && (Character(Unicode.Scalar(byte)).isLetter || 0x30...0x39 ~= byte)
      }
      try demand(
        isID == true && block["id"] != "",
        "\(place).\(type).id: String should match pattern '^[a-zA-Z0-9_-]+$'")
      try demand(
        block["name"]?.string?.isEmpty == false,
        "\(place).\(type).name: String should have at least 1 character")
    case "tool_result":
      try checkResult(block, at: place)
    default: break
    }
  }

  private func checkResult(
    _ block: JSONValue, at place: String
  ) throws(AnthropicRejection) {
    if let flag = block["is_error"] {
      try demand(
        flag.bool != nil, "\(place).tool_result.is_error: Input should be a valid boolean")
    }
    guard let content = block["content"], content.string == nil else { return }
    guard let parts = content.array else {
      throw AnthropicRejection(
        "\(place).tool_result.content: Input should be a valid string or list")
    }
    for (index, part) in parts.enumerated() {
      let type = part["type"]?.string ?? ""
      try demand(
        ["text", "image", "document", "search_result", "tool_reference"].contains(type),
        "\(place).tool_result.content.\(index): Input tag '\(type)' is not expected")
      if type != "tool_reference" {
        try run(part, at: "\(place).tool_result.content.\(index)")
      }
    }
  }

  /// A server tool's result that came from elsewhere; anything else is unknown.
  private func checkForeign(_ type: String, at place: String) throws(AnthropicRejection) {
    try demand(
      role == "assistant" && type.hasSuffix("_tool_result"),
      "\(place): Input tag '\(type)' found using 'type' does not match any of the expected tags")
    try checkBeta(of: type, at: place)
  }

  private func checkBeta(of type: String, at place: String) throws(AnthropicRejection) {
    try demand(
      type != "advisor_tool_result" || headers.betas.contains("advisor-tool-2026-03-01"),
      "\(place): Input tag 'advisor_tool_result' needs the beta value advisor-tool-2026-03-01")
  }
}
