// SPDX-License-Identifier: Apache-2.0

package import Wisely

/// Reads an answer of OpenAI's Responses, streamed or whole, as events and in the end as a response.
///
/// Items are told apart by their place in the output; what arrives once an item is done, or in the
/// final response only, is taken as well, since compatible servers leave events out.
package struct ResponsesAnswer: AnswerReader {
  private enum Phase { case waiting, open, complete }

  private let context: OpenAIAnswerContext
  private var phase = Phase.waiting
  private var served: ModelID
  private var head: JSONObject = [:]
  private var usage: OpenAIUsage
  private var items: [Int: ResponsesOutputItem] = [:]
  private var names: CallNames
  private var next = 0
  private var blocks: [Block] = []
  private var refusal = ""
  /// Whether anything of the answer has been handed on; then nothing may be tried again.
  package private(set) var hasContent = false

  /// Nothing has been read.
  package init(_ context: OpenAIAnswerContext) {
    self.context = context
    served = context.requested
    usage = OpenAIUsage(context)
    names = CallNames(taken: context.takenIDs)
  }

  /// Whether the response has ended.
  package var isWhole: Bool { phase == .complete }

  // MARK: - Reading

  /// Takes one event of a stream.
  ///
  /// - Throws: the error the stream reports, or `malformedResponse`.
  package mutating func receive(_ event: ServerSentEvent) throws(ModelError) -> [ModelEvent] {
    // Compatible servers end their streams with Chat's mark; it is no event of this protocol.
    guard phase != .complete, !event.data.elementsEqual("[DONE]".utf8) else { return [] }
    guard let json = try? JSONValue(parsing: event.data) else {
      throw malformed("an event that is no JSON")
    }
    var events: [ModelEvent] = []
    switch json["type"]?.string ?? event.name {
    case "response.created", "response.in_progress", "response.queued":
      begin(json["response"], &events)
    case "response.output_item.added":
      try add(try place(of: json), json["item"] ?? .null, &events)
    case "response.output_item.done":
      try end(try place(of: json), json["item"], &events)
    case "response.output_text.delta": try grow(json, { .words($0) }, &events)
    case "response.refusal.delta": try grow(json, { .refusal($0) }, &events)
    case "response.function_call_arguments.delta": try grow(json, { .arguments($0) }, &events)
    case "response.reasoning_summary_text.delta", "response.reasoning_text.delta":
      try grow(json, { .thoughts($0) }, &events)
    case "response.reasoning_summary_part.added":
      if let place = try? place(of: json), items[place]?.thoughts.isEmpty == false {
        take(.thoughts("\n\n"), place, &events)
      }
    case "response.completed", "response.incomplete", "response.done":
      try complete(json["response"] ?? .null, &events)
    case "response.failed", "response.cancelled":
      throw ModelError(openAIEvent: json["response"] ?? json)
    case "error": throw ModelError(openAIEvent: json)
    default:
      // LiteLLM and others send a bare error object.
      if let error = json["error"], !error.isNull { throw ModelError(openAIEvent: json) }
    }
    return events
  }

  /// Takes a whole answer.
  package mutating func receive(whole json: JSONValue) throws(ModelError) -> [ModelEvent] {
    guard json["output"]?.array != nil || json["status"]?.string != nil else {
      if let error = json["error"], !error.isNull { throw ModelError(openAIEvent: json) }
      throw malformed("an answer that is no response")
    }
    var events: [ModelEvent] = []
    try complete(json, &events)
    return events
  }

  /// Takes the end of the stream.
  package mutating func finish() throws(ModelError) -> [ModelEvent] {
    guard isWhole else { throw .brokenOff }
    return []
  }

  /// The whole answer, once it has ended.
  package func response() throws(ModelError) -> ModelResponse {
    let ending = ending
    var extra = head.without([
      "id", "object", "model", "status", "output", "usage", "error", "incomplete_details",
      "instructions", "tools", "output_text",
    ])
    if !usage.extra.isEmpty { extra["usage"] = .object(usage.extra) }
    return ModelResponse(
      id: head["id"]?.string ?? "", model: served, message: Message(.assistant, blocks),
      stopReason: ending.known,
      stopDetails: refusal.isEmpty
        ? nil : ["type": "refusal", "category": nil, "explanation": .string(refusal)],
      usage: [usage.step(model: served, role: context.role)]
        .doubted(hasContent, in: context.role), extra: extra)
  }

  private func malformed(_ what: String) -> ModelError {
    ModelError(.malformedResponse, "The provider sent \(what).", hasPartialContent: hasContent)
  }
}

// MARK: - Items

extension ResponsesAnswer {
  private mutating func begin(_ json: JSONValue?, _ events: inout [ModelEvent]) {
    for member in json?.object?.members ?? [] { head[member.key] = member.value }
    usage.merge(tier: json?["service_tier"])
    usage.merge(cacheOptions: json?["prompt_cache_options"])
    guard phase == .waiting else { return }
    phase = .open
    served = context.served(head["model"])
    events.append(.started(served, context.role))
  }

  /// The place of the item that an event is about; by its name where the place is left out.
  private func place(of json: JSONValue) throws(ModelError) -> Int {
    if let place = json["output_index"]?.int {
      // One more than the last place must be a number as well.
      guard 0..<Int(Int32.max) ~= place else { throw malformed("an item at an impossible place") }
      return place
    }
    let id = json["item_id"]?.string ?? json["item"]?["id"]?.string
    if let id, let known = items.first(where: { $0.value.id == id }) { return known.key }
    if json["item"] != nil { return (items.keys.max() ?? -1) + 1 }
    throw malformed("more of an item that is not open")
  }

  private mutating func add(
    _ place: Int, _ json: JSONValue, _ events: inout [ModelEvent]
  ) throws(ModelError) {
    begin(nil, &events)
    guard place >= next, items[place] == nil, json.object != nil else {
      throw malformed("an item that begins twice")
    }
    var item = ResponsesOutputItem(json)
    if item.type == "function_call" { item.callID = names.name(json["call_id"]?.string ?? "") }
    items[place] = item
    if !["message", "reasoning"].contains(item.type) { hasContent = true }
    nameCall(place, &events)
  }

  private mutating func nameCall(_ place: Int, _ events: inout [ModelEvent]) {
    guard let item = items[place], let id = item.callID, !item.isNamed,
      let name = item.json["name"]?.string, !name.isEmpty
    else { return }
    items[place]?.isNamed = true
    events.append(.toolUseStarted(id: id, name: name))
  }

  private mutating func grow(
    _ json: JSONValue, _ make: (String) -> ResponsesOutputItem.Piece, _ events: inout [ModelEvent]
  ) throws(ModelError) {
    let place = try place(of: json)
    guard let item = items[place], !item.isDone else {
      throw malformed("more of an item that is not open")
    }
    if let text = json["delta"]?.string, !text.isEmpty {
      items[place]?.append(make(text))
      hand(make(text), item.callID, &events)
    }
  }

  private mutating func take(
    _ piece: ResponsesOutputItem.Piece, _ place: Int, _ events: inout [ModelEvent]
  ) {
    items[place]?.append(piece)
    hand(piece, items[place]?.callID, &events)
  }

  private mutating func hand(
    _ piece: ResponsesOutputItem.Piece, _ callID: String?, _ events: inout [ModelEvent]
  ) {
    hasContent = true
    switch piece {
    case .words(let text): events.append(.textDelta(text))
    case .refusal(let text):
      refusal += text
      events.append(.textDelta(text))
    case .thoughts(let text): events.append(.thinkingDelta(text))
    case .arguments(let text):
      if let callID { events.append(.toolUseDelta(id: callID, json: text)) }
    }
  }

  private mutating func end(
    _ place: Int, _ json: JSONValue?, _ events: inout [ModelEvent]
  ) throws(ModelError) {
    if items[place] == nil { try add(place, json ?? .null, &events) }
    guard items[place]?.isDone == false else { return }
    let rest = items[place]?.end(json) ?? []
    nameCall(place, &events)
    for piece in rest { hand(piece, items[place]?.callID, &events) }
    try announce(&events)
  }

  /// Announces items that are done, in the order of the output.
  private mutating func announce(_ events: inout [ModelEvent]) throws(ModelError) {
    for place in items.keys.sorted() where place >= next {
      guard let item = items[place], item.isDone else { return }
      next = place + 1
      if item.callID != nil {
        guard item.isNamed else { throw malformed("a call that names no tool") }
      }
      for block in item.blocks(signer: served, maker: context.deviations.maker) {
        blocks.append(block)
        events.append(.block(block))
      }
    }
  }

  // MARK: - The end

  private mutating func complete(
    _ json: JSONValue, _ events: inout [ModelEvent]
  ) throws(ModelError) {
    let status = json["status"]?.string
    if status == "failed" || status == "cancelled" { throw ModelError(openAIEvent: json) }
    begin(json, &events)
    for (place, item) in (json["output"]?.array ?? []).enumerated() {
      // Servers that number their items otherwise have sent them all as events.
      if items[place] != nil || place >= (items.keys.max() ?? -1) + 1 {
        try end(place, item, &events)
      }
    }
    for place in items.keys.sorted() { try end(place, nil, &events) }
    phase = .complete
    if usage.merge(json["usage"]) {
      events.append(.usage(usage.step(model: served, role: context.role)))
    }
    if let unknown = ending.unknown {
      events.append(
        .notice(
          Notice(.unknown, "The provider ended the answer for an unknown reason: \(unknown).")))
    }
  }

  private var ending: (known: StopReason, unknown: String?) {
    let usual = refusal.isEmpty ? blocks.usualEnd : .refusal
    guard head["status"] == "incomplete" else { return (usual, nil) }
    switch head["incomplete_details"]?["reason"]?.string {
    case "max_output_tokens": return (.maximumTokens, nil)
    case "content_filter": return (.refusal, nil)
    case let other: return (usual, other ?? "incomplete")
    }
  }
}
