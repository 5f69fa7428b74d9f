// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyNet
import WiselyTesting

@Suite("What the loopback Messages API takes back", .timeLimit(.minutes(5)))
struct UpstreamReplayTests {
  @Test("Thinking must come back as it was issued, before the call it belongs to")
  func replay() async throws {
    let thought = AnthropicReply.thinkingBlock("", signature: "sealed")
    let answer = AnthropicReply([thought, UpstreamCase.call], stopReason: "tool_use")
    let upstream = AnthropicUpstream(
      answer, .text("Fine."), .text("Fine."), .text("Other model."))
    func next(_ content: [JSONValue]) -> JSONValue {
      UpstreamCase.messages(
        UpstreamCase.hello, UpstreamCase.assistant(.array(content)),
        UpstreamCase.user([UpstreamCase.result("toolu_1")]))
    }
    let changed = AnthropicReply.thinkingBlock("edited", signature: "sealed")
    let cases: [(content: [JSONValue], model: String, complaint: String)] = [
      ([thought, UpstreamCase.call], "claude-opus-5", ""),
      ([changed, UpstreamCase.call], "claude-opus-5", "cannot be modified"),
      ([UpstreamCase.call], "claude-opus-5", "Expected `thinking`"),
      ([UpstreamCase.call], "claude-opus-4-8", ""),
    ]
    try await upstream.run { url in
      let client = UpstreamClient()
      let address = url + "/v1/messages"
      let first = try await client.send(
        UpstreamClient.body(model: "claude-opus-5"), to: address)
      #expect(first.json["content"] == [thought, UpstreamCase.call])
      for example in cases {
        let body = UpstreamClient.body(next(example.content), model: example.model)
        let answer = try await client.send(body, to: address)
        #expect(
          answer.error.contains(example.complaint)
            && (answer.status == 200) == example.complaint.isEmpty)
      }
    }
  }

  @Test("Newer models bind their thinking to the conversation before it")
  func binding() async throws {
    let thought = AnthropicReply.thinkingBlock("", signature: "sealed")
    let reply = AnthropicReply([thought, AnthropicReply.textBlock("Hi.")])
    let upstream = AnthropicUpstream(reply, .text("1"), .text("2"))
    try await upstream.run { url in
      let client = UpstreamClient()
      let address = url + "/v1/messages"
      func send(_ first: JSONValue, system: String, model: String = "claude-haiku-5-5") async throws
        -> UpstreamClient.Answer
      {
        let messages = UpstreamCase.messages(
          first, UpstreamCase.assistant([thought, AnthropicReply.textBlock("Hi.")]),
          UpstreamCase.hello)
        return try await client.send(
          UpstreamClient.body(messages, model: model, ["system": .string(system)]), to: address)
      }
      _ = try await client.send(
        UpstreamClient.body(model: "claude-haiku-5-5", ["system": "Be kind."]), to: address)
      let marked = UpstreamCase.user([
        ["type": "text", "text": "Hello.", "cache_control": ["type": "ephemeral"]]
      ])
      #expect(try await send(marked, system: "Be kind.").status == 200)
      #expect(
        try await send(UpstreamCase.hello, system: "Be rude.").error.contains(
          "different conversation"))
      #expect(
        try await send(UpstreamCase.user("Hallo."), system: "Be kind.").error.contains(
          "different conversation"))
      #expect(
        try await send(UpstreamCase.hello, system: "Be rude.", model: "claude-opus-5").status == 200
      )
    }
  }

  @Test("A paused turn is continued with itself, and only while the advisor is there")
  func pausedTurn() async throws {
    var paused = AnthropicReply(
      AnthropicReply.consultationBlocks(id: "srvtoolu_1", content: nil), stopReason: "pause_turn")
    paused.pings = false
    let rest = AnthropicReply([
      [
        "type": "advisor_tool_result", "tool_use_id": "srvtoolu_1",
        "content": ["type": "advisor_redacted_result", "encrypted_content": "Eq"],
      ], AnthropicReply.textBlock("Done."),
    ])
    let upstream = AnthropicUpstream(paused, rest, .text("More."))
    try await upstream.run { url in
      var client = UpstreamClient()
      client.headers.append(("anthropic-beta", "advisor-tool-2026-03-01"))
      let address = url + "/v1/messages"
      let tools: JSONObject = ["tools": [UpstreamCase.advisor("claude-opus-4-8")]]
      let first = try await client.send(
        UpstreamClient.body(UpstreamCase.messages(UpstreamCase.hello), tools), to: address)
      #expect(first.json["stop_reason"] == "pause_turn")
      let turn = UpstreamCase.assistant(first.json["content"] ?? .null)
      let again = UpstreamCase.messages(UpstreamCase.hello, turn)
      let without = try await client.send(UpstreamClient.body(again), to: address)
      #expect(without.error.contains("advisor tool"))
      let second = try await client.send(UpstreamClient.body(again, tools), to: address)
      #expect(second.status == 200, "\(second.error)")
      let all = UpstreamCase.messages(
        UpstreamCase.hello, turn, UpstreamCase.assistant(second.json["content"] ?? .null),
        UpstreamCase.hello)
      let third = try await client.send(UpstreamClient.body(all), to: address)
      #expect(third.status == 200, "\(third.error)")
    }
  }
}
