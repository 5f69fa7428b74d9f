// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyTesting

@Suite struct AdvisedStallTests {
  private static let run = ToolDefinition(
    name: "run", description: "Runs.", inputSchema: ["type": "object"], effect: .writes)

  /// The same failing call, that many times.
  private func circles(_ count: Int, from first: Int = 0) -> [Message] {
    (first..<first + count).flatMap { number -> [Message] in
      let call = ToolUse(id: "t\(number)", name: "run", input: ["cmd": "make"])
      return [
        Message(.assistant, [.toolUse(call)]),
        Message(
          .user, [.toolResult(ToolResult(toolUseID: call.id, text: "error: boom", isError: true))]),
      ]
    }
  }

  private func request(_ messages: [Message]) -> ModelRequest {
    var request = ModelRequest("Build it.")
    request.tools = [Self.run]
    request.transcript.messages += messages
    return request
  }

  @Test("A stall consults once, with the evidence, before the executor goes on")
  func consults() async throws {
    let cheap = ScriptedModel("cheap", .text("Another way."))
    let strong = ScriptedModel("strong", .text("change: read the log."))
    let response = try await AdvisedModel(executor: cheap, advisor: strong)
      .respond(to: request(circles(3)))
    #expect(response.consultations.map(\.trigger) == [.stalled])
    let shown = try #require(strong.requests.first).transcript.messages[0].text
    #expect(shown.contains("stalled"))
    #expect(shown.contains("error: boom"))
    let tail = try #require(cheap.requests.first).transcript.messages.suffix(2)
    #expect(tail.first?.toolUses.map(\.name) == ["consult"])
    #expect(tail.last?.toolResults.first?.text.hasPrefix("change: read the log.") == true)
  }

  @Test("Healthy work and a switched-off trigger do not consult")
  func negatives() async throws {
    let healthy = try await AdvisedModel(
      executor: ScriptedModel("cheap", .text("Done.")), advisor: ScriptedModel("strong")
    ).respond(to: request(circles(1)))
    #expect(healthy.consultations.isEmpty)
    let off = try await AdvisedModel(
      executor: ScriptedModel("cheap", .text("Done.")), advisor: ScriptedModel("strong"),
      policy: .init(triggers: [.asked])
    ).respond(to: request(circles(3)))
    #expect(off.consultations.isEmpty)
  }

  @Test("The same stall again after advice stops and asks the person")
  func stops() async throws {
    let again = ScriptedModel.Step.toolUse("run", ["cmd": "make"], id: "t3")
    let cheap = ScriptedModel("cheap", again)
    let strong = ScriptedModel("strong", .text("change: read the log."))
    let pair = AdvisedModel(executor: cheap, advisor: strong)
    var request = request(circles(3))
    let first = try await pair.respond(to: request)
    request.transcript.append(first.message)
    request.transcript.append(
      Message(.user, [.toolResult(ToolResult(toolUseID: "t3", text: "error: boom", isError: true))])
    )
    request.transcript.messages += circles(6, from: 4)
    let recorder = EventRecorder()
    let second = try await pair.respond(to: request, emitting: recorder.sink)
    #expect(second.stopReason == .stalled)
    #expect(cheap.stepsLeft == 0 && cheap.requests.count == 1)
    #expect(second.text.contains("circles"))
    #expect(recorder.text == second.text)
  }
}
