// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyNet
import WiselyProviders
import WiselyTesting

@Suite(.timeLimit(.minutes(5))) struct AnthropicCancellationTests {
  private let bench = ProviderBench()

  @Test("A caller who leaves closes the connection, and what was used until then is booked")
  func inStream() async throws {
    let reply = AnthropicReply(
      [AnthropicReply.textBlock(String(repeating: "word ", count: 40))],
      usage: AnthropicReply.usage(input: 321, output: 50)
    ).with(\.gate, Gate())
    let upstream = AnthropicUpstream(reply)
    try await upstream.withServer { server in
      let model = bench.metered(bench.model(at: server.url))
      let heard = Gate()
      let sink = EventSink { event in
        try await bench.recorder.sink(event)
        if case .textDelta = event { heard.open() }
      }
      let task = Task { try await model.respond(to: ModelRequest("Hi"), emitting: sink) }
      try await heard.wait()
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      try await server.wait { $0.left == 1 }
    }
    let row = try #require(bench.ledger.rows.first)
    #expect(row.outcome == .cancelled)
    #expect(row.usage.input == 321)
    #expect(row.usage.isEstimated)
    #expect(bench.ledger.openHolds.isEmpty)
    #expect(upstream.counters.cancelled == 1)
  }

  @Test("A caller may leave before the first byte, too")
  func beforeHead() async throws {
    let upstream = AnthropicUpstream(AnthropicReply.text("never").with(\.faults, .silence))
    try await upstream.withServer { server in
      let model = bench.metered(bench.model(at: server.url))
      let task = Task { try await bench.ask(model) }
      try await server.wait { $0.requests == 1 }
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      try await server.wait { $0.left == 1 }
    }
    #expect(bench.ledger.rows.map(\.outcome) == [.cancelled])
  }

  @Test("A caller who throws from the sink has left")
  func throwingSink() async throws {
    struct Enough: Error {}
    let upstream = AnthropicUpstream(.text("One two three four five six."))
    try await upstream.run { url in
      let sink = EventSink { event in
        if case .textDelta = event { throw Enough() }
      }
      await #expect(throws: Enough.self) {
        try await bench.metered(bench.model(at: url)).respond(
          to: ModelRequest("Hi"), emitting: sink)
      }
    }
    #expect(bench.ledger.rows.map(\.outcome) == [.cancelled])
  }
}
