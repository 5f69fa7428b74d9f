// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyTesting
import WiselyWire

/// Stop sequences where the dialect knows none.
@Suite(.timeLimit(.minutes(2))) struct StoppingAnswerTests {
  private static let context = OpenAIAnswerContext(requested: "gpt-test")

  private struct Reading {
    var events: [ModelEvent] = []
    var response: ModelResponse
    var framesRead = 0

    var text: String {
      events.reduce(into: "") { text, event in
        if case .textDelta(let piece) = event { text += piece }
      }
    }
    var announced: [Block] {
      events.compactMap { event in
        guard case .block(let block) = event else { return nil }
        return block
      }
    }
  }

  /// Reads a stream as a call does: no further than it has to.
  private func reading(
    _ stops: [String], _ make: (inout ResponsesScript) -> Void
  ) throws -> Reading {
    var script = ResponsesScript()
    make(&script)
    var reader = StoppingAnswer(ResponsesAnswer(Self.context), at: stops, of: Self.context)
    var parser = SSEParser()
    var events: [ModelEvent] = []
    var count = 0
    for frame in try parser.parse(script.bytes) where !reader.isFinal {
      count += 1
      events += try reader.receive(frame)
    }
    #expect(reader.isWhole)
    events += try reader.finish()
    return Reading(events: events, response: try reader.response(), framesRead: count)
  }

  /// Words in one item, cut as given.
  private static func say(_ pieces: [String], at place: Int = 0, in script: inout ResponsesScript) {
    script.start(
      place, ["type": "message", "id": "msg_1", "role": "assistant", "content": []])
    for piece in pieces { script.delta(place, "output_text", piece) }
    script.done(place, ResponsesScript.message(pieces.joined()))
  }

  private static func call(at place: Int, in script: inout ResponsesScript) {
    script.start(place, ResponsesScript.call("a", "read", ""))
    script.delta(place, "function_call_arguments", "{\"path\":\"ENDLESS\"}")
    script.done(place, ResponsesScript.call("a", "read", "{\"path\":\"ENDLESS\"}"))
  }

  @Test(
    "The words end before the sequence, wherever the deltas are cut",
    arguments: [
      ["One, two. END three"], ["One, two. E", "ND three"],
      ["One, two. ", "E", "N", "D", " three"],
      ["One, two. EN", "D"], ["One, two. END"],
    ])
  func cut(pieces: [String]) throws {
    let reading = try reading(["END", "STOP"]) { script in
      Self.say(pieces, in: &script)
      script.end()
    }
    #expect(reading.text == "One, two. ")
    #expect(reading.response.text == "One, two. ")
    #expect(reading.response.stopReason == .stopSequence)
    #expect(reading.response.extra["stop_sequence"] == "END")
    #expect(reading.announced == reading.response.message.blocks)
    // The end of the stream, where the usage is, was not waited for.
    let usage = try #require(reading.response.usage.first).usage
    #expect(usage.isEstimated && usage.input == 0 && usage.output > 0)
    #expect(reading.response.usage.map(\.model) == ["gpt-test"])
  }

  @Test("Without a sequence nothing is changed or held back for good")
  func unstopped() throws {
    func make(_ script: inout ResponsesScript) {
      Self.say(["EN", "EN", "ENDLES"], in: &script)
      Self.call(at: 1, in: &script)
      script.end()
    }
    let reading = try reading(["ENDLESS", ""], make)
    var script = ResponsesScript()
    make(&script)
    let plain = try WireReading(script.bytes, .openAIResponses)
    #expect(reading.response == plain.response)
    #expect(reading.text == "ENENENDLES")
    #expect(reading.announced == plain.announced)
  }

  @Test("An answer that begins with the sequence is empty, and its calls are not made")
  func empty() throws {
    let reading = try reading(["END"]) { script in
      Self.say(["END"], in: &script)
      Self.call(at: 1, in: &script)
      script.end()
    }
    #expect(reading.response.message.blocks.isEmpty && reading.announced.isEmpty)
    #expect(reading.response.stopReason == .stopSequence)
  }

  @Test("Of several sequences the first in the words counts, of those the longest")
  func first() throws {
    let reading = try reading(["b", "ab", "abc"]) { script in
      Self.say(["xabcb"], in: &script)
      script.end()
    }
    #expect(reading.text == "x")
    #expect(reading.response.extra["stop_sequence"] == "abc")
  }

  @Test(
    "Random words, sequences and cuts give what cutting the whole text gives", arguments: 1...300)
  func property(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let letters = ["a", "b", "ü", "👩‍🚀", " "]
    func word(_ count: ClosedRange<Int>) -> String {
      (0..<Int.random(in: count, using: &generator)).map { _ in
        letters.randomElement(using: &generator) ?? ""
      }.joined()
    }
    let pieces = (0..<Int.random(in: 1...6, using: &generator)).map { _ in word(1...5) }
    let stops = (0..<Int.random(in: 1...3, using: &generator)).map { _ in word(1...4) }
    let whole = Array(pieces.joined().utf8)
    let start = whole.indices.first { index in
      stops.contains { whole[index...].starts(with: $0.utf8) }
    }
    let reading = try reading(stops) { script in
      Self.say(pieces, in: &script)
      script.end()
    }
    let expected = String(decoding: whole[..<(start ?? whole.count)], as: UTF8.self)
    #expect(reading.text == expected, "seed \(seed)")
    #expect(reading.response.text == expected, "seed \(seed)")
    #expect(reading.response.stopReason == (start == nil ? .endTurn : .stopSequence))
    #expect(reading.announced == reading.response.message.blocks, "seed \(seed)")
  }

  @Test("A whole answer is cut as well, and what it cost is known")
  func whole() throws {
    var reader = StoppingAnswer(ResponsesAnswer(Self.context), at: ["END"], of: Self.context)
    let events = try reader.receive(whole: [
      "id": "resp_1", "status": "completed", "model": "gpt-test",
      "output": [
        [
          "type": "message", "role": "assistant",
          "content": [["type": "output_text", "text": "One END two"]],
        ]
      ], "usage": ["input_tokens": 10, "output_tokens": 5],
    ])
    let response = try reader.response()
    #expect(response.text == "One " && response.stopReason == .stopSequence)
    #expect(response.id == "resp_1")
    #expect(response.usage.map(\.usage) == [Usage(input: 10, output: 5)])
    #expect(events.contains { if case .usage = $0 { true } else { false } })
  }

  @Test("Hidden reasoning before the end counts in the estimate")
  func hidden() throws {
    var reader = StoppingAnswer(ResponsesAnswer(Self.context), at: ["END"], of: Self.context)
    func receive(_ json: JSONValue) throws {
      _ = try reader.receive(ServerSentEvent(data: json.bytes))
    }
    try receive(["type": "response.created", "response": ["model": "gpt-test"]])
    let item: JSONValue = [
      "type": "reasoning", "id": "rs_1", "summary": [],
      "encrypted_content": .string(String(repeating: "A", count: 4_000)),
    ]
    try receive(["type": "response.output_item.done", "output_index": 0, "item": item])
    try receive([
      "type": "response.output_item.added", "output_index": 1,
      "item": ["type": "message", "role": "assistant", "content": []],
    ])
    try receive(["type": "response.output_text.delta", "output_index": 1, "delta": "Hi END"])
    #expect(reader.isFinal)
    #expect(try reader.response().usage.map(\.usage.output) == [752])
  }
}
