// SPDX-License-Identifier: Apache-2.0

import Wisely

extension AnswerWish {
  /// The wishes in a member of the Messages API.
  static func anthropic(_ key: String, _ value: JSONValue) -> [Found] {
    switch key {
    case "tool_choice":
      guard let choice = anthropicChoice(value) else { break }
      let oneCall = value["disable_parallel_tool_use"]?.bool.map {
        Found(path: "tool_choice.disable_parallel_tool_use", wish: .oneCall($0))
      }
      return [Found(path: key, wish: .toolChoice(choice))] + [oneCall].compactMap { $0 }
    case "output_config":
      return (value.object?.members ?? []).filter { !$0.value.isNull }.map { member in
        let schema = member.value["type"] == "json_schema" ? member.value["schema"] : nil
        let format = schema.map { Format.schema(Schema(schema: $0, isStrict: true)) }
        let isFormat = member.key == "format"
        return Found(
          path: "output_config.\(member.key)",
          wish: isFormat ? format.map { .format($0) } ?? .unequalled : .unequalled)
      }
    case "top_p": return [Found(path: key, wish: .topP(value))]
    // The words have been read already; these are their marks.
    case "system": return []
    default: break
    }
    return [Found(path: key, wish: .unequalled)]
  }

  private static func anthropicChoice(_ value: JSONValue) -> ToolChoice? {
    switch value["type"]?.string {
    case "auto": .auto
    case "any": .any
    case "none": ToolChoice.none
    case "tool": value["name"]?.string.map { .named($0) }
    default: nil
    }
  }

  /// The wishes as members of the Messages API.
  static func anthropic(_ wishes: [AnswerWish]) -> JSONObject {
    var members: JSONObject = [:]
    var choice: JSONObject = [:]
    for wish in wishes {
      switch wish {
      case .toolChoice(.any): choice = ["type": "any"] + choice
      case .toolChoice(.none): choice = ["type": "none"] + choice
      case .toolChoice(.named(let name)):
        choice = ["type": "tool", "name": .string(name)] + choice
      case .oneCall(true): choice["disable_parallel_tool_use"] = true
      case .format(.schema(let schema)):
        members["output_config"] = [
          "format": ["type": "json_schema", "schema": schema.schema]
        ]
      case .topP(let value): members["top_p"] = value
      default: break
      }
    }
    guard !choice.isEmpty else { return members }
    if choice["type"] == nil { choice = ["type": "auto"] + choice }
    // Without any call there are none at the same time.
    if choice["type"] == "none" { choice["disable_parallel_tool_use"] = nil }
    members["tool_choice"] = .object(choice)
    return members
  }
}
