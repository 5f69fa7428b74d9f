// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyArguments
import WiselyEval
import WiselyNet

/// `wisely eval review`.
struct ReviewCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "review",
    abstract: "Choose between answers without knowing whose they are.",
    discussion: """
      Serves a page on this machine only: a query and two answers side by side, in random order, without
      names, prices or times; what an answer says of its author is hidden. "Which would you send?" is
      answered with the arrow keys: left, right, up for both, down for neither, u to take the last one back.

      Each choice is saved at once in DIR/preferences.jsonl, and the command can be ended and started again
      at any time. Some pairs come twice, with the sides changed, to see how far you agree with yourself. The
      order depends on the reviewer's name: give several people several names, and their agreement is
      reported too. Ctrl-C ends it and prints the summary. 'eval compare DIR' and 'eval report DIR' weigh the
      choices with everything else.
      """,
    examples: [
      CommandExample("wisely eval review wisely-eval-1a2b3c4d", "Rate one pair for each query."),
      CommandExample(
        "wisely eval review DIR --setups haiku+opus,opus --limit 40 --reviewer anna",
        "Forty pairs of two setups."),
      CommandExample("wisely eval review DIR --summary", "What was said so far."),
    ],
    exitCodes: Exit.meanings.filter { ["0", "64", "66", "74", "143"].contains($0.term) })

  @Option(
    help: ArgumentHelp(
      "The setups to compare, parted by commas; all of them if not given.", valueName: "A,B"))
  var setups: String?
  @Option(help: ArgumentHelp("Who rates; your user name if not given.", valueName: "name"))
  var reviewer: String?
  @Option(
    help: ArgumentHelp(
      "What order and sides follow from; the plan's seed if not given.", valueName: "number"))
  var seed: Int?
  @Option(help: ArgumentHelp("The port; 0 is any free one.", valueName: "port")) var port = 0
  @Option(
    help: ArgumentHelp(
      "The most pairs, repeats not counted; one for each query if not given.", valueName: "number"))
  var limit: Int?
  @Flag(help: "Do not open a browser.") var noOpen = false
  @Flag(help: "Only print what was said so far.") var summary = false
  @Flag(help: "Print the summary as JSON.") var json = false
  @Argument(help: ArgumentHelp("The folder of the run.", valueName: "dir"), completion: .directory)
  var folder: String

  func validate() throws {
    if let limit, limit < 1 { throw ArgumentsError("--limit takes a number from 1, not \(limit)") }
    if let seed, seed < 0 { throw ArgumentsError("--seed takes a number from 0, not \(seed)") }
    guard 0...65_535 ~= port else {
      throw ArgumentsError("--port takes a number between 0 and 65535, not \(port)")
    }
  }

  func run() async throws {
    let world = World.here
    let folder = world.expanding(folder)
    do {
      if !summary { try await serve(folder, world) }
      try sumUp(folder, world)
    } catch let error as EvalError {
      let code = error.code == .output ? Exit.ledger : Exit.noInput
      throw CommandFailure(code, sanitised(error.message))
    } catch let error as HTTPServerError {
      throw CommandFailure(Exit.usage, error.message)
    }
    // Ctrl-C is how a review ends; other signals are somebody else's wish.
    if let signal = world.signals.interruption, signal != Exit.interrupted { throw signal }
  }

  private func serve(_ folder: String, _ world: World) async throws {
    var settings = Review.Settings()
    settings.setups = setups?.split(separator: ",").map(String.init)
    settings.seed = seed.map { UInt64($0) }
    settings.limit = limit
    let name = reviewer ?? world.variable("USER") ?? "reviewer"
    let review = try Review(
      try ReviewMaterial(folder: folder), folder: folder, reviewer: name, settings: settings,
      now: world.surroundings.now)
    let console = world.console
    do {
      try await world.signals.withCancellation {
        try await review.serve(port: port) { event in
          Self.tell(event, console)
        } body: { link in
          announce(review, name, link, world)
          // Until a signal cancels it.
          while true { try await Task.sleep(for: .seconds(86_400)) }
        }
      }
    } catch is CancellationError {
      console.clearStatus()
    }
  }

  private func announce(_ review: Review, _ name: String, _ link: String, _ world: World) {
    let before = review.done > 0 ? ", \(review.done) of them rated already" : ""
    world.console.say(
      sanitised("\(review.count) pairs of answers for \(name)\(before). This link works once:"))
    world.console.say(world.console.bold("  \(link)"))
    if world.console.isErrorTerminal, !noOpen, !Browser.open(link, world: world) {
      world.console.say("No browser could be started; open the link yourself.")
    }
    world.console.say("Ctrl-C ends the review and prints the summary; what was rated is kept.")
  }

  private static func tell(_ event: Review.Event, _ console: Console) {
    switch event {
    case .saved(let done, let count) where done == count:
      console.say("All \(count) are rated; press Ctrl-C to see the summary.")
    case .saved(let done, let count): console.show(status: "\(done) of \(count) rated")
    case .failed(let error): console.say(sanitised("warning: A choice was not saved: \(error)"))
    }
  }

  private func sumUp(_ folder: String, _ world: World) throws {
    let summary = PreferenceSummary(
      try Preferences(folder: folder), baseline: ReviewMaterial.baseline(in: folder))
    try world.console.answer(json ? summary.json.text + "\n" : sanitised(summary.text))
  }
}
