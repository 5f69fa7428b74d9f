// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyWire

@Suite struct OpenAIUsageTests {
  static let figures: [(String, JSONValue, Usage)] = [
    (
      "plain", ["prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15],
      Usage(input: 10, output: 5)
    ),
    (
      "the prompt includes what was cached and written",
      [
        "prompt_tokens": 1_001, "completion_tokens": 10,
        "prompt_tokens_details": ["cached_tokens": 600, "cache_write_tokens": 300],
      ], Usage(input: 101, cacheRead: 600, cacheWrite30m: 300, output: 10)
    ),
    (
      "Responses' names",
      [
        "input_tokens": 1_001, "output_tokens": 17,
        "input_tokens_details": ["cached_tokens": 600, "cache_write_tokens": 300],
        "output_tokens_details": ["reasoning_tokens": 7], "total_tokens": 1_018,
      ], Usage(input: 101, cacheRead: 600, cacheWrite30m: 300, output: 17, reasoning: 7)
    ),
    (
      "reasoning is inside of the output",
      [
        "prompt_tokens": 10, "completion_tokens": 17, "total_tokens": 27,
        "completion_tokens_details": ["reasoning_tokens": 7],
      ], Usage(input: 10, output: 17, reasoning: 7)
    ),
    (
      "reasoning beside the output, by the server's own total",
      [
        "prompt_tokens": 10, "completion_tokens": 10, "total_tokens": 27,
        "completion_tokens_details": ["reasoning_tokens": 7],
      ], Usage(input: 10, output: 17, reasoning: 7)
    ),
    (
      "DeepSeek's names",
      [
        "prompt_tokens": 100, "completion_tokens": 1, "prompt_cache_hit_tokens": 60,
        "prompt_cache_miss_tokens": 40,
      ], Usage(input: 40, cacheRead: 60, output: 1)
    ),
    (
      "llama.cpp's name", ["prompt_tokens": 100, "completion_tokens": 1, "cached_tokens": 60],
      Usage(input: 40, cacheRead: 60, output: 1)
    ),
    (
      "null details",
      [
        "prompt_tokens": 3, "completion_tokens": 1, "prompt_tokens_details": nil,
        "completion_tokens_details": nil,
      ], Usage(input: 3, output: 1)
    ),
    (
      "a part beyond the whole",
      [
        "prompt_tokens": 40, "completion_tokens": 1, "prompt_tokens_details": ["cached_tokens": 60],
      ], Usage(input: 40, cacheRead: 60, output: 1, isEstimated: true)
    ),
    ("half of it", ["prompt_tokens": 10], Usage(input: 10, isEstimated: true)),
    (
      "nothing counted", ["prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0],
      Usage(isEstimated: true)
    ),
    ("nonsense", ["prompt_tokens": -1, "completion_tokens": "5"], Usage(isEstimated: true)),
  ]

  @Test("Every server's figures become the same disjoint kinds", arguments: figures)
  func kinds(name: String, json: JSONValue, expected: Usage) {
    var usage = OpenAIUsage(writtenLifetime: .thirtyMinutes)
    usage.merge(json)
    #expect(usage.step(model: "m", role: .executor).usage == expected, "\(name)")
  }

  @Test("Writes of unknown lifetime count as the dearest, flagged")
  func unknownLifetime() {
    var usage = OpenAIUsage(writtenLifetime: nil)
    usage.merge([
      "prompt_tokens": 5, "completion_tokens": 1,
      "prompt_tokens_details": ["cache_write_tokens": 5],
    ])
    #expect(
      usage.step(model: "m", role: .executor).usage
        == Usage(cacheWrite1h: 5, output: 1, isEstimated: true))
  }

  @Test(
    "Figures are cumulative: the last explicit one counts, and one that is absent changes nothing")
  func cumulative() {
    var usage = OpenAIUsage(writtenLifetime: nil)
    usage.merge(["prompt_tokens": 10, "completion_tokens": 1])
    usage.merge(["completion_tokens": 5])
    usage.merge(nil)
    #expect(usage.step(model: "m", role: .check).usage == Usage(input: 10, output: 5))
  }

  @Test("What a server says besides is kept, and how it served is known")
  func besides() throws {
    let reading = try WireReading(
      whole: [
        "choices": [["message": ["content": "Hi"], "finish_reason": "stop"]],
        "service_tier": "flex",
        "usage": ["prompt_tokens": 1, "completion_tokens": 1, "cost": 5, "is_byok": false],
      ], .openAIChat)
    #expect(reading.response.extra["usage"] == ["cost": 5, "is_byok": false])
    #expect(reading.response.usage[0].service == Service(speed: "flex"))
  }

  @Test(
    "The usual service has the usual price, whatever a server calls it",
    arguments: ["auto", "default", "standard", "on_demand", ""])
  func usualService(tier: String) {
    var usage = OpenAIUsage(writtenLifetime: nil)
    usage.merge(tier: .string(tier))
    #expect(usage.step(model: "m", role: .executor).service == Service())
  }

  @Test("No usage at all is an estimate, and said to be one", arguments: Dialect.allCases)
  func missing(dialect: Dialect) throws {
    var script = DialectScript(dialect)
    script.text("Hi")
    script.end(.endTurn, usage: nil)
    let reading = try WireReading(script.bytes, dialect)
    #expect(reading.response.usage.map(\.usage.isEstimated) == [true])
  }
}
