// SPDX-License-Identifier: Apache-2.0

import Oracles
import Testing
import Wisely
import WiselyTesting

@Suite(.timeLimit(.minutes(4))) struct OfflineProtocolTests {
  private static let question = "What is the average of 3, 4, 5 and 9?"

  @Test("The words stream before the block, and the block before the answer is over")
  func order() async throws {
    let recorder = EventRecorder()
    let response = try await OfflineModel(.small).respond(
      to: ModelRequest(Self.question), emitting: recorder.sink)
    let events = recorder.events
    #expect(events.first == .started("offline-small", .executor))
    #expect(events.last == .block(.text(response.text)))
    #expect(recorder.text == response.text)
    #expect(events.count > 5)
    let middle = events.dropFirst().dropLast()
    #expect(middle.allSatisfy { if case .textDelta = $0 { true } else { false } })
    #expect(response.stopReason == .endTurn)
    #expect(response.model == "offline-small")
  }

  @Test("Calls are announced, streamed and closed one after the other")
  func calls() async throws {
    var request = ModelRequest("How many rows in a.csv have town Ulm?")
    request.tools = PaperShelf.tools
    let recorder = EventRecorder()
    let response = try await OfflineModel(.small).respond(to: request, emitting: recorder.sink)
    let call = try #require(response.message.toolUses.first)
    #expect(response.stopReason == .toolUse)
    #expect(call.name == "list")
    #expect(recorder.events.contains(.toolUseStarted(id: call.id, name: "list")))
    let json = recorder.events.reduce(into: "") { text, event in
      if case .toolUseDelta(call.id, let piece) = event { text += piece }
    }
    #expect(json == call.input.text)
    #expect(recorder.events.last == .block(.toolUse(call)))
  }

  @Test("The bill is the count of the prompt, exactly", arguments: OfflineModel.Size.allCases)
  func usage(_ size: OfflineModel.Size) async throws {
    let model = OfflineModel(size)
    var request = ModelRequest(Self.question, system: "Be brief. Größe: 1,5 m — “so”.")
    request.tools = PaperShelf.tools
    request.transcript.append(.assistant("Yes?"))
    request.transcript.append(.user("What is 2 + 2?"))
    let count = try await model.countTokens(of: request)
    let response = try await model.respond(to: request)
    #expect(count.kind == .exact)
    #expect(response.usage.count == 1)
    #expect(response.usage.first?.usage.input == count.tokens)
    #expect(response.usage.first?.usage.isEstimated == false)
    let said = try await model.countTokens(of: ModelRequest(response.text)).tokens
    let empty = try await model.countTokens(of: ModelRequest("")).tokens
    #expect(response.usage.first?.usage.output == said - empty)
  }

  @Test("An answer ends at the limit on tokens, and says so", arguments: 1...40)
  func limit(_ tokens: Int) async throws {
    var request = ModelRequest(Self.question)
    let whole = try await OfflineModel(.small).respond(to: request)
    let needed = try #require(whole.usage.first?.usage.output)
    request.options.maximumTokens = tokens
    let response = try await OfflineModel(.small).respond(to: request)
    #expect(whole.text.hasPrefix(response.text))
    #expect(try #require(response.usage.first).usage.output <= tokens)
    #expect(response.stopReason == (tokens >= needed ? .endTurn : .maximumTokens))
  }

  @Test("A call that does not fit is left out whole")
  func cutCall() async throws {
    var request = ModelRequest("How many rows in a.csv have town Ulm?")
    request.tools = PaperShelf.tools
    request.options.maximumTokens = 3
    let response = try await OfflineModel(.small).respond(to: request)
    #expect(response.message.blocks.isEmpty)
    #expect(response.stopReason == .maximumTokens)
  }

  @Test("Stop sequences end the answer, the earliest of them first")
  func stopSequences() async throws {
    var request = ModelRequest(Self.question)
    request.options.stopSequences = ["Answer:", "Checked", ""]
    let recorder = EventRecorder()
    let response = try await OfflineModel(.small).respond(to: request, emitting: recorder.sink)
    #expect(response.stopReason == .stopSequence)
    #expect(response.text.hasPrefix("(3 + 4 + 5 + 9) / 4 = 5.25."))
    #expect(!response.text.contains("Checked"))
    #expect(recorder.text == response.text)
  }

  @Test("Requests that cannot be answered are errors that name the limit")
  func errors() async throws {
    let long = ModelRequest(String(repeating: "word ", count: 40_000))
    let tooLarge = await #expect(throws: ModelError.self) {
      try await OfflineModel(.small).respond(to: long)
    }
    #expect(tooLarge?.code == .tooLarge)
    #expect(tooLarge?.message.contains("32768") == true)
    _ = try await OfflineModel(.large).respond(to: long)
    var none = ModelRequest(Self.question)
    none.options.maximumTokens = 0
    let limit = await #expect(throws: ModelError.self) {
      try await OfflineModel(.small).respond(to: none)
    }
    #expect(limit?.code == .invalidRequest)
    let empty = await #expect(throws: ModelError.self) {
      try await OfflineModel(.small).respond(to: ModelRequest(transcript: Transcript()))
    }
    #expect(empty?.code == .invalidRequest)
  }

  @Test("Cancelling in the middle of the words ends them")
  func cancellation() async throws {
    let (recorder, arrival) = (EventRecorder(), Gate())
    let task = Task {
      try await OfflineModel(.small).respond(
        to: ModelRequest(Self.question),
        emitting: EventSink { event in
          try await recorder.sink(event)
          if recorder.events.count == 3 {
            arrival.open()
            // Waits until it is cancelled: nobody opens this one.
            try? await Gate().wait()
          }
        })
    }
    try await arrival.wait()
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(recorder.events.count == 3)
  }

  @Test("The same request gets the same answer")
  func determinism() async throws {
    var generator = SeededSource(seed: 9)
    for _ in 0..<10 {
      let request = ModelRequest(KnapsackOracle(count: 9, using: &generator).example.query)
      let pair = AdvisedModel(executor: OfflineModel(.small), advisor: OfflineModel(.large))
      #expect(try await pair.respond(to: request) == pair.respond(to: request))
      let medium = OfflineModel(.medium)
      #expect(try await medium.respond(to: request) == medium.respond(to: request))
    }
  }

  @Test("Names stand for sizes", arguments: OfflineModel.Size.allCases)
  func names(_ size: OfflineModel.Size) {
    #expect(OfflineModel(id: OfflineModel(size).id)?.size == size)
    #expect(OfflineModel(id: "offline") == nil)
  }

  @Test("What is outside the world is said to be so")
  func outside() async throws {
    for question in ["Write a poem about rain.", "", "?", "42"] {
      let said = try await OfflineAnswer.of(.large, question)
      #expect(said.text.hasPrefix("This is outside what offline models can do"))
    }
  }
}
