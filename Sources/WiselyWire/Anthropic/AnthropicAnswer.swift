// SPDX-License-Identifier: Apache-2.0

package import Wisely

/// Reads an answer of the Messages API, streamed or whole, as events and in the end as a response.
///
/// It is a state machine over the protocol's order: a message begins, blocks begin, grow and end, the
/// message ends. What does not fit is an error; what is merely unknown is skipped or kept.
package struct AnthropicAnswer: AnswerReader {
  /// What a reader must be told about the request.
  package struct Context: Sendable {
    /// The model asked for.
    package var requested: ModelID
    /// What it does.
    package var role: CallRole
    /// The lifetime of caches the request may have written; nil if unknown.
    package var writtenLifetime: CacheLifetime?
    /// The advisor that the API may consult by itself.
    package var nativeAdvisor: MeteringPolicy.NativeAdvisor?
    /// The time, for durations of consultations.
    package var now: @Sendable () -> Timestamp
    /// The price of a step, for records of consultations.
    package var price: @Sendable (ModelUsage) -> Cost

    /// A context.
    package init(
      requested: ModelID, role: CallRole = .executor, writtenLifetime: CacheLifetime? = nil,
      nativeAdvisor: MeteringPolicy.NativeAdvisor? = nil,
      now: @escaping @Sendable () -> Timestamp = { Timestamp(microseconds: 0) },
      price: @escaping @Sendable (ModelUsage) -> Cost = { _ in .unpriced }
    ) {
      self.requested = requested
      self.role = role
      self.writtenLifetime = writtenLifetime
      self.nativeAdvisor = nativeAdvisor
      self.now = now
      self.price = price
    }
  }

  private enum Phase { case waiting, open, complete }

  private let context: Context
  private var phase = Phase.waiting
  private var message: JSONObject = [:]
  private var usage: AnthropicUsage
  private var growing: [Int: GrowingBlock] = [:]
  private var blocks: [Block] = []
  private var ending: JSONObject = [:]
  private var consultations: NativeConsultations
  /// Whether anything of the answer has been handed on; then nothing may be tried again.
  package private(set) var hasContent = false

  /// Nothing has been read.
  package init(_ context: Context) {
    self.context = context
    usage = AnthropicUsage(writtenLifetime: context.writtenLifetime)
    consultations = NativeConsultations(context)
  }

  /// Whether the message has ended.
  package var isWhole: Bool { phase == .complete }

  // MARK: - Reading

  /// Takes one event of a stream.
  ///
  /// - Throws: the error the stream reports, or `malformedResponse`.
  package mutating func receive(_ event: ServerSentEvent) throws(ModelError) -> [ModelEvent] {
    // Compatible servers end their streams with OpenAI's mark; it is no event of this protocol.
    guard !event.data.elementsEqual("[DONE]".utf8) else { return [] }
    guard let json = try? JSONValue(parsing: event.data) else {
      guard phase != .complete else { return [] }
      throw malformed("an event that is no JSON")
    }
    let type = json["type"]?.string ?? event.name
    // The answer is whole and paid for; trouble behind it does not undo it.
    if phase == .complete, ["error", "message_delta", "message_stop"].contains(type) { return [] }
    switch type {
    case "message_start": return try begin(json["message"] ?? .null)
    case "content_block_start":
      return try startBlock(try index(of: json), json["content_block"] ?? .null)
    case "content_block_delta": return try grow(try index(of: json), json["delta"] ?? .null)
    case "content_block_stop": return try endBlock(try index(of: json))
    case "message_delta": return end(json["delta"] ?? .null, json["usage"])
    case "message_stop": return try stop()
    case "error": throw ModelError(anthropicEvent: json)
    // Pings, and whatever is added to the protocol later.
    default: return []
    }
  }

  /// Takes a whole answer.
  package mutating func receive(whole json: JSONValue) throws(ModelError) -> [ModelEvent] {
    if json["type"] == "error" { throw ModelError(anthropicEvent: json) }
    // Compatible servers send null for no content.
    let blocks = json["content"].flatMap { $0.isNull ? [] : $0.array }
    guard json["type"] == "message", let content = blocks else {
      throw malformed("an answer that is no message")
    }
    var events = try begin(json)
    for (index, block) in content.enumerated() {
      events += try startBlock(index, block)
      events += try endBlock(index)
    }
    events += end(json, nil)
    return events + (try stop())
  }

  /// Takes the end of the stream.
  package mutating func finish() throws(ModelError) -> [ModelEvent] {
    guard isWhole else { throw .brokenOff }
    return []
  }

  /// Consultations that were held before the stream broke, with their usage unknown.
  package var heldConsultations: [Consultation] { consultations.finished([]) }

  /// The whole answer, once the message has ended.
  package func response() throws(ModelError) -> ModelResponse {
    let steps = usage.steps(model: served, role: context.role)
      .doubted(hasContent, in: context.role)
    let known: Set<String> = [
      "id", "type", "role", "model", "content", "stop_reason", "stop_details", "usage",
    ]
    var extra = message.without(known)
    // Which sequence it was is only known at the end.
    if let stop = ending["stop_sequence"], !stop.isNull { extra["stop_sequence"] = stop }
    return ModelResponse(
      id: message["id"]?.string ?? "", model: served, message: Message(.assistant, blocks),
      stopReason: stopReason.known,
      stopDetails: ending["stop_details"].flatMap { $0.isNull ? nil : $0 },
      usage: steps, consultations: consultations.finished(steps),
      extra: extra)
  }

  // MARK: - The message

  private var served: ModelID {
    message["model"]?.string.map { ModelID($0) } ?? context.requested
  }

  private mutating func begin(_ json: JSONValue) throws(ModelError) -> [ModelEvent] {
    guard phase == .waiting, let object = json.object else {
      throw malformed("a message that begins twice")
    }
    phase = .open
    message = object
    usage.merge(json["usage"])
    return [.started(served, context.role)] + usageEvents
  }

  private mutating func end(_ delta: JSONValue, _ later: JSONValue?) -> [ModelEvent] {
    for member in delta.object?.members ?? []
    where ["stop_reason", "stop_details", "stop_sequence"].contains(member.key) {
      ending[member.key] = member.value
    }
    usage.merge(later)
    return usageEvents
  }

  private mutating func stop() throws(ModelError) -> [ModelEvent] {
    guard phase == .open, growing.isEmpty else { throw malformed("a message that ends too early") }
    phase = .complete
    let steps = usage.steps(model: served, role: context.role)
    var events = consultations.finished(steps).map { ModelEvent.consulted($0) }
    if let unknown = stopReason.unknown {
      events.append(
        .notice(
          Notice(.unknown, "The provider ended the answer for an unknown reason: \(unknown).")))
    }
    return events
  }

  private var usageEvents: [ModelEvent] {
    usage.steps(model: served, role: context.role).byModelAndRole.map { .usage($0) }
  }

  /// Why it ended; derived from the blocks where the reason contradicts them (gateway trap 42).
  private var stopReason: (known: StopReason, unknown: String?) {
    let usual = blocks.usualEnd
    guard let text = ending["stop_reason"]?.string else { return (usual, nil) }
    let reason = StopReason(rawValue: text)
    switch reason {
    case .endTurn, .toolUse: return (usual, nil)
    case .maximumTokens, .stopSequence, .pauseTurn, .refusal, .contextWindowExceeded:
      return (reason, nil)
    default: return (usual, text)
    }
  }

  private func malformed(_ what: String) -> ModelError {
    ModelError(.malformedResponse, "The provider sent \(what).", hasPartialContent: hasContent)
  }
}

// MARK: - Blocks

extension AnthropicAnswer {
  private func index(of json: JSONValue) throws(ModelError) -> Int {
    guard phase == .open, let index = json["index"]?.int else {
      throw malformed("a block outside of a message")
    }
    return index
  }

  private mutating func startBlock(
    _ index: Int, _ json: JSONValue
  ) throws(ModelError) -> [ModelEvent] {
    guard growing[index] == nil, json.object != nil else {
      throw malformed("a block that begins twice")
    }
    growing[index] = GrowingBlock(json)
    switch json["type"]?.string {
    case "text": return words(json["text"]?.string)
    case "thinking": return thoughts(json["thinking"]?.string)
    case "tool_use":
      hasContent = true
      let id = json["id"]?.string ?? ""
      return [.toolUseStarted(id: id, name: json["name"]?.string ?? "")] + arguments(json)
    case _ where NativeConsultations.isQuestion(json):
      hasContent = true
      return [consultations.begin(json, promptTokens: usage.promptTokens)]
    case _ where NativeConsultations.isAnswer(json):
      hasContent = true
      consultations.end(json)
      return []
    default:
      hasContent = true
      return []
    }
  }

  private mutating func grow(_ index: Int, _ delta: JSONValue) throws(ModelError) -> [ModelEvent] {
    guard var block = growing[index] else { throw malformed("more of a block that is not open") }
    block.grow(delta)
    growing[index] = block
    switch delta["type"]?.string {
    case "text_delta": return words(delta["text"]?.string)
    case "thinking_delta": return thoughts(delta["thinking"]?.string)
    case "input_json_delta":
      guard let json = delta["partial_json"]?.string, !json.isEmpty, let id = block.callID else {
        return []
      }
      return [.toolUseDelta(id: id, json: json)]
    default: return []
    }
  }

  private mutating func endBlock(_ index: Int) throws(ModelError) -> [ModelEvent] {
    guard let grown = growing.removeValue(forKey: index) else {
      throw malformed("the end of a block that is not open")
    }
    let block = Block(anthropic: grown.finished, signer: served)
    blocks.append(block)
    return [.block(block)]
  }

  private mutating func words(_ text: String?) -> [ModelEvent] {
    guard let text, !text.isEmpty else { return [] }
    hasContent = true
    return [.textDelta(text)]
  }

  private mutating func thoughts(_ text: String?) -> [ModelEvent] {
    guard let text, !text.isEmpty else { return [] }
    hasContent = true
    return [.thinkingDelta(text)]
  }

  /// Arguments that came whole with the call's beginning.
  private func arguments(_ json: JSONValue) -> [ModelEvent] {
    guard let input = json["input"], input.object?.isEmpty == false, let id = json["id"]?.string
    else { return [] }
    return [.toolUseDelta(id: id, json: input.text)]
  }
}
