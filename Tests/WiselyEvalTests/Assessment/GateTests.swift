// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

@testable import WiselyEval

@Suite struct GateTests {
  func isClosed(_ gate: Gate, _ comparison: Comparison) -> Bool {
    comparison.closedGates.contains(gate)
  }

  /// Good enough and cheaper: nothing but a gate keeps it from being used.
  let fine = Made.pair(
    candidateOnly: 2, baselineOnly: 2, queries: 200, costs: (0.001, 0.01))

  @Test("A clean pair passes all seven gates")
  func clean() throws {
    let comparison = try Made.comparison(fine)
    #expect(comparison.closedGates == [])
    #expect(comparison.gates.map(\.gate) == Gate.allCases)
    #expect(comparison.overall == .useOnAverage)
  }

  // MARK: - Missing outcomes

  @Test("Missing outcomes are taken at their worst and at their best")
  func bounds() throws {
    let candidate = Made.right(80, wrong: 17) + [nil, nil, nil]
    let baseline = Made.right(84, wrong: 15) + [nil]
    let comparison = try Made.comparison(
      Made.outcomes("candidate", candidate) + Made.outcomes("baseline", baseline))
    let bounds = try #require(comparison.withMissing)
    #expect(abs(bounds.low - -0.05) < 1e-12)
    #expect(abs(bounds.high - -0.01) < 1e-12)
    #expect(comparison.queries == 97)
  }

  @Test(
    "The gate closes where the claim dies in the worst case", arguments: [(1, false), (8, true)])
  func missing(count: Int, closed: Bool) throws {
    var outcomes = fine
    for index in 0..<count {
      outcomes[index + 50].score = nil
      outcomes[index + 50].ending = .infrastructureFailure
    }
    let comparison = try Made.comparison(outcomes)
    #expect(comparison.quality == .goodEnough)
    #expect(isClosed(.missingOutcomes, comparison) == closed)
    #expect(comparison.overall == (closed ? .notProven : .useOnAverage))
  }

  @Test("A query that one setup was never asked is missing")
  func absent() throws {
    let comparison = try Made.comparison(
      fine.filter { $0.setup == "baseline" || $0.query > Made.id(20) })
    #expect(comparison.queries == 179)
    #expect(isClosed(.missingOutcomes, comparison))
  }

  @Test("What is worse stays worse when missing outcomes cannot save it")
  func missingWorse() throws {
    var outcomes = Made.pair(candidateOnly: 5, baselineOnly: 60, queries: 200, bothWrong: 60)
    outcomes[199].score = nil
    let comparison = try Made.comparison(outcomes)
    #expect(comparison.quality == .worse)
    #expect(!isClosed(.missingOutcomes, comparison))
    for index in 140..<200 { outcomes[index].score = nil }
    #expect(isClosed(.missingOutcomes, try Made.comparison(outcomes)))
  }

  @Test("Trials that a plan has and the log has not are missing")
  func missingTrials() throws {
    var facts = RunFacts()
    facts.plannedTrials = 2
    let comparison = try Made.comparison(fine, facts: facts)
    #expect(isClosed(.missingOutcomes, comparison))
  }

  // MARK: - Suspicious runs

  @Test(
    "More than 5 in 100 attempts that look unasked close the gate",
    arguments: [(10, false), (11, true)])
  func unasked(count: Int, closed: Bool) throws {
    var outcomes = fine
    for index in 0..<count {
      outcomes[index + 50].score = 0
      outcomes[index + 50].cost = 0
    }
    #expect(isClosed(.suspiciousRun, try Made.comparison(outcomes)) == closed)
    for index in 0..<count { outcomes[index + 50].cost = 0.001 }
    #expect(!isClosed(.suspiciousRun, try Made.comparison(outcomes)))
    for index in 0..<count { outcomes[index + 50].outputTokens = 0 }
    #expect(isClosed(.suspiciousRun, try Made.comparison(outcomes)) == closed)
  }

  @Test("A free model that says something is not suspicious")
  func free() throws {
    var outcomes = Made.pair(candidateOnly: 2, baselineOnly: 40, queries: 200, costs: (0, 0.01))
    #expect(isClosed(.suspiciousRun, try Made.comparison(outcomes)))
    for index in outcomes.indices { outcomes[index].outputTokens = 20 }
    let comparison = try Made.comparison(outcomes)
    #expect(!isClosed(.suspiciousRun, comparison))
    #expect(comparison.cost.ratio == nil)
    #expect(comparison.cost.word == .unclear)
    #expect(comparison.costSentence.contains("there is no ratio to nothing"))
  }

  @Test("One query has costs and no ratio, and is not called free")
  func single() throws {
    let comparison = try Made.comparison(
      Made.pair(
        candidateOnly: 0, baselineOnly: 0, queries: 1, bothWrong: 0, costs: (0.01, 0.02)))
    #expect(comparison.cost.ratio == nil)
    #expect(comparison.costSentence.contains("one query is too few for a ratio"))
  }

  @Test("A lift without an interval is said to show nothing, for the reason there is")
  func flatLift() throws {
    func sentence(_ queries: Int) throws -> String {
      let all = Made.right(queries, wrong: 0)
      let outcomes =
        Made.outcomes("haiku+opus", all, cost: { _ in 0.02 })
        + Made.outcomes("haiku", all, cost: { _ in 0.01 })
        + Made.outcomes("opus", all, cost: { _ in 0.05 })
      var options = AssessmentOptions(baseline: "opus")
      options.candidates = ["haiku+opus"]
      options.resamples = 100
      let comparison = try Assessment(try OutcomeTable(outcomes), options).comparisons[0]
      return try #require(comparison.lineSentence)
    }
    #expect(try sentence(40).hasSuffix("below 50 queries that shows nothing."))
    #expect(try sentence(60).hasSuffix("without an interval that shows nothing."))
  }

  @Test("The same score everywhere is suspicious", arguments: [0.0, 0.5, 1.0])
  func constant(score: Double) throws {
    let baseline = fine.filter { $0.setup == "baseline" }
    var candidate = Made.outcomes("candidate", Array(repeating: score, count: 200))
    #expect(isClosed(.suspiciousRun, try Made.comparison(candidate + baseline)))
    candidate[7].score = score == 0 ? 1 : 0
    #expect(!isClosed(.suspiciousRun, try Made.comparison(candidate + baseline)))
  }

  // MARK: - Dependent trials

  /// Three trials of 40 queries, of which so many have the same answer in all.
  func trials(same: Int, temperature: Double?) -> [Outcome] {
    (0..<3).flatMap { trial in
      ["candidate", "baseline"].flatMap { setup in
        Made.outcomes(
          setup, Made.right(30, wrong: 10), trial: trial,
          change: { outcome, index in
            let isSame = setup == "candidate" && index < same
            outcome.answer = isSame ? "same" : "\(index), \(trial)"
            if let temperature {
              outcome.fields["temperature"] = JSONNumber(exactly: temperature).map { .number($0) }
            }
          })
      }
    }
  }

  @Test(
    "Identical answers in all trials of more than half of the queries close the gate",
    arguments: [(20, 1, false), (21, 1, true), (40, 0, false), (21, nil, false)]
      as [(Int, Double?, Bool)])
  func identical(same: Int, temperature: Double?, closed: Bool) throws {
    let outcomes = trials(same: same, temperature: temperature)
    #expect(isClosed(.dependentTrials, try Made.comparison(outcomes)) == closed)
    let assessment = try Assessment(
      try OutcomeTable(outcomes), AssessmentOptions(baseline: "baseline"))
    // At an unknown temperature a person has to look.
    #expect(
      assessment.warnings.contains { $0.contains("same answer in all trials") }
        == (closed || same > 20 && temperature == nil))
  }

  @Test(
    "Long answers that come word for word again are copies, whatever the temperature may have been")
  func longCopies() throws {
    func outcomes(_ length: Int, temperature: Double? = nil) -> [Outcome] {
      var outcomes = trials(same: 40, temperature: temperature)
      for index in outcomes.indices where outcomes[index].answer == "same" {
        outcomes[index].answer =
          "\(outcomes[index].query) " + String(repeating: "word ", count: length)
      }
      return outcomes
    }
    let comparison = try Made.comparison(outcomes(100))
    #expect(isClosed(.dependentTrials, comparison))
    #expect(comparison.overall == .notProven)
    // As a log is read that keeps no texts.
    #expect(
      isClosed(.dependentTrials, try Made.comparison(outcomes(100).map(\.shortened))))
    #expect(!isClosed(.dependentTrials, try Made.comparison(outcomes(1))))
    #expect(!isClosed(.dependentTrials, try Made.comparison(outcomes(100, temperature: 0))))
  }

  @Test("Stand-ins compute, which is temperature 0; of models nobody knows")
  func temperatures() throws {
    var plan = try RunSupport.plan(setups: ["a", "b", "c"])
    plan.setups[0].models = ["offline-small", "offline-large"]
    plan.setups[1].models = ["offline-small", "claude-opus-4-5"]
    plan.setups[2].models = ["offline-small"]
    plan.setups[2].temperature = 0.5
    let facts = RunFacts(plan: try plan.frozen().json)
    #expect(facts.temperatures == ["a": 0, "c": 0.5])
  }

  @Test("Replayed answers are no trials, but may stand for themselves")
  func replayed() throws {
    var outcomes = trials(same: 0, temperature: nil)
    #expect(!isClosed(.dependentTrials, try Made.comparison(outcomes)))
    outcomes[5].isReplayed = true
    #expect(isClosed(.dependentTrials, try Made.comparison(outcomes)))
    // A doubt about one setup does not hide what is sure of the other.
    var doubtful = trials(same: 40, temperature: nil)
    #expect(!isClosed(.dependentTrials, try Made.comparison(doubtful)))
    let place = try #require(doubtful.firstIndex { $0.setup == "baseline" })
    doubtful[place].isReplayed = true
    #expect(isClosed(.dependentTrials, try Made.comparison(doubtful)))
    var single = fine
    for index in single.indices { single[index].isReplayed = true }
    #expect(!isClosed(.dependentTrials, try Made.comparison(single)))
  }

  @Test("What is odd about the baseline is said once, however many candidates there are")
  func saidOnce() throws {
    var outcomes = trials(same: 40, temperature: nil).map { outcome in
      var outcome = outcome
      outcome.setup = outcome.setup == "candidate" ? "baseline" : "first"
      return outcome
    }
    for setup in ["second", "third"] {
      outcomes += outcomes.filter { $0.setup == "first" }.map { outcome in
        var outcome = outcome
        outcome.setup = setup
        return outcome
      }
    }
    // One of the candidates repeats itself as well.
    for index in outcomes.indices where outcomes[index].setup == "third" {
      outcomes[index].answer = "same"
    }
    let table = try OutcomeTable(outcomes)
    let assessment = try Assessment(table, AssessmentOptions(baseline: "baseline"))
    let told = assessment.warnings.filter { $0.contains("same answer in all trials") }
    #expect(told.count == 2)
    #expect(told.first?.hasPrefix("Dependent trials: baseline gave") == true)
    #expect(told.last?.hasPrefix("Dependent trials: third gave") == true)
    let report = try Report(table, options: AssessmentOptions(baseline: "baseline"))
    #expect(report.remarks.filter { $0.contains("same answer in all trials") } == told)
  }

  // MARK: - Duplicates

  @Test("Copies of a query do not make 30 of 29", arguments: [(29, true), (30, false)])
  func duplicates(distinct: Int, closed: Bool) throws {
    var facts = RunFacts()
    for index in 0..<200 { facts.texts[Made.id(index)] = "text \(index % distinct)" }
    let comparison = try Made.comparison(
      Made.pair(candidateOnly: 60, baselineOnly: 0, queries: 200), facts: facts)
    #expect(comparison.groups == distinct)
    #expect(isClosed(.duplicates, comparison) == closed)
  }

  @Test("A claim that only copies make is not made")
  func copies() throws {
    var facts = RunFacts()
    // One query of 41 that only the candidate gets right, with twenty copies of it.
    for index in 0..<60 { facts.texts[Made.id(index)] = index < 20 ? "same" : "text \(index)" }
    let outcomes = Made.pair(candidateOnly: 20, baselineOnly: 0, queries: 60)
    let comparison = try Made.comparison(outcomes, facts: facts)
    #expect(try Made.comparison(outcomes).quality == .better)
    #expect(comparison.quality != .better)
    #expect(isClosed(.duplicates, comparison))
    facts.texts = ["q00000": "same", "q00001": "same"]
    let other = try Made.comparison(outcomes, facts: facts)
    #expect(other.quality == .better)
    #expect(!isClosed(.duplicates, other))
  }

  // MARK: - Peeking

  @Test("Results before the planned end need the test that may be looked at any time")
  func peeking() throws {
    var facts = RunFacts()
    facts.plannedQueries = 200
    #expect(!isClosed(.peeking, try Made.comparison(fine, facts: facts)))
    facts.plannedQueries = 201
    // At 5 points the betting test needs about 150 ties; at 200 queries it has decided, at 80 not.
    #expect(!isClosed(.peeking, try Made.comparison(fine, facts: facts)))
    let early = fine.filter { $0.query < Made.id(80) }
    let comparison = try Made.comparison(early, facts: facts) { $0.margin = 0.1 }
    // The words themselves are those of the test that may be looked at any time.
    #expect(comparison.quality == .inconclusive)
    #expect(comparison.difference?.method == "betting")
    #expect(isClosed(.peeking, comparison))
    #expect(comparison.overall == .notProven)
    facts.plannedQueries = 80
    let complete = try Made.comparison(early, facts: facts) { $0.margin = 0.1 }
    #expect(complete.overall == .useOnAverage)
    facts.plannedQueries = nil
    let unplanned = try Made.comparison(early, facts: facts) { $0.margin = 0.1 }
    #expect(unplanned.overall == .useOnAverage)
  }

  @Test(
    "Before the planned end nothing is called better that only the interval of fixed size calls so")
  func earlyWords() throws {
    var facts = RunFacts()
    facts.plannedQueries = 2_000
    facts.order = (0..<400).map { Made.id($0) }
    // Fifteen gained and five lost, spread over 400 queries: better at the planned end, within the
    // margin whenever one looks.
    let outcomes = ["candidate", "baseline"].flatMap { setup in
      Made.outcomes(
        setup,
        (0..<400).map { index in
          switch index % 80 {
          case 19, 37, 55: setup == "candidate" ? 1 : 0
          case 3: setup == "candidate" ? 0 : 1
          default: 1
          }
        }, cost: { _ in setup == "candidate" ? 0.001 : 0.01 })
    }
    let complete = try Made.comparison(outcomes)
    #expect(complete.quality == .better)
    let early = try Made.comparison(outcomes, facts: facts)
    #expect(early.quality == .goodEnough)
    #expect(early.overall == .useOnAverage)
    #expect(!isClosed(.peeking, early))
    let (wide, narrow) = (
      try #require(early.difference?.interval), try #require(complete.difference?.interval)
    )
    #expect(wide.low < narrow.low && wide.high > narrow.high)
  }

  @Test("Copies of a query are one bet")
  func betsOnCopies() throws {
    var facts = RunFacts()
    facts.plannedQueries = 1_000
    facts.order = (0..<200).map { Made.id($0) }
    let outcomes = Made.pair(candidateOnly: 0, baselineOnly: 60, queries: 200)
    #expect(try Made.comparison(outcomes, facts: facts).quality == .worse)
    // The 60 losses are one query, asked 60 times.
    for index in 0..<60 { facts.texts[Made.id(index)] = "the same" }
    let comparison = try Made.comparison(outcomes, facts: facts)
    #expect(comparison.quality == .inconclusive)
    #expect(isClosed(.peeking, comparison))
  }

  @Test("The order of the plan decides what the betting test has seen")
  func order() throws {
    var facts = RunFacts()
    facts.plannedQueries = 1_000
    let outcomes = Made.pair(candidateOnly: 0, baselineOnly: 60, queries: 200)
    facts.order = (0..<200).map { Made.id($0) }
    let comparison = try Made.comparison(outcomes, facts: facts)
    #expect(comparison.overall == .doNotUse)
    #expect(!isClosed(.peeking, comparison))
    facts.order = []
    #expect(isClosed(.peeking, try Made.comparison(outcomes, facts: facts)))
  }

  // MARK: - In-sample and judge

  @Test("What was tuned on these queries is not proven by them")
  func inSample() throws {
    var facts = RunFacts()
    facts.isInSample = true
    let comparison = try Made.comparison(fine, facts: facts)
    #expect(comparison.closedGates == [.inSample])
    #expect(comparison.overall == .notProven)
    #expect(comparison.overallSentence.contains("in sample"))
  }

  /// The fine pair, judged, of which people labelled so many answers of each setup.
  func judged(labels: Int) -> [Outcome] {
    var outcomes = fine
    for index in outcomes.indices {
      outcomes[index].fields["grader"] = "judge@1"
      guard index % 200 < labels else { continue }
      outcomes[index].fields["human"] = .number(JSONNumber(outcomes[index].score == 1 ? 1 : 0))
    }
    return outcomes
  }

  @Test("A judge that people did not check cannot say 'use'", arguments: [(29, true), (30, false)])
  func judge(labels: Int, closed: Bool) throws {
    let comparison = try Made.comparison(judged(labels: labels))
    #expect(comparison.isJudged)
    #expect(isClosed(.judge, comparison) == closed)
    #expect(comparison.qualitySentence.hasPrefix("According to the judge: ") == closed)
    #expect(comparison.overall == (closed ? .notProven : .useOnAverage))
    #expect(comparison.difference?.method == (closed ? "bonett-price" : "prediction-powered"))
  }

  @Test("A judge that says something else the second time is told of, and how long answers are")
  func judgedTwice() throws {
    var outcomes = judged(labels: 0)
    for index in outcomes.indices { outcomes[index].outputTokens = index < 200 ? 40 : 90 }
    for (index, second) in [1, 1, 0, 1].enumerated() {
      outcomes[index].fields["second_score"] = .number(JSONNumber(second))
    }
    var options = AssessmentOptions(baseline: "baseline")
    options.resamples = 500
    func warnings(_ outcomes: [Outcome]) throws -> [String] {
      try Assessment(try OutcomeTable(outcomes), options).warnings
    }
    let said = try warnings(outcomes)
    #expect(
      said.contains(
        "The judge was asked twice about 4 answers and gave another score to 1 of them (25.0 %)."))
    #expect(
      said.contains(
        "Judges like long answers; output tokens of an attempt: baseline 90, candidate 40."))
    for index in outcomes.indices { outcomes[index].fields = [:] }
    #expect(try warnings(outcomes).allSatisfy { !$0.contains("udge") })
  }

  @Test("What a query costs is no new observation either, where queries belong together")
  func clusteredCost() throws {
    var outcomes = fine
    var facts = RunFacts()
    for index in outcomes.indices {
      let group = index % 200 / 20
      facts.clusters[outcomes[index].query] = "group \(group)"
      if index < 200 { outcomes[index].cost = group == 0 ? 0.055 : 0.001 }
    }
    let alone = try Made.comparison(outcomes)
    let together = try Made.comparison(outcomes, facts: facts)
    #expect(alone.cost.ratio == together.cost.ratio)
    #expect(alone.cost.word == .cheaper)
    #expect(together.cost.word == .unclear)
    #expect(together.overall == .notProven)
  }

  @Test("People who contradict the judge move the difference")
  func corrected() throws {
    var outcomes = judged(labels: 100)
    // People call half of the candidate's labelled answers wrong.
    for index in 0..<50 { outcomes[index].fields["human"] = 0 }
    let comparison = try Made.comparison(outcomes)
    let difference = try #require(comparison.difference)
    #expect(difference.value < -0.4)
    #expect(comparison.quality == .worse)
  }

  @Test(
    "What was cut off is still to be made, what failed is not",
    arguments: [
      (AttemptRecord.cancelled, true), (AttemptRecord.budgetEnded + " it has.", true),
      ("overloaded", false),
    ])
  func cutOff(error: String, isEarly: Bool) throws {
    var lines = (0..<40).flatMap { query in
      ["candidate", "baseline"].map { setup in
        #"{"plan":"p","attempt":"\#(query) \#(setup)","query":"\#(Made.id(query))","setup":"\#(setup)","#
          + #""trial":0,"ending":"scored","score":1,"cost_usd":"0.25","spent_now_usd":"0.25"}"#
      }
    }
    lines.removeLast()
    lines.append(
      #"{"plan":"p","attempt":"39 baseline","query":"\#(Made.id(39))","setup":"baseline","#
        + #""trial":0,"ending":"infrastructure-failure","score":null,"error":"\#(error)","#
        + #""cost_usd":"0","spent_now_usd":"0"}"#)
    for keeps in [true, false] {
      var settings = OutcomeReader.Settings()
      settings.keepsTexts = keeps
      var table = try Made.table(lines, settings)
      table.facts.plannedQueries = 40
      table.facts.plannedTrials = 1
      let pair = try Assessment(table, AssessmentOptions(baseline: "baseline")).comparisons[0]
      let peeking = try #require(pair.gates.first { $0.gate == .peeking })
      #expect(peeking.isClosed == isEarly)
      #expect(peeking.reason.hasPrefix(isEarly ? "39 of 40 planned" : "All 40 planned"))
    }
  }
}
