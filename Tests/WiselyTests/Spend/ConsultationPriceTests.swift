// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyTesting

@Suite struct ConsultationPriceTests {
  let catalogue = PriceCatalogue.builtIn
  let day = CalendarDay(daysSinceEpoch: 20_781)  // 2026-11-24

  private func price(
    _ executor: ModelID, _ advisor: ModelID, _ transcript: Int, _ view: View = .transcript
  ) -> ConsultationPrice {
    ConsultationPrice(
      executor: executor, advisor: advisor, transcript: transcript, view: view, by: catalogue,
      on: day)
  }

  @Test(
    "What a consult costs, by the table",
    arguments: [
      ("claude-fable-5-2", ["0.144", "0.384", "0.864"], "0.072"),
      ("claude-opus-5-5", ["0.072", "0.192", "0.432"], "0.04"),
      ("claude-sonnet-5-5", ["0.036", "0.096", "0.216"], "0.02"),
    ])
  func table(_ advisor: String, _ fresh: [String], _ cached: String) {
    let sizes = [10_000, 40_000, 100_000]
    let prices = sizes.map { price("claude-haiku-5-5", ModelID(advisor), $0) }
    #expect(prices.map { $0.cost.amount?.dollars } == fresh)
    #expect(prices[1].cached.amount?.dollars == cached)
    #expect(prices.map { $0.call.amount?.dollars } == ["0.0018", "0.0048", "0.0108"])
    #expect(prices[1].cachedCall.amount?.dollars == "0.0012")
  }

  @Test(
    "A consultation in calls: 40 uncached or 160 cached for Haiku and Opus, 2 for Sonnet and Opus")
  func calls() {
    let haiku = price("claude-haiku-5-5", "claude-opus-5-5", 40_000)
    #expect(ConsultationPrice.calls(for: haiku.cost, at: haiku.call) == 400)
    #expect(ConsultationPrice.calls(for: haiku.cost, at: haiku.cachedCall) == 1_600)
    let sonnet = price("claude-sonnet-5-5", "claude-opus-5-5", 40_000)
    #expect(ConsultationPrice.calls(for: sonnet.cost, at: sonnet.call) == 20)
    #expect(ConsultationPrice.calls(for: .unpriced, at: sonnet.call) == nil)
    #expect(ConsultationPrice.calls(for: sonnet.cost, at: .priced(.zero)) == nil)
  }

  @Test("A brief is bounded, and another tokenizer makes more of the same text")
  func brief() {
    let brief = price("claude-haiku-5-5", "claude-opus-5-5", 40_000, .brief)
    #expect(brief.shown == 8_000)
    #expect(brief.cost.amount?.dollars == "0.064")
    #expect(price("claude-haiku-5-5", "claude-opus-5-5", 3_000, .brief).shown == 3_000)
    #expect(price("claude-haiku-4-5", "claude-opus-5-5", 10_000).shown == 13_000)
    #expect(price("claude-haiku-5-5", "claude-opus-4-6", 13_000).shown == 10_000)
    #expect(price("gpt-9", "claude-opus-5-5", 10_000).call == .unpriced)
    #expect(price("gpt-9", "claude-opus-5-5", 10_000).handingOver == nil)
  }

  @Test(
    "The published break-evens follow from the catalogue",
    arguments: [
      ("claude-opus-5", "claude-sonnet-5", 84_000, 49),
      ("claude-opus-5-5", "claude-sonnet-5-5", 84_000, 112),
      ("claude-opus-5-5", "claude-haiku-5-5", 84_000, 3),
      ("claude-opus-5-5", "claude-sonnet-5-5", 150_000, 146),
      ("claude-opus-5-5", "claude-haiku-5-5", 150_000, 22),
    ])
  func breakEven(_ planner: String, _ executor: String, _ context: Int, _ tenths: Int) {
    let change = price(ModelID(executor), ModelID(planner), context).handingOver
    #expect(change?.context == context)
    #expect(change?.breakEvenTenths == tenths)
  }

  @Test(
    "A notice comes near a price step, and not before or after",
    arguments: [
      (80_000, 9_999, false), (80_000, 10_000, true), (99_999, 500, true), (100_000, 0, true),
      (100_001, 0, false), (10, 5, false),
    ])
  func step(prompt: Int, output: Int, isNear: Bool) async throws {
    let notices = try await notices(Usage(cacheRead: prompt, output: output), role: .executor)
    #expect(notices.map(\.code) == (isNear ? [.priceStep] : []))
    if isNear {
      #expect(
        notices[0].message
          == "The conversation with claude-haiku-5-5 has grown to \(prompt + output) tokens; above 100000 every token of a request costs 5 times as much."
      )
    }
  }

  @Test("An advisor's prompt does not grow, so it has no step to cross")
  func advisor() async throws {
    #expect(try await notices(Usage(input: 99_000), role: .advisor).isEmpty)
  }

  private func notices(_ usage: Usage, role: CallRole) async throws -> [Notice] {
    let till = Till()
    let steps = [ModelUsage(model: "claude-haiku-5-5", role: role, usage: usage)]
    var request = ModelRequest("Go.")
    request.context.role = role
    let model = till.meter(.answering(steps, id: "claude-haiku-5-5"))
    _ = try await model.respond(to: request, emitting: till.recorder.sink)
    return till.recorder.notices
  }
}
