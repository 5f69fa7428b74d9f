// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyNet
import WiselyTesting

@testable import WiselyProviders

@Suite(.timeLimit(.minutes(5))) struct AnthropicBatchTests {
  private func batches(_ url: String) throws -> AnthropicBatches {
    AnthropicBatches(
      configuration: AnthropicConfiguration(baseURL: url),
      key: KeySource(try #require(Secret("sk-test"))))
  }

  private func item(_ name: String, _ model: ModelID = "claude-haiku-4-5") -> BatchItem {
    BatchItem(name: name, model: model, request: ModelRequest("Say \(name)."))
  }

  @Test("A batch is made, waited for and read, each answer under its own name")
  func whole() async throws {
    let upstream = AnthropicUpstream(
      configuration: {
        var configuration = AnthropicUpstream.Configuration()
        configuration.batchPolls = 2
        return configuration
      }(),
      answering: { body in
        let words = body["messages"]?[0]?["content"]?[0]?["text"]?.string ?? ""
        switch words {
        case "Say b.": return .failure(status: 529, type: "overloaded_error", message: "Busy.")
        case "Say c.": return AnthropicReply.text("").with(\.faults, .silence)
        case "Say d.": return .refusal(category: "bio")
        default: return .text("I say \(words)", input: 100, output: 20)
        }
      })
    try await upstream.run { url in
      let batches = try batches(url)
      let made = try await batches.create(["a", "b", "c", "d"].map { item($0) })
      #expect(!made.hasEnded)
      #expect(made.requests == 4)
      #expect(made.processing == 4)
      #expect(try await batches.batch(made.id).hasEnded == false)
      #expect(try await batches.batch(made.id).hasEnded == false)
      let ended = try await batches.batch(made.id)
      #expect(ended.hasEnded)
      #expect(ended.requests == 4)
      #expect(try #require(ended.ended) - #require(ended.created) == .seconds(60))
      #expect(try await batches.newest().map(\.id) == [made.id])
      let outcomes = try await batches.outcomes(of: made.id)
      guard case .answered(let answer)? = outcomes["a"], case .failed(let busy)? = outcomes["b"],
        case .failed(let late)? = outcomes["c"], case .answered(let refusal)? = outcomes["d"]
      else {
        Issue.record("\(outcomes)")
        return
      }
      #expect(answer.text == "I say Say a.")
      #expect(answer.usage.map(\.usage) == [Usage(input: 100, output: 20)])
      #expect(answer.usage.map(\.service.isBatch) == [true])
      #expect(busy.code == .overloaded)
      #expect(late.code == .timedOut)
      #expect(refusal.stopReason == .refusal)
    }
    #expect(upstream.rejections.isEmpty, "\(upstream.rejections)")
    #expect(upstream.counters.batched.reduce(0) { $0 + $1.usage.output } == 21)
  }

  @Test("A batch costs half")
  func half() throws {
    let usage = Usage(input: 1_000_000, output: 1_000_000)
    let day = try #require(CalendarDay("2026-11-24"))
    func cost(_ isBatch: Bool) throws -> Money {
      try #require(
        PriceCatalogue.builtIn.cost(
          of: ModelUsage(
            model: "claude-haiku-4-5", usage: usage, service: Service(isBatch: isBatch)), on: day
        ).amount)
    }
    #expect(try cost(true) + cost(true) == cost(false))
  }

  @Test("What the API turns down is an error with its words, and a name twice is turned down")
  func rejected() async throws {
    let upstream = AnthropicUpstream()
    try await upstream.run { url in
      let batches = try batches(url)
      let error = await #expect(throws: ModelError.self) {
        try await batches.create([item("a"), item("a")])
      }
      #expect(error?.code == .invalidRequest)
      #expect(error?.message.contains("'a' is twice") == true)
      #expect(error?.status == 400)
      await #expect(throws: ModelError(.unknownModel, "")) { try await batches.batch("none") }
    }
  }

  @Test("Without a key nothing is sent")
  func noKey() async throws {
    let upstream = AnthropicUpstream()
    try await upstream.run { url in
      let batches = AnthropicBatches(
        configuration: AnthropicConfiguration(baseURL: url), key: KeySource(missing: "No key."))
      let error = await #expect(throws: ModelError.self) { try await batches.newest() }
      #expect(error?.isUnsent == true)
    }
    #expect(upstream.requests.isEmpty)
  }
}
