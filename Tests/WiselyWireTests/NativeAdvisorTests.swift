// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing
import Wisely
import WiselyWire

@Suite struct NativeAdvisorTests {
  private final class Clock: Sendable {
    private let seconds = Mutex<Int64>(0)
    @Sendable func now() -> Timestamp {
      seconds.withLock { seconds in
        seconds += 1
        return Timestamp(microseconds: seconds * 1_000_000)
      }
    }
  }

  private func context() -> AnthropicAnswer.Context {
    let day = CalendarDay(year: 2026, month: 11, day: 24) ?? CalendarDay(daysSinceEpoch: 0)
    return AnthropicAnswer.Context(
      requested: "claude-haiku-4-5",
      nativeAdvisor: .init(model: "claude-opus-4-8", consultations: 3, maximumTokens: 2_048),
      now: Clock().now, price: { PriceCatalogue.builtIn.cost(of: $0, on: day) })
  }

  private static let advisorRun: JSONValue = [
    "type": "advisor_message", "model": "claude-opus-4-8", "input_tokens": 823,
    "output_tokens": 1_612,
  ]

  private static func script(_ contents: JSONValue...) -> FrameScript {
    var script = FrameScript(
      model: "claude-haiku-4-5", usage: ["input_tokens": 412, "output_tokens": 1])
    for (number, content) in contents.enumerated() {
      let id = JSONValue.string("srvtoolu_\(number)")
      script.start(
        2 * number, ["type": "server_tool_use", "id": id, "name": "advisor", "input": [:]])
      script.stop(2 * number)
      script.add("ping")
      script.start(
        2 * number + 1, ["type": "advisor_tool_result", "tool_use_id": id, "content": content])
      script.stop(2 * number + 1)
    }
    script.text(2 * contents.count, "Done.")
    script.end(
      "end_turn",
      usage: [
        "input_tokens": 1_760, "output_tokens": 531,
        "iterations": [
          ["type": "message", "input_tokens": 412, "output_tokens": 89], advisorRun,
          ["type": "message", "input_tokens": 1_348, "output_tokens": 442],
        ],
      ])
    return script
  }

  @Test("A consultation is announced, recorded with its advice, and billed by its own model")
  func advised() throws {
    let reading = try Reading(
      Self.script(["type": "advisor_result", "text": "Reproduce it first."]), context())
    let starts = reading.events.compactMap { event -> ConsultationStart? in
      guard case .consulting(let start) = event else { return nil }
      return start
    }
    #expect(starts.map(\.id) == ["srvtoolu_0"])
    #expect(starts.first?.advisor == "claude-opus-4-8")
    #expect(starts.first?.promptTokens == 412)
    // 412 tokens at 5 and 2,048 at 25 dollars a million.
    #expect(starts.first?.worstCase.amount?.dollars == "0.05326")
    let held = try #require(reading.response.consultations.first)
    #expect(held.outcome == .advised)
    #expect(held.advice == "Reproduce it first.")
    #expect(held.duration == .seconds(1))
    #expect(held.usage == Usage(input: 823, output: 1_612))
    #expect(held.cost.amount?.dollars == "0.044415")
    #expect(reading.events.contains(.consulted(held)))
    #expect(reading.response.usage.map(\.role) == [.executor, .advisor, .executor])
    #expect(reading.response.usage[1].model == "claude-opus-4-8")
  }

  @Test("Blocks of the API's own go back byte for byte")
  func verbatim() throws {
    let content: JSONValue = [
      "type": "advisor_redacted_result", "encrypted_content": "EqQB", "stop_reason": "max_tokens",
    ]
    let response = try Reading(Self.script(content), context()).response
    let sent = response.message.blocks.compactMap(\.anthropic)
    #expect(sent[0]["type"] == "server_tool_use")
    #expect(sent[1]["content"] == content)
    #expect(response.consultations.first?.advice.contains("encrypted") == true)
    #expect(response.consultations.first?.outcome == .advised)
  }

  @Test(
    "What failed says so, and takes nobody's usage",
    arguments: [
      ("max_uses_exceeded", Consultation.Outcome.limitReached), ("overloaded", .unavailable),
      ("code_of_tomorrow", .unavailable),
    ])
  func failed(code: String, outcome: Consultation.Outcome) throws {
    let response = try Reading(
      Self.script(
        ["type": "advisor_tool_result_error", "error_code": .string(code)],
        ["type": "advisor_result", "text": "Do it."]),
      context()
    ).response
    #expect(response.consultations.map(\.outcome) == [outcome, .advised])
    #expect(response.consultations[0].usage == Usage())
    #expect(response.consultations[1].usage == Usage(input: 823, output: 1_612))
  }

  @Test("An answer to a question of the request before is a consultation, too")
  func acrossRequests() throws {
    var script = FrameScript()
    script.start(
      0,
      [
        "type": "advisor_tool_result", "tool_use_id": "srvtoolu_9",
        "content": ["type": "advisor_result", "text": "Yes."],
      ])
    script.stop(0)
    script.end("end_turn")
    let response = try Reading(script, context()).response
    #expect(response.consultations.map(\.id) == ["srvtoolu_9"])
    #expect(response.consultations.first?.duration == .zero)
  }

  @Test("What a consultation cost is unknown, not nothing, when its usage never came")
  func costWithoutUsage() throws {
    var script = FrameScript()
    script.start(0, ["type": "server_tool_use", "id": "s1", "name": "advisor", "input": [:]])
    script.stop(0)
    script.start(
      1,
      [
        "type": "advisor_tool_result", "tool_use_id": "s1",
        "content": ["type": "advisor_result", "text": "Go on."],
      ])
    script.stop(1)
    var answer = AnthropicAnswer(.init(requested: "m", price: { _ in .priced(.zero) }))
    var parser = SSEParser()
    for frame in try parser.parse(script.bytes) { _ = try answer.receive(frame) }
    #expect(answer.heldConsultations.map(\.cost) == [.unpriced])
  }
}
