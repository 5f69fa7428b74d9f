// SPDX-License-Identifier: Apache-2.0

package import Wisely

/// Writes requests of the Messages API: the same bytes for the same conversation, every time.
package struct AnthropicRequest: Hashable, Sendable {
  /// The value of `anthropic-beta` that the API's own advisor needs.
  package static let advisorBeta = "advisor-tool-2026-03-01"

  /// The model's name on the wire.
  package var model: ModelID
  /// What it takes; nil when nobody knows.
  package var capabilities: ModelCapabilities?
  /// Its longest answer in tokens, if known; a larger limit would be a 400.
  package var maximumOutput: Int?
  /// Whether the version of the API takes temperatures at all.
  package var takesSampling: Bool
  /// Where the prompt is cached.
  package var caching: PromptCaching
  /// The API's own advisor, if it is used.
  package var nativeAdvisor: MeteringPolicy.NativeAdvisor?
  /// Whether the answer is streamed.
  package var streams: Bool

  /// Requests to a model.
  package init(
    model: ModelID, capabilities: ModelCapabilities? = nil, maximumOutput: Int? = nil,
    takesSampling: Bool = true, caching: PromptCaching = PromptCaching(.fiveMinutes),
    nativeAdvisor: MeteringPolicy.NativeAdvisor? = nil,
    streams: Bool = true
  ) {
    self.model = model
    self.capabilities = capabilities
    self.maximumOutput = maximumOutput
    self.takesSampling = takesSampling
    self.caching = caching
    self.nativeAdvisor = nativeAdvisor
    self.streams = streams
  }

  /// The body of `POST /v1/messages`.
  ///
  /// - Throws: `ModelError(.invalidSetup)` when a tool has the native advisor's name, `invalidRequest` for
  ///   what the dialect cannot carry.
  package func body(for request: ModelRequest) throws(ModelError) -> JSONValue {
    let limit = limit(of: request)
    var body: JSONObject = [
      "model": .string(model.rawValue), "max_tokens": JSONValue(limit),
    ]
    let thinking = AnthropicThinking(
      request.options.effort, capabilities: capabilities, maximumTokens: limit)
    body["thinking"] = thinking.thinking
    body["output_config"] = thinking.outputConfiguration
    if !request.options.stopSequences.isEmpty {
      body["stop_sequences"] = .array(request.options.stopSequences.map { .string($0) })
    }
    body.members += try prompt(of: request).members
    if streams { body["stream"] = true }
    body["temperature"] = try temperature(for: request).json()
    add(request, to: &body)
    return .object(body)
  }

  /// The body of `POST /v1/messages/count_tokens`.
  ///
  /// - Throws: `ModelError(.invalidSetup)` when a tool has the native advisor's name, `invalidRequest` for
  ///   what the dialect cannot carry.
  package func countBody(for request: ModelRequest) throws(ModelError) -> JSONValue {
    var body: JSONObject = ["model": .string(model.rawValue)]
    body.members += try prompt(of: request).members
    return .object(body)
  }

  /// Whether the request needs `advisorBeta`: for the tool, and for the blocks it left behind.
  package func needsAdvisorBeta(_ request: ModelRequest) -> Bool {
    nativeAdvisor != nil
      || request.transcript.messages.contains { message in
        message.blocks.contains { block in
          guard case .other(let json) = block else { return false }
          return NativeConsultations.isAnswer(json) || NativeConsultations.isQuestion(json)
        }
      }
  }

  /// The output limit that is sent.
  func limit(of request: ModelRequest) -> Int {
    min(request.options.maximumTokens, maximumOutput ?? .max)
  }

  // MARK: - The prompt

  private func prompt(of request: ModelRequest) throws(ModelError) -> JSONObject {
    var tools = request.tools.map(\.anthropic)
    if let nativeAdvisor {
      guard !request.tools.contains(where: { $0.name == "advisor" }) else {
        throw ModelError(
          .invalidSetup,
          "A tool named 'advisor' cannot be used together with the provider's own advisor; rename the tool or set advisor: \"own\"."
        )
      }
      tools.append(nativeAdvisor.tool)
    }
    var system = (request.system.map { [Block.text($0)] } ?? []).compactMap(\.anthropic)
    // The caller's own blocks, with their marks, unless somebody has changed the words since.
    let blocks = request.extra.members(of: .anthropicMessages)["system"]?.array
    if let blocks, AnthropicClientRequest.joined(blocks) == request.system { system = blocks }
    let expanded = request.transcript.expandingConsultations
    var messages: [JSONValue] = []
    for message in expanded.messages {
      if let json = try carried(message).anthropic { messages.append(json) }
    }
    caching.mark(
      tools: &tools, system: &system, messages: &messages,
      isContinued: isContinued(request))
    var prompt: JSONObject = [:]
    if !system.isEmpty { prompt["system"] = .array(system) }
    if !tools.isEmpty { prompt["tools"] = .array(tools) }
    prompt["messages"] = .array(messages)
    return prompt
  }

  /// The message without reasoning that the model cannot read (gateway traps 51, 52); what only another
  /// dialect knows is refused rather than lost (gateway trap 57).
  private func carried(_ message: Message) throws(ModelError) -> Message {
    var carried = message
    carried.blocks.removeAll { block in
      guard case .thinking(let thinking) = block else { return false }
      return !thinking.isAnthropic || !thinking.isReadable(by: model, maker: nil)
    }
    let contents = message.blocks.flatMap { block -> [Block] in
      guard case .toolResult(let result) = block else { return [block] }
      return result.content
    }
    for case .other(let json) in contents where json.isWrapped {
      throw .uncarried(Block.other(json).kind, in: "the Messages API")
    }
    return carried
  }

  /// Whether another request with the same beginning is likely: an advisor's question and a judge's
  /// are new every time.
  private func isContinued(_ request: ModelRequest) -> Bool {
    switch request.context.role {
    case .advisor, .check, .judge: false
    case .executor, .planner: !request.tools.isEmpty || request.transcript.messages.count > 1
    }
  }

  /// Adds what the caller's dialect had besides; what is written here already is not overruled.
  private func add(_ request: ModelRequest, to body: inout JSONObject) {
    let extra =
      request.extra.unmarked + request.extra.members(of: .anthropicMessages)
      + request.translated(to: .anthropicMessages, capabilities)
    for member in extra.members where member.key != "system" {
      if let own = body[member.key] {
        // Both say something of their own in it.
        guard member.key == "output_config", let object = own.object else { continue }
        let rest = (member.value.object ?? [:]).without(Set(object.keys))
        body[member.key] = .object(object + rest)
      } else {
        body.members.append(member)
      }
    }
  }
}

extension MeteringPolicy.NativeAdvisor {
  /// The tool's definition; the API takes no limit below 1,024 tokens.
  fileprivate var tool: JSONValue {
    [
      "type": "advisor_20260301", "name": "advisor", "model": .string(model.rawValue),
      "max_uses": JSONValue(consultations), "max_tokens": JSONValue(max(1_024, maximumTokens)),
    ]
  }
}

extension ToolDefinition {
  fileprivate var anthropic: JSONValue {
    var object: JSONObject = ["name": .string(name)]
    // An absent description is fine, an empty or null one is a 400 (gateway trap 58).
    if !description.isEmpty { object["description"] = .string(description) }
    object["input_schema"] = inputSchema
    object.members += extra.unmarked.members
    if object["strict"] == nil {
      object["strict"] = isStrict(in: .anthropicMessages).map { .bool($0) }
    }
    return .object(object)
  }
}
