// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyTesting

/// A change of a sound request, and a piece of the complaint; nil when it stays sound.
struct UpstreamCase: Sendable, CustomTestStringConvertible {
  var name: String
  var body: JSONValue
  var complaint: String?
  var version = "2023-06-01"
  var beta: String?
  var status = 400
  var testDescription: String { name }
}

extension UpstreamCase {
  static func messages(_ messages: JSONValue...) -> JSONValue { .array(messages) }
  static func user(_ content: JSONValue) -> JSONValue {
    ["role": "user", "content": content]
  }
  static func assistant(_ content: JSONValue) -> JSONValue {
    ["role": "assistant", "content": content]
  }
  static func result(_ id: String) -> JSONValue {
    ["type": "tool_result", "tool_use_id": .string(id), "content": "ok"]
  }
  static let hello = user("Hello.")
  static let call = AnthropicReply.toolBlock("read", [:], id: "toolu_1")
  static let other = AnthropicReply.toolBlock("read", [:], id: "toolu_2")
  static func body(_ members: JSONObject, model: String = "claude-haiku-4-5") -> JSONValue {
    UpstreamClient.body(model: model, members)
  }
  static func marked(_ lifetime: String?) -> JSONValue {
    var marker: JSONObject = ["type": "ephemeral"]
    if let lifetime { marker["ttl"] = .string(lifetime) }
    return ["type": "text", "text": "x", "cache_control": .object(marker)]
  }
  static func tool(_ name: String, _ more: JSONObject = [:]) -> JSONValue {
    var tool: JSONObject = ["name": .string(name), "input_schema": ["type": "object"]]
    for member in more.members { tool[member.key] = member.value }
    return .object(tool)
  }

  static let fields: [UpstreamCase] = [
    UpstreamCase(name: "sound", body: body([:]), complaint: nil),
    UpstreamCase(
      name: "no model", body: ["max_tokens": 5, "messages": [hello]], complaint: "model: Field"),
    UpstreamCase(
      name: "unknown model", body: body([:], model: "claude-opus-9"),
      complaint: "model: claude-opus-9",
      status: 404),
    UpstreamCase(
      name: "dated model", body: body([:], model: "claude-haiku-4-5-20251001"), complaint: nil),
    UpstreamCase(
      name: "no max_tokens", body: ["model": "claude-opus-5", "messages": [hello]],
      complaint: "max_tokens: Field required"),
    UpstreamCase(
      name: "too many max_tokens", body: body(["max_tokens": 65_000]), complaint: "64000"),
    UpstreamCase(
      name: "no messages", body: ["model": "claude-opus-5", "max_tokens": 5],
      complaint: "messages: Field required"),
    UpstreamCase(
      name: "unknown field", body: body(["nonsense": 1]), complaint: "nonsense: Extra inputs"),
    UpstreamCase(name: "temperature", body: body(["temperature": 0]), complaint: nil),
    UpstreamCase(
      name: "temperature in the new version", body: body(["temperature": 1]),
      complaint: "temperature: Extra inputs", version: "2026-10-21"),
    UpstreamCase(
      name: "top_k of a new model", body: body(["top_k": 5], model: "claude-opus-4-7"),
      complaint: "`top_k` is not supported"),
    UpstreamCase(
      name: "unknown version", body: body([:]), complaint: "not a valid version",
      version: "2024-01-01"),
    UpstreamCase(
      name: "unknown beta", body: body([:]), complaint: "Unexpected value(s) `x-1`", beta: "x-1"),
    UpstreamCase(name: "not JSON", body: "text", complaint: "not valid JSON"),
  ]

  static let messageCases: [UpstreamCase] = [
    ("empty list", messages(), "at least one message"),
    ("assistant first", messages(assistant("Hi."), hello), "first message must use"),
    ("unknown role", messages(["role": "tool", "content": "x"]), "role: Input should be"),
    ("empty text", messages(user("")), "non-empty content"),
    ("empty text block", messages(user([AnthropicReply.textBlock("")])), "must be non-empty"),
    ("blank text block", messages(user([AnthropicReply.textBlock(" \n")])), "non-whitespace"),
    ("unknown block", messages(user([["type": "hologram"]])), "Input tag 'hologram'"),
    (
      "unknown field of a block",
      messages(user([["type": "text", "text": "x", "mood": "good"]])), "text.mood: Extra inputs"
    ),
    ("call of the user", messages(user([call])), "not permitted in user"),
    ("two users", messages(hello, hello), nil),
    ("call and result", messages(hello, assistant([call]), user([result("toolu_1")])), nil),
    ("call without result", messages(hello, assistant([call]), hello), "without `tool_result`"),
    ("call at the end", messages(hello, assistant([call])), "without `tool_result`"),
    (
      "one result of two",
      messages(hello, assistant([call, other]), user([result("toolu_1")])), "toolu_2"
    ),
    (
      "results in two messages",
      messages(
        hello, assistant([call, other]), user([result("toolu_1")]), user([result("toolu_2")])),
      "toolu_2"
    ),
    (
      "result behind text",
      messages(hello, assistant([call]), user([AnthropicReply.textBlock("x"), result("toolu_1")])),
      "must come before"
    ),
    (
      "text behind result",
      messages(hello, assistant([call]), user([result("toolu_1"), AnthropicReply.textBlock("x")])),
      nil
    ),
    ("stray result", messages(user([result("toolu_9")])), "unexpected `tool_use_id`"),
    (
      "result twice",
      messages(hello, assistant([call]), user([result("toolu_1"), result("toolu_1")])),
      "a single result"
    ),
    (
      "same id twice",
      messages(
        hello, assistant([call]), user([result("toolu_1")]), assistant([call]),
        user([result("toolu_1")])), "must be unique"
    ),
    (
      "arguments that are no object",
      messages(
        hello, assistant([AnthropicReply.toolBlock("read", "x", id: "toolu_1")]),
        user([result("toolu_1")])), "valid dictionary"
    ),
    ("prefill", messages(hello, assistant("I")), nil),
    ("prefill with a space", messages(hello, assistant("I ")), "trailing whitespace"),
    (
      "thinking of somebody else",
      messages(
        hello,
        assistant([
          AnthropicReply.thinkingBlock("x", signature: "s"), AnthropicReply.textBlock("y"),
        ]),
        hello), "Invalid `signature`"
    ),
  ].map { UpstreamCase(name: $0.0, body: body(["messages": $0.1]), complaint: $0.2) }

  static let caching: [UpstreamCase] =
    [
      ("four", [nil, nil, nil, nil], nil), ("five", [nil, nil, nil, nil, nil], "maximum of 4"),
      ("long before short", ["1h", "5m", nil], nil),
      ("short before long", [nil, "1h"], "must not come after"),
      ("unknown lifetime", ["30m"], "Input should be '5m' or '1h'"),
    ].map { name, lifetimes, complaint in
      UpstreamCase(
        name: "cache: \(name)",
        body: body(["messages": [user(.array(lifetimes.map(marked)))]]), complaint: complaint)
    } + [
      UpstreamCase(
        name: "cache: tools come first",
        body: body([
          "messages": [user([marked("1h")])],
          "tools": [tool("read", ["cache_control": ["type": "ephemeral"]])],
        ]), complaint: "must not come after"),
      UpstreamCase(
        name: "cache: a marker in a schema is none",
        body: body([
          "tools": [
            tool(
              "a",
              [
                "input_schema": [
                  "type": "object", "properties": ["cache_control": ["type": "string"]],
                ]
              ])
          ]
        ]), complaint: nil),
    ]

  static let thinking: [UpstreamCase] =
    [
      ("claude-haiku-4-5", ["type": "enabled", "budget_tokens": 1_024], nil),
      (
        "claude-haiku-4-5", ["type": "enabled", "budget_tokens": 1_000],
        "greater than or equal to 1024"
      ),
      ("claude-haiku-4-5", ["type": "enabled", "budget_tokens": 2_000], "must be greater than"),
      ("claude-haiku-4-5", ["type": "adaptive"], "not supported by"),
      ("claude-opus-4-6", ["type": "adaptive", "display": "omitted"], nil),
      ("claude-opus-4-7", ["type": "enabled", "budget_tokens": 1_024], "not supported by"),
      ("claude-opus-5-5", ["type": "disabled"], "not supported by"),
      ("claude-fable-5", ["type": "disabled"], "not supported by"),
      ("claude-opus-5", ["type": "disabled"], nil),
      ("claude-sonnet-5-5", ["type": "between_tools"], nil),
      ("claude-opus-5-5", ["type": "between_tools"], "not supported by"),
    ].map { (model: String, thinking: JSONValue, complaint: String?) in
      UpstreamCase(
        name: "\(model) \(thinking.text)", body: body(["thinking": thinking], model: model),
        complaint: complaint)
    }
    + [
      ("claude-haiku-4-5", "low", "does not support the effort"), ("claude-opus-4-6", "max", nil),
      ("claude-opus-4-6", "xhigh", "not supported by"), ("claude-opus-5", "xhigh", nil),
      ("claude-opus-5", "none", "not supported by"),
    ].map { (model: String, effort: String, complaint: String?) in
      UpstreamCase(
        name: "\(model) \(effort)",
        body: body(["output_config": ["effort": .string(effort)]], model: model),
        complaint: complaint)
    }

  static let tools: [UpstreamCase] = [
    UpstreamCase(name: "tools", body: body(["tools": [tool("a"), tool("b")]]), complaint: nil),
    UpstreamCase(
      name: "same name", body: body(["tools": [tool("a"), tool("a")]]), complaint: "unique"),
    UpstreamCase(
      name: "bad name", body: body(["tools": [tool("a b")]]), complaint: "should match pattern"),
    UpstreamCase(
      name: "no schema", body: body(["tools": [["name": "a"]]]), complaint: "input_schema: Field"),
    UpstreamCase(
      name: "choice of nothing", body: body(["tool_choice": ["type": "any"]]),
      complaint: "with tools"),
    UpstreamCase(
      name: "choice of another",
      body: body(["tools": [tool("a")], "tool_choice": ["type": "tool", "name": "b"]]),
      complaint: "not found in tools"),
    UpstreamCase(
      name: "forced on a model that cannot be",
      body: body(["tools": [tool("a")], "tool_choice": ["type": "any"]], model: "claude-opus-5-5"),
      complaint: "cannot be forced"),
    UpstreamCase(
      name: "advisor", body: body(["tools": [advisor("claude-opus-4-8")]]), complaint: nil,
      beta: "advisor-tool-2026-03-01"),
    UpstreamCase(
      name: "advisor without its beta", body: body(["tools": [advisor("claude-opus-4-8")]]),
      complaint: "Input tag 'advisor_20260301'"),
    UpstreamCase(
      name: "advisor that is too weak",
      body: body(["tools": [advisor("claude-sonnet-4-6")]], model: "claude-opus-4-7"),
      complaint: "cannot advise", beta: "advisor-tool-2026-03-01"),
  ]

  static func advisor(_ model: String) -> JSONValue {
    ["type": "advisor_20260301", "name": "advisor", "model": .string(model)]
  }
}
