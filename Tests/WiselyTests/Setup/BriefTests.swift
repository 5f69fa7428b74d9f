// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyTesting

/// What the advisor is shown stays within its bound, whatever the conversation holds.
@Suite(.timeLimit(.minutes(5))) struct BriefTests {
  private static func words(_ generator: inout SeededGenerator, upTo count: Int) -> String {
    let pieces = ["a ", "word ", "\n", "äöü ", "👩‍🚀", "0123456789", "## head\n"]
    return (0..<Int.random(in: 0...count, using: &generator)).map { _ in
      pieces.randomElement(using: &generator) ?? ""
    }.joined()
  }

  private static func transcript(_ generator: inout SeededGenerator) -> Transcript {
    var transcript = Transcript([.user("Go. " + words(&generator, upTo: 2_000))])
    for turn in 0..<Int.random(in: 0...60, using: &generator) {
      let calls = (0..<Int.random(in: 1...8, using: &generator)).map { number in
        ToolUse(
          id: "t\(turn)-\(number)", name: "read",
          input: ["path": .string(words(&generator, upTo: 40))])
      }
      let said = Block.text(words(&generator, upTo: 50))
      transcript.append(Message(.assistant, [said] + calls.map { .toolUse($0) }))
      let length = [1, 10, 4_000].randomElement(using: &generator) ?? 1
      transcript.append(
        Message(
          .user,
          calls.map {
            .toolResult(ToolResult(toolUseID: $0.id, text: words(&generator, upTo: length)))
          }))
    }
    return transcript
  }

  @Test("A brief keeps its bound, and always ends with the request for advice", arguments: 1...40)
  func bound(seed: Int) async throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let question = Self.words(&generator, upTo: Bool.random(using: &generator) ? 30 : 9_000)
    let bound = [1_000, 2_000, 8_000].randomElement(using: &generator) ?? 8_000
    let options = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
      JSONValue.string(Self.words(&generator, upTo: 300))
    }
    let cheap = ScriptedModel(
      "cheap",
      .toolUse(
        "consult",
        [
          "question": .string(question), "options": .array(options),
          "leaning": .string(Self.words(&generator, upTo: 2_000)),
        ], id: "c1"), .text("Done."))
    let strong = ScriptedModel("strong", .text("proceed: fine."))
    let policy = ConsultationPolicy(view: .brief(tokens: bound), triggers: [.asked])
    let request = ModelRequest(
      system: Self.words(&generator, upTo: 3_000), transcript: Self.transcript(&generator))
    _ = try await AdvisedModel(executor: cheap, advisor: strong, policy: policy)
      .respond(to: request)
    let shown = try #require(strong.requests.first?.transcript.messages.first).text
    #expect(shown.utf8.count <= bound * 3, "seed \(seed)")
    #expect(shown.hasSuffix(Clauses.builtIn.adviceRequest), "seed \(seed)")
  }

  @Test("A check that is longer than advice may be is not shown")
  func longCheck() {
    let long = String(repeating: "1 + ", count: 5_000) + "1"
    let advice = Advice(reading: "change: take B.\nCheck: \(long)", characters: 1_000)
    #expect(advice.verdict == .change)
    #expect(advice.text.count + (advice.check?.count ?? 0) <= 1_100)
  }
}
