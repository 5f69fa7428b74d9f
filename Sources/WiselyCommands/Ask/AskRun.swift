// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyArguments
import WiselyAssistant
import WiselyStore

/// One `wisely ask`, from the prompt to the bill.
struct AskRun: Sendable {
  private let command: AskCommand
  private let world: World

  init(_ command: AskCommand, world: World) {
    self.command = command
    self.world = world
  }

  /// Answers; how the command ends depends on how the answer did.
  func run() async throws -> ExitCode {
    let recorder = BillRecorder()
    let prepared: Prepared
    do {
      prepared = try await prepare(recorder)
    } catch {
      // Who asked for one object gets one, also when nothing was asked of anybody.
      guard command.json else { throw error }
      return try report(AskOutcome(error, interruption: world.signals.interruption), nil)
    }
    defer { prepared.ledger.close() }
    let screen = AskScreen(
      world.console, words: words, isQuiet: command.quiet, now: world.surroundings.now)
    let answered = Answered(
      setup: prepared.setup, screen: screen, recorder: recorder, catalogue: prepared.catalogue)
    do {
      let result = try await answer(prepared, screen, recorder)
      try screen.finish(command.json ? "" : result.response.text)
      return try report(AskOutcome(result.response), answered)
    } catch {
      world.console.clearStatus()
      return try report(AskOutcome(error, interruption: world.signals.interruption), answered)
    }
  }

  // MARK: - Preparing

  /// Everything there is before the first call.
  private struct Prepared {
    var input: AskInput
    var setup: Workbench.Resolved
    var catalogue: PriceCatalogue
    var ledger: SQLiteLedger
  }

  private func prepare(_ recorder: BillRecorder) async throws -> Prepared {
    let configuration = try ConfigurationFile(command.options.config, world: world).load()
    let input = try await AskInput(command, world: world)
    let cap = command.budget.flatMap { Money(dollars: $0) } ?? configuration.budget
    let ledger = try await LedgerPlace.open(world: world, configuration: configuration)
    do {
      let bench = try Workbench(
        world: world, configuration: configuration,
        ledger: RecordedLedger(ledger, recorder: recorder),
        budget: cap.map { Budget(cap: $0) }, keeping: try await keeping())
      let setup = try bench.resolve(command.setup ?? configuration.defaultSetup)
      return Prepared(
        input: input, setup: setup, catalogue: bench.catalogue, ledger: ledger)
    } catch {
      ledger.close()
      throw error
    }
  }

  private func keeping() async throws -> Keeping {
    if let path = command.record {
      return try await .recording(world.expanding(path), world: world)
    }
    guard let path = command.replay else { return .nothing }
    return try .replaying(
      world.expanding(path), pace: command.realTime ? .original : .immediate, world: world)
  }

  // MARK: - Answering

  private var words: AskScreen.Words {
    if command.json { return .never }
    return command.stream || world.console.isOutputTerminal ? .live : .atTheEnd
  }

  private func answer(
    _ prepared: Prepared, _ screen: AskScreen, _ recorder: BillRecorder
  ) async throws -> LoopResult {
    let input = prepared.input
    let question = DocumentQuestion(
      transcript: Transcript([.user(input.prompt)]), system: input.system,
      documents: input.documents,
      maximumTokens: command.maxTokens ?? GenerationOptions().maximumTokens,
      context: CallContext(
        conversation: world.surroundings.makeID("ask"), setup: prepared.setup.notation,
        isConsultationWished: command.consult))
    let sink = EventSink { event in
      recorder.receive(event)
      try screen.receive(event)
    }
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        while true {
          try await world.surroundings.sleep(.seconds(1))
          screen.tick()
        }
      }
      defer { group.cancelAll() }
      return try await question.answer(by: prepared.setup.model, emitting: sink)
    }
  }

  // MARK: - Reporting

  /// What was put together and heard, once a call may have been made.
  private struct Answered {
    var setup: Workbench.Resolved
    var screen: AskScreen
    var recorder: BillRecorder
    var catalogue: PriceCatalogue
  }

  /// Says how it ended; what was spent is shown also when there is no answer.
  private func report(_ outcome: AskOutcome, _ answered: Answered?) throws -> ExitCode {
    let rows = answered?.recorder.rows ?? []
    let consultations = answered?.recorder.consultations ?? []
    let bill = Bill(
      rows, expensive: answered?.setup.expensive, catalogue: answered?.catalogue ?? .builtIn)
    if let sentence = outcome.sentence { world.console.say("error: \(sanitised(sentence))") }
    if command.json, outcome.status != Exit.brokenPipe {
      let report = AskReport(
        answer: outcome.answer, setup: answered?.setup.notation ?? command.setup,
        stopReason: outcome.stopReason, consultations: consultations, rows: rows, bill: bill,
        notices: answered?.screen.notices ?? [], error: outcome.sentence)
      try world.console.answer(report.json.text + "\n")
      return outcome.status
    }
    if command.explain {
      Explanation(
        consultations: consultations, rows: rows, catalogue: answered?.catalogue ?? .builtIn
      ).lines.forEach(world.console.say)
    }
    if !command.quiet, let answered {
      for line in bill.text(setup: answered.setup.notation) {
        world.console.say(world.console.dim(line))
      }
    }
    return outcome.status
  }
}
