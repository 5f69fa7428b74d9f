// SPDX-License-Identifier: Apache-2.0

package import Wisely

/// Writes streamed answers of the Messages API.
package struct AnthropicStreamWriter: StreamWriter {
  private let head: AnswerHead
  private var sequence = BlockSequence()
  private var usage: [ModelUsage] = []
  private var index = 0
  private var isBegun = false
  /// Whether the block that grows is shown already.
  private var isShown = false

  /// A writer of one answer.
  package init(head: AnswerHead) { self.head = head }

  /// Takes an event; returns the frames that can be sent now.
  package mutating func write(_ event: ModelEvent) -> [ServerSentEvent] {
    if case .usage(let step) = event, step.role != .advisor { usage = [step] }
    return frames(sequence.receive(event))
  }

  /// Takes the whole answer; returns the frames that end the stream.
  package mutating func end(_ response: ModelResponse) -> [ServerSentEvent] {
    if !isBegun, usage.isEmpty { usage = Array(response.usage.prefix(1)) }
    var frames = frames(sequence.finish(response.message.blocks)) + begin()
    var delta: JSONObject = [
      "stop_reason": .string(AnthropicResponseWriter.stopReason(response).rawValue),
      "stop_sequence": AnthropicResponseWriter.stopSequence(response),
    ]
    if let details = response.stopDetails { delta["stop_details"] = details }
    frames.append(
      frame(
        "message_delta",
        [
          "delta": .object(delta),
          "usage": AnthropicResponseWriter.usage(response.usage),
        ]))
    frames.append(frame("message_stop"))
    return frames
  }

  /// Takes what went wrong.
  package mutating func fail(_ error: ModelError) -> [ServerSentEvent] {
    [ServerSentEvent(name: "error", Dialect.anthropicMessages.body(of: error))]
  }

  // MARK: - Frames

  private mutating func begin() -> [ServerSentEvent] {
    guard !isBegun else { return [] }
    isBegun = true
    var known = usage
    if known.isEmpty || known[0].usage.prompt == 0 {
      known = [ModelUsage(model: head.model, usage: Usage(input: head.promptTokens, output: 1))]
    }
    var message = AnthropicResponseWriter(head: head).message(content: [])
    message["stop_reason"] = .null
    message["stop_sequence"] = .null
    message["usage"] = AnthropicResponseWriter.usage(known)
    return [frame("message_start", ["message": .object(message)])]
  }

  private mutating func frames(_ steps: [BlockSequence.Step]) -> [ServerSentEvent] {
    guard !steps.isEmpty else { return [] }
    return begin() + steps.flatMap { frames($0) }
  }

  private mutating func frames(_ step: BlockSequence.Step) -> [ServerSentEvent] {
    switch step {
    case .begin(.other, _): return []
    case .end(.other, .other(let json)?): return json.isWrapped ? [] : whole(json)
    case .begin(let kind, let block):
      let shown = shown(block)
      isShown = !shown.isEmpty
      return shown.flatMap { whole($0) } + [start(beginning(of: kind, block))]
    case .grow(let kind, let text):
      if isShown { return [] }
      switch kind {
      case .words: return [delta(["type": "text_delta", "text": .string(text)])]
      case .thinking: return [delta(["type": "thinking_delta", "thinking": .string(text)])]
      case .call: return [delta(["type": "input_json_delta", "partial_json": .string(text)])]
      case .other: return []
      }
    case .end(_, let block):
      isShown = false
      let signature = signature(of: block).map { signature in
        delta(["type": "signature_delta", "signature": .string(signature)])
      }
      let stop = frame("content_block_stop", ["index": JSONValue(index)])
      index += 1
      return [signature, stop].compactMap { $0 }
    }
  }

  /// A block that arrives whole in its start.
  private mutating func whole(_ block: JSONValue) -> [ServerSentEvent] {
    defer { index += 1 }
    return [start(block), frame("content_block_stop", ["index": JSONValue(index)])]
  }

  private func shown(_ block: Block?) -> [JSONValue] {
    guard case .thinking(let thinking)? = block,
      let closed = ThinkingSeal.consultation(thinking)
    else { return [] }
    return AnthropicResponseWriter(head: head).shown(.consultation(closed))
  }

  private func beginning(of kind: BlockSequence.Kind, _ block: Block?) -> JSONValue {
    switch kind {
    case .words: return ["type": "text", "text": ""]
    case .thinking:
      // Redacted reasoning has no pieces.
      if case .thinking(let thinking)? = block {
        let json = AnthropicResponseWriter(head: head).json(of: thinking)
        if json["type"] == "redacted_thinking" { return json }
      }
      return ["type": "thinking", "thinking": "", "signature": ""]
    case .call(let id, let name):
      let id = CallIDRule.identifier.fitting(id)
      return ["type": "tool_use", "id": .string(id), "name": .string(name), "input": [:]]
    case .other: return .null
    }
  }

  private func signature(of block: Block?) -> String? {
    guard case .thinking(let thinking)? = block else { return nil }
    return AnthropicResponseWriter(head: head).json(of: thinking)["signature"]?.string
  }

  private func start(_ block: JSONValue) -> ServerSentEvent {
    frame("content_block_start", ["index": JSONValue(index), "content_block": block])
  }

  private func delta(_ delta: JSONValue) -> ServerSentEvent {
    frame("content_block_delta", ["index": JSONValue(index), "delta": delta])
  }

  private func frame(_ type: String, _ members: JSONObject = [:]) -> ServerSentEvent {
    ServerSentEvent(name: type, .object(["type": .string(type)] + members))
  }
}
