// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyArguments
import WiselyEval

/// `wisely eval run`.
struct RunCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run your queries through setups, and say which is good enough.",
    discussion: """
      Every query is answered by every setup, --trials times, in a random order that the seed decides. The plan
      is frozen before the first call and lies in the run's folder with one line for each attempt; a run that was
      stopped or killed goes on when the same command is given again, and no answer is paid for twice.

      Failures of a provider are tried again, with all their money counted; failures of a model (a refusal, an
      answer that is cut off) score 0 and are not. The strong model alone, at low effort where it has efforts, is
      added as the baseline unless --baseline names one, and so is an advised setup's executor alone.

      A budget is a promise: the run stops before a call whose worst case does not fit. With --shard it is each
      part's own.

      What was chosen by looking at queries is not proven by them. --part tune runs 40 of 100 queries, always the
      same, to choose prompts, thresholds and models by; --part decide runs the others, for the verdict.
      """,
    examples: [
      CommandExample(
        "wisely eval run queries.jsonl --setups haiku,haiku+opus,opus --dry-run",
        "What it would cost."),
      CommandExample(
        "wisely eval run queries.csv --setups haiku+opus --baseline opus --budget 20",
        "One candidate, at most $20."),
      CommandExample(
        "wisely eval run queries.jsonl --setups haiku,opus --shard 2/8 --out run",
        "The second of eight parts."),
    ],
    exitCodes: Exit.meanings.filter {
      ["0", "1", "3", "4", "6", "64", "65", "66", "74", "77", "78", "130", "143"].contains($0.term)
    })

  @Option(
    help: ArgumentHelp("The setups, with commas between them.", valueName: "a,b,c"))
  var setups: String
  @Option(
    help: ArgumentHelp(
      "The setup that the others are held against; the strong model alone if left out.",
      valueName: "setup"))
  var baseline: String?
  @Option(help: ArgumentHelp("Independent tries of each query.", valueName: "k")) var trials = 3
  @Option(help: ArgumentHelp("The loss of score you would accept.", valueName: "points"))
  var margin = 5.0
  @Option(help: ArgumentHelp("The most it may cost, in US dollars.", valueName: "usd"))
  var budget: String?
  @Option(help: ArgumentHelp("The most attempts at once.", valueName: "n")) var concurrency = 16
  @Option(help: ArgumentHelp("What the order is shuffled by.", valueName: "n")) var seed = 1
  @Option(help: ArgumentHelp("One part of several, such as 2/8.", valueName: "i/n"))
  var shard: String?
  @Option(
    help: ArgumentHelp(
      "Only the queries to choose by, or only the others: tune or decide.", valueName: "part"))
  var part: PartOption?
  @Flag(help: "Prompts, models or thresholds were chosen by looking at these queries.")
  var inSample = false
  @Flag(help: "Send what one call can answer through the provider's batches, at half price.")
  var batch = false
  @Flag(
    help: "Stop as soon as every candidate is decided by the betting test, or cannot be any more.")
  var stopEarly = false
  @Flag(help: "Add the executors advising themselves.") var placebo = false
  @Flag(help: "Say what it would cost, and call nobody.") var dryRun = false
  @Option(help: ArgumentHelp("The model that judges answers.", valueName: "model"))
  var judge: String?
  @Option(
    help: ArgumentHelp(
      "The run's folder; wisely-eval- and the plan's hash if left out.", valueName: "folder"),
    completion: .directory)
  var out: String?
  @Option(
    help: ArgumentHelp(
      "Keep answers in this folder, and take from there what the same try was answered before.",
      valueName: "folder"), completion: .directory)
  var cache: String?
  @Option(help: ArgumentHelp("The most output tokens of one call.", valueName: "n"))
  var maxTokens: Int?
  @Option(
    help: ArgumentHelp(
      "Ask for answers at this temperature, where the models take one.", valueName: "t"))
  var temperature: Double?
  @Option(
    help: ArgumentHelp(
      "The format of the queries, as 'eval check' takes it.", valueName: "dialect-syntax"))
  var format: String?
  @Flag(help: "Show no progress.") var quiet = false
  @Flag(help: "Print JSON.") var json = false
  @OptionGroup(title: "Configuration") var options: ConfigurationOptions
  @Argument(help: "The file of queries.", completion: .file) var queries: String

  func validate() throws {
    if let budget, Money(dollars: budget).map({ $0 < .zero }) ?? true {
      throw ArgumentsError("--budget takes an amount of dollars such as 20, not '\(budget)'")
    }
    guard 1...100 ~= trials else {
      throw ArgumentsError("--trials must be between 1 and 100, not \(trials)")
    }
    guard margin > 0, margin < 100 else {
      throw ArgumentsError("--margin takes points between 0 and 100 such as 5, not \(margin)")
    }
    if let format, QueryFormat(format) == nil {
      throw ArgumentsError(
        "'\(format)' is no format; use one such as plain-jsonl, promptfoo-yaml, openai or inspect-csv"
      )
    }
    guard 1...1_000 ~= concurrency else {
      throw ArgumentsError("--concurrency must be between 1 and 1,000, not \(concurrency)")
    }
    guard seed >= 0 else { throw ArgumentsError("--seed must not be negative") }
    if let out, out.isEmpty { throw ArgumentsError("--out takes a folder, not an empty name") }
    if let maxTokens, !(1...1_000_000).contains(maxTokens) {
      throw ArgumentsError("--max-tokens must be between 1 and 1,000,000, not \(maxTokens)")
    }
    if let temperature, !GenerationOptions.temperatures.contains(temperature) {
      throw ArgumentsError("--temperature must be between 0 and 2, not \(temperature)")
    }
    if let shard {
      guard Shard(shard) != nil else {
        throw ArgumentsError("--shard takes a part such as 2/8, not '\(shard)'")
      }
      guard !stopEarly else {
        throw ArgumentsError("--stop-early needs the whole run, so it does not go with --shard")
      }
    }
    if batch, cache != nil {
      throw ArgumentsError("--cache does not go with --batch, which asks no model one by one")
    }
    if batch, stopEarly {
      throw ArgumentsError("--stop-early does not go with --batch, whose answers come together")
    }
  }

  func run() async throws {
    let world = World.here
    let status = try await world.signals.withCancellation {
      try await EvalSession(self, world: world).run()
    }
    guard status == Exit.success else { throw status }
  }
}
