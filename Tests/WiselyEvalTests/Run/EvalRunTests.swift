// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing
import Wisely
import WiselyTesting

@testable import WiselyEval

@Suite(.timeLimit(.minutes(5))) struct EvalRunTests {
  private func folder(_ plan: RunPlan, _ scratch: Scratch, _ name: String = "run") throws
    -> RunFolder
  {
    try RunFolder(scratch.path + "/" + name, for: plan)
  }

  @Test("Every attempt has one line with everything in it")
  func complete() async throws {
    let scratch = try Scratch()
    let folder = try folder(try RunSupport.plan(), scratch)
    let (ending, totals) = try await RunSupport.run(folder) { RunSupport.answer($0) }.run()
    #expect(ending == .complete)
    #expect(totals.done == 60)
    #expect(totals.spent == Money(picodollars: 60_000_000))
    let lines = try RunSupport.lines(folder.logPath(shard: nil))
    #expect(Set(lines.compactMap { $0["attempt"]?.string }).count == 60)
    let line = try #require(lines.first { $0["query"] == "q3" && $0["setup"] == "b" })
    #expect(line["plan"]?.string == folder.plan.hash)
    #expect(line["ending"] == "scored")
    #expect(line["score"]?.double == 1)
    #expect(
      line["grades"] == [
        [
          "grader": "fake@1", "score": JSONValue.number(JSONNumber(exactly: 1) ?? JSONNumber(1)),
          "reason": "It is right.",
        ]
      ])
    #expect(line["answer"] == "q3 by b")
    #expect(line["stopReason"] == "end_turn")
    #expect(line["cost_usd"] == "0.000001")
    #expect(line["cost_by_role"] == ["executor": "0.000001"])
    #expect(line["judge_cost_usd"] == "0")
    #expect(line["spent_now_usd"] == "0.000001")
    #expect(line["replayed"] == false)
    #expect(line["output_tokens"] == 3)
    #expect(line["usage"]?[0]?["usage"]?["input"] == 10)
    #expect(line["started"] == "2026-11-24T00:00:00.000Z")
  }

  @Test("One at a time, attempts are made in the planned order")
  func order() async throws {
    let scratch = try Scratch()
    let plan = try RunSupport.plan()
    let folder = try folder(plan, scratch)
    _ = try await RunSupport.run(folder, ceiling: 1) { RunSupport.answer($0) }.run()
    let expected = plan.order.queries.indices.flatMap { plan.order.attempts(ofQueryAt: $0) }
      .map(plan.attemptID)
    #expect(
      try RunSupport.lines(folder.logPath(shard: nil)).compactMap { $0["attempt"]?.string }
        == expected)
  }

  @Test("A second run of a finished plan makes nothing and pays nothing")
  func finished() async throws {
    let scratch = try Scratch()
    let folder = try folder(try RunSupport.plan(), scratch)
    _ = try await RunSupport.run(folder) { RunSupport.answer($0) }.run()
    let before = try RunSupport.sorted(folder)
    let (ending, totals) = try await RunSupport.run(folder) { _ in
      Issue.record("asked again")
      return AttemptAnswer()
    }.run()
    #expect(ending == .complete)
    #expect(totals.doneBefore == 60)
    #expect(try RunSupport.sorted(folder) == before)
  }

  @Test(
    "Shards one after the other make the lines of the whole, and the whole then has nothing to do")
  func shards() async throws {
    let scratch = try Scratch()
    let plan = try RunSupport.plan(queries: 25)
    let (whole, parts) = (try folder(plan, scratch, "whole"), try folder(plan, scratch, "parts"))
    _ = try await RunSupport.run(whole) { RunSupport.answer($0) }.run()
    for index in 1...3 {
      var run = RunSupport.run(parts) { RunSupport.answer($0) }
      run.shard = Shard(index, of: 3)
      #expect(try await run.run().ending == .complete)
    }
    #expect(parts.logs.count == 3)
    #expect(try RunSupport.sorted(parts) == RunSupport.sorted(whole))
    let (ending, totals) = try await RunSupport.run(parts) { RunSupport.answer($0) }.run()
    #expect(ending == .complete)
    #expect(totals.doneBefore == plan.attempts)
  }

  @Test(
    "Failures of the model score 0 and are never tried again",
    arguments: [
      StopReason.refusal, .maximumTokens, .contextWindowExceeded, .stalled, .planProposed,
    ])
  func modelFailures(reason: StopReason) async throws {
    let scratch = try Scratch()
    let folder = try folder(try RunSupport.plan(), scratch)
    let (ending, totals) = try await RunSupport.run(folder) { attempt in
      var answer = RunSupport.answer(attempt)
      if attempt.query.id == "q1" { answer.stopReason = reason }
      return answer
    }.run()
    #expect(ending == .complete)
    #expect(totals.modelFailures == 6)
    let lines = try RunSupport.lines(folder.logPath(shard: nil))
    #expect(lines.count == 60)
    let failed = lines.filter { $0["ending"] == "model-failure" }
    #expect(failed.count == 6)
    #expect(failed.allSatisfy { $0["score"]?.double == 0 && $0["error"]?.string != nil })
  }

  @Test("What a model said that cannot be read is its failure; an overlong prompt too")
  func modelErrors() async throws {
    let scratch = try Scratch()
    let folder = try folder(try RunSupport.plan(queries: 2, trials: 1), scratch)
    let (_, totals) = try await RunSupport.run(folder) { attempt in
      let error =
        attempt.query.id == "q0"
        ? ModelError(.malformedResponse, "A cut call.", hasPartialContent: true)
        : ModelError(.tooLarge, "Too long.")
      return AttemptAnswer(error: error, bill: [RunSupport.row(attempt)])
    }.run()
    #expect(totals.modelFailures == 6)
    #expect(totals.infrastructureFailures == 0)
  }

  @Test("Failures of the provider are tried again after a pause, and every try's money counts")
  func retries() async throws {
    let scratch = try Scratch()
    let folder = try folder(try RunSupport.plan(queries: 3, trials: 1), scratch)
    let (time, counter) = (ManualTime(), Counter())
    let run = RunSupport.run(folder, time: time) { attempt in
      let number = counter.add(attempt.id)
      guard attempt.query.id == "q1", number < 3 else { return RunSupport.answer(attempt) }
      return AttemptAnswer(
        error: ModelError(.upstream, "Broken."), bill: [RunSupport.row(attempt)])
    }
    async let result = run.run()
    for delay in [Duration.seconds(2), .seconds(4)] {
      await time.waitForSleepers()
      time.advance(by: delay)
    }
    let (ending, totals) = try await result
    #expect(ending == .complete)
    #expect(totals.infrastructureFailures == 6)
    #expect(totals.spent == Money(picodollars: 15_000_000))
    let lines = try RunSupport.lines(folder.logPath(shard: nil)).filter { $0["query"] == "q1" }
    for setup in ["a", "b", "c"] {
      let mine = lines.filter { $0["setup"]?.string == setup }
      #expect(mine.compactMap { $0["try"]?.int } == [0, 1, 2])
      #expect(
        mine.compactMap { $0["ending"]?.string }
          == ["infrastructure-failure", "infrastructure-failure", "scored"])
      #expect(mine[0]["score"]?.isNull == true)
      #expect(mine[0]["error"] == "upstream: Broken.")
    }
  }

  @Test("An attempt that fails every time stays unscored, and a later run tries it again")
  func exhausted() async throws {
    let scratch = try Scratch()
    let folder = try folder(try RunSupport.plan(queries: 3, trials: 1), scratch)
    var run = RunSupport.run(folder) { attempt in
      attempt.query.id == "q2" && attempt.setup.name == "b"
        ? AttemptAnswer(error: ModelError(.timedOut, "Late.")) : RunSupport.answer(attempt)
    }
    run.patience.tries = 1
    let (ending, totals) = try await run.run()
    #expect(ending == .unscored(1))
    #expect(totals.left == 1)
    let (again, after) = try await RunSupport.run(folder) { RunSupport.answer($0) }.run()
    #expect(again == .complete)
    #expect(after.doneBefore == 8)
    let lines = try RunSupport.lines(folder.logPath(shard: nil))
    #expect(
      lines.filter { $0["query"] == "q2" && $0["setup"] == "b" }.compactMap { $0["try"]?.int } == [
        0, 1,
      ])
  }

  @Test("A provider that is down ends the run instead of using up every attempt")
  func down() async throws {
    let scratch = try Scratch()
    let folder = try folder(try RunSupport.plan(queries: 100), scratch)
    var run = RunSupport.run(folder) { _ in
      AttemptAnswer(error: ModelError(.connection, "No route."))
    }
    run.patience.failuresInARow = 10
    run.patience.tries = 1
    let (ending, totals) = try await run.run()
    #expect(
      ending == .hopeless("10 attempts in a row failed; the last one said: connection: No route."))
    #expect(totals.lines < 20)
  }

  @Test(
    "A wrong key ends the run at once, with nothing written",
    arguments: [
      ModelError.Code.authentication, .permission, .billing, .unknownModel, .unpriced,
      .invalidSetup,
    ])
  func hopeless(code: ModelError.Code) async throws {
    let scratch = try Scratch()
    let folder = try folder(try RunSupport.plan(), scratch)
    let (ending, totals) = try await RunSupport.run(folder, ceiling: 1) { _ in
      AttemptAnswer(error: ModelError(code, "No."))
    }.run()
    #expect(ending == .hopeless("No."))
    #expect(totals.lines == 0)
  }

  @Test("A judge that fails does not have the answer paid for again, not even in a later run")
  func judge() async throws {
    let scratch = try Scratch()
    let folder = try folder(try RunSupport.plan(queries: 2, trials: 1), scratch)
    let answers = Counter()
    let answer: EvalRun.Answering = { attempt in
      answers.add(attempt.id)
      return RunSupport.answer(attempt)
    }
    var run = RunSupport.run(
      folder, grade: { _, _ in throw ModelError(.overloaded, "Busy.") }, answer: answer)
    run.patience.tries = 1
    #expect(try await run.run().ending == .unscored(6))
    let (ending, totals) = try await RunSupport.run(
      folder,
      grade: { text, attempt in
        #expect(text == "\(attempt.query.id) by \(attempt.setup.name)")
        return GradedAnswer(score: 0.5, bill: [RunSupport.row(attempt, cost: 7, role: .judge)])
      }, answer: answer
    ).run()
    #expect(ending == .complete)
    #expect(answers.counts.values.allSatisfy { $0 == 1 })
    #expect(totals.spent == Money(picodollars: 6 * 1_000_007))
    let lines = try RunSupport.lines(folder.logPath(shard: nil))
    let graded = try #require(lines.last)
    #expect(graded["ending"] == "scored")
    #expect(graded["score"]?.double == 0.5)
    #expect(graded["judge_cost_usd"] == "0.000000000007")
    #expect(graded["error"]?.isNull == true)
    // Both lines of an attempt together have its cost once.
    #expect(graded["cost_usd"] == "0")
    #expect(graded["answer"]?.string?.isEmpty == false)
  }

  @Test("Cancelling books what is under way, and the next run goes on")
  func cancelled() async throws {
    let scratch = try Scratch()
    let folder = try folder(try RunSupport.plan(), scratch)
    let (gate, begun) = (Gate(), Gate())
    let counter = Counter()
    let task = Task {
      try await RunSupport.run(folder, ceiling: 3) { attempt in
        guard counter.add("calls") > 10 else { return RunSupport.answer(attempt) }
        if counter.add("waiting") == 3 { begun.open() }
        do {
          try await gate.wait()
        } catch {
          return AttemptAnswer(error: error, bill: [RunSupport.row(attempt)])
        }
        return RunSupport.answer(attempt)
      }.run()
    }
    try await begun.wait()
    task.cancel()
    let (ending, totals) = try await task.value
    #expect(ending == .cancelled)
    #expect(totals.done == 10)
    #expect(totals.spent == Money(picodollars: 13_000_000))
    let (again, after) = try await RunSupport.run(folder) { RunSupport.answer($0) }.run()
    #expect(again == .complete)
    #expect(after.doneBefore == 10)
    #expect(after.spent == Money(picodollars: 63_000_000))
  }

  @Test("A log that was cut anywhere goes on to the lines of a run that nobody cut")
  func cutAnywhere() async throws {
    let scratch = try Scratch()
    let plan = try RunSupport.plan(queries: 5)
    let whole = try folder(plan, scratch, "whole")
    _ = try await RunSupport.run(whole) { RunSupport.answer($0) }.run()
    let expected = try RunSupport.sorted(whole)
    let bytes = Array(try scratch.read("whole/attempts.jsonl").utf8)
    var generator = SeededGenerator(seed: 5)
    for index in 0..<20 {
      let length = Int.random(in: 0...bytes.count, using: &generator)
      let cut = try folder(plan, scratch, "cut-\(index)")
      try scratch.write(
        String(decoding: bytes[..<length], as: UTF8.self), to: "cut-\(index)/attempts.jsonl")
      let kept = bytes[..<length].count { $0 == UInt8(ascii: "\n") }
      let counter = Counter()
      let (ending, totals) = try await RunSupport.run(cut) { attempt in
        counter.add("answers")
        return RunSupport.answer(attempt)
      }.run()
      #expect(ending == .complete)
      #expect(totals.doneBefore == kept)
      #expect(counter["answers"] == 30 - kept)
      #expect(try RunSupport.sorted(cut) == expected)
    }
  }

  @Test("Progress tells what was done, spent and is left")
  func progress() async throws {
    let scratch = try Scratch()
    let folder = try folder(try RunSupport.plan(), scratch)
    let time = ManualTime()
    let last = Last()
    var run = RunSupport.run(
      folder, ceiling: 1, time: time, watch: { last.set($0) },
      answer: { attempt in
        time.advance(by: .milliseconds(500))
        return RunSupport.answer(attempt)
      })
    run.budget = Budget(cap: Money(picodollars: 100_000_000))
    _ = try await run.run()
    let progress = try #require(last.value)
    #expect(progress.totals.done == 60)
    #expect(progress.rate == 2)
    #expect(progress.timeLeft == .zero)
    #expect(progress.affords == 100)
    #expect(progress.spentNow == Money(picodollars: 60_000_000))
  }
}
