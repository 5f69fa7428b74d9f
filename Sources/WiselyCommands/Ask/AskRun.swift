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
    let configuration = try ConfigurationFile(command.options.config, world: world).load()
    let input = try AskInput(command, world: world)
    let cap = command.budget.flatMap { Money(dollars: $0) } ?? configuration.budget
    let ledger = try await LedgerPlace.open(world: world, configuration: configuration)
    defer { ledger.close() }
    let bench = try Workbench(
      world: world, configuration: configuration, ledger: ledger,
      budget: cap.map { Budget(cap: $0) })
    let setup = try bench.resolve(command.setup ?? configuration.defaultSetup)
    let screen = AskScreen(
      world.console, words: words, isQuiet: command.quiet, now: world.surroundings.now)
    let recorder = BillRecorder()
    do {
      let result = try await answer(input, setup, screen, recorder)
      try screen.finish(command.json ? "" : result.response.text)
      return try report(Outcome(result.response), setup, screen, recorder)
    } catch {
      world.console.clearStatus()
      return try fail(error, setup, screen, recorder)
    }
  }

  // MARK: - Answering

  private var words: AskScreen.Words {
    if command.json { return .never }
    return command.stream || world.console.isOutputTerminal ? .live : .atTheEnd
  }

  private func answer(
    _ input: AskInput, _ setup: Workbench.Resolved, _ screen: AskScreen, _ recorder: BillRecorder
  ) async throws -> LoopResult {
    var options = GenerationOptions()
    if let limit = command.maxTokens { options.maximumTokens = limit }
    let request = ModelRequest(
      system: input.system, transcript: Transcript([.user(input.prompt)]),
      options: options,
      context: CallContext(
        conversation: world.surroundings.makeID("ask"), setup: setup.notation,
        isConsultationWished: command.consult))
    let loop = ToolLoop(model: setup.model, tools: input.tools)
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
      return try await loop.run(request, emitting: sink)
    }
  }

  // MARK: - Reporting

  /// How an answer ended, well or not.
  private struct Outcome {
    var answer = ""
    var stopReason: String
    var status: ExitCode
    var sentence: String?

    init(_ response: ModelResponse) {
      answer = response.text
      stopReason = response.stopReason.rawValue
      switch response.stopReason {
      case .endTurn, .stopSequence: status = Exit.success
      case .refusal:
        status = Exit.refused
        sentence = "\(response.model) refused to answer."
      case .maximumTokens:
        status = Exit.incomplete
        sentence = "The answer is cut off at the output limit; raise --max-tokens."
      case .contextWindowExceeded:
        status = Exit.incomplete
        sentence = "The context window is full, so the answer is incomplete; name fewer files."
      case .stalled:
        status = Exit.incomplete
        sentence = "The executor went in circles; say how it should go on."
      default: status = Exit.incomplete
      }
    }

    init(_ error: any Error) {
      switch error {
      case is CancellationError:
        stopReason = "cancelled"
        status = Exit.interrupted
        sentence = "Interrupted."
      case let error as ModelError:
        stopReason = error.code == .budget ? StopReason.budgetExhausted.rawValue : "error"
        status = CommandFailure.code(for: error.code)
        sentence = error.message
      case let error as CommandFailure:
        stopReason = "error"
        status = error.code
        sentence = error.message
      case let error as StoreError:
        stopReason = "error"
        status = Exit.ledger
        sentence = error.message
      default:
        stopReason = "error"
        status = Exit.failure
        sentence = "\(error)"
      }
    }
  }

  /// What was spent is shown also when there is no answer.
  private func fail(
    _ error: any Error, _ setup: Workbench.Resolved, _ screen: AskScreen, _ recorder: BillRecorder
  ) throws -> ExitCode {
    if let code = error as? ExitCode { throw code }
    let cause = (error as? LoopFailure)?.underlying ?? error
    if let code = cause as? ExitCode { throw code }
    return try report(
      Outcome(world.signals.isInterrupted ? CancellationError() : cause), setup, screen, recorder)
  }

  private func report(
    _ outcome: Outcome, _ setup: Workbench.Resolved, _ screen: AskScreen,
    _ recorder: BillRecorder
  ) throws -> ExitCode {
    let bill = Bill(recorder.rows, expensive: setup.expensive, catalogue: .builtIn)
    if let sentence = outcome.sentence { world.console.say("wisely: \(sanitised(sentence))") }
    guard !command.json else {
      let report = AskReport(
        answer: outcome.answer, setup: setup.notation, stopReason: outcome.stopReason,
        consultations: recorder.consultations, rows: recorder.rows, bill: bill,
        notices: screen.notices,
        error: outcome.status == Exit.success ? nil : outcome.sentence)
      try world.console.answer(report.json.text + "\n")
      return outcome.status
    }
    if command.explain {
      Explanation(consultations: recorder.consultations).lines.forEach(world.console.say)
    }
    if !command.quiet {
      for line in bill.text(setup: setup.notation) { world.console.say(world.console.dim(line)) }
    }
    return outcome.status
  }
}

extension CommandFailure {
  /// How the command ends for an error of a model's.
  static func code(for code: ModelError.Code) -> ExitCode {
    switch code {
    case .budget: Exit.budget
    case .unpriced: Exit.unpriced
    case .authentication, .permission: Exit.noPermission
    case .invalidSetup: Exit.usage
    default: Exit.failure
    }
  }
}
