// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyWire

/// One answer written by hand in any dialect, so that the same assertions hold for all of them.
struct DialectScript {
  let dialect: Dialect
  private var anthropic = FrameScript(
    model: "gpt-test", usage: ["input_tokens": 10, "output_tokens": 1])
  private var chat = ChatScript()
  private var responses = ResponsesScript()
  private var place = 0
  private var open: [String: Int] = [:]
  private var arguments: [String: String] = [:]
  private var names: [String: String] = [:]

  init(_ dialect: Dialect) { self.dialect = dialect }

  mutating func text(_ pieces: String...) {
    let whole = pieces.joined()
    anthropic.start(place, ["type": "text", "text": ""])
    responses.start(place, ["type": "message", "id": "m", "role": "assistant", "content": []])
    for piece in pieces {
      anthropic.delta(place, ["type": "text_delta", "text": .string(piece)])
      chat.text(piece)
      responses.delta(place, "output_text", piece)
    }
    anthropic.stop(place)
    responses.done(place, ResponsesScript.message(whole))
    place += 1
  }

  mutating func begin(_ id: String, _ name: String) {
    anthropic.start(
      place, ["type": "tool_use", "id": .string(id), "name": .string(name), "input": [:]])
    chat.call([
      "index": JSONValue(open.count), "id": .string(id), "type": "function",
      "function": ["name": .string(name), "arguments": ""],
    ])
    responses.start(place, ResponsesScript.call(id, name, ""))
    open[id] = place
    names[id] = name
    place += 1
  }

  mutating func grow(_ id: String, _ piece: String) {
    let place = open[id] ?? 0
    arguments[id, default: ""] += piece
    anthropic.delta(place, ["type": "input_json_delta", "partial_json": .string(piece)])
    let index = open.values.sorted().firstIndex(of: place) ?? 0
    chat.call(["index": JSONValue(index), "function": ["arguments": .string(piece)]])
    responses.delta(place, "function_call_arguments", piece)
  }

  private mutating func close() {
    for (id, place) in open.sorted(by: { $0.value < $1.value }) {
      anthropic.stop(place)
      responses.done(
        place, ResponsesScript.call(id, names[id] ?? "", .string(arguments[id] ?? "")))
    }
  }

  mutating func end(_ reason: StopReason, usage: Usage? = Usage(input: 10, output: 5)) {
    close()
    let words: JSONValue =
      switch reason {
      case .maximumTokens: "length"
      case .refusal: "content_filter"
      case .toolUse: "tool_calls"
      default: "stop"
      }
    chat.add([:], finish: words)
    if let usage {
      chat.usage([
        "prompt_tokens": JSONValue(usage.prompt), "completion_tokens": JSONValue(usage.output),
        "prompt_tokens_details": ["cached_tokens": JSONValue(usage.cacheRead)],
        "completion_tokens_details": ["reasoning_tokens": JSONValue(usage.reasoning)],
      ])
    } else if dialect == .anthropicMessages {
      anthropic.frames[0].json = ["type": "message_start", "message": ["model": "gpt-test"]]
    }
    chat.frames.append("[DONE]")
    anthropic.end(
      .string(reason.rawValue),
      usage: usage.map { usage in
        [
          "input_tokens": JSONValue(usage.input),
          "cache_read_input_tokens": JSONValue(usage.cacheRead),
          "output_tokens": JSONValue(usage.output),
          "output_tokens_details": ["thinking_tokens": JSONValue(usage.reasoning)],
        ]
      } ?? nil)
    let cause: String? =
      reason == .maximumTokens
      ? "max_output_tokens" : reason == .refusal ? "content_filter" : nil
    responses.end(
      status: cause == nil ? "completed" : "incomplete",
      cause.map { ["incomplete_details": ["reason": .string($0)]] } ?? [:],
      usage: usage.map { usage in
        [
          "input_tokens": JSONValue(usage.prompt),
          "input_tokens_details": ["cached_tokens": JSONValue(usage.cacheRead)],
          "output_tokens": JSONValue(usage.output),
          "output_tokens_details": ["reasoning_tokens": JSONValue(usage.reasoning)],
        ]
      } ?? nil)
  }

  mutating func fail(_ type: String, _ message: String) {
    let error: JSONValue = ["type": .string(type), "message": .string(message)]
    anthropic.add("error", ["error": error])
    chat.raw(["error": error])
    responses.add(
      "response.failed",
      [
        "response": [
          "status": "failed", "error": ["code": .string(type), "message": .string(message)],
        ]
      ])
  }

  var bytes: [UInt8] {
    switch dialect {
    case .anthropicMessages: anthropic.bytes
    case .openAIChat: chat.bytes
    case .openAIResponses: responses.bytes
    }
  }
}
