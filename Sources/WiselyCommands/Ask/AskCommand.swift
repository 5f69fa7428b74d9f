// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyArguments
import WiselyAssistant
import WiselyStore

/// `wisely ask`.
struct AskCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "ask", abstract: "Answer a question, about your documents if you name some.",
    discussion: """
      The answer goes to standard output and everything else to standard error: a line while an advisor is
      consulted, and at the end who did what for how much. The models may list, search and read exactly the
      files and folders you name, and nothing else.

      Into a terminal words are printed as they come; into a pipe or a file goes the answer alone, once it is
      complete (--stream prints every word at once).

      A budget is a promise: a call whose worst case does not fit is not made.
      """,
    examples: [
      CommandExample("wisely ask --files docs 'Which contracts renew by themselves?'", "A folder."),
      CommandExample(
        "git diff | wisely ask --files - 'Any mistakes?'", "Standard input as a document."),
      CommandExample("wisely ask - < question.txt", "The question on standard input."),
      CommandExample(
        "wisely ask --replay session.jsonl 'Which contracts renew by themselves?'",
        "The same answer again, from what 'wisely ask --record session.jsonl' wrote."),
      CommandExample(
        "wisely ask --setup opusplan --budget 0.25 --explain 'Plan the move.'", "A planner, a cap."),
    ],
    exitCodes: Exit.meanings.filter { $0.term != "65" })

  @Option(
    help: ArgumentHelp(
      "A model, a pair such as haiku+opus, or a configured name; 'defaultSetup' if left out.",
      valueName: "setup"))
  var setup: String?
  @Option(
    help: ArgumentHelp(
      "A file or folder to answer from; - is standard input.", valueName: "path"),
    completion: .file)
  var files: [String] = []
  @Option(help: ArgumentHelp("Standing instructions.", valueName: "text")) var system: String?
  @Option(help: ArgumentHelp("The most it may cost, in US dollars.", valueName: "usd"))
  var budget: String?
  @Option(help: ArgumentHelp("The most output tokens of one call.", valueName: "n"))
  var maxTokens: Int?
  @Flag(help: "Have the advisor asked before the work starts.") var consult = false
  @Flag(help: "Print every word at once, also into a pipe.") var stream = false
  @Flag(help: "Print the consultations.") var explain = false
  @Flag(help: "Print one JSON object instead of the answer.") var json = false
  @Flag(help: "Print no bill.") var quiet = false
  @Option(
    help: ArgumentHelp(
      "Record every exchange with a model in this file, without secrets.", valueName: "file"),
    completion: .file)
  var record: String?
  @Option(
    help: ArgumentHelp(
      "Take every answer from this recording; nothing is asked or paid.", valueName: "file"),
    completion: .file)
  var replay: String?
  @Flag(help: "Replay with the pauses of the original.") var realTime = false
  @OptionGroup(title: "Configuration") var options: ConfigurationOptions
  @Argument(help: "The question; - reads it from standard input.") var prompt: String

  func validate() throws {
    if let budget, Money(dollars: budget).map({ $0 < .zero }) ?? true {
      throw ArgumentsError("--budget takes an amount of dollars such as 0.25, not '\(budget)'")
    }
    if let maxTokens, !(1...1_000_000).contains(maxTokens) {
      throw ArgumentsError("--max-tokens must be between 1 and 1,000,000, not \(maxTokens)")
    }
    if record != nil, replay != nil {
      throw ArgumentsError("--record and --replay do not go together")
    }
    if realTime, replay == nil { throw ArgumentsError("--real-time needs --replay") }
    if prompt == "-", files.contains("-") {
      throw ArgumentsError("standard input is either the question or a document, not both")
    }
    if files.count(where: { $0 == "-" }) > 1 {
      throw ArgumentsError("--files - can be given once only")
    }
  }

  func run() async throws {
    let world = World.here
    let status = try await world.signals.withCancellation {
      try await AskRun(self, world: world).run()
    }
    guard status == Exit.success else { throw status }
  }
}
