// SPDX-License-Identifier: Apache-2.0

import Wisely

extension AnswerWish {
  /// The members that mean the same in both dialects.
  private static let commonMembers: Set<String> = [
    "metadata", "prompt_cache_key", "prompt_cache_options", "safety_identifier", "service_tier",
    "user",
  ]

  /// The wishes in a member of Chat Completions.
  static func chat(_ key: String, _ value: JSONValue) -> [Found] {
    let wish: AnswerWish? =
      switch key {
      case "tool_choice": choice(value, name: value["function"]?["name"])
      case "response_format": format(value, value["json_schema"])
      case "verbosity": .verbosity(value)
      default: shared(key, value)
      }
    return [Found(path: key, wish: wish ?? .unequalled)]
  }

  /// The wishes in a member of Responses.
  static func responses(_ key: String, _ value: JSONValue) -> [Found] {
    switch key {
    case "tool_choice":
      return [Found(path: key, wish: choice(value, name: value["name"]) ?? .unequalled)]
    case "text":
      return (value.object?.members ?? []).filter { !$0.value.isNull }.map { member in
        let wish: AnswerWish? =
          switch member.key {
          case "format": format(member.value, member.value)
          case "verbosity": .verbosity(member.value)
          default: nil
          }
        return Found(path: "text.\(member.key)", wish: wish ?? .unequalled)
      }
    default: return [Found(path: key, wish: shared(key, value) ?? .unequalled)]
    }
  }

  private static func shared(_ key: String, _ value: JSONValue) -> AnswerWish? {
    switch key {
    case "parallel_tool_calls": value.bool.map { .oneCall(!$0) }
    case "top_p": .topP(value)
    default: commonMembers.contains(key) ? .common(key, value) : nil
    }
  }

  private static func choice(_ value: JSONValue, name: JSONValue?) -> AnswerWish? {
    switch value.string ?? value["type"]?.string {
    case "auto": .toolChoice(.auto)
    case "required": .toolChoice(.any)
    case "none": .toolChoice(ToolChoice.none)
    case "function": name?.string.map { .toolChoice(.named($0)) }
    // The providers' own tools, and lists of allowed ones.
    default: nil
    }
  }

  private static func format(_ value: JSONValue, _ body: JSONValue?) -> AnswerWish? {
    switch value["type"]?.string {
    case "text": return .format(.words)
    case "json_object": return .format(.object)
    case "json_schema":
      guard let body, let schema = body["schema"] else { return nil }
      return .format(
        .schema(
          Schema(
            schema: schema, name: body["name"]?.string, description: body["description"]?.string,
            isStrict: body["strict"]?.bool)))
    default: return nil
    }
  }

  // MARK: - Writing

  /// The wishes as members of Chat Completions.
  static func chat(_ wishes: [AnswerWish]) -> JSONObject {
    var members: JSONObject = [:]
    for wish in wishes {
      switch wish {
      case .toolChoice(.named(let name)):
        members["tool_choice"] = ["type": "function", "function": ["name": .string(name)]]
      case .format(.object): members["response_format"] = ["type": "json_object"]
      case .format(.schema(let schema)):
        members["response_format"] = [
          "type": "json_schema", "json_schema": .object(schema.openAI),
        ]
      case .verbosity(let value): members["verbosity"] = value
      default: add(wish, to: &members)
      }
    }
    return members
  }

  /// The wishes as members of Responses.
  static func responses(_ wishes: [AnswerWish]) -> JSONObject {
    var members: JSONObject = [:]
    var text: JSONObject = [:]
    for wish in wishes {
      switch wish {
      case .toolChoice(.named(let name)):
        members["tool_choice"] = ["type": "function", "name": .string(name)]
      case .format(.object): text["format"] = ["type": "json_object"]
      case .format(.schema(let schema)):
        text["format"] = .object(["type": "json_schema"] + schema.openAI)
      case .verbosity(let value): text["verbosity"] = value
      default: add(wish, to: &members)
      }
    }
    if !text.isEmpty { members["text"] = .object(text) }
    return members
  }

  /// What is spelled alike in both.
  private static func add(_ wish: AnswerWish, to members: inout JSONObject) {
    switch wish {
    case .toolChoice(.any): members["tool_choice"] = "required"
    case .toolChoice(.none): members["tool_choice"] = "none"
    case .oneCall(true): members["parallel_tool_calls"] = false
    case .topP(let value): members["top_p"] = value
    case .common(let key, let value): members[key] = value
    default: break
    }
  }
}

extension AnswerWish.Schema {
  /// The schema as OpenAI's dialects have it: with a name, and strict only where it can be.
  fileprivate var openAI: JSONObject {
    var object: JSONObject = ["name": .string(name ?? "answer")]
    if let description { object["description"] = .string(description) }
    object["schema"] = schema
    if let isStrict { object["strict"] = .bool(isStrict && schema.canBeStrict) }
    return object
  }
}

extension JSONValue {
  /// Whether OpenAI takes it as a strict schema: every object names all its members and forbids others.
  var canBeStrict: Bool {
    switch self {
    case .array(let elements): return elements.allSatisfy(\.canBeStrict)
    case .object(let object):
      if let properties = object["properties"]?.object {
        let required = Set((object["required"]?.array ?? []).compactMap(\.string))
        guard object["additionalProperties"] == false, required == Set(properties.keys),
          properties.members.allSatisfy(\.value.canBeStrict)
        else { return false }
      } else if object["type"] == "object" {
        return object["additionalProperties"] == false
      }
      // Names and examples are no schemas.
      let others = object.without([
        "properties", "required", "enum", "const", "default", "examples",
      ])
      return others.members.allSatisfy(\.value.canBeStrict)
    default: return true
    }
  }
}
