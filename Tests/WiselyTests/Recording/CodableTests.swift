// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import Wisely

/// One of everything that can be kept.
enum Samples {
  static let usage = Usage(
    input: 1, cacheRead: 2, cacheWrite5m: 3, cacheWrite30m: 4, cacheWrite1h: 5, output: 6,
    reasoning: 7, webSearches: 8, isEstimated: true)
  static let service = Service(isBatch: true, geo: "us", speed: "fast")
  static let consultation = Consultation(
    id: "c1", advisor: "strong", trigger: .beforeDone, view: .brief(tokens: 900), question: "A?",
    options: ["A", "B"], leaning: "A", outcome: .advised, verdict: .change, advice: "B.",
    check: "1 + 1", usage: usage, cost: .priced(Money(picodollars: 123_456_789)),
    duration: .microseconds(1_234_567))
  static let plan = Plan(
    id: "p1", hash: "00ff", text: "1. Do it.", files: ["a.swift"], planner: "strong",
    handover: .fresh)
  static let call = ToolUse(
    id: "t1", name: "read", input: ["path": "a", "n": 1], extra: ["caller": ["type": "direct"]])
  static let row = LedgerRow(
    id: "r1", parent: "r0", conversation: "talk", role: .advisor, setup: "cheap+strong",
    requested: "strong", served: "strong-2", usage: usage, service: service, cost: .unpriced,
    held: .priced(Money(picodollars: 9)), priceVersion: "v", trigger: .asked,
    outcome: .failed(.overloaded), started: Timestamp(microseconds: 1_795_478_400_000_001),
    ended: Timestamp(microseconds: 1_795_478_400_000_002), isReplayed: true)

  static let blocks: [Block] = [
    .text(TextBlock("Words\n\u{0}🦉", extra: ["citations": []])),
    .thinking(ThinkingBlock(signer: "strong", maker: "openai", raw: ["signature": "AbC="])),
    .toolUse(call),
    .toolResult(
      ToolResult(
        toolUseID: "t1", content: [.text("yes"), .other(["type": "new"])], isError: true,
        extra: ["x": 1])),
    .image(ImageBlock(source: ["type": "url", "url": "https://example.com/a.png"])),
    .consultation(
      ConsultationBlock(
        answered: [
          .init(place: 2, call: call, result: ToolResult(toolUseID: "t1", text: "advice"))
        ], consultations: [consultation])),
    .plan(plan),
    .escalation(Escalation(from: "cheap", to: "strong", check: "regex", reason: "No match.")),
    .other(["type": "server_tool_use", "id": "s1"]),
  ]

  static let events: [ModelEvent] =
    [
      .started("cheap", .planner), .textDelta("Hel"), .thinkingDelta("Hm"),
      .toolUseStarted(id: "t1", name: "read"), .toolUseDelta(id: "t1", json: "{\"pa"),
      .consulting(
        ConsultationStart(
          id: "c1", advisor: "strong", trigger: .stalled, question: nil, promptTokens: 10,
          worstCase: .priced(.zero))),
      .consulted(consultation),
      .planned(
        plan, HandoverQuote(freshTokens: 1, fresh: .unpriced, keepTokens: 2, keep: .priced(.zero))),
      .draftBegan("cheap"),
      .draftChecked(CheckResult(passed: false, check: "judge", reason: "Wrong.")),
      .usage(ModelUsage(model: "cheap", role: .check, usage: usage, service: service)),
      .billed(row), .notice(Notice(.unknown, "New.")),
    ] + blocks.map { .block($0) }

  static let request = ModelRequest(
    system: "Be brief.",
    transcript: Transcript([
      .user("Hi"), Message(.assistant, blocks, extra: ["id": "m"]),
      Message(.user, [.toolResult(ToolResult(toolUseID: "t1", text: "ok"))]),
    ]),
    tools: [
      ToolDefinition(
        name: "read", description: "Reads.", inputSchema: ["type": "object"], effect: .writes,
        extra: ["strict": true])
    ],
    options: GenerationOptions(maximumTokens: 77, effort: .xhigh, stopSequences: ["END"]),
    context: CallContext(
      conversation: "talk", parent: "r0", role: .executor, setup: "s", trigger: .wished,
      isConsultationWished: true, trial: 3), extra: ["metadata": ["user_id": "u"]])

  static let response = ModelResponse(
    id: "a1", model: "cheap-2", message: Message(.assistant, blocks), stopReason: .refusal,
    stopDetails: ["category": "x"],
    usage: [ModelUsage(model: "cheap", usage: usage, service: service)], bill: [row],
    consultations: [consultation], extra: ["container": nil])

  static let error = ModelError(
    .overloaded, "Busy.", status: 529, retryAfter: .milliseconds(1_500), requestID: "req",
    hasPartialContent: true, isUnsent: true, usage: response.usage, shouldRetry: false)
}

@Suite struct CodableTests {
  @Test("Every event comes back as it was, through bytes", arguments: Samples.events)
  func events(event: ModelEvent) throws {
    let bytes = try JSONValue(encoding: event).bytes
    #expect(try JSONValue(parsing: bytes).decoded(as: ModelEvent.self) == event)
  }

  @Test("What was kept before there were caches of twelve hours is read, and written as it was")
  func olderUsage() throws {
    let text =
      #"{"input":1,"cacheRead":2,"cacheWrite5m":3,"cacheWrite30m":4,"cacheWrite1h":5,"output":6,"reasoning":1,"webSearches":8,"isEstimated":true}"#
    let usage: Usage = try JSONValue(parsing: Array(text.utf8)).decoded()
    #expect(
      usage
        == Usage(
          input: 1, cacheRead: 2, cacheWrite5m: 3, cacheWrite30m: 4, cacheWrite1h: 5, output: 6,
          reasoning: 1, webSearches: 8, isEstimated: true))
    #expect(try JSONValue(encoding: usage).text == text)
    let new = Usage(input: 1, cacheWrite12h: 12)
    #expect(try JSONValue(encoding: new).decoded() == new)
    #expect(new.prompt == 13 && (new + new).cacheWrite12h == 24 && new.cacheWrites == 12)
    #expect(throws: (any Error).self) {
      try JSONValue(parsing: Array(text.replacing("\"output\":6,", with: "").utf8))
        .decoded(as: Usage.self)
    }
  }

  @Test("A request and a response come back as they were")
  func whole() throws {
    #expect(try JSONValue(encoding: Samples.request).decoded() == Samples.request)
    #expect(try JSONValue(encoding: Samples.response).decoded() == Samples.response)
  }

  @Test("An error comes back with everything it says")
  func error() throws {
    let back: ModelError = try JSONValue(encoding: Samples.error).decoded()
    #expect(String(reflecting: back) == String(reflecting: Samples.error))
    #expect(back.retryAfter == .milliseconds(1_500))
    #expect(back.usage == Samples.error.usage)
  }

  @Test("Foundation's coders keep a conversation too")
  func foundation() throws {
    // Their dictionaries have no order, so here no object has two members.
    let call = ToolUse(id: "t1", name: "read", input: ["path": "a"], extra: ["caller": [1, nil]])
    let transcript = Transcript([
      .user("Hi"), Message(.assistant, [.toolUse(call), .plan(Samples.plan)]),
    ])
    let data = try JSONEncoder().encode(transcript)
    #expect(try JSONDecoder().decode(Transcript.self, from: data) == transcript)
  }

  @Test(
    "A wrong value is named with its place",
    arguments: [
      (#"{"type":"word"}"#, "'type' must be one of \"text\", "),
      (#"{"type":"tool-use","id":"a","name":"b","extra":{}}"#, "'input' is missing"),
      (#"{"type":"escalation","from":1}"#, "'from' must be a string, not an integer"),
    ])
  func wrong(text: String, problem: String) throws {
    let json = try JSONValue(parsing: Array(text.utf8))
    let error = #expect(throws: JSONDecodingError.self) { try json.decoded(as: Block.self) }
    #expect(error?.description.hasPrefix(problem) == true, "\(String(describing: error))")
  }

  @Test("Counts that cannot be counts are refused, since their sum may overflow")
  func counts() throws {
    for (count, isPossible) in [
      ("1000000000000", true), ("9223372036854775807", false), ("-1", false),
    ] {
      let text = try JSONValue(encoding: Samples.usage).text
        .replacingOccurrences(of: "\"input\":1,", with: "\"input\":\(count),")
      let json = try JSONValue(parsing: Array(text.utf8))
      guard !isPossible else {
        #expect(try json.decoded(as: Usage.self).input == 1_000_000_000_000)
        continue
      }
      let error = #expect(throws: JSONDecodingError.self) { try json.decoded(as: Usage.self) }
      #expect(error?.description == "'input' must be from 0 to 1,000,000,000,000 tokens")
    }
  }

  @Test("Money is exact, and unknown is not nothing")
  func money() throws {
    let amount = Money(picodollars: Int128(Int64.max) * 1_000 + 1)
    #expect(try JSONValue(encoding: Cost.priced(amount)).string == amount.dollars)
    #expect(try JSONValue(encoding: Cost.unpriced).isNull)
    #expect(try JSONValue.null.decoded(as: Cost.self) == .unpriced)
    #expect(throws: JSONDecodingError.self) { try JSONValue("a lot").decoded(as: Cost.self) }
  }
}
