// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyArguments
import WiselyEval
import WiselyProviders
import WiselyStore

/// One `wisely eval run`, from the queries to the last word.
struct EvalSession: Sendable {
  private let command: RunCommand
  private let world: World

  init(_ command: RunCommand, world: World) {
    self.command = command
    self.world = world
  }

  /// Runs; how the command ends depends on how the run did.
  func run() async throws -> ExitCode {
    do {
      return try await perform()
    } catch let error as EvalError {
      throw CommandFailure(Self.code(of: error), sanitised(error.message))
    }
  }

  private static func code(of error: EvalError) -> ExitCode {
    switch error.code {
    case .input: Exit.noInput
    case .output: Exit.ledger
    case .plan: Exit.usage
    default: Exit.failure
    }
  }

  private func perform() async throws -> ExitCode {
    let configuration = try ConfigurationFile(command.options.config, world: world).load()
    let looking = try Workbench(world: world, configuration: configuration)
    let prepared = try PlanMaker(
      command, world: world, configuration: configuration, bench: looking
    ).prepare()
    for note in prepared.setups.notes where !command.quiet { world.console.say("note: \(note)") }
    if !command.quiet { world.console.say("note: \(RunPromise(prepared.plan).sentence)") }
    let folder =
      command.out.map { world.expanding($0) } ?? "wisely-eval-\(prepared.plan.hash.prefix(8))"
    let shard = command.shard.flatMap { Shard($0) }
    guard !command.dryRun else {
      try await estimate(prepared, shard, folder, looking, configuration)
      return Exit.success
    }
    return try await run(prepared, shard, try RunFolder(folder, for: prepared.plan), configuration)
  }

  private func estimate(
    _ prepared: PreparedPlan, _ shard: Shard?, _ folder: String, _ looking: Workbench,
    _ configuration: Configuration
  ) async throws {
    let bench = try AttemptBench(
      prepared, bench: looking, bills: ConversationBills(),
      runCommand: world.checkRunner(configuration: configuration))
    let report = try await DryRunReport(
      prepared, shard: shard, folder: folder, bench: bench, catalogue: looking.catalogue,
      configuration: configuration, day: world.surroundings.now().day)
    if command.json {
      try world.console.answer(report.json.text + "\n")
      return
    }
    for line in report.text { try world.console.answer(line + "\n") }
    if !command.quiet { world.console.say(DryRunReport.method) }
  }

  // MARK: - Running

  private func run(
    _ prepared: PreparedPlan, _ shard: Shard?, _ folder: RunFolder,
    _ configuration: Configuration
  ) async throws -> ExitCode {
    let ledger = try await LedgerPlace.open(world: world, configuration: configuration)
    defer { ledger.close() }
    let bills = ConversationBills()
    let cap = command.budget.flatMap { Money(dollars: $0) }
    let budget = try await RunBudget(ledger: ledger, folder: folder, shard: shard).budget(cap)
    let limit = ConcurrencyLimit(
      ceiling: command.concurrency, now: world.surroundings.now)
    let workbench = try Workbench(
      world: world, configuration: configuration,
      ledger: BilledLedger(base: ledger, bills: bills), budget: budget, smallestLimit: .max,
      keeping: try command.cache.map { try .folder(world.expanding($0)) } ?? .nothing,
      observe: {
        limit.observe(status: $0.status, retryAfter: $0.retryAfter, renewal: $0.renewal)
      },
      warn: { [world] in world.console.say("note: \(sanitised($0.message))") })
    let bench = try AttemptBench(
      prepared, bench: workbench, bills: bills,
      runCommand: world.checkRunner(configuration: configuration))
    let screen = RunScreen(
      world.console, isQuiet: command.quiet || command.json && !world.console.showsStatus,
      cap: cap)
    var run = EvalRun(
      folder, limit: limit, surroundings: world.surroundings, answer: bench.answer,
      grade: bench.grade, quote: bench.quote, watch: screen.show)
    run.shard = shard
    run.budget = budget
    if command.batch {
      run.batches = BatchSupport(
        service: workbench.batches, ledger: ledger, catalogue: workbench.catalogue,
        item: bench.item)
    }
    let (ending, totals) = try await run.run()
    world.console.clearStatus()
    let closing = RunClosing(
      ending: ending, totals: totals, folder: folder, shard: shard,
      catalogue: workbench.catalogue, interruption: world.signals.interruption)
    return try report(closing)
  }

  private func report(_ closing: RunClosing) throws -> ExitCode {
    if command.json {
      try world.console.answer(closing.json.text + "\n")
    } else {
      for line in closing.summary { try world.console.answer(sanitised(line) + "\n") }
    }
    for line in closing.remarks { world.console.say(sanitised(line)) }
    return closing.status
  }
}
