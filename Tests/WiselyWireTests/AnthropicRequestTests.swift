// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyWire

@Suite struct AnthropicRequestTests {
  private static let read = ToolDefinition(
    name: "read", description: "Reads.", inputSchema: ["type": "object"])

  private func body(
    _ request: ModelRequest, model: ModelID = "claude-haiku-4-5",
    capabilities: ModelCapabilities? = nil, caching: CacheLifetime? = nil,
    advisor: MeteringPolicy.NativeAdvisor? = nil, streams: Bool = false
  ) throws -> JSONValue {
    try AnthropicRequest(
      model: model, capabilities: capabilities, caching: PromptCaching(caching),
      nativeAdvisor: advisor, streams: streams
    ).body(for: request)
  }

  @Test("A plain question is exactly these bytes")
  func plain() throws {
    let request = ModelRequest("Hi", system: "Be brief.")
    #expect(
      try body(request, streams: true).text
        == #"{"model":"claude-haiku-4-5","max_tokens":8192,"system":[{"type":"text","text":"Be brief."}],"messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}],"stream":true}"#
    )
  }

  @Test("Unknown fields of the caller go along and overrule nothing")
  func extra() throws {
    var request = ModelRequest("Hi")
    request.extra = ["metadata": ["user_id": "u"], "model": "other"]
    let json = try body(request)
    #expect(json["metadata"] == ["user_id": "u"])
    #expect(json["model"] == "claude-haiku-4-5")
  }

  @Test("An output limit above the model's own is lowered to it")
  func limit() throws {
    var request = ModelRequest("Hi")
    request.options.maximumTokens = 500_000
    let writer = AnthropicRequest(model: "m", maximumOutput: 64_000)
    #expect(try writer.body(for: request)["max_tokens"] == 64_000)
  }

  // MARK: - Effort

  static let efforts: [(ModelID, Effort, thinking: JSONValue?, effort: String?)] = [
    ("claude-opus-5-5", .low, ["type": "adaptive"], "low"),
    // Always thinks and rejects `disabled`.
    ("claude-opus-5-5", .none, ["type": "adaptive"], "low"),
    ("claude-opus-5", .none, ["type": "disabled"], nil),
    ("claude-opus-4-6", .xhigh, ["type": "adaptive"], "high"),
    ("claude-opus-4-5", .max, nil, "high"),
    ("claude-haiku-5-5", .minimal, ["type": "adaptive"], "low"),
    ("claude-haiku-4-5", .low, ["type": "enabled", "budget_tokens": 2_048], nil),
    ("claude-haiku-4-5", .high, ["type": "enabled", "budget_tokens": 4_096], nil),
    ("claude-haiku-4-5", .none, ["type": "disabled"], nil),
    ("claude-3-5-haiku", .high, nil, nil),
  ]

  @Test("An effort is asked for in the way the model takes", arguments: efforts)
  func effort(model: ModelID, effort: Effort, thinking: JSONValue?, word: String?) throws {
    var request = ModelRequest("Hi")
    request.options.effort = effort
    let sheet = try #require(PriceCatalogue.builtIn.sheet(for: model))
    let json = try body(request, model: model, capabilities: sheet.capabilities)
    #expect(json["thinking"] == thinking)
    #expect(json["output_config"]?["effort"]?.string == word)
  }

  @Test("A model nobody knows is sent the wish as it is, and no wish is no field")
  func unknownModel() throws {
    var request = ModelRequest("Hi")
    #expect(try body(request)["output_config"] == nil)
    #expect(try body(request)["thinking"] == nil)
    request.options.effort = .xhigh
    #expect(try body(request)["output_config"] == ["effort": "xhigh"])
  }

  // MARK: - Caching

  private func marks(in json: JSONValue) -> [String] {
    var places: [String] = []
    for (index, tool) in (json["tools"]?.array ?? []).enumerated()
    where tool["cache_control"] != nil {
      places.append("tools[\(index)]")
    }
    for block in json["system"]?.array ?? [] where block["cache_control"] != nil {
      places.append("system")
    }
    for (index, message) in (json["messages"]?.array ?? []).enumerated() {
      for block in message["content"]?.array ?? [] where block["cache_control"] != nil {
        places.append("messages[\(index)]")
      }
    }
    return places
  }

  private var conversation: Transcript {
    Transcript([
      .user("Q"),
      Message(.assistant, [.toolUse(ToolUse(id: "1", name: "read", input: ["path": "a"]))]),
      Message(.user, [.toolResult(ToolResult(toolUseID: "1", text: "A"))]),
      Message(.assistant, [.toolUse(ToolUse(id: "2", name: "read", input: ["path": "b"]))]),
      Message(.user, [.toolResult(ToolResult(toolUseID: "2", text: "B"))]),
    ])
  }

  @Test("Breakpoints stand behind what is fixed and behind the newest two user turns")
  func breakpoints() throws {
    let request = ModelRequest(system: "S", transcript: conversation, tools: [Self.read])
    #expect(
      marks(in: try body(request, caching: .fiveMinutes)) == [
        "system", "messages[2]", "messages[4]",
      ])
    let withoutSystem = ModelRequest(transcript: conversation, tools: [Self.read])
    #expect(
      marks(in: try body(withoutSystem, caching: .oneHour)) == [
        "tools[0]", "messages[2]", "messages[4]",
      ])
    #expect(marks(in: try body(request)).isEmpty)
  }

  @Test("What nobody continues is not written to a cache", arguments: [CallRole.advisor, .check])
  func oneShots(role: CallRole) throws {
    var request = ModelRequest("Advise.", system: "S")
    request.context.role = role
    #expect(marks(in: try body(request, caching: .fiveMinutes)) == ["system"])
    let single = ModelRequest("Hi")
    #expect(marks(in: try body(single, caching: .fiveMinutes)).isEmpty)
  }

  @Test("A caller's own breakpoints are left alone")
  func ownBreakpoints() throws {
    var request = ModelRequest(system: "S", transcript: conversation, tools: [Self.read])
    request.transcript.messages[0].blocks = [
      .text(TextBlock("Q", extra: ["cache_control": ["type": "ephemeral"]]))
    ]
    #expect(marks(in: try body(request, caching: .fiveMinutes)) == ["messages[0]"])
  }

  @Test("The next turn's prompt begins with the same bytes, breakpoints aside")
  func prefix() throws {
    func prompt(_ count: Int) throws -> [String] {
      let transcript = Transcript(Array(conversation.messages.prefix(count)))
      let json = try body(ModelRequest(system: "S", transcript: transcript, tools: [Self.read]))
      return [json["system"]?.text ?? "", json["tools"]?.text ?? ""]
        + (json["messages"]?.array ?? []).map(\.text)
    }
    let (early, late) = (try prompt(3), try prompt(5))
    #expect(Array(late.prefix(early.count)) == early)
    #expect(late.count == early.count + 2)
  }

  // MARK: - Setups

  @Test("Turns that consultations closed are taken apart again")
  func consultations() throws {
    let answered = ConsultationBlock.Answered(
      place: 1, call: ToolUse(id: "c", name: "consult", input: [:]),
      result: ToolResult(toolUseID: "c", text: "proceed"))
    let closed = ConsultationBlock(answered: [answered], consultations: [])
    let request = ModelRequest(
      transcript: Transcript([
        .user("Q"), Message(.assistant, [.text("Hm."), .consultation(closed), .text("So.")]),
        .user("Go on."),
      ]))
    let messages = try #require(try body(request)["messages"]?.array)
    #expect(
      messages.map { $0["role"]?.string } == ["user", "assistant", "user", "assistant", "user"])
    #expect(messages[1]["content"]?[1]?["id"] == "c")
    #expect(messages[2]["content"]?[0]?["tool_use_id"] == "c")
  }

  @Test("The API's own advisor is one more tool, behind the caller's")
  func nativeAdvisor() throws {
    let advisor = MeteringPolicy.NativeAdvisor(
      model: "claude-opus-4-8", consultations: 3, maximumTokens: 500)
    let request = ModelRequest(transcript: Transcript([.user("Q")]), tools: [Self.read])
    let json = try body(request, advisor: advisor)
    #expect(
      json["tools"]?[1]?.text
        == #"{"type":"advisor_20260301","name":"advisor","model":"claude-opus-4-8","max_uses":3,"max_tokens":1024}"#
    )
    let clash = ModelRequest(
      transcript: Transcript([.user("Q")]),
      tools: [ToolDefinition(name: "advisor", description: "", inputSchema: ["type": "object"])])
    #expect(throws: ModelError(.invalidSetup, "")) { try body(clash, advisor: advisor) }
  }
}
