// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing
import Wisely
import WiselyTesting

/// The short ways to ask a model, which all lead to the one method.
@Suite(.timeLimit(.minutes(5))) struct AskingTests {
  @Test("A stream has the whole answer once its events are over, and not before")
  func stream() async throws {
    let model = ScriptedModel("m", .text("Hello there."))
    let stream = model.streamResponse(to: "Hi")
    var words = ""
    for try await event in stream {
      #expect(stream.response == nil)
      if case .textDelta(let delta) = event { words += delta }
    }
    #expect(words == "Hello there.")
    #expect(stream.response?.text == "Hello there.")
    #expect(model.requests.map(\.transcript) == [ModelRequest("Hi").transcript])
  }

  @Test("A stream that ends in an error has no answer")
  func brokenStream() async {
    let model = ScriptedModel(
      "m", .text("Hello", failingWith: ModelError(.connection, "It broke.")))
    let stream = model.streamResponse(to: "Hi")
    await #expect(throws: ModelError(.connection, "")) { for try await _ in stream {} }
    #expect(stream.response == nil)
  }

  @Test("A closure is run for each event, and what it throws ends the answer")
  func closure() async throws {
    let model = ScriptedModel("m", .text("Hello there."), .text("Again."), .text("Never."))
    let words = Mutex("")
    let answer = try await model.respond(to: "Hi") { event in
      if case .textDelta(let delta) = event { words.withLock { $0 += delta } }
    }
    #expect(words.withLock { $0 } == answer.text)
    struct Enough: Error {}
    await #expect(throws: Enough.self) {
      try await model.respond(to: ModelRequest("Hi")) { _ in throw Enough() }
    }
  }

  @Test("Tools' answers are one turn of the person's, in order")
  func toolResults() {
    let results = ["a", "b"].map { ToolResult(toolUseID: $0, text: "Done.") }
    let message = Message.toolResults(results)
    #expect(message.speaker == .user)
    #expect(message.toolResults == results)
  }

  @Test("A question in words takes tools and options")
  func request() {
    let tool = ToolDefinition(name: "t", description: "", inputSchema: [:])
    let request = ModelRequest(
      "Hi", system: "S", tools: [tool], options: GenerationOptions(effort: .low))
    #expect(request.tools == [tool])
    #expect(request.options.effort == .low)
    #expect(request.transcript == ModelRequest("Hi").transcript)
  }
}

@Suite struct AnswerSchemaTests {
  private let schema: JSONValue = ["type": "object", "required": ["city"]]

  @Test("A schema is read back, replaced and taken away, and leaves other members alone")
  func property() {
    var request = ModelRequest("Hi")
    #expect(request.answerSchema == nil)
    request.extra["x"] = 1
    request.answerSchema = schema
    #expect(request.answerSchema == schema)
    request.answerSchema = ["type": "string"]
    #expect(request.answerSchema == ["type": "string"])
    request.answerSchema = nil
    #expect(request.extra == ["x": 1])
  }

  @Test("A budget's bound counts a schema, which the provider reads as part of the prompt")
  func bound() {
    var request = ModelRequest("Hi")
    let bare = TokenCount.upperBound(of: request).tokens
    request.answerSchema = [
      "type": "string", "description": .string(String(repeating: "y", count: 20_000)),
    ]
    #expect(TokenCount.upperBound(of: request).tokens >= bare + 20_000)
  }

  private struct Stay: Decodable, Equatable {
    var city: String
    var days: Int?
  }

  private func answer(_ text: String) -> ModelResponse {
    ModelResponse(id: "1", model: "m", message: .assistant(text), stopReason: .endTurn)
  }

  @Test(
    "An answer is read as a type, from JSON alone or in its last fenced block",
    arguments: [
      #"{"city": "Bern", "extra": true}"#, "Here:\n```json\n{\"city\": \"Bern\"}\n```\nDone.",
    ])
  func decoding(text: String) throws {
    #expect(try answer(text).decoded(as: Stay.self) == Stay(city: "Bern"))
  }

  @Test("What is no JSON, or of another shape, is a malformed answer", arguments: ["Bern.", "[1]"])
  func misfit(text: String) {
    #expect(throws: ModelError(.malformedResponse, "")) {
      try answer(text).decoded(as: Stay.self)
    }
  }
}
