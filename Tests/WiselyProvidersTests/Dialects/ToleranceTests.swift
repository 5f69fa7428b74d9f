// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyNet
import WiselyProviders
import WiselyTesting

/// Every way of straying from Chat Completions that the advisor reference names at the end of §3.3, as
/// the bytes of a server that strays, streamed and whole.
@Suite(.timeLimit(.minutes(5))) struct ToleranceTests {
  /// A server's answer in one way of its own, and what it means.
  struct Straying: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// The chunks' `choices[0]`, or whole chunks where they have `choices` of their own.
    var chunks: [JSONValue]
    /// The whole answer's `message`; nil where the straying exists in streams only.
    var message: JSONValue?
    var finish: JSONValue = "tool_calls"
    var usage: JSONValue? = ["prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15]
    var hasMark = true

    var text = ""
    var thoughts: String?
    var calls = [ToolUse(id: "a", name: "read", input: ["x": 1])]
  }

  private static func call(
    _ arguments: JSONValue, id: JSONValue? = "a", name: JSONValue? = "read", index: JSONValue? = 0
  ) -> JSONValue {
    var function: JSONObject = [:]
    if let name { function["name"] = name }
    function["arguments"] = arguments
    var call: JSONObject = ["type": "function", "function": .object(function)]
    if let id { call["id"] = id }
    if let index { call["index"] = index }
    return .object(call)
  }

  private static func delta(_ calls: JSONValue...) -> JSONValue { ["tool_calls": .array(calls)] }

  private static let two = [
    ToolUse(id: "a", name: "read", input: ["x": 1]), ToolUse(id: "b", name: "list", input: [:]),
  ]

  static let all: [Straying] = [
    Straying(
      testDescription: "calls without an index",
      chunks: [
        delta(call("{\"x\":", index: nil)), delta(call("1}", name: nil, index: nil)),
        delta(call("{}", id: "b", name: "list", index: nil)),
      ],
      message: delta(call("{\"x\":1}", index: nil), call("{}", id: "b", name: "list", index: nil)),
      calls: two),
    Straying(
      testDescription: "arguments as an object", chunks: [delta(call(["x": 1]))],
      message: delta(call(["x": 1]))),
    Straying(
      testDescription: "several calls in one chunk",
      chunks: [delta(call("{\"x\":1}"), call("{}", id: "b", name: "list", index: 1))], calls: two),
    Straying(
      testDescription: "a call under its old name as well",
      chunks: [
        [
          "tool_calls": [call("{\"x\":")],
          "function_call": ["name": "read", "arguments": "{\"x\":"],
        ],
        [
          "tool_calls": [call("1}", id: nil, name: nil)],
          "function_call": ["name": nil, "arguments": "1}"],
        ],
      ],
      message: [
        "tool_calls": [call("{\"x\":1}")],
        "function_call": ["name": "read", "arguments": "{\"x\":1}"],
      ]),
    Straying(
      testDescription: "stop although there are calls", chunks: [delta(call("{\"x\":1}"))],
      message: delta(call("{\"x\":1}")), finish: "stop"),
    Straying(
      testDescription: "empty content beside calls",
      chunks: [
        ["content": "", "tool_calls": [call("{\"x\":")]],
        ["content": "", "tool_calls": [call("1}", id: nil, name: nil)]],
      ], message: ["content": "", "tool_calls": [call("{\"x\":1}")]]),
    Straying(
      testDescription: "null content beside calls",
      chunks: [["content": nil, "tool_calls": [call("{\"x\":1}")]]],
      message: ["content": nil, "tool_calls": [call("{\"x\":1}")]]),
    Straying(
      testDescription: "reasoning_content",
      chunks: [
        ["reasoning_content": "Hm"], ["reasoning_content": "m.", "content": ""], ["content": "So."],
      ],
      message: ["reasoning_content": "Hmm.", "content": "So."], finish: "stop", text: "So.",
      thoughts: "Hmm.", calls: []),
    Straying(
      testDescription: "reasoning",
      chunks: [["reasoning": "Hm"], ["reasoning": "m."], ["content": "So.", "reasoning": nil]],
      message: ["reasoning": "Hmm.", "content": "So."], finish: "stop", text: "So.",
      thoughts: "Hmm.", calls: []),
    Straying(
      testDescription: "no usage", chunks: [delta(call("{\"x\":1}"))],
      message: delta(call("{\"x\":1}")), usage: nil),
    Straying(
      testDescription: "null usage", chunks: [delta(call("{\"x\":1}"))],
      message: delta(call("{\"x\":1}")), usage: .null),
    Straying(
      testDescription: "ids that are missing",
      chunks: [
        delta(call("{\"x\":1}", id: nil)), delta(call("{}", id: "", name: "list", index: 1)),
      ],
      message: delta(call("{\"x\":1}", id: nil), call("{}", id: nil, name: "list", index: 1)),
      calls: [
        ToolUse(id: "call_1", name: "read", input: ["x": 1]),
        ToolUse(id: "call_2", name: "list", input: [:]),
      ]),
    Straying(
      testDescription: "ids that are repeated",
      chunks: [delta(call("{\"x\":1}")), delta(call("{}", name: "list", index: 1))],
      message: delta(call("{\"x\":1}"), call("{}", name: "list", index: 1)),
      calls: [
        ToolUse(id: "a", name: "read", input: ["x": 1]),
        ToolUse(id: "a_1", name: "list", input: [:]),
      ]),
    Straying(
      testDescription: "no mark at the end", chunks: [delta(call("{\"x\":1}"))], hasMark: false),
    Straying(
      testDescription: "neither usage nor mark", chunks: [delta(call("{\"x\":1}"))], usage: nil,
      hasMark: false),
  ]

  @Test("An answer that strays is understood", arguments: all, Delivery.allCases)
  func tolerance(straying: Straying, delivery: Delivery) async throws {
    guard delivery == .streamed || straying.message != nil else { return }
    let answer = delivery == .streamed ? Self.stream(straying) : Self.whole(straying)
    let bench = ProviderBench()
    try await withLoopbackServer({ _ in answer }) { server in
      let preset = OpenAIPreset.other("test", baseURL: server.url, keyVariable: nil)
      let configuration = OpenAIConfiguration(preset, streams: delivery == .streamed)
      let model = ChatModel("m", configuration: configuration, key: nil, client: bench.client)
      let metered = MeteredModel(
        model, ledger: bench.ledger, surroundings: bench.time.surroundings)
      let response = try await bench.ask(metered)
      #expect(response.text == straying.text)
      #expect(response.message.toolUses == straying.calls)
      #expect(response.stopReason == (straying.calls.isEmpty ? .endTurn : .toolUse))
      let thoughts = response.message.blocks.compactMap { block in
        if case .thinking(let thinking) = block {
          thinking.raw.object?.members.first?.value.string
        } else {
          nil
        }
      }
      #expect(thoughts == [straying.thoughts].compactMap { $0 })
    }
    let row = try #require(bench.ledger.rows.first)
    #expect(row.usage.isEstimated == (straying.usage?.object == nil))
    #expect(row.usage.output > 0)
  }

  private static func envelope(_ kind: String, _ choice: JSONValue) -> JSONObject {
    ["id": "x", "object": .string(kind), "created": 1, "model": "m", "choices": [choice]]
  }

  private static func stream(_ straying: Straying) -> LoopbackResponse {
    var frames = (straying.chunks + [[:]]).enumerated().map { index, delta in
      let finish = index == straying.chunks.count ? straying.finish : .null
      return envelope(
        "chat.completion.chunk", ["index": 0, "delta": delta, "finish_reason": finish])
    }
    if let usage = straying.usage {
      var last = envelope("chat.completion.chunk", [:])
      last["choices"] = []
      last["usage"] = usage
      frames.append(last)
    }
    let mark = straying.hasMark ? "data: [DONE]\n\n" : ""
    let text = frames.map { "data: \(JSONValue.object($0).text)\n\n" }.joined() + mark
    return .whole(
      status: 200, headers: [("content-type", "text/event-stream")], body: Array(text.utf8))
  }

  private static func whole(_ straying: Straying) -> LoopbackResponse {
    var message: JSONObject = ["role": "assistant"]
    message.members += straying.message?.object?.members ?? []
    var body = envelope(
      "chat.completion",
      ["index": 0, "message": .object(message), "finish_reason": straying.finish])
    body["usage"] = straying.usage
    return .whole(
      status: 200, headers: [("content-type", "application/json")],
      body: JSONValue.object(body).bytes)
  }
}
