// SPDX-License-Identifier: Apache-2.0

package import Wisely

/// Reads an answer of Chat Completions, streamed or whole, as events and in the end as a response.
///
/// Every imitator strays from the dialect somewhere, so it asks for little: what can be understood in
/// one way only is understood. The first choice is the answer; others are nobody's.
package struct ChatAnswer: AnswerReader {
  private enum Phase { case waiting, open, finished, complete }

  private let context: OpenAIAnswerContext
  private var phase = Phase.waiting
  private var head: JSONObject = [:]
  private var served: ModelID
  private var usage: OpenAIUsage
  private var parts: [ChatPart] = []
  private var calls: ChatCalls
  private var blocks: [Block] = []
  private var reason: String?
  private var refusal = ""
  private var message: JSONObject = [:]
  /// Whether anything of the answer has been handed on; then nothing may be tried again.
  package private(set) var hasContent = false

  /// Nothing has been read.
  package init(_ context: OpenAIAnswerContext) {
    self.context = context
    served = context.requested
    usage = OpenAIUsage(context)
    calls = ChatCalls(taken: context.takenIDs)
  }

  /// Whether the answer has ended; its usage may still come.
  package var isWhole: Bool { phase == .finished || phase == .complete }

  /// Whether the mark has come that ends the stream.
  package var isEnded: Bool { phase == .complete }

  // MARK: - Reading

  /// Takes one event of a stream.
  ///
  /// - Throws: the error the stream reports, or `malformedResponse`.
  package mutating func receive(_ event: ServerSentEvent) throws(ModelError) -> [ModelEvent] {
    guard phase != .complete else { return [] }
    guard !event.data.elementsEqual("[DONE]".utf8) else {
      guard phase != .waiting else { throw malformed("a stream without an answer") }
      return try (phase == .open ? close() : []) + complete()
    }
    guard let json = try? JSONValue(parsing: event.data) else {
      guard phase != .finished else { return [] }
      throw malformed("an event that is no JSON")
    }
    return try take(json, "delta", isErrorEvent: event.name == "error")
  }

  /// Takes a whole answer.
  package mutating func receive(whole json: JSONValue) throws(ModelError) -> [ModelEvent] {
    let events = try take(json, "message", isErrorEvent: false)
    guard phase != .waiting else { throw malformed("an answer without a choice") }
    return try events + (phase == .open ? close() : []) + complete()
  }

  /// Takes the end of the stream: servers leave the mark out that should stand there.
  package mutating func finish() throws(ModelError) -> [ModelEvent] {
    switch phase {
    case .waiting, .open: throw .brokenOff
    case .finished: return complete()
    case .complete: return []
    }
  }

  /// The whole answer, once it has ended.
  package func response() throws(ModelError) -> ModelResponse {
    let ending = ending
    var extra = head.without(["id", "object", "model", "choices", "usage"])
    if !usage.extra.isEmpty { extra["usage"] = .object(usage.extra) }
    if !message.isEmpty { extra["message"] = .object(message) }
    return ModelResponse(
      id: head["id"]?.string ?? "", model: served, message: Message(.assistant, blocks),
      stopReason: ending.known,
      stopDetails: refusal.isEmpty
        ? nil : ["type": "refusal", "category": nil, "explanation": .string(refusal)],
      usage: [usage.step(model: served, role: context.role)]
        .doubted(hasContent, in: context.role), extra: extra)
  }

  private mutating func take(
    _ json: JSONValue, _ key: String, isErrorEvent: Bool
  ) throws(ModelError) -> [ModelEvent] {
    let hasError = json["error"].map { !$0.isNull } ?? false
    if hasError || isErrorEvent || json["object"] == "error" {
      // The answer is whole and paid for; trouble behind it does not undo it.
      guard phase != .finished else { return [] }
      throw ModelError(openAIEvent: json)
    }
    for member in json.object?.members ?? [] where !member.value.isNull {
      head[member.key] = member.value
    }
    usage.merge(tier: json["service_tier"])
    usage.merge(cacheOptions: json["prompt_cache_options"])
    let choice = json["choices"]?.array?.first { ($0["index"]?.int ?? 0) == 0 }
    var events: [ModelEvent] = []
    if let choice, phase != .finished {
      if phase == .waiting {
        phase = .open
        served = context.served(json["model"])
        events.append(.started(served, context.role))
      }
      if let delta = choice[key] { try grow(delta, isWhole: key == "message", &events) }
      if let text = choice["finish_reason"]?.string, !text.isEmpty {
        guard text != "error" else { throw ModelError(openAIEvent: choice) }
        if let native = choice["native_finish_reason"] { head["native_finish_reason"] = native }
        reason = text
        events += try close()
      }
    }
    // Some put it beside the choice.
    let said = [usage.merge(choice?["usage"]), usage.merge(json["usage"])].contains(true)
    if said { events.append(.usage(usage.step(model: served, role: context.role))) }
    return events
  }

  private func malformed(_ what: String) -> ModelError {
    ModelError(.malformedResponse, "The provider sent \(what).", hasPartialContent: hasContent)
  }
}

// MARK: - The message

extension ChatAnswer {
  private mutating func grow(
    _ delta: JSONValue, isWhole: Bool, _ events: inout [ModelEvent]
  ) throws(ModelError) {
    for member in delta.object?.members ?? [] where !member.value.isNull {
      if !Self.known.contains(member.key) { message[member.key] = member.value }
    }
    think(delta, &events)
    switch delta["content"] {
    case .string(let text): say(text, &events)
    case .array(let pieces): for piece in pieces { take(piece: piece, &events) }
    default: break
    }
    if let text = delta["refusal"]?.string {
      refusal += text
      say(text, &events)
    }
    let pieces = delta["tool_calls"]?.array ?? []
    for piece in pieces { try call(piece, isWhole, &events) }
    // llama.cpp's Python server sends the same call under the old name as well.
    if pieces.isEmpty, let function = delta["function_call"], function.object != nil {
      try call(["index": 0, "function": function], isWhole, &events)
    }
  }

  private static let known: Set<String> = [
    "role", "content", "refusal", "tool_calls", "function_call", "reasoning_content", "reasoning",
    "reasoning_details",
  ]

  private mutating func think(_ delta: JSONValue, _ events: inout [ModelEvent]) {
    let details = delta["reasoning_details"]?.array ?? []
    // Some servers send the same words under both names.
    let field = ["reasoning_content", "reasoning"].first { delta[$0]?.string?.isEmpty == false }
    guard field != nil || !details.isEmpty else { return }
    let place = open(.thinking, &events)
    parts[place].append(details: details)
    guard let field, let text = delta[field]?.string else { return }
    parts[place].field = field
    parts[place].text += text
    hasContent = true
    events.append(.thinkingDelta(text))
  }

  private mutating func say(_ text: String, _ events: inout [ModelEvent]) {
    // Nothing is no block: pieces of calls come with empty words.
    guard !text.isEmpty else { return }
    parts[open(.words, &events)].text += text
    hasContent = true
    events.append(.textDelta(text))
  }

  /// A part of content that is a list, as Mistral's reasoning models send it.
  private mutating func take(piece: JSONValue, _ events: inout [ModelEvent]) {
    guard piece["type"] == "thinking" else {
      say(piece["text"]?.string ?? "", &events)
      return
    }
    let words = (piece["thinking"]?.array ?? []).compactMap { $0["text"]?.string }.joined()
    think(["reasoning_content": .string(piece["thinking"]?.string ?? words)], &events)
  }

  private mutating func call(
    _ piece: JSONValue, _ isWhole: Bool, _ events: inout [ModelEvent]
  ) throws(ModelError) {
    guard let change = calls.take(piece, isWhole: isWhole) else {
      throw malformed("more of a call that was not begun")
    }
    hasContent = true
    if change.isNew { _ = open(.call(change.place), &events) }
    let call = calls.calls[change.place]
    guard !call.name.isEmpty else { return }
    if change.isNamed { events.append(.toolUseStarted(id: call.id, name: call.name)) }
    // What came before the name did is handed on with it.
    let pieces = change.isNamed ? call.arguments.text : change.arguments
    if !pieces.isEmpty { events.append(.toolUseDelta(id: call.id, json: pieces)) }
  }

  /// The place of the part that grows; it is begun unless it is the newest already.
  private mutating func open(_ kind: ChatPart.Kind, _ events: inout [ModelEvent]) -> Int {
    if let last = parts.last, last.kind == kind { return parts.count - 1 }
    parts.append(ChatPart(kind))
    announce(upTo: parts.count - 1, &events)
    return parts.count - 1
  }

  /// Announces the parts that are whole, in order; calls are whole at the end only.
  private mutating func announce(upTo end: Int, _ events: inout [ModelEvent]) {
    while blocks.count < end {
      let part = parts[blocks.count]
      if case .call = part.kind, phase == .open { return }
      let block = block(part)
      blocks.append(block)
      events.append(.block(block))
    }
  }

  private func block(_ part: ChatPart) -> Block {
    let maker = context.deviations.maker
    switch part.kind {
    case .words: return .text(part.text)
    case .thinking:
      return .thinking(ThinkingBlock(signer: served, maker: maker, raw: part.reasoning))
    case .call(let place):
      let call = calls.calls[place]
      return .toolUse(
        ToolUse(
          id: call.id, name: call.name, input: call.arguments.finished,
          extra: call.extra.marked(Dialect.openAIChat.mark(of: maker))))
    }
  }

  // MARK: - The end

  private mutating func close() throws(ModelError) -> [ModelEvent] {
    guard !calls.calls.contains(where: { $0.name.isEmpty }) else {
      throw malformed("a call that names no tool")
    }
    phase = .finished
    var events: [ModelEvent] = []
    announce(upTo: parts.count, &events)
    return events
  }

  private mutating func complete() -> [ModelEvent] {
    phase = .complete
    guard let unknown = ending.unknown else { return [] }
    return [
      .notice(Notice(.unknown, "The provider ended the answer for an unknown reason: \(unknown)."))
    ]
  }

  /// Why it ended; derived from the blocks where the reason contradicts them (gateway trap 42).
  private var ending: (known: StopReason, unknown: String?) {
    let usual = refusal.isEmpty ? blocks.usualEnd : .refusal
    switch reason {
    case nil, "stop"?, "tool_calls"?, "function_call"?: return (usual, nil)
    case "length"?: return (.maximumTokens, nil)
    case "content_filter"?: return (.refusal, nil)
    case let other?: return (usual, other)
    }
  }
}
