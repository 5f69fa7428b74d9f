// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyTesting
import WiselyWire

/// The rule that keeps prompts cached and reasoning readable: what was once sent is sent again, byte
/// for byte, and every request is legal.
@Suite(.timeLimit(.minutes(5))) struct PrefixTests {
  private static let tools = [
    ToolDefinition(name: "read", description: "Reads.", inputSchema: ["type": "object"]),
    ToolDefinition(
      name: "write", description: "Writes.", inputSchema: ["type": "object"], effect: .writes),
  ]

  private static func bodies(_ requests: [ModelRequest]) throws -> [JSONValue] {
    let wire = AnthropicRequest(model: "claude-haiku-4-5", caching: PromptCaching(nil))
    return try requests.map { try wire.body(for: $0) }
  }

  /// The first rule of the API that the messages break, if any.
  private func fault(in messages: [JSONValue]) -> String? {
    func ids(_ index: Int, _ key: String, _ type: String) -> [String] {
      guard messages.indices.contains(index) else { return [] }
      return (messages[index]["content"]?.array ?? []).filter { $0["type"]?.string == type }
        .compactMap { $0[key]?.string }
    }
    let all = messages.indices.flatMap { ids($0, "id", "tool_use") }
    guard Set(all).count == all.count else { return "ids repeat: \(all)" }
    for index in messages.indices {
      let calls = ids(index, "id", "tool_use")
      let results = ids(index + 1, "tool_use_id", "tool_result")
      guard calls.sorted() == results.sorted() else { return "\(index): \(calls) \(results)" }
    }
    return messages.first?["role"] == "user" ? nil : "begins with an answer"
  }

  /// A scripted turn: words, reasoning, consulting calls of either pair, the caller's tools.
  private static func turn(
    _ random: RandomTurns, consulting: [String]
  ) -> ScriptedModel.Turn {
    random.use { generator in
      var blocks: [Block] = []
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let number = random.number()
        switch Int.random(in: 0..<6, using: &generator) {
        case 0:
          blocks.append(
            .thinking(
              ThinkingBlock(
                signer: "leaf",
                raw: [
                  "type": "thinking", "thinking": "", "signature": .string("sig\(number)"),
                ])))
        case 1, 2:
          let name = consulting.randomElement(using: &generator) ?? "consult"
          blocks.append(.toolUse(ToolUse(id: "c\(number)", name: name, input: [:])))
        case 3:
          let name = Bool.random(using: &generator) ? "read" : "write"
          blocks.append(
            .toolUse(ToolUse(id: "t\(number)", name: name, input: ["n": JSONValue(number)])))
        default: blocks.append(.text(number % 5 == 0 ? "\n" : "Words \(number)."))
        }
      }
      let isCut = Int.random(in: 0..<8, using: &generator) == 0
      return ScriptedModel.Turn(blocks: blocks, stopReason: isCut ? .maximumTokens : nil)
    }
  }

  private static func advice(_ random: RandomTurns) throws -> ScriptedModel.Turn {
    let words = random.use { generator in
      ["proceed: yes.", "change: no.", "stop: ask.", "", "Let me read.", "No verdict.", "fail"]
        .randomElement(using: &generator) ?? ""
    }
    if words == "fail" { throw ModelError(.overloaded, "Overloaded.") }
    return ScriptedModel.Turn(blocks: [.text(words)])
  }

  private static func setup(_ seed: Int, leaf: ScriptedModel, random: RandomTurns) -> AdvisedModel {
    func advisor(_ name: String) -> ScriptedModel {
      ScriptedModel(
        ModelID(name), (0..<200).map { _ in ScriptedModel.Step { _ in try advice(random) } })
    }
    let triggers = random.use { generator in
      Set(Trigger.allCases.filter { _ in Bool.random(using: &generator) })
    }
    let policy = ConsultationPolicy(consultations: 1 + seed % 3, triggers: triggers)
    let pair = AdvisedModel(executor: leaf, advisor: advisor("strong"), policy: policy)
    guard seed % 2 == 0 else { return pair }
    return AdvisedModel(executor: pair, advisor: advisor("stronger"), policy: policy)
  }

  @Test("Through random conversations the prefix only grows and stays legal", arguments: 1...150)
  func grows(seed: Int) async throws {
    let random = RandomTurns(seed: UInt64(seed))
    let consulting = seed % 2 == 0 ? ["consult", "consult_2"] : ["consult"]
    let leaf = ScriptedModel(
      "leaf",
      (0..<300).map { _ in
        ScriptedModel.Step { _ in Self.turn(random, consulting: consulting) }
      })
    var request = ModelRequest("Go.", system: "Be good.")
    request.tools = Self.tools
    for round in 1...8 {
      request.context.isConsultationWished = random.use { Int.random(in: 0..<4, using: &$0) == 0 }
      // A new value each time: nothing may live outside the conversation.
      let response = try await Self.setup(seed, leaf: leaf, random: random)
        .respond(to: request)
      request.transcript.append(response.message)
      let results = response.message.toolUses.map {
        Block.toolResult(
          ToolResult(toolUseID: $0.id, text: "result \(round)", isError: round % 3 == 0))
      }
      let asks = results.isEmpty || random.use { Bool.random(using: &$0) && round % 4 == 0 }
      let words: [Block] = asks ? [.text("Round \(round)?")] : []
      request.transcript.append(Message(.user, words + results))
    }
    let bodies = try Self.bodies(leaf.requests)
    for (earlier, later) in zip(bodies, bodies.dropFirst()) {
      let before = try #require(earlier["messages"]?.array)
      let after = try #require(later["messages"]?.array)
      #expect(after.prefix(before.count).map(\.bytes) == before.map(\.bytes), "seed \(seed)")
      #expect(earlier["system"]?.bytes == later["system"]?.bytes)
      #expect(earlier["tools"]?.bytes == later["tools"]?.bytes)
    }
    for body in bodies {
      let fault = fault(in: try #require(body["messages"]?.array))
      #expect(fault == nil, "seed \(seed)")
    }
  }
}
