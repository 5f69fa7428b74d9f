// SPDX-License-Identifier: Apache-2.0

import Oracles

/// A line of `Examples/queries.jsonl`.
package struct ExampleQuery {
  package var id: String
  package var query: String
  package var expected: String
  package var files: [String]

  /// The seed of the committed file.
  package static let seed: UInt64 = 2026

  /// All queries for a seed: 45 over documents, 35 with numbers, 40 puzzles.
  package static func all(seed: UInt64) -> [ExampleQuery] {
    var generator = SeededSource(seed: seed)
    let documents = DocumentQueries.all
    let numbers = NumberQueries.all(using: &generator).map { ($0, [String]()) }
    let puzzles = PuzzleQueries.all(using: &generator).map { ($0, [String]()) }
    return named("documents", documents) + named("numbers", numbers) + named("puzzles", puzzles)
  }

  private static func named(_ kind: String, _ queries: [(Example, [String])]) -> [ExampleQuery] {
    queries.enumerated().map { index, query in
      ExampleQuery(
        id: "\(kind)-\(index < 9 ? "0" : "")\(index + 1)", query: query.0.query,
        expected: query.0.expected, files: query.1)
    }
  }

  /// The file for a seed.
  package static func file(seed: UInt64) -> String {
    all(seed: seed).map(\.line).joined()
  }

  /// The line, with its end.
  package var line: String {
    let files = files.map(Self.quoted).joined(separator: ",")
    return
      "{\"id\":\(Self.quoted(id)),\"query\":\(Self.quoted(query)),\"expected\":\(Self.quoted(expected)),\"files\":[\(files)]}\n"
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for character in text {
      if character == "\"" || character == "\\" { quoted.append("\\") }
      quoted.append(character)
    }
    return quoted + "\""
  }
}
