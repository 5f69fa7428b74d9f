// SPDX-License-Identifier: Apache-2.0

extension ModelRequest {
  /// The JSON Schema that the words of the answer have to fit, where the provider takes one.
  ///
  /// It travels in `extra`, as the Messages API's `output_config.format`, and is said to other providers
  /// in their own dialect. A model that takes none may answer anything, so read the answer with
  /// `ModelResponse.decoded(as:)`, or put a `SchemaCheck` behind the model.
  public var answerSchema: JSONValue? {
    get {
      let format = extra[Self.dialect]?["output_config"]?["format"]
      return format?["type"] == "json_schema" ? format?["schema"] : nil
    }
    set {
      var members = extra[Self.dialect]?.object ?? [:]
      var output = members["output_config"]?.object ?? [:]
      output["format"] = newValue.map { ["type": "json_schema", "schema": $0] }
      members["output_config"] = output.isEmpty ? nil : .object(output)
      extra[Self.dialect] = members.isEmpty ? nil : .object(members)
    }
  }

  /// The dialect whose words the codecs of all others translate.
  private static var dialect: String { "anthropic-messages" }
}

extension ModelResponse {
  /// The JSON that the answer is, or that stands in its last fenced block; nil when there is none.
  public var json: JSONValue? { SchemaCheck.json(in: text) }

  /// The answer as a type that is decoded from its JSON; members the type does not ask for are ignored.
  ///
  /// - Throws: `ModelError` with code `malformedResponse` when the answer is no JSON, or of another shape.
  public func decoded<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
    guard let json else {
      throw ModelError(
        .malformedResponse, "The answer of \(model) is no JSON; it ended with '\(stopReason)'.")
    }
    do {
      return try json.decoded(as: type)
    } catch {
      throw ModelError(.malformedResponse, "The answer of \(model) does not fit: \(error).")
    }
  }
}
