// SPDX-License-Identifier: Apache-2.0

package import Wisely

/// Writes streamed answers of OpenAI's Responses.
package struct ResponsesStreamWriter: StreamWriter {
  private let items: ResponsesResponseWriter
  private var sequence = BlockSequence()
  private var output: [JSONValue] = []
  private var text = ""
  private var number = 0
  /// The name of the item that is open.
  private var current: String?
  private var isBegun = false

  /// A writer of one answer.
  package init(head: AnswerHead) { items = ResponsesResponseWriter(head: head) }

  /// Takes an event; returns the frames that can be sent now.
  package mutating func write(_ event: ModelEvent) -> [ServerSentEvent] {
    frames(sequence.receive(event))
  }

  /// Takes the whole answer; returns the frames that end the stream.
  package mutating func end(_ response: ModelResponse) -> [ServerSentEvent] {
    var frames = frames(sequence.finish(response.message.blocks)) + begin()
    // A refusal that nobody has said as words.
    var isRefusalSaid = false
    if let refusal = ChatResponseWriter.refusal(response), output.isEmpty {
      isRefusalSaid = true
      let part: JSONValue = ["type": "refusal", "refusal": .string(refusal)]
      let item = items.message(content: [part], place: 0, status: "completed")
      frames += finished(
        .object(item), started: items.message(content: [], place: 0, status: "in_progress"))
    }
    // Words cannot be taken back as a refusal once they were said.
    let isFiltered = response.stopReason == .refusal && !isRefusalSaid
    let reason =
      isFiltered ? "content_filter" : ResponsesResponseWriter.incompleteReason(response)
    let body = items.body(of: response, output: output, incomplete: reason)
    frames.append(
      frame(reason == nil ? "response.completed" : "response.incomplete", ["response": body]))
    return frames
  }

  /// Takes what went wrong.
  package mutating func fail(_ error: ModelError) -> [ServerSentEvent] {
    let frames = begin()
    var response = items.envelope(status: "failed", output: output)
    response["error"] = [
      "code": .string(error.openAICode), "message": .string(error.message),
    ]
    return frames + [frame("response.failed", ["response": .object(response)])]
  }

  // MARK: - Frames

  private mutating func begin() -> [ServerSentEvent] {
    guard !isBegun else { return [] }
    isBegun = true
    let response = JSONValue.object(items.envelope(status: "in_progress"))
    return ["response.created", "response.in_progress"].map { frame($0, ["response": response]) }
  }

  private mutating func frames(_ steps: [BlockSequence.Step]) -> [ServerSentEvent] {
    guard !steps.isEmpty else { return [] }
    return begin() + steps.flatMap { frames($0) }
  }

  private mutating func frames(_ step: BlockSequence.Step) -> [ServerSentEvent] {
    switch step {
    case .begin(let kind, _): return begin(kind)
    case .grow(let kind, let piece):
      text += piece
      return [grow(kind, piece)]
    case .end(let kind, let block): return end(kind, block)
    }
  }

  private mutating func begin(_ kind: BlockSequence.Kind) -> [ServerSentEvent] {
    text = ""
    let place = output.count
    switch kind {
    case .words:
      let item = items.message(content: [], place: place, status: "in_progress")
      return [
        added(.object(item)),
        part("response.content_part.added", "content_index", ResponsesResponseWriter.words("")),
      ]
    case .thinking:
      return [
        added(items.reasoning(nil, place: place)),
        part("response.reasoning_summary_part.added", "summary_index", summary("")),
      ]
    case .call(let id, let name):
      return [added(items.call(id, name, "", place: place, status: "in_progress"))]
    case .other: return []
    }
  }

  private mutating func grow(_ kind: BlockSequence.Kind, _ piece: String) -> ServerSentEvent {
    switch kind {
    case .words:
      about(
        "response.output_text.delta", ["content_index": 0, "delta": .string(piece), "logprobs": []])
    case .thinking:
      about("response.reasoning_summary_text.delta", ["summary_index": 0, "delta": .string(piece)])
    case .call, .other:
      about("response.function_call_arguments.delta", ["delta": .string(piece)])
    }
  }

  private mutating func end(_ kind: BlockSequence.Kind, _ block: Block?) -> [ServerSentEvent] {
    let place = output.count
    var frames: [ServerSentEvent]
    let item: JSONValue
    switch kind {
    case .words:
      let words = ResponsesResponseWriter.words(text)
      frames = [
        about(
          "response.output_text.done",
          ["content_index": 0, "text": .string(text), "logprobs": []]),
        part("response.content_part.done", "content_index", words),
      ]
      item = .object(items.message(content: [words], place: place, status: "completed"))
    case .thinking:
      frames = [
        about(
          "response.reasoning_summary_text.done", ["summary_index": 0, "text": .string(text)]),
        part("response.reasoning_summary_part.done", "summary_index", summary(text)),
      ]
      var thinking: ThinkingBlock?
      if case .thinking(let whole)? = block { thinking = whole }
      item = items.reasoning(thinking, words: text, place: place)
    case .call(let id, let name):
      frames = [
        about("response.function_call_arguments.done", ["arguments": .string(text)])
      ]
      item = items.call(id, name, text, place: place)
    case .other:
      guard case .other(let json)? = block, let whole = json.unwrapped(from: .openAIResponses),
        let begun = whole.object
      else { return [] }
      return finished(whole, started: begun)
    }
    frames.append(
      frame("response.output_item.done", ["output_index": JSONValue(place), "item": item]))
    current = nil
    output.append(item)
    return frames
  }

  private mutating func finished(_ item: JSONValue, started: JSONObject) -> [ServerSentEvent] {
    let frames = [
      added(.object(started)),
      frame("response.output_item.done", ["output_index": JSONValue(output.count), "item": item]),
    ]
    output.append(item)
    return frames
  }

  private mutating func added(_ item: JSONValue) -> ServerSentEvent {
    current = item["id"]?.string
    return frame(
      "response.output_item.added", ["output_index": JSONValue(output.count), "item": item])
  }

  private mutating func part(_ type: String, _ key: String, _ part: JSONValue) -> ServerSentEvent {
    about(type, [key: 0, "part": part])
  }

  private func summary(_ text: String) -> JSONValue {
    ["type": "summary_text", "text": .string(text)]
  }

  /// A frame about the item that is open.
  private mutating func about(_ type: String, _ members: JSONObject) -> ServerSentEvent {
    let place: JSONObject = [
      "item_id": .string(current ?? ""), "output_index": JSONValue(output.count),
    ]
    return frame(type, place + members)
  }

  private mutating func frame(_ type: String, _ members: JSONObject) -> ServerSentEvent {
    let head: JSONObject = ["type": .string(type), "sequence_number": JSONValue(number)]
    number += 1
    return ServerSentEvent(name: type, .object(head + members))
  }
}
