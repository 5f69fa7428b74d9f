// SPDX-License-Identifier: Apache-2.0

import Glibc
import Wisely
import WiselyArguments
import WiselyStore

/// `wisely costs`.
struct CostsCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "costs", abstract: "Add up what was spent.",
    discussion: """
      Every upstream call is one row of the ledger. Calls of a process that was killed are shown with the most
      they can have cost; calls without a known price are counted, never added as zero.
      """,
    examples: [
      CommandExample("wisely costs --by role", "Executors against advisors."),
      CommandExample(
        "wisely costs --since 2026-11-01 --by day --json", "This month, for a script."),
    ],
    exitCodes: Exit.meanings.filter { ["0", "64", "74", "78"].contains($0.term) })

  /// What the lines are made by.
  enum Dimension: String, CaseIterable, ExpressibleByArgument, Decodable, Sendable {
    case model
    case role
    case setup
    case day
  }

  @Option(help: ArgumentHelp("The first day, in UTC.", valueName: "YYYY-MM-DD")) var since: String?
  @Option(help: "What the lines are made by.") var by = Dimension.model
  @Flag(help: "Print JSON.") var json = false
  @OptionGroup(title: "Configuration") var options: ConfigurationOptions

  func validate() throws {
    if let since, CalendarDay(since) == nil {
      throw ArgumentsError("'\(since)' is no day; write it as YYYY-MM-DD, such as 2026-11-01")
    }
  }

  func run() async throws {
    let world = World.here
    let configuration = try ConfigurationFile(options.config, world: world).load()
    let path = LedgerPlace.path(world: world, configuration: configuration)
    let rows = try await rows(at: path, configuration, world)
    let dimension = LedgerSummary.Dimension(rawValue: by.rawValue) ?? .model
    let summary = LedgerSummary(rows, by: dimension)
    guard !json else {
      try world.console.answer(report(summary).text + "\n")
      return
    }
    guard !rows.isEmpty else {
      world.console.say("Nothing was spent\(since.map { " since \($0)" } ?? "") (ledger \(path)).")
      return
    }
    for line in table(summary) { try world.console.answer(line + "\n") }
    for line in remarks(summary.total) { world.console.say(line) }
  }

  /// The rows to add up; to look is not to begin a ledger, so none is made.
  private func rows(
    at path: String, _ configuration: Configuration, _ world: World
  ) async throws -> [LedgerRow] {
    guard access(path, F_OK) == 0 || errno != ENOENT else { return [] }
    let ledger = try await LedgerPlace.open(world: world, configuration: configuration)
    defer { ledger.close() }
    do {
      return try await ledger.rows(since: since.flatMap { CalendarDay($0)?.start })
    } catch let error as StoreError {
      throw CommandFailure(Exit.ledger, error.message)
    }
  }

  private func table(_ summary: LedgerSummary) -> [String] {
    let head = [by.rawValue, "calls", "in", "cached", "out", "cost"]
    let rows = (summary.lines + [summary.total]).enumerated().map { index, line in
      [
        index == summary.lines.count ? "total" : (line.key.isEmpty ? "(none)" : line.key),
        grouped(line.calls), grouped(line.usage.prompt - line.usage.cacheRead),
        grouped(line.usage.cacheRead), grouped(line.usage.output), Self.display(line),
      ]
    }
    return Table([head] + rows, rightAligned: [1, 2, 3, 4, 5]).lines
  }

  /// What a line costs; a plus where more was spent than is known.
  private static func display(_ line: LedgerSummary.Line) -> String {
    guard line.hasUnknownCost else { return line.cost.display }
    return line.hasKnownCost ? line.cost.display + "+" : "unknown"
  }

  private func remarks(_ total: LedgerSummary.Line) -> [String] {
    func calls(_ count: Int, _ one: String, _ many: String) -> String {
      count == 1 ? "1 call \(one)" : "\(grouped(count)) calls \(many)"
    }
    var lines: [String] = []
    if total.unpricedCalls > 0 {
      lines.append(
        calls(total.unpricedCalls, "has", "have") + " no known price, so the sum is without it.")
    }
    if total.interruptedCalls > 0 {
      lines.append(
        calls(total.interruptedCalls, "was", "were")
          + " cut off by the end of the process; at most \(total.interruptedAtMost.display) more was spent."
      )
    }
    if total.unboundedCalls > 0 {
      lines.append(
        "Of those, " + calls(total.unboundedCalls, "has", "have") + " no known price either.")
    }
    if total.estimatedCalls > 0 {
      lines.append(
        calls(total.estimatedCalls, "has", "have") + " token counts that are estimates.")
    }
    return lines
  }

  private func report(_ summary: LedgerSummary) -> JSONValue {
    [
      "by": .string(by.rawValue), "since": since.json,
      "lines": .array(summary.lines.map(Self.json)), "total": Self.json(summary.total),
    ]
  }

  private static func json(_ line: LedgerSummary.Line) -> JSONValue {
    [
      "key": .string(line.key), "calls": JSONValue(line.calls), "usage": line.usage.json,
      "usd": line.hasKnownCost || !line.hasUnknownCost ? .string(line.cost.dollars) : .null,
      "unpricedCalls": JSONValue(line.unpricedCalls),
      "interruptedCalls": JSONValue(line.interruptedCalls),
      "interruptedAtMostUSD": .string(line.interruptedAtMost.dollars),
      "unboundedCalls": JSONValue(line.unboundedCalls),
      "estimatedCalls": JSONValue(line.estimatedCalls),
    ]
  }
}

extension LedgerSummary.Line {
  /// Whether some of its calls have a known cost.
  fileprivate var hasKnownCost: Bool { calls > unpricedCalls + interruptedCalls }
  /// Whether some of its calls have none: then the sum is not the whole truth, and zero is no truth.
  fileprivate var hasUnknownCost: Bool { unpricedCalls + interruptedCalls > 0 }
}
