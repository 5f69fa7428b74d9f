// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyTesting
import WiselyWire

/// Broken streams: whatever comes, there is an answer or a `ModelError`, never a trap.
@Suite(.timeLimit(.minutes(5))) struct AnthropicFuzzTests {
  private static let numbers: [JSONValue] = [
    "12", nil, -1, 0, 7, 9_223_372_036_854_775_807, -9_223_372_036_854_775_807, true, [:], [1],
    number("1e400"), number("-1e400"), number("1e18"), number("2.5"), number("3.0"),
    number("99999999999999999999"), number("1e-999999999999"),
  ]

  private static func number(_ text: String) -> JSONValue {
    JSONNumber(lexeme: text).map { .number($0) } ?? .null
  }

  private static func usage(_ generator: inout SeededGenerator, depth: Int = 1) -> JSONValue {
    var usage: JSONObject = [:]
    let fields = [
      "input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens",
    ]
    func pick(_ generator: inout SeededGenerator) -> JSONValue {
      numbers.randomElement(using: &generator) ?? .null
    }
    for field in fields where Bool.random(using: &generator) {
      usage[field] = pick(&generator)
    }
    if Bool.random(using: &generator) {
      usage["cache_creation"] = [
        "ephemeral_5m_input_tokens": pick(&generator),
        "ephemeral_1h_input_tokens": pick(&generator),
      ]
      usage["output_tokens_details"] = ["thinking_tokens": pick(&generator)]
      usage["server_tool_use"] = ["web_search_requests": pick(&generator)]
    }
    if depth > 0, Bool.random(using: &generator) {
      let kinds = ["message", "advisor_message", "compaction", "unheard_of"]
      usage["iterations"] = .array(
        (0..<Int.random(in: 0...4, using: &generator)).map { _ in
          var run = Self.usage(&generator, depth: depth - 1).object ?? [:]
          run["type"] = .string(kinds.randomElement(using: &generator) ?? "message")
          if Bool.random(using: &generator) { run["model"] = "claude-opus-4-6" }
          return .object(run)
        })
    }
    return .object(usage)
  }

  @Test("No figure in a usage object can do harm", arguments: 1...200)
  func figures(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    var usage = AnthropicUsage(
      writtenLifetime: [CacheLifetime.fiveMinutes, .oneHour, nil].randomElement(using: &generator)
        ?? nil)
    for _ in 0..<3 {
      usage.merge(Self.usage(&generator))
      let steps = usage.steps(model: "claude-haiku-4-5", role: .executor)
      let sum = steps.reduce(Usage()) { $0 + $1.usage }
      #expect(sum.prompt >= 0 && sum.output >= 0 && usage.promptTokens >= 0, "seed \(seed)")
      for step in steps {
        // Nothing that cannot be a count becomes money or an unknown price.
        #expect(
          PriceCatalogue.builtIn.cost(of: step, at: Timestamp(microseconds: 1_795_478_400_000_000))
            .amount != nil || step.usage.webSearches > 0, "seed \(seed)")
      }
    }
  }

  private static var script: FrameScript {
    var script = FrameScript()
    script.start(0, ["type": "thinking", "thinking": "", "signature": ""])
    script.delta(0, ["type": "thinking_delta", "thinking": "Hm"])
    script.delta(0, ["type": "signature_delta", "signature": "sig"])
    script.stop(0)
    script.text(1, "One ", "two 👩‍🚀")
    script.start(2, ["type": "tool_use", "id": "t1", "name": "read", "input": [:]])
    script.delta(2, ["type": "input_json_delta", "partial_json": "{\"path\": \"a"])
    script.delta(2, ["type": "input_json_delta", "partial_json": "\"}"])
    script.stop(2)
    script.start(3, ["type": "server_tool_use", "id": "s1", "name": "advisor", "input": [:]])
    script.stop(3)
    script.start(
      4,
      [
        "type": "advisor_tool_result", "tool_use_id": "s1",
        "content": ["type": "advisor_result", "text": "x"],
      ])
    script.stop(4)
    script.end(
      "tool_use",
      usage: ["output_tokens": 9, "iterations": [["type": "advisor_message", "model": "a"]]])
    return script
  }

  private func play(_ bytes: [UInt8], cutEvery size: Int) {
    var answer = AnthropicAnswer(
      .init(
        requested: "m",
        nativeAdvisor: .init(model: "a", consultations: 1, maximumTokens: 1_024)))
    var parser = SSEParser()
    var rest = bytes[...]
    do {
      while !rest.isEmpty {
        for frame in try parser.parse(Array(rest.prefix(size))) { _ = try answer.receive(frame) }
        rest = rest.dropFirst(min(size, rest.count))
      }
      if answer.isWhole { _ = try answer.response() }
    } catch is ModelError {} catch is SSEError {} catch {
      Issue.record("another error: \(error)")
    }
  }

  @Test("Damaged streams end in an answer or an error", arguments: 1...300)
  func damaged(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    var bytes = Self.script.bytes
    for _ in 0..<Int.random(in: 1...12, using: &generator) {
      let place = Int.random(in: bytes.indices, using: &generator)
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(contentsOf: Array("\n\n".utf8), at: place)
      case 3:
        let end = min(bytes.count, place + Int.random(in: 1...200, using: &generator))
        bytes.removeSubrange(place..<end)
      default:
        let end = min(bytes.count, place + Int.random(in: 1...300, using: &generator))
        bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
      }
      if bytes.isEmpty { return }
    }
    play(bytes, cutEvery: Int.random(in: 1...bytes.count, using: &generator))
  }

  @Test("Frames in any order end in an answer or an error", arguments: 1...300)
  func shuffled(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    var script = Self.script
    let extra = script.frames
    script.frames += extra.filter { _ in Bool.random(using: &generator) }
    if Bool.random(using: &generator) { script.frames.shuffle(using: &generator) }
    let first = script.frames.first { $0.name == "message_start" }
    if let first, Bool.random(using: &generator) { script.frames.insert(first, at: 0) }
    play(script.bytes, cutEvery: Int.random(in: 1...4_096, using: &generator))
  }

  @Test("Random bytes and deep nesting end in an error", arguments: 1...60)
  func noise(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    play(
      (0..<2_000).map { _ in UInt8.random(in: 0...255, using: &generator) }, cutEvery: seed)
    let deep = String(repeating: "[", count: 20_000 * seed)
    play(Array("data: {\"type\":\"ping\",\"x\":\(deep)\n\n".utf8), cutEvery: 65_536)
    let nested = String(repeating: "{\"a\":", count: 100 * seed)
    play(Array("data: \(nested)\n\n".utf8), cutEvery: 65_536)
  }
}
