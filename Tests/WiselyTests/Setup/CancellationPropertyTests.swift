// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing
import Wisely
import WiselyTesting

/// A caller may leave at any event of any setup: no hold stays, and every call has its row.
@Suite(.timeLimit(.minutes(5))) struct CancellationPropertyTests {
  enum Leaving: CaseIterable { case cancelling, throwing }

  struct Gone: Error {}

  /// A setup of metered scripted models, fresh for each run.
  private struct Bench {
    let ledger = InMemoryLedger()
    let time = ManualTime()
    let budget: Budget
    let cheap: ScriptedModel
    let strong: ScriptedModel

    init() throws {
      budget = Budget(cap: try #require(Money(dollars: "100")))
      let consult = Block.toolUse(ToolUse(id: "c1", name: "consult", input: [:]))
      cheap = ScriptedModel(
        "claude-haiku-4-5", .turn(.init(blocks: [.text("One two."), consult])),
        .text("Three four."), .text("Five."))
      strong = ScriptedModel(
        "claude-opus-4-6",
        (0..<6).map { _ in
          ScriptedModel.Step { request in
            let words =
              switch request.context.role {
              case .advisor: "change: otherwise."
              case .check: "fail: wrong."
              case .planner, .executor, .judge: "Six seven."
              }
            return ScriptedModel.Turn(blocks: [.text(words)])
          }
        })
    }

    func metered(_ model: ScriptedModel) -> MeteredModel<ScriptedModel> {
      MeteredModel(model, ledger: ledger, surroundings: time.surroundings, budget: budget)
    }

    func setup(_ kind: Int) -> any LanguageModel {
      let (executor, advisor) = (metered(cheap), metered(strong))
      let pair = AdvisedModel(
        executor: executor, advisor: advisor, policy: .init(triggers: [.asked, .beforeDone]))
      switch kind {
      case 0: return pair
      case 1: return CascadeModel(first: pair, strong: advisor, check: JudgeCheck(advisor))
      case 2: return PlannedModel(planner: advisor, executor: pair)
      default:
        return ResumingModel(RetryingModel(pair, surroundings: time.surroundings))
      }
    }

    func check(_ sourceLocation: SourceLocation = #_sourceLocation) {
      #expect(budget.held == .zero, sourceLocation: sourceLocation)
      #expect(ledger.openHolds.isEmpty, sourceLocation: sourceLocation)
      let calls = cheap.requests.count + strong.requests.count
      // A call that was cancelled between its hold and its sending has a row that says so.
      let unsent = ledger.rows.count { $0.usage == Usage() && $0.outcome == .cancelled }
      #expect(ledger.rows.count == calls + unsent, sourceLocation: sourceLocation)
      #expect(unsent <= 1, sourceLocation: sourceLocation)
      let spent = ledger.rows.reduce(Money.zero) { $0 + ($1.cost.amount ?? .zero) }
      #expect(budget.spent == spent, sourceLocation: sourceLocation)
    }
  }

  @Test(
    "Whoever leaves at any event leaves no hold and no call without a row",
    arguments: Array(0...3), Leaving.allCases)
  func anywhere(kind: Int, leaving: Leaving) async throws {
    let whole = try Bench()
    let recorder = EventRecorder()
    _ = try await whole.setup(kind).respond(to: ModelRequest("Go."), emitting: recorder.sink)
    whole.check()
    let count = recorder.events.count
    #expect(count > 10)
    for index in 0..<count {
      let bench = try Bench()
      let model = bench.setup(kind)
      let task = Task {
        let seen = Mutex(0)
        let sink = EventSink { _ in
          let place = seen.withLock { seen in
            defer { seen += 1 }
            return seen
          }
          guard place == index else { return }
          if leaving == .throwing { throw Gone() }
          withUnsafeCurrentTask { $0?.cancel() }
        }
        return try await model.respond(to: ModelRequest("Go."), emitting: sink)
      }
      switch (await task.result, leaving) {
      case (.failure(is CancellationError), .cancelling), (.failure(is Gone), .throwing): break
      case (.success, _):
        // Nothing was left to do when the caller left.
        #expect(index > count - 8, "event \(index) of \(count), setup \(kind)")
      case (.failure(let error), _): Issue.record("\(error) at event \(index), setup \(kind)")
      }
      bench.check()
    }
  }
}
