// SPDX-License-Identifier: Apache-2.0

import Foundation
import Wisely
import WiselyAssistant
import WiselyTesting

/// Where the examples are.
enum ExampleFiles {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let folder = root.appendingPathComponent("Examples")
}

/// One line of `Examples/queries.jsonl`.
struct ExampleLine: Sendable {
  var id: String
  var query: String
  var expected: String
  var files: [String]

  static func all() throws -> [ExampleLine] {
    let text = try String(
      contentsOf: ExampleFiles.folder.appendingPathComponent("queries.jsonl"), encoding: .utf8)
    return try text.split(separator: "\n").map { line in
      let value = try JSONValue(parsing: String(line))
      guard let id = value["id"]?.string, let query = value["query"]?.string,
        let expected = value["expected"]?.string, let files = value["files"]?.array
      else { throw JSONShapeError(line: String(line)) }
      return ExampleLine(
        id: id, query: query, expected: expected, files: files.compactMap(\.string))
    }
  }

  struct JSONShapeError: Error { var line: String }
}

/// Compares answers: the last `Answer:` line, numbers by value, lists without order.
enum ExampleGrader {
  static func isRight(_ text: String, _ expected: String) -> Bool {
    guard let answer = answer(in: text) else { return false }
    return parts(answer) == parts(expected)
  }

  static func answer(in text: String) -> String? {
    text.split(separator: "\n").last { $0.hasPrefix("Answer: ") }
      .map { String($0.dropFirst("Answer: ".count)) }
  }

  private static func parts(_ text: String) -> [String] {
    if let number = number(text) { return [number] }
    return text.components(separatedBy: ", ").map { number($0) ?? $0.lowercased() }.sorted()
  }

  /// A number without grouping and without zeros at the end; nil for anything else.
  private static func number(_ text: String) -> String? {
    let bare = text.replacingOccurrences(of: ",", with: "")
    guard bare.contains(/^-?[0-9]+(?:\.[0-9]+)?$/) else { return nil }
    guard bare.contains(".") else { return bare }
    return bare.replacing(/\.?0+$/, with: "")
  }
}

/// What one setup made of one query.
struct ExampleOutcome: Sendable {
  var line: ExampleLine
  var response: ModelResponse
  var escalations: Int
  var isRight: Bool { ExampleGrader.isRight(response.text, line.expected) }
  /// Whether the executor said that its own check failed.
  var isDoubted: Bool { response.text.contains("\nNot verified: ") }
}

/// One setup over all queries, with every call in a ledger of its own.
struct ExampleRun: Sendable {
  var setup: String
  var outcomes: [ExampleOutcome] = []
  var rows: [LedgerRow] = []
  var openHolds = 0

  var right: Int { outcomes.count { $0.isRight } }
  var consultations: [Consultation] { outcomes.flatMap(\.response.consultations) }
  var escalations: Int { outcomes.reduce(0) { $0 + $1.escalations } }
  var cost: Money { Self.total(rows) }

  static func total(_ rows: [LedgerRow]) -> Money {
    rows.reduce(.zero) { $0 + ($1.cost.amount ?? .zero) }
  }

  init(_ setup: String, over lines: [ExampleLine]) async throws {
    self.setup = setup
    let (ledger, time) = (InMemoryLedger(), ManualTime())
    let catalogue = PriceCatalogue.builtIn
    let builder = SetupBuilder(
      makeModel: { leaf in
        guard let model = OfflineModel(id: ModelID(leaf.name)) else {
          throw SetupError("There is no offline model '\(leaf.name)'.")
        }
        return MeteredModel(
          model, catalogue: catalogue, ledger: ledger, surroundings: time.surroundings)
      },
      isSameOrWeaker: { catalogue.isSameOrWeaker($0, than: $1) }, now: { time.now })
    let model = try builder.build(SetupNotation(parsing: setup))
    for line in lines { outcomes.append(try await Self.ask(model, line)) }
    rows = ledger.rows
    openHolds = ledger.openHolds.count
  }

  private static func ask(_ model: any LanguageModel, _ line: ExampleLine) async throws
    -> ExampleOutcome
  {
    var request = ModelRequest(line.query)
    request.context.conversation = line.id
    let paths = line.files.map { ExampleFiles.folder.appendingPathComponent($0).path }
    let tools = paths.isEmpty ? [] : try Workspace(paths: paths).tools
    let result = try await ToolLoop(model: model, tools: tools).run(request)
    let escalations = result.transcript.messages.flatMap(\.blocks).count { block in
      if case .escalation = block { true } else { false }
    }
    return ExampleOutcome(line: line, response: result.response, escalations: escalations)
  }
}
