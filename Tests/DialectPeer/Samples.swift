// SPDX-License-Identifier: Apache-2.0

import Glibc
import Wisely
import WiselyWire

/// Requests as we write them, one file each, for the SDKs' own types to judge.
enum Samples {
  /// Writes `DIALECT.NAME.KIND.json` for every sample.
  static func write(into folder: String) throws {
    for (name, request) in requests {
      for dialect in Dialect.allCases {
        for streams in [false, true] {
          let kind = streams ? "streamed" : "whole"
          let bytes = try body(dialect, request, streams: streams).bytes
          try write(bytes, to: "\(folder)/\(dialect.rawValue).\(name).\(kind).json")
        }
      }
    }
  }

  private static func body(
    _ dialect: Dialect, _ request: ModelRequest, streams: Bool
  ) throws(ModelError) -> JSONValue {
    switch dialect {
    case .anthropicMessages:
      try AnthropicRequest(
        model: "claude-haiku-4-5",
        capabilities: ModelCapabilities(efforts: [.low], takesForcedToolChoice: true),
        streams: streams
      ).body(for: request)
    case .openAIChat:
      try ChatRequest(
        model: "m", deviations: .common(maker: "peer"), streams: streams
      ).body(for: request)
    case .openAIResponses:
      try ResponsesRequest(model: "m", streams: streams).body(for: request)
    }
  }

  private static func write(_ bytes: [UInt8], to path: String) throws {
    guard let file = fopen(path, "w") else {
      throw ModelError(.invalidRequest, "\(path) cannot be written.")
    }
    defer { fclose(file) }
    fwrite(bytes, 1, bytes.count, file)
  }

  // MARK: - The samples

  private static let schema: JSONValue = [
    "type": "object", "properties": ["path": ["type": "string"]], "required": ["path"],
    "additionalProperties": false,
  ]

  private static let tools = [
    ToolDefinition(name: "read", description: "Reads.", inputSchema: schema),
    ToolDefinition(name: "list", description: "", inputSchema: ["type": "object"]),
  ]

  private static let picture = Block.image(
    ImageBlock(source: ["type": "base64", "media_type": "image/png", "data": "AA=="]))

  private static var requests: [(name: String, request: ModelRequest)] {
    var plain = ModelRequest("Hi", system: "Be brief.")
    plain.options.effort = .low
    var stops = ModelRequest("Hi")
    stops.options.stopSequences = ["END"]
    let conversation = ModelRequest(
      system: "S",
      transcript: Transcript([
        Message(.user, [.text("Look at this."), picture]),
        Message(
          .assistant,
          [
            .text("Hm ü."), .toolUse(ToolUse(id: "1", name: "read", input: ["path": "a"])),
            .toolUse(ToolUse(id: "2", name: "list", input: [:])),
          ]),
        Message(
          .user,
          [
            .toolResult(ToolResult(toolUseID: "1", content: [.text("Here:"), picture])),
            .toolResult(ToolResult(toolUseID: "2", text: "gone", isError: true)), .text("And?"),
          ]),
        .assistant("So."), Message(.system, [.text("Mind the gap.")]), .user("Go on."),
      ]), tools: tools)
    var wished = ModelRequest(transcript: Transcript([.user("Hi")]), tools: tools)
    // A wish that one dialect's client has made, translated into all.
    wished.extra = [
      "openai-chat": [
        "tool_choice": ["type": "function", "function": ["name": "read"]],
        "parallel_tool_calls": false,
        "response_format": [
          "type": "json_schema", "json_schema": ["name": "a", "schema": schema, "strict": true],
        ],
      ]
    ]
    var forced = wished
    forced.extra = [
      "anthropic-messages": [
        "tool_choice": ["type": "any", "disable_parallel_tool_use": true],
        "output_config": ["format": ["type": "json_schema", "schema": schema]],
      ]
    ]
    return [
      ("plain", plain), ("stops", stops), ("conversation", conversation), ("wished", wished),
      ("forced", forced),
    ]
  }
}
