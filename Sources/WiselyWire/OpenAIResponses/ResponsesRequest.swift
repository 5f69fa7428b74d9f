// SPDX-License-Identifier: Apache-2.0

package import Wisely

/// Writes requests of OpenAI's Responses: the same bytes for the same conversation, every time.
///
/// Nothing is stored at the provider, so the whole conversation is sent, with the model's own reasoning
/// in the encrypted form it is asked for.
package struct ResponsesRequest: Hashable, Sendable {
  /// The model; on the wire without its provider's name.
  package var model: ModelID
  /// What it takes; nil when nobody knows.
  package var capabilities: ModelCapabilities?
  /// Its longest answer in tokens, if known.
  package var maximumOutput: Int?
  /// In what the server differs.
  package var deviations: OpenAIDeviations
  /// Whether the answer is streamed.
  package var streams: Bool

  /// Requests to a model.
  package init(
    model: ModelID, capabilities: ModelCapabilities? = nil, maximumOutput: Int? = nil,
    deviations: OpenAIDeviations = OpenAIDeviations(), streams: Bool = true
  ) {
    self.model = model
    self.capabilities = capabilities
    self.maximumOutput = maximumOutput
    self.deviations = deviations
    self.streams = streams
  }

  /// The body of `POST /responses`.
  ///
  /// The dialect knows no stop sequences; see `StoppingAnswer`.
  ///
  /// - Throws: `ModelError(.invalidRequest)` for what the dialect cannot carry.
  package func body(for request: ModelRequest) throws(ModelError) -> JSONValue {
    let limit = min(request.options.maximumTokens, maximumOutput ?? .max)
    var body: JSONObject = [
      "model": .string(deviations.wireName(of: model)), "max_output_tokens": JSONValue(limit),
    ]
    let effort = deviations.effort(for: request.options.effort, capabilities: capabilities)
    if let effort { body["reasoning"] = ["effort": .string(effort.rawValue)] }
    if let system = request.system, system.contains(where: { !$0.isWhitespace }) {
      body["instructions"] = .string(system)
    }
    if !request.tools.isEmpty { body["tools"] = .array(request.tools.map(\.responses)) }
    var items = ResponsesItems(model: model, deviations: deviations)
    for message in request.transcript.expandingConsultations.messages {
      try items.append(message)
    }
    body["input"] = .array(items.json)
    body["store"] = false
    body["include"] = ["reasoning.encrypted_content"]
    if streams { body["stream"] = true }
    body["temperature"] = try temperature(for: request).json()
    let extra =
      request.extra.unmarked
      + request.extra.members(of: .openAIResponses, maker: deviations.maker)
      + request.translated(to: .openAIResponses, capabilities, maker: deviations.maker)
    for member in extra.members { add(member, to: &body) }
    return .object(body)
  }

  /// Adds what the caller had besides; what is written here already is not overruled.
  private func add(_ member: JSONObject.Member, to body: inout JSONObject) {
    switch (member.key, body[member.key]) {
    case (_, nil): body.members.append(member)
    // Both say something of their own in these.
    case ("reasoning", .object(let own)?):
      body["reasoning"] = .object(own + (member.value.object ?? [:]).without(Set(own.keys)))
    case ("include", .array(let own)?):
      body["include"] = .array(own + (member.value.array ?? []).filter { !own.contains($0) })
    default: break
    }
  }
}

extension ToolDefinition {
  fileprivate var responses: JSONValue {
    var object: JSONObject = ["type": "function", "name": .string(name)]
    if !description.isEmpty { object["description"] = .string(description) }
    object["parameters"] = inputSchema
    let members = extra.members(of: .openAIResponses)
    // Left out, the API makes the schema strict, which most schemas are not written for.
    if members["strict"] == nil {
      object["strict"] = .bool(isStrict(in: .openAIResponses) ?? false)
    }
    return .object(object + members)
  }
}
