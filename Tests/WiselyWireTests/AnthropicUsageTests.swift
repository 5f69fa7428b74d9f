// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyWire

@Suite struct AnthropicUsageTests {
  private func steps(
    _ objects: JSONValue..., lifetime: CacheLifetime? = .fiveMinutes
  ) -> [ModelUsage] {
    var usage = AnthropicUsage(writtenLifetime: lifetime)
    for object in objects { usage.merge(object) }
    return usage.steps(model: "m", role: .executor)
  }

  @Test("The last explicit value wins, field by field; nothing is added up")
  func merging() {
    let merged = steps(
      ["input_tokens": 25, "cache_read_input_tokens": 8_000, "output_tokens": 1],
      ["output_tokens": 57], ["input_tokens": 30, "output_tokens": 60])
    #expect(
      merged == [ModelUsage(model: "m", usage: Usage(input: 30, cacheRead: 8_000, output: 60))])
  }

  @Test("Zeros in the opening are replaced by the true counts at the end")
  func lateCounts() {
    let merged = steps(
      ["input_tokens": 0, "output_tokens": 0],
      ["input_tokens": 101, "output_tokens": 10, "cache_read_input_tokens": 600])
    #expect(merged[0].usage == Usage(input: 101, cacheRead: 600, output: 10))
  }

  @Test("Zeros at the end do not undo what the opening said; no prompt at all is an estimate")
  func zeros() {
    let opening: JSONValue = [
      "input_tokens": 101, "cache_read_input_tokens": 600, "cache_creation_input_tokens": 7,
      "output_tokens": 1,
    ]
    let nothing: JSONValue = [
      "input_tokens": 0, "cache_read_input_tokens": 0, "cache_creation_input_tokens": 0,
      "output_tokens": 10,
    ]
    #expect(
      steps(opening, nothing)[0].usage
        == Usage(input: 101, cacheRead: 600, cacheWrite5m: 7, output: 10))
    #expect(
      steps(opening, ["input_tokens": 0, "output_tokens": 10])[0].usage
        == Usage(input: 101, cacheRead: 600, cacheWrite5m: 7, output: 10))
    // A prompt that was read from a cache as a whole is none of zeros.
    #expect(
      steps(
        ["input_tokens": 101, "output_tokens": 1],
        ["input_tokens": 0, "cache_read_input_tokens": 700, "output_tokens": 10])[0].usage
        == Usage(cacheRead: 700, output: 10))
    #expect(steps(nothing)[0].usage == Usage(output: 10, isEstimated: true))
  }

  @Test("What was never said is an estimate")
  func missing() {
    #expect(steps()[0].usage.isEstimated)
    #expect(steps(["input_tokens": 3])[0].usage.isEstimated)
    #expect(!steps(["input_tokens": 3, "output_tokens": 0])[0].usage.isEstimated)
  }

  @Test("Cache writes are split by lifetime; a total without a split is that of the request")
  func cacheWrites() {
    let split: JSONValue = [
      "input_tokens": 1, "output_tokens": 1, "cache_creation_input_tokens": 300,
      "cache_creation": ["ephemeral_5m_input_tokens": 100, "ephemeral_1h_input_tokens": 200],
    ]
    #expect(
      steps(split)[0].usage
        == Usage(input: 1, cacheWrite5m: 100, cacheWrite1h: 200, output: 1))
    let total: JSONValue = [
      "input_tokens": 1, "output_tokens": 1, "cache_creation_input_tokens": 300,
    ]
    #expect(steps(total)[0].usage == Usage(input: 1, cacheWrite5m: 300, output: 1))
    #expect(
      steps(total, lifetime: .oneHour)[0].usage == Usage(input: 1, cacheWrite1h: 300, output: 1))
    // Nobody knows: the dearest, and flagged (gateway trap 6).
    #expect(
      steps(total, lifetime: nil)[0].usage
        == Usage(input: 1, cacheWrite1h: 300, output: 1, isEstimated: true))
    // A later event that repeats only the total does not count it twice.
    #expect(
      steps(split, ["cache_creation_input_tokens": 300])[0].usage
        == Usage(input: 1, cacheWrite5m: 100, cacheWrite1h: 200, output: 1))
  }

  @Test("Iterations replace the top level and are billed one by one, by their own model")
  func iterations() {
    let json: JSONValue = [
      "input_tokens": 1_760, "cache_read_input_tokens": 412, "cache_creation_input_tokens": 0,
      "output_tokens": 531, "output_tokens_details": ["thinking_tokens": 60],
      "server_tool_use": ["web_search_requests": 2],
      "iterations": [
        [
          "type": "message", "input_tokens": 412, "output_tokens": 89,
          "cache_read_input_tokens": 0, "cache_creation_input_tokens": 0,
        ],
        [
          "type": "advisor_message", "model": "claude-opus-5", "input_tokens": 823,
          "output_tokens": 1_612, "cache_read_input_tokens": 0, "cache_creation_input_tokens": 0,
        ],
        [
          "type": "message", "input_tokens": 1_348, "output_tokens": 442,
          "cache_read_input_tokens": 412, "cache_creation_input_tokens": 0,
        ],
      ],
    ]
    #expect(
      steps(json) == [
        ModelUsage(
          model: "m", usage: Usage(input: 412, output: 89, reasoning: 60, webSearches: 2)),
        ModelUsage(
          model: "claude-opus-5", role: .advisor, usage: Usage(input: 823, output: 1_612)),
        ModelUsage(model: "m", usage: Usage(input: 1_348, cacheRead: 412, output: 442)),
      ])
  }

  @Test("Advisor runs without runs of the executor's own are billed besides the top level")
  func advisorOnly() {
    let json: JSONValue = [
      "input_tokens": 5, "output_tokens": 6,
      "iterations": [
        ["type": "advisor_message", "model": "a", "input_tokens": 7, "output_tokens": 8]
      ],
    ]
    #expect(
      steps(json) == [
        ModelUsage(model: "m", usage: Usage(input: 5, output: 6)),
        ModelUsage(model: "a", role: .advisor, usage: Usage(input: 7, output: 8)),
      ])
  }

  @Test("How a call was served is part of each step")
  func service() {
    let json: JSONValue = [
      "input_tokens": 1, "output_tokens": 1, "service_tier": "batch", "inference_geo": "us",
      "speed": "fast",
    ]
    #expect(steps(json)[0].service == Service(isBatch: true, geo: "us", speed: "fast"))
    #expect(steps(["service_tier": "standard"])[0].service == Service())
  }
}
