// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

@testable import WiselyEval

/// Figures that say what the others hang on.
@Suite("Leave-one-out, hardest tenth, judge against people") struct CheckFigureTests {
  @Test("A claim that hangs on one query is told of")
  func oneQueryDecides() throws {
    // 11 of 200 gained and 2 lost: better by a hair.
    let outcomes = Made.pair(candidateOnly: 12, baselineOnly: 2, queries: 200)
    let comparison = try Made.comparison(outcomes)
    #expect(comparison.quality == .better)
    let without = try #require(comparison.leaveOut.quality)
    var rest = outcomes
    rest.removeAll { $0.query == without.query }
    let checked = try Made.comparison(rest)
    #expect(without.difference == checked.difference?.value)
    #expect(without.word == checked.quality)
    let steady = try Made.comparison(Made.pair(candidateOnly: 60, baselineOnly: 2, queries: 200))
    #expect(steady.leaveOut.quality?.word == steady.quality)
    #expect(steady.leaveOut.warnings(steady) == [])
  }

  @Test("The dearest query may decide about cost, and then it is named")
  func oneCostDecides() throws {
    var outcomes = Made.pair(
      candidateOnly: 2, baselineOnly: 2, queries: 60, costs: (0.01, 0.011))
    let place = try #require(
      outcomes.firstIndex { $0.setup == "baseline" && $0.query == Made.id(7) })
    outcomes[place].cost = 0.4
    let comparison = try Made.comparison(outcomes)
    let without = try #require(comparison.leaveOut.cost)
    #expect(without.query == Made.id(7))
    let checked = try Made.comparison(outcomes.filter { $0.query != Made.id(7) })
    #expect(without.ratio == checked.cost.ratio)
    #expect(without.word == checked.cost.word)
    // Fewer than 30 claim nothing, with or without one of them.
    let few = try Made.comparison(outcomes.filter { $0.query < Made.id(20) })
    #expect(few.leaveOut.quality?.word == nil)
    #expect(few.leaveOut.cost?.word == .unclear)
    #expect(few.leaveOut.warnings(few) == [])
  }

  @Test("Thirty queries less one are not called too few by that")
  func exactlyThirty() throws {
    let comparison = try Made.comparison(
      Made.pair(candidateOnly: 0, baselineOnly: 25, queries: 30))
    #expect(comparison.quality == .worse)
    #expect(comparison.leaveOut.quality?.word == .worse)
  }

  @Test("The hardest tenth is that of all setups together")
  func hardest() throws {
    let table = try OutcomeTable(
      Made.outcomes("a", (0..<40).map { $0 < 3 ? 0 : 1 })
        + Made.outcomes("b", (0..<40).map { $0 < 5 ? 0 : 1 })
        + Made.outcomes("c", (0..<40).map { $0 == 0 || $0 == 39 ? 1 : $0 < 4 ? 0 : 1 }))
    let found = try #require(HardestTenth(table, setups: ["a", "b", "c"]))
    #expect([found.queries, found.all] == [4, 40])
    // 1 and 2 are wrong with all three, 0 and 3 with two of them.
    #expect(found.scores.map(\.score) == [0.25, 0, 0.25])
    #expect(HardestTenth(table, setups: ["a"]) == nil)
    let few = try OutcomeTable(Made.pair(candidateOnly: 1, baselineOnly: 1, queries: 29))
    #expect(HardestTenth(few, setups: ["candidate", "baseline"]) == nil)
  }

  @Test("A judge is held against the labels: agreement, κ, and what it sees of right and wrong")
  func judge() throws {
    // 26 both right, 6 only the judge, 1 only people, 7 both wrong.
    let judged = Made.outcomes(
      "candidate", Made.right(32, wrong: 8),
      change: { outcome, index in
        outcome.fields["grader"] = "judge@1"
        outcome.fields["human"] = .number(JSONNumber(index < 26 || index == 32 ? 1 : 0))
      })
    let table = try OutcomeTable(judged + Made.outcomes("baseline", Made.right(30, wrong: 10)))
    let check = try #require(JudgeCheck(table, setup: "candidate", line: nil))
    #expect(check.answers == 40)
    #expect(check.errors == JudgeErrors(bothRight: 26, onlyJudge: 6, onlyPeople: 1, bothWrong: 7))
    #expect(check.shift?.value == -0.125)
    #expect(check.sentence.contains("agree on 82.5 %"))
    #expect(JudgeCheck(table, setup: "baseline", line: nil) == nil)
    let assessment = try Assessment(table, AssessmentOptions(baseline: "baseline"))
    #expect(assessment.judgeChecks == [check])
    #expect(assessment.json["judge"]?[0]?["kappa"]?.double != nil)
  }

  @Test("Kept answers are tries of their own, and marked")
  func replayed() throws {
    let line =
      #"{"plan":"p","attempt":"a","query":"q","setup":"s","trial":0,"ending":"scored","#
      + #""score":1,"cost_usd":"0.25","spent_now_usd":"0","replayed":true}"#
    for keeps in [true, false] {
      var settings = OutcomeReader.Settings()
      settings.keepsTexts = keeps
      let table = try Made.table([line], settings)
      #expect(table.outcomes[0].isKept && !table.outcomes[0].isReplayed)
      let summary = SetupSummary(table, setup: "s", line: nil)
      #expect(summary.replayed == 1)
      #expect(summary.cost?.total == 0.25)
    }
  }

  @Test("The p against a loss beyond the margin goes with the interval")
  func nonInferiority() throws {
    let fine = try Made.comparison(Made.pair(candidateOnly: 3, baselineOnly: 3, queries: 400))
    #expect((fine.nonInferiority ?? 1) < 0.025)
    let worse = try Made.comparison(Made.pair(candidateOnly: 0, baselineOnly: 60, queries: 200))
    #expect((worse.nonInferiority ?? 0) > 0.975)
    #expect(fine.json["nonInferiority"]?.double == fine.nonInferiority)
  }

  @Test("Where a bet widens the interval of groups, no p says more than it")
  func fewDifferencesInGroups() throws {
    func comparison(losses: Int, groups: Int) throws -> Comparison {
      // Scores between 0 and 1, so that neither Bonett and Price's interval nor McNemar's p applies.
      let outcomes =
        Made.outcomes("candidate", (0..<120).map { $0 % 20 < losses ? 0.4 : 0.9 })
        + Made.outcomes("baseline", Array(repeating: 0.9, count: 120))
      var facts = RunFacts()
      for index in 0..<120 { facts.clusters[Made.id(index)] = "g\(index % groups)" }
      return try Made.comparison(outcomes, facts: facts)
    }
    let few = try comparison(losses: 1, groups: 60)
    #expect(few.difference?.method == "cluster-t" && few.baselineOnly == 6)
    #expect(few.difference?.interval?.low ?? 0 < -0.05)
    #expect(few.nonInferiority == nil)
    // The interval is the one without groups, and stands there once.
    #expect(few.independent == nil)
    let many = try comparison(losses: 4, groups: 60)
    #expect(many.difference?.method == "cluster-t" && many.baselineOnly == 24)
    #expect(many.nonInferiority != nil && many.independent != nil)
  }

  @Test("A judge that is too kind is told so with a sign, and so is what rests on its scores alone")
  func kindJudge() throws {
    let judged = ["cheap", "candidate", "baseline"].enumerated().flatMap { place, setup in
      Made.outcomes(
        setup, Made.right(40 + 9 * place, wrong: 20 - 9 * place), cost: { _ in [1, 2, 9][place] },
        change: { outcome, index in
          outcome.fields["grader"] = "judge@1"
          outcome.fields["human"] = .number(JSONNumber(index % 4 == 0 ? 0 : 1))
        })
    }
    let table = try OutcomeTable(judged)
    let check = try #require(JudgeCheck(table, setup: "baseline", line: nil))
    #expect(check.sentence.hasPrefix("baseline, 60 labelled answers: the judge and people agree"))
    #expect(check.sentence.contains("people's mean less the judge's is -21.7 points (-3"))
    func compared(_ outcomes: [Outcome]) throws -> Comparison {
      try Made.comparison(outcomes) { $0.cheap = "cheap" }
    }
    let warnings = try Assessment(table, AssessmentOptions(baseline: "baseline")).warnings
    #expect(warnings.contains { $0.hasPrefix("The scores of single setups are the judge's") })
    let pair = try compared(judged)
    #expect(pair.lineSentence?.hasPrefix("By the judge's scores, the same money") == true)
    #expect(pair.oracleSentence?.hasPrefix("By the judge's scores, even perfect") == true)
    let graded = try compared(
      judged.map {
        var outcome = $0
        outcome.fields["grader"] = nil
        return outcome
      })
    #expect(graded.lineSentence?.hasPrefix("The same money") == true)
    #expect(graded.oracleSentence?.hasPrefix("Even perfect") == true)
  }
}
