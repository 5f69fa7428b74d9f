// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyNet
import WiselyTesting

@Suite("What the loopback Messages API answers", .timeLimit(.minutes(5)))
struct UpstreamAnswerTests {
  /// An answer with one block of every kind.
  static let rich: AnthropicReply = {
    var blocks: [JSONValue] = [
      AnthropicReply.thinkingBlock("Let me think about naïve café 👩‍👩‍👧.", signature: "sig-1"),
      AnthropicReply.thinkingBlock("", signature: "sig-2"),
      AnthropicReply.redactedThinkingBlock("opaque"),
      [
        "type": "text", "text": "A \"quoted\" line\nand a second 🇪🇺 one.",
        "citations": [["type": "char_location", "cited_text": "A"]],
      ],
    ]
    blocks += AnthropicReply.consultationBlocks(
      id: "srvtoolu_1", content: ["type": "advisor_result", "text": "proceed"])
    blocks += [
      ["type": "hologram", "depth": 3, "layers": [1, 2]],
      AnthropicReply.toolBlock("read", ["path": "a/b.txt", "lines": [1, 20]], id: "toolu_1"),
      AnthropicReply.toolBlock("list", [:], id: "toolu_2"),
    ]
    return AnthropicReply(
      blocks, stopReason: "tool_use",
      usage: [
        "input_tokens": 100, "cache_creation_input_tokens": 30, "cache_read_input_tokens": 7,
        "cache_creation": ["ephemeral_5m_input_tokens": 10, "ephemeral_1h_input_tokens": 20],
        "output_tokens": 50, "output_tokens_details": ["thinking_tokens": 20],
        "server_tool_use": ["web_search_requests": 2],
        "iterations": [
          ["type": "message", "input_tokens": 100, "output_tokens": 50],
          [
            "type": "advisor_message", "model": "claude-opus-4-8", "input_tokens": 9,
            "output_tokens": 11, "cache_read_input_tokens": 1,
            "cache_creation_input_tokens": 0,
          ],
        ],
      ])
  }()

  @Test("A stream says what the whole answer says, in every style", arguments: EventStreamStyle.all)
  func streamedAndWhole(style: EventStreamStyle) async throws {
    let reply = Self.rich.with(\.style, style)
    let upstream = AnthropicUpstream(reply, reply)
    let (streamed, whole) = try await upstream.run { url in
      let client = UpstreamClient()
      let address = url + "/v1/messages"
      return (
        try await client.send(UpstreamClient.body(streamed: true), to: address),
        try await client.send(UpstreamClient.body(), to: address)
      )
    }
    #expect(streamed.status == 200)
    #expect(streamed.headers["content-type"] == "text/event-stream; charset=utf-8")
    #expect(whole.headers["content-type"] == "application/json")
    #expect(whole.headers["request-id"] == "req_2")
    let folded = try FoldedStream(streamed.bytes)
    #expect(folded.blocks == reply.blocks)
    #expect(whole.json["content"] == .array(reply.blocks))
    #expect(folded.delta["stop_reason"] == "tool_use")
    #expect(whole.json["stop_reason"] == "tool_use")
    for member in reply.usage.object?.members ?? [] {
      #expect(folded.usage[member.key] == member.value)
      #expect(whole.json["usage"]?[member.key] == member.value)
    }
    #expect(folded.names.last == "message_stop")
    #expect(folded.names.contains("ping"))
    let calls = upstream.counters.calls
    #expect(calls.map(\.state) == [.completed, .completed])
    #expect(calls[0].billed == calls[1].billed)
    #expect(calls[0].billed == calls[0].complete)
    #expect(
      upstream.counters.billed == [
        "claude-haiku-4-5": Usage(
          input: 200, cacheRead: 14, cacheWrite5m: 20, cacheWrite1h: 40, output: 100,
          reasoning: 40, webSearches: 4),
        "claude-opus-4-8": Usage(input: 18, cacheRead: 2, output: 22),
      ])
  }

  @Test("Usage may come at the end only, and a cache write without a split is what was asked for")
  func usageAtTheEnd() async throws {
    var reply = AnthropicReply.text("Hi.")
    reply.usage = [
      "input_tokens": 40, "output_tokens": 9, "cache_creation_input_tokens": 5,
    ]
    reply.opening = ["input_tokens": 0, "output_tokens": 0]
    let upstream = AnthropicUpstream(reply, reply)
    let folded = try await upstream.run { url in
      let client = UpstreamClient()
      let marked: JSONValue = [
        [
          "role": "user",
          "content": [
            [
              "type": "text", "text": "Hello.",
              "cache_control": ["type": "ephemeral", "ttl": "1h"],
            ]
          ],
        ]
      ]
      _ = try await client.send(
        UpstreamClient.body(marked, streamed: true), to: url + "/v1/messages")
      let plain = try await client.send(
        UpstreamClient.body(streamed: true), to: url + "/v1/messages")
      return try FoldedStream(plain.bytes)
    }
    #expect(folded.message["usage"]?["input_tokens"] == 0)
    #expect(folded.usage["input_tokens"] == 40)
    #expect(upstream.counters.calls[0].billed[0].usage.cacheWrite1h == 5)
    #expect(upstream.counters.calls[1].billed[0].usage.cacheWrite5m == 5)
  }

  @Test(
    "Stop reasons are passed on as they are",
    arguments: [
      "end_turn", "max_tokens", "stop_sequence", "pause_turn", "refusal",
      "model_context_window_exceeded", "something_new",
    ])
  func stopReasons(reason: String) async throws {
    var reply = AnthropicReply.refusal(category: "cyber", explanation: "No.")
    reply.stopReason = reason
    reply.stopSequence = reason == "stop_sequence" ? "END" : nil
    let upstream = AnthropicUpstream(reply, reply)
    try await upstream.run { url in
      let client = UpstreamClient()
      for streamed in [true, false] {
        let answer = try await client.send(
          UpstreamClient.body(streamed: streamed), to: url + "/v1/messages")
        let end = streamed ? try FoldedStream(answer.bytes).delta : answer.json
        #expect(end["stop_reason"]?.string == reason)
        #expect(end["stop_details"]?["category"] == "cyber")
        #expect(end["stop_sequence"] == (reason == "stop_sequence" ? "END" : .null))
      }
    }
  }

  @Test("Unknown events and deltas stand where they were put")
  func insertions() async throws {
    let reply = AnthropicReply.text("Hello there, this is long enough.").with(
      \.insertions,
      [
        AnthropicReply.Insertion(before: 1, event: "novelty", data: ["type": "novelty"]),
        AnthropicReply.Insertion(
          before: 4, event: "content_block_delta",
          data: [
            "type": "content_block_delta", "index": 0,
            "delta": ["type": "smell_delta", "smell": "x"],
          ]),
      ])
    let upstream = AnthropicUpstream(reply)
    let answer = try await upstream.run { url in
      try await UpstreamClient().send(
        UpstreamClient.body(streamed: true), to: url + "/v1/messages")
    }
    let folded = try FoldedStream(answer.bytes)
    #expect(
      folded.names.prefix(3) == ["message_start", "novelty", "content_block_start"])
    #expect(String(decoding: answer.bytes, as: UTF8.self).contains("smell_delta"))
    #expect(folded.blocks == reply.blocks)
  }

  @Test("Counting and listing have answers of their own")
  func countingAndListing() async throws {
    var configuration = AnthropicUpstream.Configuration()
    configuration.counting = { _ in 14 }
    let upstream = AnthropicUpstream(configuration: configuration)
    try await upstream.run { url in
      let client = UpstreamClient()
      let body: JSONValue = [
        "model": "claude-opus-5", "messages": [["role": "user", "content": "Hello."]],
      ]
      let count = try await client.send(body, to: url + "/v1/messages/count_tokens")
      #expect(count.json == ["input_tokens": 14])
      let list = try await client.send(nil, to: url + "/v1/models?limit=3", method: "GET")
      #expect(list.json["data"]?.array?.count == 3)
      #expect(list.json["has_more"] == true)
      let one = try await client.send(nil, to: url + "/v1/models/claude-haiku-4-5", method: "GET")
      #expect(one.json["capabilities"]?["effort"]?["supported"] == false)
      #expect(one.json["line"] == "haiku")
      let none = try await client.send(nil, to: url + "/v1/models/gpt-4", method: "GET")
      #expect(none.status == 404)
      let path = try await client.send(nil, to: url + "/v1/other", method: "GET")
      #expect(path.status == 404)
    }
    #expect(upstream.counters.countings == 1)
    #expect(upstream.counters.listings == 3)
    #expect(upstream.counters.requests == 0)
  }
}
