// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyNet
import WiselyProviders
import WiselyTesting

/// What calls are booked at of which nobody knows whether the provider answered them.
@Suite(.timeLimit(.minutes(5))) struct LostCallTests {
  private let bench = ProviderBench()

  /// The row of a call that ends in an error.
  private func row(
    at url: String, timeouts: HTTPTimeouts = HTTPTimeouts(), prompt: String = "Hi"
  ) async throws -> LedgerRow {
    let model = bench.metered(bench.model(at: url) { $0.timeouts = timeouts })
    _ = await #expect(throws: ModelError.self) { try await bench.ask(model, prompt) }
    #expect(bench.ledger.openHolds.isEmpty)
    return try #require(bench.ledger.rows.first)
  }

  @Test("A call that reached nobody cost nothing, and that is no estimate")
  func unreached() async throws {
    let row = try await withClosedPort { try await self.row(at: $0) }
    #expect(row.outcome == .failed(.connection))
    #expect(row.usage == Usage() && row.cost == .priced(.zero))
  }

  @Test("Nor is one without a secure connection")
  func untrusted() async throws {
    let upstream = AnthropicUpstream(.text("never"))
    let row = try await upstream.run { url in
      try await self.row(at: url.replacing("http://", with: "https://"))
    }
    #expect(row.usage == Usage() && row.cost == .priced(.zero))
  }

  @Test(
    "A call whose connection broke may have been answered: its prompt is booked as an estimate",
    arguments: AnthropicReply.lostConnections)
  func lost(failure: AnthropicReply.NamedFailure) async throws {
    let row = try await AnthropicUpstream(failure.reply).run { try await self.row(at: $0) }
    #expect(row.outcome == .failed(.connection))
    #expect(row.usage.isEstimated && row.usage.input > 0 && row.usage.output == 0)
    #expect(
      (row.cost.amount ?? .zero) > .zero && (row.cost.amount ?? .zero) < row.held.amount ?? .zero)
  }

  @Test("So may a call that was given up after it was sent")
  func late() async throws {
    let silence = AnthropicReply.text("never").with(\.faults, .silence)
    let row = try await AnthropicUpstream(silence).run { url in
      try await self.row(at: url, timeouts: HTTPTimeouts(firstByte: .milliseconds(100)))
    }
    #expect(row.outcome == .failed(.timedOut))
    #expect(row.usage.isEstimated && row.usage.input > 0)
  }

  @Test("A request of which the end never left cannot be answered")
  func half() async throws {
    // More than the buffers of a connection hold, to a server that reads nothing.
    let prompt = String(repeating: "word ", count: 3_200_000)
    let row = try await withDeafPort { url in
      try await self.row(
        at: url, timeouts: HTTPTimeouts(firstByte: .milliseconds(300)), prompt: prompt)
    }
    #expect(row.outcome == .failed(.timedOut))
    #expect(row.usage == Usage() && row.cost == .priced(.zero))
  }

  @Test("A caller who leaves before anything was sent owes nothing")
  func leftEarly() async throws {
    let (asked, never) = (Gate(), Gate())
    let key = KeySource {
      asked.open()
      try await never.wait()
      throw ModelError(.authentication, "not reached")
    }
    let model = MeteredModel(
      AnthropicModel("claude-haiku-4-5", key: key, client: bench.client), ledger: bench.ledger,
      surroundings: bench.time.surroundings)
    let task = Task { try await bench.ask(model) }
    try await asked.wait()
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    let row = try #require(bench.ledger.rows.first)
    #expect(row.outcome == .cancelled && row.usage == Usage() && row.cost == .priced(.zero))
  }

  @Test("One who leaves later may owe the prompt")
  func leftLate() async throws {
    let upstream = AnthropicUpstream(AnthropicReply.text("never").with(\.faults, .silence))
    try await upstream.withServer { server in
      let model = bench.metered(bench.model(at: server.url))
      let task = Task { try await bench.ask(model) }
      try await server.wait { $0.requests == 1 }
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
    }
    let row = try #require(bench.ledger.rows.first)
    #expect(row.outcome == .cancelled && row.usage.isEstimated && row.usage.input > 0)
  }
}
