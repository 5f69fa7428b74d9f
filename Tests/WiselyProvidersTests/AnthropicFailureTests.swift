// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyNet
import WiselyProviders
import WiselyTesting

@Suite(.timeLimit(.minutes(5))) struct AnthropicFailureTests {
  private let bench = ProviderBench()

  static let failures =
    AnthropicReply.documentedFailures + AnthropicReply.foreignFailures
    + AnthropicReply.lostConnections

  @Test(
    "A failure before the answer is an error without content, booked as one", arguments: failures)
  func beforeContent(failure: AnthropicReply.NamedFailure) async throws {
    for delivery in Delivery.allCases {
      let bench = ProviderBench()
      try await AnthropicUpstream(failure.reply).run { url in
        let model = bench.metered(bench.model(at: url) { $0.deliver(delivery) })
        let error = await #expect(throws: ModelError.self) { try await bench.ask(model) }
        #expect(error?.status == failure.status)
        #expect(error?.hasPartialContent == false)
        #expect(error.map { !$0.message.contains("<") && !$0.message.isEmpty } == true)
      }
      let row = try #require(bench.ledger.rows.first)
      #expect(row.outcome.rawValue.hasPrefix("failed:"))
      // Behind a gateway's deadline or a lost connection the answer may have been made.
      let mayBeBilled = failure.status == nil || failure.status == 504
      #expect(row.usage.isEstimated == mayBeBilled && (row.usage.prompt > 0) == mayBeBilled)
      #expect(row.usage.output == 0)
      #expect(bench.ledger.openHolds.isEmpty)
    }
  }

  static let streams = AnthropicReply.brokenStreams(
    AnthropicReply(
      [AnthropicReply.textBlock("It is forty-two, checked twice, once from each side.")],
      usage: AnthropicReply.usage(input: 40, output: 15)))

  @Test(
    "A stream that breaks is an error that knows what was shown, never a tidy end",
    arguments: streams)
  func broken(failure: AnthropicReply.NamedFailure) async throws {
    let upstream = AnthropicUpstream(failure.reply)
    try await upstream.run { url in
      let error = await #expect(throws: ModelError.self) {
        try await bench.ask(bench.metered(bench.model(at: url)))
      }
      #expect(error?.hasPartialContent == !bench.recorder.text.isEmpty)
    }
    let row = try #require(bench.ledger.rows.first)
    #expect(row.outcome.rawValue.hasPrefix("failed:"))
    // What the opening said of the prompt is billed, and said to be an estimate.
    #expect(row.usage.input == 40)
    #expect(row.usage.isEstimated)
    #expect(bench.ledger.rows.count == 1)
  }

  private func patient(_ url: String) -> some LanguageModel {
    RetryingModel(bench.metered(bench.model(at: url)), surroundings: bench.time.surroundings)
  }

  @Test("Overload is waited out as the provider asks, each attempt a row")
  func retries() async throws {
    let busy = AnthropicReply.failure(
      status: 529, type: "overloaded_error", message: "Overloaded", headers: [("retry-after", "3")])
    let upstream = AnthropicUpstream(
      busy,
      AnthropicReply.text("x").with(
        \.faults, .errorEvent(type: "overloaded_error", message: "Busy", position: 1)),
      .text("Hello."))
    try await upstream.run { url in
      async let response = bench.ask(patient(url))
      for pause in [Duration.seconds(3), .seconds(1)] {
        await bench.time.waitForSleepers()
        bench.time.advance(by: pause)
      }
      let text = try await response.text
      #expect(text == "Hello.")
    }
    #expect(
      bench.ledger.rows.map(\.outcome) == [.failed(.overloaded), .failed(.overloaded), .answered])
    #expect(upstream.counters.requests == 3)
  }

  @Test("After the first word nothing is asked again")
  func noRetry() async throws {
    let upstream = AnthropicUpstream(
      AnthropicReply.text("It is forty-two, checked twice.").with(
        \.faults, .errorEvent(type: "overloaded_error", message: "Busy", position: -2)),
      .text("never"))
    try await upstream.run { url in
      _ = await #expect(throws: ModelError(.overloaded, "")) { try await bench.ask(patient(url)) }
    }
    #expect(upstream.counters.requests == 1)
  }

  @Test("A provider's 'do not retry' is obeyed, and a spending cap is no passing thing")
  func finals() async throws {
    for (headers, details) in [
      ([("x-should-retry", "false")], nil as JSONValue?),
      ([], ["error_code": "enforced_spend_limit_reached"]),
    ] {
      let upstream = AnthropicUpstream(
        .failure(
          status: 429, type: "rate_limit_error", message: "No.", headers: headers,
          details: details), .text("never"))
      try await upstream.run { url in
        _ = await #expect(throws: ModelError.self) { try await bench.ask(patient(url)) }
      }
      #expect(upstream.counters.requests == 1)
    }
  }

  @Test("Silence is given up at its deadline", arguments: [true, false])
  func deadlines(inStream: Bool) async throws {
    // In one write: on a busy machine the deadline could pass between two.
    var style = EventStreamStyle()
    style.cut = .nowhere
    let base = AnthropicReply.text("It is forty-two, checked twice.").with(\.style, style)
    let reply = base.with(\.faults, inStream ? .stalls(position: 5) : .silence)
    try await AnthropicUpstream(reply).run { url in
      let model = bench.model(at: url) {
        // The head of a stream that stalls has all the time it needs.
        $0.timeouts =
          inStream
          ? HTTPTimeouts(idle: .milliseconds(50)) : HTTPTimeouts(firstByte: .milliseconds(50))
      }
      let error = await #expect(throws: ModelError(.timedOut, "")) { try await bench.ask(model) }
      #expect(error?.hasPartialContent == inStream)
    }
  }

  @Test("A key that a server quotes is not repeated")
  func quotedKey() async throws {
    let reply = AnthropicReply.failure(
      status: 401, type: "authentication_error",
      message: "Incorrect API key provided: sk-test-0123456789abcdefghij.")
    try await AnthropicUpstream(reply).run { url in
      let error = await #expect(throws: ModelError(.authentication, "")) {
        try await bench.ask(bench.model(at: url))
      }
      #expect(error?.message == "Incorrect API key provided: (key) (status 401).")
    }
  }

  @Test("Without a key nothing is sent, and a wrong address says so")
  func unsent() async throws {
    let upstream = AnthropicUpstream(.text("never"))
    try await upstream.run { url in
      let keyless = AnthropicModel(
        "m", configuration: AnthropicConfiguration(baseURL: url),
        key: KeySource(missing: "There is no key."))
      let error = await #expect(throws: ModelError(.authentication, "")) {
        try await bench.ask(keyless)
      }
      #expect(error?.isUnsent == true)
    }
    #expect(upstream.requests.isEmpty)
    await #expect(throws: ModelError(.invalidRequest, "")) {
      try await bench.ask(bench.model(at: "gopher://x"))
    }
    await #expect(throws: ModelError(.connection, "")) {
      try await bench.ask(bench.model(at: "http://127.0.0.1:1"))
    }
  }

  @Test("An unknown model's name is part of the sentence")
  func unknownModel() async throws {
    let reply = AnthropicReply.failure(status: 404, type: "not_found_error", message: "model: x")
    try await AnthropicUpstream(reply).run { url in
      let error = await #expect(throws: ModelError(.unknownModel, "")) {
        try await bench.ask(bench.model("claude-opus-9", at: url))
      }
      #expect(error?.message.contains("has no model 'claude-opus-9'") == true)
    }
  }

  @Test(
    "An answer that was complete stands, however the connection ends",
    arguments: AnthropicReply.Ending.allCases)
  func brokenBehindTheEnd(ending: AnthropicReply.Ending) async throws {
    let upstream = AnthropicUpstream(
      AnthropicReply.text("Done.").with(\.faults, .ends(position: 1_000, ending)))
    try await upstream.run { url in
      let response = try await bench.ask(bench.metered(bench.model(at: url)))
      #expect(response.text == "Done.")
    }
    #expect(bench.ledger.rows.map(\.outcome) == [.answered])
  }

  @Test("A key source's own errors are the key's trouble: nothing was sent, nothing is booked")
  func foreignKeyError() async throws {
    struct Locked: Error, CustomStringConvertible { let description = "the vault is locked" }
    let model = AnthropicModel(
      "claude-haiku-4-5",
      configuration: AnthropicConfiguration(baseURL: "http://127.0.0.1:1"),
      key: KeySource { throw Locked() })
    let error = await #expect(throws: ModelError.self) {
      try await bench.ask(bench.metered(model))
    }
    #expect(error?.code == .authentication)
    #expect(error?.isUnsent == true)
    #expect(error?.message.contains("the vault is locked") == true)
    #expect(bench.ledger.rows.isEmpty)
    #expect(bench.ledger.openHolds.isEmpty)
  }
}
