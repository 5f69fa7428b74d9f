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
      "reasoning that only the total tells of, as some servers of Gemini's models have it",
      ["prompt_tokens": 20, "completion_tokens": 198, "total_tokens": 623],
      Usage(input: 20, output: 603, reasoning: 405, isEstimated: true)
    ),
    (
      "a total that explains less than it holds",
      [
        "prompt_tokens": 20, "completion_tokens": 10, "total_tokens": 130,
        "completion_tokens_details": ["reasoning_tokens": 60],
      ], Usage(input: 20, output: 110, reasoning: 100, isEstimated: true)
    ),
    (
      "a prompt that leaves out what was cached, by the server's own total",
      [
        "prompt_tokens": 20, "completion_tokens": 10, "total_tokens": 630,
        "prompt_tokens_details": ["cached_tokens": 600],
      ], Usage(input: 20, cacheRead: 600, output: 10, isEstimated: true)
    ),
    (
      "a total below its parts is no reason for anything",
      ["prompt_tokens": 20, "completion_tokens": 10, "total_tokens": 4],
      Usage(input: 20, output: 10)
    ),
    (
      "writes by their lifetimes",
      [
        "input_tokens": 1_001, "output_tokens": 17,
        "input_tokens_details": [
          "cached_tokens": 1, "cache_write_tokens": 900,
          "cache_write_tokens_details": ["ttl_30m_tokens": 200, "ttl_12h_tokens": 700],
        ],
      ], Usage(input: 100, cacheRead: 1, cacheWrite30m: 200, cacheWrite12h: 700, output: 17)
    ),
    (
      "lifetimes of less than all",
      [
        "input_tokens": 1_000, "output_tokens": 1,
        "input_tokens_details": [
          "cache_write_tokens": 900, "cache_write_tokens_details": ["ttl_12h_tokens": 700],
        ],
      ], Usage(input: 100, cacheWrite30m: 200, cacheWrite12h: 700, output: 1)
    ),
    (
      "lifetimes without their sum",
      [
        "input_tokens": 1_000, "output_tokens": 1,
        "input_tokens_details": ["cache_write_tokens_details": ["ttl_12h_tokens": 700]],
      ], Usage(input: 300, cacheWrite12h: 700, output: 1)
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

  @Test("Where the total is known to hold the reasoning, that is no estimate")
  func totalTellsReasoning() {
    var usage = OpenAIUsage(writtenLifetime: nil, totalTellsReasoning: true)
    usage.merge(["prompt_tokens": 20, "completion_tokens": 198, "total_tokens": 623])
    #expect(
      usage.step(model: "m", role: .executor).usage
        == Usage(input: 20, output: 603, reasoning: 405))
  }

  static let lifetimes: [(asked: String?, said: String?, Usage)] = [
    (nil, nil, Usage(input: 4, cacheWrite30m: 6, output: 1)),
    ("12h", nil, Usage(input: 4, cacheWrite12h: 6, output: 1)),
    ("12h", "30m", Usage(input: 4, cacheWrite30m: 6, output: 1)),
    (nil, "12h", Usage(input: 4, cacheWrite12h: 6, output: 1)),
    ("30m", "soon", Usage(input: 4, cacheWrite30m: 6, output: 1)),
  ]

  @Test(
    "Without its own split, an answer's word on the lifetime counts, then the request's",
    arguments: [Dialect.openAIChat, .openAIResponses], lifetimes)
  func lifetime(
    dialect: Dialect, _ example: (asked: String?, said: String?, usage: Usage)
  ) throws {
    var request = ModelRequest("Hi")
    if let asked = example.asked {
      let options: JSONValue = ["prompt_cache_options": ["ttl": .string(asked)]]
      request.extra = [dialect == .openAIChat ? "openai-chat" : "openai-responses": options]
    }
    let context = OpenAIAnswerContext(request, model: "m", deviations: OpenAIDeviations())
    var reader = dialect.reader(context)
    let isChat = dialect == .openAIChat
    var body: JSONObject =
      isChat
      ? ["choices": [["message": ["content": "Hi"], "finish_reason": "stop"]]]
      : ["status": "completed", "output": []]
    body["usage"] = [
      isChat ? "prompt_tokens" : "input_tokens": 10,
      isChat ? "completion_tokens" : "output_tokens": 1,
      isChat ? "prompt_tokens_details" : "input_tokens_details": ["cache_write_tokens": 6],
    ]
    if let said = example.said { body["prompt_cache_options"] = ["ttl": .string(said)] }
    _ = try reader.receive(whole: .object(body))
    #expect(try reader.response().usage.map(\.usage) == [example.usage])
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

  @Test(
    "Words of which no output is counted make it an estimate; silence does not",
    arguments: Dialect.allCases, [true, false])
  func noOutput(dialect: Dialect, hasWords: Bool) throws {
    var script = DialectScript(dialect)
    if hasWords { script.text("Hi") }
    script.end(.endTurn, usage: Usage(input: 10))
    let reading = try WireReading(script.bytes, dialect)
    #expect(reading.response.usage.map(\.usage) == [Usage(input: 10, isEstimated: hasWords)])
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
