// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing
import Wisely
import WiselyTesting

@Suite struct WatchedModelTests {
  /// Prose of about four bytes a token.
  private static func prose(_ bytes: Int) -> String {
    String(
      String(repeating: "The lease renews by itself unless. ", count: bytes / 35 + 1).prefix(bytes))
  }

  /// The notices of an answer to a prompt, of which the server says it read so many tokens.
  private func notices(
    _ prompt: String, reading usage: Usage, context: Int? = nil, watch: PromptWatch = PromptWatch(),
    request: ModelRequest? = nil, role: CallRole = .executor
  ) async throws -> [Notice] {
    let model = WatchedModel(Reader(usage: usage), context: context, watch: watch)
    let recorder = EventRecorder()
    var request = request ?? ModelRequest(prompt)
    request.context.role = role
    let response = try await model.respond(to: request, emitting: recorder.sink)
    #expect(response.text == "Hi")
    return recorder.events.compactMap { if case .notice(let notice) = $0 { notice } else { nil } }
  }

  @Test(
    "A prompt of which too little was read was cut",
    arguments: [
      (20_000, 5_000, nil, false), (20_000, 2_600, nil, false), (20_000, 2_400, nil, true),
      // The size of a context, and not enough for the text.
      (20_000, 2_048, nil, true), (12_000, 2_048, nil, true), (12_000, 2_050, nil, true),
      (12_000, 2_040, nil, false), (9_000, 2_048, nil, false), (40_000, 4_096, nil, true),
      // A context that is known.
      (12_000, 3_000, 3_000, true), (12_000, 2_999, 3_000, false), (8_000, 3_000, 3_000, false),
      // Too short to tell, and nothing told.
      (1_500, 10, nil, false), (20_000, 0, nil, false),
    ] as [(Int, Int, Int?, Bool)])
  func cut(bytes: Int, read: Int, context: Int?, isCut: Bool) async throws {
    let notices = try await notices(
      Self.prose(bytes), reading: Usage(input: read, output: 1), context: context)
    #expect(notices.map(\.code) == (isCut ? [.promptCut] : []))
    let sentence = notices.first?.message
    #expect(sentence?.hasPrefix("local read \(read) tokens of a prompt of about ") ?? true)
  }

  @Test("Tokens read from a cache were read, and an estimate proves nothing")
  func usage() async throws {
    let prompt = Self.prose(20_000)
    #expect(
      try await notices(prompt, reading: Usage(input: 100, cacheRead: 4_000, output: 1)).isEmpty)
    #expect(
      try await notices(prompt, reading: Usage(input: 100, output: 1, isEstimated: true)).isEmpty)
  }

  @Test("Rows of one character are few tokens, and no sign of a cut")
  func runs() async throws {
    let ruler = String(repeating: "-", count: 80) + "\n" + String(repeating: " ", count: 80) + "a\n"
    let prompt = String(repeating: ruler, count: 500)
    #expect(try await notices(prompt, reading: Usage(input: 2_500, output: 1)).isEmpty)
  }

  @Test("Tools, standing instructions and results of tools are part of what is sent")
  func parts() async throws {
    let long = Self.prose(20_000)
    let call = ToolUse(id: "1", name: "read", input: [:])
    let requests = [
      ModelRequest("Hi", system: long),
      ModelRequest(
        transcript: Transcript([.user("Hi")]),
        tools: [ToolDefinition(name: "t", description: long, inputSchema: ["type": "object"])]),
      ModelRequest(
        transcript: Transcript([
          .user("Hi"), Message(.assistant, [.toolUse(call)]),
          Message(.user, [.toolResult(ToolResult(toolUseID: "1", text: long))]),
        ])),
    ]
    for request in requests {
      let found = try await notices(
        "", reading: Usage(input: 2_048, output: 1), request: request)
      #expect(found.map(\.code) == [.promptCut])
    }
  }

  @Test("It is said once a session for a model, whatever it does")
  func once() async throws {
    let watch = PromptWatch()
    let (prompt, usage) = (Self.prose(20_000), Usage(input: 2_048, output: 1))
    #expect(try await notices(prompt, reading: usage, watch: watch, role: .advisor).count == 1)
    #expect(try await notices(prompt, reading: usage, watch: watch).isEmpty)
    #expect(try await notices(prompt, reading: usage).count == 1)
  }

  @Test("Whoever follows no events is told as well, once")
  func told() async throws {
    let told = Told()
    let watch = PromptWatch(telling: told.add)
    for _ in 0..<2 {
      _ = try await notices(
        Self.prose(20_000), reading: Usage(input: 2_048, output: 1), watch: watch)
    }
    #expect(told.all.map(\.code) == [.promptCut])
  }

  private final class Told: Sendable {
    private let state = Mutex<[Notice]>([])
    var all: [Notice] { state.withLock { $0 } }
    func add(_ notice: Notice) { state.withLock { $0.append(notice) } }
  }

  /// A model that says how many tokens it read.
  private struct Reader: LanguageModel {
    let id: ModelID = "local"
    let usage: Usage

    func respond(
      to request: ModelRequest, emitting sink: EventSink
    ) async throws -> ModelResponse {
      ModelResponse(
        id: "1", model: id, message: .assistant("Hi"), stopReason: .endTurn,
        usage: [ModelUsage(model: id, role: request.context.role, usage: usage)])
    }
  }
}
