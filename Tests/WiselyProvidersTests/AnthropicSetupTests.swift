// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyNet
import WiselyProviders
import WiselyTesting

/// Setups made of models behind the API, against an upstream that checks every request.
@Suite(.timeLimit(.minutes(5))) struct AnthropicSetupTests {
  private let bench = ProviderBench()

  private static let advisorRun: JSONValue = [
    "type": "advisor_message", "model": "claude-opus-4-8", "input_tokens": 823,
    "output_tokens": 1_612,
  ]

  private static func usage(_ input: Int, _ output: Int, _ runs: JSONValue...) -> JSONValue {
    [
      "input_tokens": JSONValue(input), "output_tokens": JSONValue(output),
      "iterations": .array(runs),
    ]
  }

  private static func ownRun(_ input: Int, _ output: Int) -> JSONValue {
    [
      "type": "message", "input_tokens": JSONValue(input), "output_tokens": JSONValue(output),
    ]
  }

  private let advisor = MeteringPolicy.NativeAdvisor(
    model: "claude-opus-4-8", consultations: 3, maximumTokens: 2_048)

  private func native(_ url: String, budget: Budget? = nil, _ delivery: Delivery = .streamed)
    -> some LanguageModel
  {
    var policy = MeteringPolicy()
    policy.nativeAdvisor = advisor
    let model = bench.model(at: url, nativeAdvisor: advisor) { $0.deliver(delivery) }
    return ResumingModel(bench.metered(model, budget: budget, policy: policy))
  }

  @Test(
    "The API's own advisor is seen, recorded and billed per model", arguments: Delivery.allCases)
  func nativeAdvice(delivery: Delivery) async throws {
    let advice: JSONValue = ["type": "advisor_result", "text": "Reproduce it first."]
    let upstream = AnthropicUpstream(
      AnthropicReply(
        AnthropicReply.consultationBlocks(id: "srvtoolu_1", content: advice)
          + [AnthropicReply.textBlock("Done.")],
        usage: Self.usage(
          1_760, 531, Self.ownRun(412, 89), Self.advisorRun, Self.ownRun(1_348, 442))))
    try await upstream.run { url in
      let response = try await bench.ask(native(url, delivery))
      #expect(response.text == "Done.")
      #expect(response.consultations.map(\.advice) == ["Reproduce it first."])
      #expect(response.bill.map(\.role) == [.executor, .advisor, .executor])
      #expect(
        response.bill.map(\.served.rawValue) == [
          "claude-haiku-4-5", "claude-opus-4-8", "claude-haiku-4-5",
        ])
      // Haiku 4.5: 1,760 at 1 and 531 at 5 dollars a million; Opus 4.8: 823 at 5 and 1,612 at 25.
      let cost = response.bill.reduce(Cost.priced(.zero)) { $0 + $1.cost }
      #expect(cost.amount?.dollars == "0.04883")
    }
    let headers = try #require(upstream.requests.first?.headers)
    #expect(headers["anthropic-beta"] == "advisor-tool-2026-03-01")
    #expect(upstream.rejections.isEmpty)
    let starts = bench.recorder.events.filter { if case .consulting = $0 { true } else { false } }
    #expect(starts.count == 1)
  }

  @Test("A turn paused for the advisor is resumed, and each part is a row of its own")
  func pausedAdvice() async throws {
    let question = AnthropicReply.consultationBlocks(id: "srvtoolu_1", content: nil)
    let answer: JSONValue = [
      "type": "advisor_tool_result", "tool_use_id": "srvtoolu_1",
      "content": ["type": "advisor_redacted_result", "encrypted_content": "EqQB"],
    ]
    let upstream = AnthropicUpstream(
      AnthropicReply(
        [AnthropicReply.textBlock("Let me ask.")] + question, stopReason: "pause_turn",
        usage: Self.usage(412, 89, Self.ownRun(412, 89))),
      AnthropicReply(
        [answer, AnthropicReply.textBlock("Done.")],
        usage: Self.usage(600, 42, Self.advisorRun, Self.ownRun(600, 42))))
    try await upstream.run { url in
      let response = try await bench.ask(native(url))
      #expect(response.text == "Let me ask.Done.")
      #expect(response.stopReason == .endTurn)
      #expect(response.consultations.count == 1)
    }
    #expect(upstream.rejections.isEmpty)
    #expect(bench.ledger.rows.map(\.role) == [.executor, .advisor, .executor])
    let resumed = try #require(upstream.requests.last?.body["messages"]?.array)
    #expect(resumed.map { $0["role"]?.string } == ["user", "assistant"])
  }

  @Test("A budget counts the native advisor's worst case, too")
  func nativeBudget() async throws {
    let cap = try #require(Money(dollars: "0.05"))
    let upstream = AnthropicUpstream(.text("never"))
    try await upstream.run { url in
      _ = await #expect(throws: ModelError(.budget, "")) {
        try await bench.ask(native(url, budget: Budget(cap: cap)))
      }
    }
    #expect(upstream.counters.requests == 0)
  }

  @Test("An advised pair works across the API: the advice is a tool result, the pairing legal")
  func advisedPair() async throws {
    let upstream = AnthropicUpstream(answering: { body in
      if body["model"] == "claude-opus-4-6" {
        return .text("change: use 7.\nCheck: 7 = 7", input: 500, output: 20)
      }
      guard (body["messages"]?.array?.count ?? 0) < 3 else { return .text("It is 7.") }
      return AnthropicReply(
        [
          AnthropicReply.thinkingBlock("", signature: "sig"),
          AnthropicReply.toolBlock("consult", ["question": "7 or 8?"], id: "toolu_1"),
        ], stopReason: "tool_use")
    })
    try await upstream.run { url in
      let pair = AdvisedModel(
        executor: bench.metered(bench.model(at: url)),
        advisor: bench.metered(bench.model("claude-opus-4-6", at: url)))
      let response = try await bench.ask(pair)
      #expect(response.text == "It is 7.")
      #expect(response.consultations.map(\.verdict) == [.change])
      #expect(response.bill.map(\.role) == [.executor, .advisor, .executor])
      // A second question: the first one's turns go back as they were, signatures and all.
      let next = Transcript([.user("Hi"), response.message, .user("Sure?")])
      let again = try await pair.respond(to: ModelRequest(transcript: next))
      #expect(again.text == "It is 7.")
    }
    #expect(upstream.rejections.isEmpty)
    let last = try #require(upstream.requests.last?.body["messages"]?.array)
    #expect(last[1]["content"]?[0]?["signature"] == "sig")
    #expect(last[2]["content"]?[0]?["content"]?.string?.hasPrefix("change: use 7.") == true)
  }

  @Test(
    "Planning with one model and executing with another is legal on the wire",
    arguments: [
      Handover.fresh, .keep,
    ])
  func planned(handover: Handover) async throws {
    let upstream = AnthropicUpstream(answering: { body in
      body["model"] == "claude-opus-4-6"
        ? AnthropicReply([
          AnthropicReply.thinkingBlock("", signature: "sig"),
          AnthropicReply.textBlock("# Plan\n1. Say 7."),
        ]) : .text("7")
    })
    try await upstream.run { url in
      let planned = PlannedModel(
        planner: bench.metered(bench.model("claude-opus-4-6", at: url)),
        executor: bench.metered(bench.model(at: url)), handover: handover)
      let response = try await bench.ask(planned, "Seven?")
      #expect(response.text == "7")
      #expect(response.bill.map(\.role) == [.planner, .executor])
    }
    #expect(upstream.rejections.isEmpty)
  }

  @Test("A cascade's escalation is legal on the wire, and both attempts are on the bill")
  func cascade() async throws {
    let upstream = AnthropicUpstream(answering: { body in
      body["model"] == "claude-opus-4-6" ? .text("7") : .text("8")
    })
    try await upstream.run { url in
      let cascade = CascadeModel(
        first: bench.metered(bench.model(at: url)),
        strong: bench.metered(bench.model("claude-opus-4-6", at: url)),
        check: try CheckSpecification(["regex": "^7$"]).makeCheck(
          judge: ScriptedModel("unused"), run: nil))
      let response = try await bench.ask(cascade, "Seven?")
      #expect(response.text == "7")
      #expect(response.bill.count == 2)
    }
    #expect(upstream.rejections.isEmpty)
  }

  @Test("A budget that needs the exact count asks the provider for it")
  func countedBudget() async throws {
    let upstream = AnthropicUpstream(
      .text("Hi", input: 30, output: 5),
      configuration: {
        var configuration = AnthropicUpstream.Configuration()
        configuration.counting = { _ in 30 }
        return configuration
      }())
    // 5,000 bytes bound the prompt at over 5,000 tokens; counted, they are 30.
    let prompt = String(repeating: "x", count: 5_000)
    let cap = try #require(Money(dollars: "0.003"))
    try await upstream.run { url in
      let model = bench.metered(bench.model(at: url), budget: Budget(cap: cap))
      var request = ModelRequest(prompt)
      request.options.maximumTokens = 500
      let response = try await model.respond(to: request)
      #expect(response.text == "Hi")
    }
    #expect(upstream.counters.countings == 1)
  }

  @Test("A conversation that held native advice goes on without the tool")
  func adviceWithoutTool() async throws {
    let advice: JSONValue = ["type": "advisor_result", "text": "Reproduce it first."]
    let upstream = AnthropicUpstream(
      AnthropicReply(
        AnthropicReply.consultationBlocks(id: "srvtoolu_1", content: advice)
          + [AnthropicReply.textBlock("Done.")]), .text("Sure."))
    try await upstream.run { url in
      let first = try await bench.ask(native(url))
      let next = Transcript([.user("Hi"), first.message, .user("Sure?")])
      let plain = bench.model(at: url)
      _ = try await plain.countTokens(of: ModelRequest(transcript: next))
      let second = try await plain.respond(to: ModelRequest(transcript: next))
      #expect(second.text == "Sure.")
    }
    #expect(upstream.rejections.isEmpty)
    #expect(
      upstream.requests.allSatisfy { $0.headers["anthropic-beta"] == "advisor-tool-2026-03-01" })
  }
}
