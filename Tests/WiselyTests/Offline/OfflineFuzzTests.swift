// SPDX-License-Identifier: Apache-2.0

import Oracles
import Testing
import Wisely

@Suite(.timeLimit(.minutes(4))) struct OfflineFuzzTests {
  private static let words = [
    "what", "is", "the", "How many", "rows", "in", "a.csv", "days", "between", "2024-02-29", "and",
    "weight", "value", "99999999999999999999", "-", "+", "*", "/", "^", "%", "(", ")", "9", "0",
    "0.5", "numbers", "make", "target", "roads", "from", "A", "to", "B", "A-B", "5", "jobs", "on",
    "3 machines", "A takes 9223372036854775807 hours", "capacity", "9223372036854775807", "km",
    "miles", "convert", "average of", "\"", "'", "“Größe”", "日本語", "e\u{301}", "👩‍👩‍👧", "\u{0}",
    "\n## The plan\n", "## The user's words\n", "`a.csv`", "search for 'x'", "the result is", "±",
    "leap year", "month", "after", "where", "mention", "list all emails in", "highest", "١٢٣", ",",
    ", ", ". ", ": ", "=", "½", "least", "not", "²",
  ]

  private static func text(_ generator: inout SeededSource, words count: Int) -> String {
    (0..<count).map { _ in generator.pick(words) }
      .joined(separator: generator.int(0...3) == 0 ? "" : " ")
  }

  @Test("Random words in every role never trap", arguments: UInt64(1)...4)
  func randomWords(_ seed: UInt64) async throws {
    var generator = SeededSource(seed: seed)
    for round in 0..<60 {
      let prompt = Self.text(&generator, words: generator.int(1...30))
      let model = OfflineModel(generator.pick(OfflineModel.Size.allCases))
      var request = ModelRequest(prompt)
      if round % 2 == 0 { request.tools = PaperShelf.tools }
      switch round % 5 {
      case 1: request.system = "You are the checker."
      case 2: request.system = "You are the planner."
      case 3:
        request.transcript = Transcript([
          .user("## The user's words\n\(prompt)\n\nYou are the advisor. Answer now.")
        ])
      case 4:
        request.transcript.append(
          Message(
            .assistant,
            [
              .toolUse(
                ToolUse(
                  id: "1", name: generator.pick(["read", "list", "search"]),
                  input: ["path": "a.csv"]))
            ]))
        request.transcript.append(
          Message(
            .user,
            [.toolResult(ToolResult(toolUseID: "1", text: Self.text(&generator, words: 20)))]))
      default: break
      }
      let response = try await model.respond(to: request)
      #expect(!response.message.blocks.isEmpty, "\(prompt)")
    }
  }

  @Test("Random advice never traps and never makes a wrong answer checked")
  func randomAdvice() async throws {
    var generator = SeededSource(seed: 99)
    for _ in 0..<40 {
      let puzzle = KnapsackOracle(count: 8, using: &generator)
      let advice =
        generator.pick(["change: ", "proceed: ", "stop: ", ""]) + "Take "
        + generator.sample(3, of: puzzle.items.map(\.name)).joined(separator: ", ") + ": "
        + Self.text(&generator, words: 5)
      var request = ModelRequest(
        "## The user's words\n\(puzzle.example.query)\n\n## The plan\n\(advice)")
      request.options.maximumTokens = 4_000
      let said = OfflineAnswer(try await OfflineModel(.small).respond(to: request).text)
      if said.isChecked { #expect(said.answer == "\(puzzle.best)", "\(advice)\n\(said.text)") }
    }
  }

  /// Questions as long as are read at all.
  enum Giant: String, CaseIterable {
    case knapsack, schedule, route, sum, nested, numbers, words, digits, commas, places, letters

    var question: String {
      let count = 16_000
      func filled(_ piece: (Int) -> String) -> String {
        var text = ""
        var index = 0
        while text.utf8.count < count {
          text += piece(index)
          index += 1
        }
        return text
      }
      return switch self {
      case .knapsack:
        "A van can carry at most 5000 kg, highest value? "
          + filled { "thing\($0) (weight \($0 % 97 + 3), value \($0 * 31 % 101 + 5)), " }
      case .schedule: "Jobs on 3 machines: " + filled { "J\($0) takes \($0 * 37 % 53 + 1) hours, " }
      case .route:
        "Shortest route from P0 to P900? " + filled { "P\($0)-P\($0 + 1) \($0 % 7 + 1), " }
      case .sum: "What is " + filled { "\($0) + " } + "1"
      case .nested:
        String(repeating: "(", count: 8_000) + "1" + String(repeating: ")", count: 8_000)
      case .numbers: "Use the numbers " + filled { "\($0 % 9 + 1), " } + "2 to make 999"
      case .words: filled { _ in "What is the value of the jobs to A " }
      case .digits: filled { _ in "9" }
      case .commas: "numbers " + filled { _ in "1," }
      case .places: "shortest route from A to B " + filled { _ in "A to B " }
      case .letters: "value at most 5 " + filled { _ in "a" }
      }
    }
  }

  @Test("Questions of 16 kB are answered in time, one way or another", arguments: Giant.allCases)
  func giants(_ giant: Giant) async throws {
    for size in [OfflineModel.Size.small, .large] {
      let response = try await OfflineModel(size).respond(to: ModelRequest(giant.question))
      #expect(!response.text.isEmpty)
    }
  }

  @Test("What is longer than anybody asks is outside the world")
  func tooLong() async throws {
    let text = "What is 1 + 1?" + String(repeating: " ", count: 20_000)
    #expect(try await OfflineAnswer.of(.large, text).text.hasPrefix("This is outside"))
  }
}
