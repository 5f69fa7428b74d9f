// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Wisely
import WiselyTesting

@testable import WiselyEval

/// The folder of a run with as many queries and answers as a test wants.
struct ReviewFolder {
  let scratch: Scratch
  var path: String { scratch.path }

  /// A query's text in these tests.
  static func prompt(_ query: Int) -> String { "What is \(query) plus \(query)?" }

  /// Makes the plan and the log of attempts.
  init(
    queries: Int, setups: [String] = ["cheap-one", "dear-one"], trials: Int = 1,
    prompt: (Int) -> String = prompt, models: [String] = [],
    answer: (_ query: Int, _ setup: String, _ trial: Int) -> String = { query, _, trial in
      "It is \(query * 2), try \(trial)."
    }
  ) throws {
    scratch = try Scratch()
    let plan: JSONValue = [
      "hash": "abc", "version": 1, "seed": "7", "baseline": .string(setups.last ?? ""),
      "setups": .array(
        setups.map {
          ["name": .string($0), "models": .array(models.map { .string($0) })]
        }),
      "queries": .array(
        (0..<queries).map { ["id": .string("q\($0)"), "prompt": .string(prompt($0))] }),
    ]
    try scratch.write(plan.prettyText, to: "plan.json")
    var lines = ""
    for query in 0..<queries {
      for setup in setups {
        for trial in 0..<trials {
          lines += Self.line(
            query: "q\(query)", setup: setup, trial: trial, answer: answer(query, setup, trial))
        }
      }
    }
    try scratch.write(lines, to: "attempts.jsonl")
  }

  /// A line of the log of attempts.
  static func line(
    query: String, setup: String, trial: Int, answer: String, ending: String = "scored",
    number: Int = 0, cost: String = "0.001234", tokens: Int = 571, seconds: String = "3.217"
  ) -> String {
    let json: JSONValue = [
      "plan": "abc", "attempt": .string("\(query)|\(setup)|\(trial)"), "try": JSONValue(number),
      "query": .string(query), "setup": .string(setup), "trial": JSONValue(trial),
      "ending": .string(ending), "score": 1, "answer": .string(answer), "cost_usd": .string(cost),
      "output_tokens": JSONValue(tokens),
      "seconds": JSONNumber(lexeme: seconds).map { .number($0) } ?? .null,
      "started": "2026-11-24T00:00:00.000Z",
    ]
    return json.text + "\n"
  }

  /// Its review.
  func review(
    _ reviewer: String = "anna", settings: Review.Settings = Review.Settings()
  ) throws -> Review {
    try Review(
      try ReviewMaterial(folder: path), folder: path, reviewer: reviewer, settings: settings,
      now: ManualTime().surroundings.now)
  }

  /// What was chosen so far.
  var preferences: Preferences {
    get throws { try Preferences(folder: path) }
  }
}
