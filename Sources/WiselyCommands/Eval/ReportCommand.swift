// SPDX-License-Identifier: Apache-2.0

import Glibc
import Wisely
import WiselyArguments
import WiselyEval

/// `wisely eval report`.
struct ReportCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Write a page that shows the evaluation and what it rests on.",
    discussion: """
      The page is one file: it needs no network and no scripts, and prints. It has the assessment, cost against
      quality, the differences with the margin, what people chose, consistency, cost by role, what consulting did, the queries that
      came out differently with both answers, every gate and the method. Markdown and JSON have the same figures.

      The report of a run's folder is written into it; that of other files is printed. The same outcomes give the
      same bytes, in whatever order they come.
      """,
    examples: [
      CommandExample("wisely eval report wisely-eval-1f2e3d4c", "Write report.html into a run."),
      CommandExample(
        "wisely eval report results.jsonl --baseline opus --out report.html",
        "Results that you have already."),
      CommandExample("wisely eval report RUN --format md --out -", "Print it as Markdown."),
    ],
    exitCodes: [
      TermDefinition(Exit.success, "It worked."),
      TermDefinition(Exit.failure, "The report cannot be written."),
    ] + Exit.meanings.filter { ["64", "66", "78"].contains($0.term) })

  /// What the report is written as.
  enum Format: String, CaseIterable, ExpressibleByArgument, Decodable, Sendable {
    case html
    case md
    case json
  }

  @OptionGroup(title: "Comparison") var comparison: ComparisonOptions
  @Option(help: "What it is written as.") var format = Format.html
  @Option(
    help: ArgumentHelp("Where it is written; '-' prints it.", valueName: "file"),
    completion: .file)
  var out: String?
  @OptionGroup(title: "Configuration") var options: ConfigurationOptions

  func run() async throws {
    let world = World.here
    // Before minutes of work, not after them.
    if let place = place(world) { try Self.check(place) }
    do {
      let table = try comparison.table(
        world, keepsTexts: true, catalogue: try options.catalogue(world))
      let report = try Report(
        table, plan: plan(world), options: try comparison.assessment(of: table))
      let text = report.text(Report.Format(rawValue: format.rawValue) ?? .html)
      guard let place = place(world) else {
        try world.console.answer(text)
        return
      }
      try OutputFile.write(text, to: place)
      world.console.say("The report is in \(place).")
    } catch let error as OutputFile.WriteError {
      throw CommandFailure(
        Exit.failure,
        "The report cannot be written to \(sanitised(place(world) ?? "standard output")): \(error.reason); choose another file with --out."
      )
    } catch let error as EvalError {
      throw CommandFailure(CompareCommand.exit(error), sanitised(error.message))
    }
  }

  /// The plan of the run, if the paths that are folders are all of one, as those of its shards are.
  private func plan(_ world: World) -> ReportPlan? {
    let plans = comparison.paths.compactMap { path -> JSONValue? in
      guard let bytes = try? Files.read(world.expanding(path) + "/plan.json", limit: Int.max) else {
        return nil
      }
      return try? JSONValue(parsing: bytes)
    }
    let hashes = plans.map { $0["hash"]?.string }
    return hashes.allSatisfy { $0 == hashes.first } ? plans.first.map { ReportPlan($0) } : nil
  }

  /// Looks whether a file can be written.
  private static func check(_ place: String) throws {
    var status = stat()
    let folder = place.lastIndex(of: "/").map { String(place[...$0]) } ?? "."
    let reason: String? =
      if place.isEmpty {
        "it has no name"
      } else if stat(place, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
        "it is a folder"
      } else if access(folder, W_OK) != 0 {
        String(cString: strerror(errno)).lowercased()
      } else {
        nil
      }
    guard let reason else { return }
    throw CommandFailure(
      Exit.failure,
      "The report cannot be written to \(sanitised(place)): \(reason); choose another file with --out."
    )
  }

  /// Where the report is written; nil to print it.
  private func place(_ world: World) -> String? {
    if let out { return out == "-" ? nil : world.expanding(out) }
    guard comparison.paths.count == 1,
      let path = comparison.paths.first.map({ world.expanding($0) }),
      access(path + "/plan.json", F_OK) == 0
    else { return nil }
    return path + "/report." + format.rawValue
  }
}
