// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyTesting

/// A scripted model whose calls are booked, failed ones included.
private struct BookedModel: LanguageModel {
  let script: ScriptedModel
  var id: ModelID { script.id }

  init(_ id: ModelID, _ step: ScriptedModel.Step) { script = ScriptedModel(id, step) }

  func respond(to request: ModelRequest, emitting sink: EventSink) async throws -> ModelResponse {
    func row(_ outcome: LedgerRow.Outcome, _ usage: Usage = Usage()) -> LedgerRow {
      LedgerRow(
        id: "call-\(id)", parent: request.context.parent, role: request.context.role,
        setup: request.context.setup, requested: id, served: id, usage: usage,
        cost: .priced(Money(picodollars: 7)), held: .unpriced, priceVersion: "1", outcome: outcome,
        started: Timestamp(microseconds: 0), ended: Timestamp(microseconds: 1))
    }
    do {
      var response = try await script.respond(to: request, emitting: sink)
      response.bill = [row(.answered, response.usage[0].usage)]
      try await sink(.billed(response.bill[0]))
      return response
    } catch let error as ModelError {
      try await sink(.billed(row(.failed(error.code))))
      throw error
    }
  }

  func quote(for request: ModelRequest) async throws -> Quote {
    Quote(prompt: TokenCount(1, .exact), worstCase: .priced(Money(picodollars: 100)))
  }
}

@Suite struct CascadeBillTests {
  private func billed(_ recorder: EventRecorder) -> [LedgerRow] {
    recorder.events.compactMap { event in
      if case .billed(let row) = event { row } else { nil }
    }
  }

  @Test("The bill of a cascade has the draft, the check and the answer, failures included")
  func cascade() async throws {
    let failure = ScriptedModel.Step.failure(ModelError(.overloaded, "Overloaded."))
    for (draft, judgement, names) in [
      (ScriptedModel.Step.text("5"), ScriptedModel.Step.text("fail"), ["haiku", "judge", "opus"]),
      (.text("5"), failure, ["haiku", "judge", "opus"]), (failure, failure, ["haiku", "opus"]),
      (.text("4"), .text("pass"), ["haiku", "judge"]),
    ] {
      let recorder = EventRecorder()
      var request = ModelRequest("2 + 2?")
      request.context.parent = "p"
      let response = try await CascadeModel(
        first: BookedModel("haiku", draft), strong: BookedModel("opus", .text("4")),
        check: JudgeCheck(BookedModel("judge", judgement))
      ).respond(to: request, emitting: recorder.sink)
      #expect(response.bill.map(\.id) == names.map { "call-\($0)" })
      #expect(billed(recorder) == response.bill)
      #expect(response.bill.allSatisfy { $0.setup == "haiku^opus" && $0.parent == "p" })
    }
  }

  @Test("The bill of a plan has the planner and the executor, a failed planner included")
  func planned() async throws {
    for step in [
      ScriptedModel.Step.text("# Plan"), .failure(ModelError(.overloaded, "Overloaded.")),
    ] {
      let recorder = EventRecorder()
      let response = try await PlannedModel(
        planner: BookedModel("opus", step), executor: BookedModel("sonnet", .text("Done."))
      ).respond(to: ModelRequest("Do it."), emitting: recorder.sink)
      #expect(response.bill.map(\.id) == ["call-opus", "call-sonnet"])
      #expect(response.bill.map(\.role) == [.planner, .executor])
      #expect(billed(recorder) == response.bill)
    }
  }

  @Test("The worst case is the sum of every call that may be made")
  func worstCase() async throws {
    let (a, b, c) = (
      BookedModel("a", .text("")), BookedModel("b", .text("")), BookedModel("c", .text(""))
    )
    let request = ModelRequest("2 + 2?")
    let judged = CascadeModel(first: a, strong: b, check: JudgeCheck(c))
    #expect(
      try await judged.quote(for: request).worstCase == .priced(Money(picodollars: 300)))
    let planned = PlannedModel(planner: a, executor: b)
    #expect(
      try await planned.quote(for: request).worstCase == .priced(Money(picodollars: 200)))
    let escalation = Escalation(from: "a", to: "b", check: "judge", reason: "wrong")
    var escalated = request
    escalated.transcript.append(Message(.assistant, [.escalation(escalation)]))
    #expect(
      try await judged.quote(for: escalated).worstCase == .priced(Money(picodollars: 100)))
  }
}
