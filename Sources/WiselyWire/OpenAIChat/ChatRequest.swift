// SPDX-License-Identifier: Apache-2.0

package import Wisely

/// Writes requests of Chat Completions: the same bytes for the same conversation, every time.
package struct ChatRequest: Hashable, Sendable {
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

  /// The body of `POST /chat/completions`.
  ///
  /// - Throws: `ModelError(.invalidRequest)` for what the dialect cannot carry.
  package func body(for request: ModelRequest) throws(ModelError) -> JSONValue {
    let limit = min(request.options.maximumTokens, maximumOutput ?? .max)
    var body: JSONObject = [
      "model": .string(deviations.wireName(of: model)), deviations.limitField: JSONValue(limit),
    ]
    try addEffort(of: request, to: &body)
    if !request.options.stopSequences.isEmpty {
      body["stop"] = .array(request.options.stopSequences.map { .string($0) })
    }
    if !request.tools.isEmpty { body["tools"] = .array(request.tools.map(\.chat)) }
    var messages = ChatMessages(model: model, deviations: deviations)
    if let system = request.system { messages.instruct(system) }
    for message in request.transcript.expandingConsultations.messages {
      try messages.append(message)
    }
    body["messages"] = .array(messages.json)
    if streams {
      body["stream"] = true
      // Without asking, a stream says nothing of its usage (gateway trap 12).
      if deviations.asksForUsage { body["stream_options"] = ["include_usage": true] }
    }
    body["temperature"] = try temperature(for: request).json()
    let extra =
      request.extra.unmarked
      + request.extra.members(of: .openAIChat, maker: deviations.maker)
      + request.translated(to: .openAIChat, capabilities, maker: deviations.maker)
    for member in extra.members where body[member.key] == nil { body.members.append(member) }
    return .object(body)
  }

  private func addEffort(
    of request: ModelRequest, to body: inout JSONObject
  ) throws(ModelError) {
    let effort = deviations.effort(for: request.options.effort, capabilities: capabilities)
    guard let effort else { return }
    if effort != .none, !request.tools.isEmpty, !deviations.takesEffortWithTools {
      throw ModelError(
        .invalidSetup,
        "\(model) takes tools together with an effort only in the Responses dialect; use that, or effort 'none'.",
        isUnsent: true)
    }
    switch deviations.effortField {
    case .absent: break
    case .flat: body["reasoning_effort"] = .string(effort.rawValue)
    case .nested: body["reasoning"] = ["effort": .string(effort.rawValue)]
    case .switched where effort == .none: body["thinking"] = ["type": "disabled"]
    case .switched: body["reasoning_effort"] = .string(effort.rawValue)
    }
  }
}

extension ToolDefinition {
  fileprivate var chat: JSONValue {
    let members = extra.members(of: .openAIChat)
    var function: JSONObject = ["name": .string(name)]
    if !description.isEmpty { function["description"] = .string(description) }
    function["parameters"] = inputSchema
    function.members += (members["function"]?.object ?? [:]).members
    if function["strict"] == nil {
      function["strict"] = isStrict(in: .openAIChat).map { .bool($0) }
    }
    return .object(
      JSONObject([("type", "function"), ("function", .object(function))])
        + members.without(["function"]))
  }
}
