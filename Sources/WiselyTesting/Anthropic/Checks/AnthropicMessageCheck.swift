// SPDX-License-Identifier: Apache-2.0

import Wisely

/// A message after its shape was checked.
struct AnthropicCheckedMessage {
  let role: String
  let blocks: [JSONValue]

  func values(of key: String, in type: String) -> [String] {
    blocks.filter { $0["type"]?.string == type }.compactMap { $0[key]?.string }
  }
}

/// What messages, their order and their blocks must be.
struct AnthropicMessageCheck {
  let body: JSONValue
  let rules: AnthropicModelRules
  let headers: AnthropicHeaderCheck
  let issued: AnthropicIssue

  func run() throws(AnthropicRejection) -> [AnthropicCheckedMessage] {
    guard let raw = body["messages"]?.array else {
      throw AnthropicRejection("messages: Input should be a valid list")
    }
    try demand(!raw.isEmpty, "messages: at least one message is required")
    try demand(raw.count <= 100_000, "messages: too many messages")
    try checkSystem()
    var messages: [AnthropicCheckedMessage] = []
    for (index, message) in raw.enumerated() {
      messages.append(try check(message, at: "messages.\(index)"))
    }
    try demand(
      messages[0].role == "user", "messages: first message must use the \"user\" role")
    for index in messages.indices {
      if messages[index].role == "system" { try checkPlace(of: index, in: messages) }
      try checkResults(after: index, in: messages)
    }
    try checkServerTools(messages)
    try checkEnd(messages)
    return messages
  }

  // MARK: - Shapes

  private func checkSystem() throws(AnthropicRejection) {
    guard let system = body["system"], system.string == nil else { return }
    guard let blocks = system.array else {
      throw AnthropicRejection("system: Input should be a valid string or list")
    }
    let check = AnthropicBlockCheck(role: "system", headers: headers, issued: issued)
    for (index, block) in blocks.enumerated() {
      try demand(block["type"] == "text", "system.\(index).type: Input should be 'text'")
      try check.run(block, at: "system.\(index)")
    }
  }

  private func check(
    _ message: JSONValue, at place: String
  ) throws(AnthropicRejection) -> AnthropicCheckedMessage {
    guard let role = message["role"]?.string, ["user", "assistant", "system"].contains(role) else {
      throw AnthropicRejection("\(place).role: Input should be 'user', 'assistant' or 'system'")
    }
    for key in message.object?.keys ?? [] {
      let isKnown = ["role", "content"].contains(key) || role == "system"
      try demand(isKnown, "\(place).\(key): Extra inputs are not permitted")
    }
    let content = message["content"] ?? .null
    let isEmpty = content.string?.isEmpty ?? content.array?.isEmpty
    guard let isEmpty else {
      throw AnthropicRejection("\(place).content: Input should be a valid string or list")
    }
    try demand(!isEmpty, "\(place): all messages must have non-empty content")
    let blocks = content.array ?? [AnthropicReply.textBlock(content.string ?? "")]
    let check = AnthropicBlockCheck(role: role, headers: headers, issued: issued)
    for (index, block) in blocks.enumerated() {
      try check.run(block, at: "\(place).content.\(index)")
    }
    return AnthropicCheckedMessage(role: role, blocks: blocks)
  }

  // MARK: - Order

  private func checkPlace(
    of index: Int, in messages: [AnthropicCheckedMessage]
  ) throws(AnthropicRejection) {
    let before = index > 0 ? messages[index - 1] : nil
    let followsServerTool =
      before?.role == "assistant"
      && before?.blocks.last?["type"]?.string?.hasSuffix("_tool_result") == true
    try demand(
      before?.role == "user" || followsServerTool,
      "messages.\(index): a system message must follow a user message or a server tool's result")
    try demand(
      index == messages.count - 1 || messages[index + 1].role == "assistant",
      "messages.\(index): a system message must be last or before an assistant message")
  }

  /// Every call has its result in the next message, first in it, and no result is without a call.
  private func checkResults(
    after index: Int, in messages: [AnthropicCheckedMessage]
  ) throws(AnthropicRejection) {
    let calls =
      messages[index].role == "assistant"
      ? messages[index].values(of: "id", in: "tool_use") : []
    let earlier = messages[..<index].flatMap { $0.values(of: "id", in: "tool_use") }
    try demand(
      Set(calls).count == calls.count && Set(calls).isDisjoint(with: earlier),
      "messages.\(index): `tool_use` ids must be unique")
    let next = index + 1 < messages.count ? messages[index + 1] : nil
    let results = next?.values(of: "tool_use_id", in: "tool_result") ?? []
    let missing = calls.filter { !results.contains($0) }
    try demand(
      missing.isEmpty,
      "messages.\(index): `tool_use` ids were found without `tool_result` blocks immediately after: \(missing.joined(separator: ", ")). Each `tool_use` block must have a corresponding `tool_result` block in the next message."
    )
    let stray = results.filter { !calls.contains($0) }
    try demand(
      stray.isEmpty,
      "messages.\(index + 1): unexpected `tool_use_id` found in `tool_result` blocks: \(stray.joined(separator: ", ")). Each `tool_result` block must have a corresponding `tool_use` block in the previous message."
    )
    try demand(
      Set(results).count == results.count,
      "messages.\(index + 1): each tool_use must have a single result")
    if index == 0 {
      let lost = messages[0].values(of: "tool_use_id", in: "tool_result")
      try demand(lost.isEmpty, "messages.0: unexpected `tool_use_id` found in `tool_result` blocks")
    }
    let types = next?.blocks.map { $0["type"]?.string == "tool_result" } ?? []
    try demand(
      types.prefix(results.count).allSatisfy { $0 },
      "messages.\(index + 1): `tool_result` blocks must come before all other content")
  }

  /// A server tool's call has its result in the same turn or a later one; only the last may wait.
  private func checkServerTools(
    _ messages: [AnthropicCheckedMessage]
  ) throws(AnthropicRejection) {
    var open: Set<String> = []
    for (index, message) in messages.enumerated() where message.role == "assistant" {
      for block in message.blocks {
        let type = block["type"]?.string ?? ""
        if type == "server_tool_use", let id = block["id"]?.string { open.insert(id) }
        guard type.hasSuffix("_tool_result"), let id = block["tool_use_id"]?.string else {
          continue
        }
        try demand(
          open.remove(id) != nil,
          "messages.\(index): `\(type)` without a `server_tool_use` of id \(id)")
      }
    }
    let last = messages.last { $0.role == "assistant" }
    let pending = Set(last?.values(of: "id", in: "server_tool_use") ?? [])
    try demand(
      open.isSubset(of: pending),
      "messages: `server_tool_use` without a result: \(open.sorted().joined(separator: ", "))")
    let hasAdvisor = body["tools"]?.array?.contains { $0["type"] == "advisor_20260301" } ?? false
    let waitsForAdvisor = last?.blocks.contains { block in
      block["name"] == "advisor" && open.contains(block["id"]?.string ?? "")
    }
    try demand(
      waitsForAdvisor != true || hasAdvisor,
      "messages: a pending advisor call needs the advisor tool in `tools`")
  }

  private func checkEnd(
    _ messages: [AnthropicCheckedMessage]
  ) throws(AnthropicRejection) {
    guard let last = messages.last, last.role == "assistant" else { return }
    guard last.blocks.last?["type"] != "server_tool_use" else { return }
    try demand(
      rules.takesPrefill,
      "This model does not support assistant message prefill. The conversation must end with a user message."
    )
    try demand(
      last.blocks.last?["text"]?.string?.last?.isWhitespace != true,
      "messages: final assistant content cannot end with trailing whitespace")
  }
}
