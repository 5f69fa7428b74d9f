// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyWire

@Suite struct AnthropicBlockTests {
  private static let blocks: [JSONValue] = [
    ["type": "text", "text": "Hi."],
    ["type": "text", "text": "Cited.", "citations": [["type": "char_location", "start": 1]]],
    ["type": "text", "text": "Marked.", "cache_control": ["type": "ephemeral", "ttl": "1h"]],
    ["type": "thinking", "thinking": "", "signature": "Eo8B=="],
    ["type": "redacted_thinking", "data": "abc=="],
    ["type": "tool_use", "id": "toolu_1", "name": "read", "input": ["z": 1, "a": [true, nil]]],
    [
      "type": "tool_use", "id": "toolu_2", "name": "read", "input": [:],
      "caller": ["type": "direct"], "cache_control": ["type": "ephemeral"],
    ],
    ["type": "tool_result", "tool_use_id": "toolu_1", "content": "a.txt\n"],
    [
      "type": "tool_result", "tool_use_id": "toolu_1",
      "content": [
        ["type": "text", "text": "two"], ["type": "image", "source": ["type": "url", "url": "u"]],
        ["type": "brand_new", "x": 1],
      ], "is_error": true, "cache_control": ["type": "ephemeral"],
    ],
    ["type": "image", "source": ["type": "base64", "media_type": "image/png", "data": "AA=="]],
    ["type": "document", "source": ["type": "url", "url": "u"], "title": "t"],
    ["type": "server_tool_use", "id": "srvtoolu_1", "name": "advisor", "input": [:]],
    [
      "type": "advisor_tool_result", "tool_use_id": "srvtoolu_1",
      "content": ["type": "advisor_redacted_result", "encrypted_content": "EqQB"],
    ],
    ["type": "from_the_future", "order": ["b": 1, "a": 2]], "not even an object",
  ]

  @Test("Every block survives the round trip, member for member", arguments: blocks)
  func roundTrip(json: JSONValue) {
    let block = Block(anthropic: json, signer: "claude-test")
    #expect(block.anthropic?.text == json.text)
  }

  @Test(
    "Known blocks are known",
    arguments: zip(
      blocks.prefix(10),
      [
        "text", "text", "text", "thinking", "thinking", "toolUse", "toolUse", "toolResult",
        "toolResult", "image",
      ]))
  func kinds(json: JSONValue, kind: String) {
    let block = Block(anthropic: json, signer: "claude-test")
    #expect("\(block)".hasPrefix(kind + "("))
  }

  @Test("Words of nothing but white space are not sent", arguments: ["", " ", "\n\t "])
  func blank(text: String) {
    #expect(Block.text(text).anthropic == nil)
    #expect(Message.user(text).anthropic == nil)
  }

  @Test("Results stand first in their message, whatever was said before them")
  func resultsFirst() throws {
    let message = Message(
      .user, [.text("And now?"), .toolResult(ToolResult(toolUseID: "a", text: "1"))])
    let content = try #require(message.anthropic?["content"]?.array)
    #expect(content.map { $0["type"]?.string } == ["tool_result", "text"])
  }

  @Test("A message keeps what it does not know, and strings become blocks")
  func messages() throws {
    let json: JSONValue = ["role": "user", "content": "Hi", "clear_at": "never"]
    let message = try #require(Message(anthropic: json, signer: "m"))
    #expect(message.text == "Hi")
    let expected: JSONValue = [
      "role": "user", "content": [["type": "text", "text": "Hi"]], "clear_at": "never",
    ]
    #expect(message.anthropic?.text == expected.text)
    #expect(Message(anthropic: ["role": "robot", "content": "x"], signer: "m") == nil)
  }
}
