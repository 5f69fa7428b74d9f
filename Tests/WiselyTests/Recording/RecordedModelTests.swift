// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing
import Wisely
import WiselyTesting

@Suite(.timeLimit(.minutes(5))) struct RecordedModelTests {
  private let time = ManualTime()

  /// Lines written by a cassette.
  private final class Paper: Sendable {
    private let lines = Mutex<[UInt8]>([])
    var bytes: [UInt8] { lines.withLock { $0 } }
    var text: String { String(decoding: bytes, as: UTF8.self) }
    func write(_ line: [UInt8]) { lines.withLock { $0 += line } }
    func recorder(hiding secrets: [String] = []) async throws -> Cassette {
      try await Cassette(hiding: secrets) { self.write($0) }
    }
    func player(hiding secrets: [String] = []) throws -> Cassette {
      try Cassette(parsing: bytes, name: "test.jsonl", hiding: secrets)
    }
  }

  private func record(_ model: some LanguageModel, on cassette: Cassette) -> RecordedModel {
    RecordedModel(recording: model, on: cassette, surroundings: time.surroundings)
  }

  private func replay(
    _ id: ModelID, from cassette: Cassette, pace: ReplayPace = .immediate
  ) -> RecordedModel {
    RecordedModel(replaying: id, from: cassette, pace: pace, surroundings: time.surroundings)
  }

  @Test("A session of an advised pair replays with the same events and the same answer")
  func session() async throws {
    let paper = Paper()
    let ledger = InMemoryLedger()
    let ask = ScriptedModel.Step.toolUse("consult", ["question": "A or B?"], id: "c1")
    func metered(_ model: ScriptedModel) -> MeteredModel<ScriptedModel> {
      MeteredModel(model, ledger: ledger, surroundings: time.surroundings)
    }
    let cassette = try await paper.recorder()
    let pair = AdvisedModel(
      executor: record(
        metered(ScriptedModel("claude-haiku-4-5", ask, .text("B it is."))), on: cassette),
      advisor: record(
        metered(ScriptedModel("claude-opus-5-5", .text("change: take B."))), on: cassette))
    let first = EventRecorder()
    let answer = try await pair.respond(to: ModelRequest("Choose."), emitting: first.sink)
    let booked = ledger.rows

    let tape = try paper.player()
    let copy = AdvisedModel(
      executor: replay("claude-haiku-4-5", from: tape),
      advisor: replay("claude-opus-5-5", from: tape))
    let second = EventRecorder()
    var again = try await copy.respond(to: ModelRequest("Choose."), emitting: second.sink)
    #expect(tape.unused == 0)
    #expect(again.bill.map(\.isReplayed) == answer.bill.map { _ in true })
    #expect(again.cost == answer.cost)
    #expect(again.spentNow == .priced(.zero))
    #expect(answer.spentNow == answer.cost)
    #expect(ledger.rows == booked)
    for index in again.bill.indices { again.bill[index].isReplayed = false }
    #expect(again.text == answer.text)
    #expect(again.bill == answer.bill)
    #expect(again.message.blocks.count == answer.message.blocks.count)
    #expect(second.events.count == first.events.count)
    let quotes = [first, second].map { recorder in
      recorder.events.compactMap { event -> Cost? in
        guard case .consulting(let start) = event else { return nil }
        return start.worstCase
      }
    }
    #expect(quotes[0] == quotes[1])
    #expect(quotes[0].first?.amount ?? .zero > .zero)
  }

  @Test("Events and answer of a replay are those of the recording, byte for byte")
  func bytes() async throws {
    let paper = Paper()
    let script = ScriptedModel("cheap", .turn(.init(blocks: Array(Samples.blocks[..<3]))))
    let events = [EventRecorder(), EventRecorder()]
    let first = try await record(script, on: try await paper.recorder())
      .respond(to: Samples.request, emitting: events[0].sink)
    let second = try await replay("cheap", from: try paper.player())
      .respond(to: Samples.request, emitting: events[1].sink)
    let answers = try [first, second].map { try JSONValue(encoding: $0).bytes }
    #expect(answers[0] == answers[1])
    let tapes = try events.map { try JSONValue(encoding: $0.events).bytes }
    #expect(tapes[0] == tapes[1])
    #expect(!events[0].events.isEmpty)
  }

  @Test("With the original pace, words wait as long as they did")
  func pace() async throws {
    let paper = Paper()
    let gate = Gate()
    let arrival = Gate()
    let script = ScriptedModel(
      "slow",
      .turn(.init(blocks: [.text("One. "), .text("Two.")], gate: gate, arrival: arrival)))
    let cassette = try await paper.recorder()
    async let recorded = record(script, on: cassette).respond(to: ModelRequest("Go"))
    try await arrival.wait()
    time.advance(by: .seconds(3))
    gate.open()
    _ = try await recorded

    let player = replay("slow", from: try paper.player(), pace: .original)
    let events = EventRecorder()
    async let again = player.respond(to: ModelRequest("Go"), emitting: events.sink)
    await time.waitForSleepers()
    #expect(events.text == "One. ")
    time.advance(by: .milliseconds(2_999))
    #expect(events.text == "One. ")
    #expect(time.sleepers == 1)
    time.advance(by: .milliseconds(1))
    #expect(try await again.text == "One. Two.")
  }

  @Test("The same question asked twice gets both answers in order, and then none")
  func twice() async throws {
    let paper = Paper()
    let model = record(
      ScriptedModel("m", .text("First."), .text("Second.")), on: try await paper.recorder())
    for _ in 0..<2 { _ = try await model.respond(to: "Hi") }
    let player = replay("m", from: try paper.player())
    #expect(try await player.respond(to: "Hi").text == "First.")
    #expect(try await player.respond(to: "Hi").text == "Second.")
    let error = await #expect(throws: ModelError.self) { try await player.respond(to: "Hi") }
    #expect(error?.code == .recording)
    #expect(
      error?.message
        == "The cassette has no answer of m to this question: its answers to it have all been given."
    )
  }

  @Test(
    "A question that was not recorded is refused with the reason",
    arguments: [
      ("m", "it was recorded with another question, other documents or other settings"),
      ("n", "it holds nothing of that model"),
    ]
  )
  func unknown(model: String, reason: String) async throws {
    let paper = Paper()
    let recording = record(ScriptedModel("m", .text("Hello.")), on: try await paper.recorder())
    _ = try await recording.respond(to: "Hi")
    let player = replay(ModelID(model), from: try paper.player())
    let error = await #expect(throws: ModelError.self) { try await player.respond(to: "Bye") }
    #expect(error?.message.hasSuffix(": \(reason).") == true, "\(String(describing: error))")
  }

  @Test("An error is recorded and thrown again; leaving is no recording")
  func errors() async throws {
    let paper = Paper()
    let model = record(
      ScriptedModel("m", .text("Half", failingWith: Samples.error), .failure(CancellationError())),
      on: try await paper.recorder())
    await #expect(throws: ModelError.self) { try await model.respond(to: "Hi") }
    await #expect(throws: CancellationError.self) { try await model.respond(to: "Hi") }
    let tape = try paper.player()
    #expect(tape.exchanges.count == 1)
    let events = EventRecorder()
    let error = await #expect(throws: ModelError.self) {
      try await replay("m", from: tape).respond(to: ModelRequest("Hi"), emitting: events.sink)
    }
    #expect(events.text == "Half")
    #expect(error.map { String(reflecting: $0) } == String(reflecting: Samples.error))
  }

  @Test("Secrets are gone from questions, words in pieces, arguments and answers")
  func secrets() async throws {
    let key = "sk-" + "ant-api03-" + String(repeating: "aB3dE5", count: 6)
    let own = "correct horse battery"
    let script = ScriptedModel(
      "m",
      .turn(
        .init(blocks: [
          .text("The key is \(key), the word is \(own)."),
          .toolUse(
            ToolUse(id: "t", name: "send", input: ["token": .string(key), "word": .string(own)])),
        ])))
    let paper = Paper()
    let request = ModelRequest("My key: \(key)\r\nMy word: \(own)", system: "Password is \(own)")
    let cassette = try await paper.recorder(hiding: [own])
    let answer = try await record(script, on: cassette).respond(to: request)
    #expect(answer.text.contains(key))
    for piece in [key, String(key.prefix(24)), String(key.suffix(12)), own, "horse"] {
      #expect(!paper.text.contains(piece))
    }
    let again = try await replay("m", from: try paper.player(hiding: [own])).respond(to: request)
    #expect(again.text == "The key is [redacted], the word is [redacted].")
  }

  @Test("A cassette that cannot be written loses no answer")
  func broken() async throws {
    let cassette = try await Cassette(continues: true) { _ in throw Samples.error }
    let events = EventRecorder()
    let answer = try await record(ScriptedModel("m", .text("Hello.")), on: cassette)
      .respond(to: ModelRequest("Hi"), emitting: events.sink)
    #expect(answer.text == "Hello.")
    #expect(
      events.events.last
        == .notice(Notice(.notKept, "The exchange could not be recorded: Busy.")))
  }

  @Test(
    "What is no cassette is refused with the line",
    arguments: [
      ("", "test.jsonl is no cassette of this version: its first line must be {\"cassette\":1}."),
      ("{\"cassette\":1}\n{}\n", "test.jsonl, line 2 is no exchange: 'model' is missing."),
      ("{\"cassette\":1}\n\n", "test.jsonl, line 2 is no exchange: "),
    ])
  func damaged(text: String, message: String) {
    let error = #expect(throws: ModelError.self) {
      try Cassette(parsing: Array(text.utf8), name: "test.jsonl")
    }
    #expect(error?.message.hasPrefix(message) == true, "\(String(describing: error))")
  }

  @Test("Calls that a harness named anew are the same question; other words are another")
  func digest() throws {
    func asked(_ id: String, _ path: String = "a") throws -> String {
      let call = ToolUse(id: id, name: "read", input: ["path": .string(path)])
      var request = ModelRequest(
        transcript: Transcript([
          .user("Hi"), Message(.assistant, [.toolUse(call)]),
          Message(.user, [.toolResult(ToolResult(toolUseID: id, text: "ok"))]),
        ]))
      request.context.conversation = id
      return try request.digest(for: "m")
    }
    let first = try asked("x1")
    #expect(try asked("y2") == first)
    #expect(try asked("x1", "b") != first)
  }
}
