// SPDX-License-Identifier: Apache-2.0

package import Wisely

/// Writes streamed answers of Chat Completions.
package struct ChatStreamWriter: StreamWriter {
  private let head: AnswerHead
  private var sequence = BlockSequence()
  private var calls = 0
  private var words = ""
  private var isBegun = false

  /// A writer of one answer.
  package init(head: AnswerHead) { self.head = head }

  /// Takes an event; returns the frames that can be sent now.
  package mutating func write(_ event: ModelEvent) -> [ServerSentEvent] {
    frames(sequence.receive(event))
  }

  /// Takes the whole answer; returns the frames that end the stream.
  package mutating func end(_ response: ModelResponse) -> [ServerSentEvent] {
    var frames = frames(sequence.finish(response.message.blocks)) + begin()
    // What has not been said as words yet.
    if let refusal = ChatResponseWriter.refusal(response), words.isEmpty {
      frames.append(chunk(["refusal": .string(refusal)]))
    }
    // Words cannot be taken back as a refusal once they were said.
    let isFiltered = response.stopReason == .refusal && !words.isEmpty
    let reason = isFiltered ? "content_filter" : ChatResponseWriter.finishReason(response)
    frames.append(chunk([:], finish: .string(reason)))
    if head.includesUsage {
      var object = ChatResponseWriter(head: head).envelope("chat.completion.chunk")
      object["choices"] = []
      object["usage"] = ChatResponseWriter.usage(response.usage)
      frames.append(ServerSentEvent(.object(object)))
    }
    return frames + [ServerSentEvent(data: Array("[DONE]".utf8))]
  }

  /// Takes what went wrong; without the mark that ends streams.
  package mutating func fail(_ error: ModelError) -> [ServerSentEvent] {
    [ServerSentEvent(Dialect.openAIChat.body(of: error))]
  }

  // MARK: - Frames

  private mutating func begin() -> [ServerSentEvent] {
    guard !isBegun else { return [] }
    isBegun = true
    return [chunk(["role": "assistant", "content": ""])]
  }

  private mutating func frames(_ steps: [BlockSequence.Step]) -> [ServerSentEvent] {
    guard !steps.isEmpty else { return [] }
    return begin() + steps.compactMap { frame($0) }
  }

  private mutating func frame(_ step: BlockSequence.Step) -> ServerSentEvent? {
    switch step {
    case .begin(.call(let id, let name), _):
      calls += 1
      return call([
        "id": .string(id), "type": "function",
        "function": ["name": .string(name), "arguments": ""],
      ])
    case .grow(.words, let text):
      words += text
      return chunk(["content": .string(text)])
    case .grow(.thinking, let text): return chunk(["reasoning_content": .string(text)])
    case .grow(.call, let text): return call(["function": ["arguments": .string(text)]])
    case .end(.thinking, .thinking(let thinking)?):
      let seal = ThinkingSeal.sealed(thinking, place: words.utf8.count)
      return chunk(["reasoning_opaque": .string(seal + "\n")])
    case .begin, .end, .grow(.other, _): return nil
    }
  }

  private func call(_ members: JSONObject) -> ServerSentEvent {
    chunk(["tool_calls": [.object(["index": JSONValue(calls - 1)] + members)]])
  }

  private func chunk(_ delta: JSONObject, finish: JSONValue = nil) -> ServerSentEvent {
    var object = ChatResponseWriter(head: head).envelope("chat.completion.chunk")
    object["choices"] = [
      ["index": 0, "delta": .object(delta), "logprobs": nil, "finish_reason": finish]
    ]
    // Clients that asked for the usage expect the member in every chunk.
    if head.includesUsage { object["usage"] = .null }
    return ServerSentEvent(.object(object))
  }
}
