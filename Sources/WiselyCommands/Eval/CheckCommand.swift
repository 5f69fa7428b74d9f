// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyArguments
import WiselyEval

/// `wisely eval check`.
struct CheckCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Say what a file of queries has in it, and whether it is enough.",
    discussion: """
      Reads JSON lines, JSON, YAML and CSV: plain queries ('query', 'expected', 'files', 'cluster'), promptfoo's
      tests and configurations, OpenAI evals and Inspect's datasets. A bare 'expected' is compared as a number
      if it reads as one, and else as a text with what follows the answer's last 'Answer:', or with all of it.

      Everything that is wrong is reported at once, with its line; assertions that cannot be graded are wrong,
      not skipped. Queries that ask the same count as one. Nothing is sent to anybody.
      """,
    examples: [
      CommandExample("wisely eval check queries.jsonl", "What is read, and what may be claimed."),
      CommandExample(
        "wisely eval check promptfooconfig.yaml --margin 3", "Accept a loss of 3 points at most."),
      CommandExample("wisely eval check data.txt --format inspect-jsonl", "The format given."),
    ],
    exitCodes: Exit.meanings.filter { ["0", "64", "65", "66"].contains($0.term) })

  @Option(
    help: ArgumentHelp(
      "The dialect (plain, promptfoo, openai, inspect), the syntax (csv, json, jsonl, yaml), or both.",
      valueName: "dialect-syntax"))
  var format: String?
  @Option(help: ArgumentHelp("The loss of score you would accept.", valueName: "points"))
  var margin = 5.0
  @Flag(help: "Print JSON.") var json = false
  @Argument(help: ArgumentHelp("The queries.", valueName: "file"), completion: .file)
  var file: String

  func validate() throws {
    guard margin > 0, margin < 100 else {
      throw ArgumentsError("--margin takes points between 0 and 100 such as 5, not \(margin)")
    }
    if let format, QueryFormat(format) == nil {
      throw ArgumentsError(
        "'\(format)' is no format; use one such as plain-jsonl, promptfoo-yaml, openai or inspect-csv"
      )
    }
  }

  func run() async throws {
    let world = World.here
    let set: QuerySet
    do {
      set = try QueryFile.read(
        path: world.expanding(file), format: format.flatMap { QueryFormat($0) } ?? QueryFormat())
    } catch {
      throw CommandFailure(Exit.noInput, sanitised(error.message))
    }
    let report = QueryReport(file: file, set: set, margin: margin / 100)
    if json {
      try world.console.answer(report.json.text + "\n")
    } else {
      // What a file says goes to a terminal.
      for line in report.lines { try world.console.answer(sanitised(line) + "\n") }
    }
    guard set.problems.isEmpty else { throw Exit.data }
  }
}
