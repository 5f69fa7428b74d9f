// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing
import Wisely
import WiselyTesting

@testable import WiselyEval

/// What people's choices do to the words.
@Suite struct PeopleComparisonTests {
  /// Choices about queries in their order, the candidate on the left of every other one.
  static func choices(
    wins: Int, losses: Int, ties: Int = 0, neither: Int = 0, candidate: String = "candidate",
    reviewer: String = "anna", from first: Int = 0
  ) -> [PreferenceLine] {
    let all: [ReviewChoice] =
      Array(repeating: .left, count: wins) + Array(repeating: .right, count: losses)
      + Array(repeating: .both, count: ties) + Array(repeating: .neither, count: neither)
    return all.enumerated().map { index, choice in
      let isMirrored = index % 2 == 1
      let sides = [candidate, "baseline"].map { PreferenceLine.Side(setup: $0, trial: 0) }
      let mirrored: ReviewChoice =
        choice == .left ? .right : choice == .right ? .left : choice
      return PreferenceLine(
        plan: "p", item: "i\(first + index)-\(candidate)", query: Made.id(first + index),
        reviewer: reviewer, left: sides[isMirrored ? 1 : 0], right: sides[isMirrored ? 0 : 1],
        choice: isMirrored ? mirrored : choice, number: index)
    }
  }

  /// Answers that nobody graded; the candidate costs a tenth.
  static func ungraded(_ queries: Int, candidates: [String] = ["candidate"]) -> [Outcome] {
    (candidates + ["baseline"]).flatMap { setup in
      Made.outcomes(setup, Array(repeating: nil, count: queries)) { index in
        (setup == "baseline" ? 0.1 : 0.01) * (1 + Double(index * 7 % 10) / 20)
      }
    }
  }

  static func assessment(
    _ outcomes: [Outcome], _ lines: [PreferenceLine], facts: RunFacts = RunFacts(),
    margin: Double = 0.05
  ) throws -> Assessment {
    var table = try OutcomeTable(outcomes, facts: facts)
    table.preferences = Preferences(lines)
    var options = AssessmentOptions(baseline: "baseline")
    options.resamples = 200
    options.margin = margin
    return try Assessment(table, options)
  }

  static func comparison(
    _ outcomes: [Outcome], _ lines: [PreferenceLine], facts: RunFacts = RunFacts(),
    margin: Double = 0.05
  ) throws -> Comparison {
    try assessment(outcomes, lines, facts: facts, margin: margin).comparisons[0]
  }

  // MARK: - People alone

  @Test(
    "Where nothing was graded the words are those of the choices",
    arguments: [
      (12, 0, 0, 0.05, .tooFew, .notProven), (60, 20, 20, 0.05, .better, .useOnAverage),
      (20, 60, 20, 0.05, .worse, .doNotUse), (10, 10, 280, 0.05, .goodEnough, .useOnAverage),
      (18, 9, 13, 0.05, .goodEnough, .useOnAverage), (9, 18, 13, 0.05, .inconclusive, .notProven),
      (1, 20, 279, 0.15, .goodEnoughMeasurablyWorse, .useOnAverage),
      (1, 20, 279, 0.05, .worseSizeUnclear, .tradeOff),
    ] as [(Int, Int, Int, Double, QualityWord, Overall)])
  func alone(
    wins: Int, losses: Int, ties: Int, margin: Double, word: QualityWord, overall: Overall
  ) throws {
    let pair = try Self.comparison(
      Self.ungraded(310), Self.choices(wins: wins, losses: losses, ties: ties, neither: 2),
      margin: margin)
    #expect(pair.restsOnPeople)
    #expect(pair.quality == word)
    #expect(pair.people?.word == word)
    #expect(pair.overall == overall, "\(pair.sentences)")
    #expect(pair.consistency == .notMeasured)
    #expect(pair.closedGates.isEmpty)
    #expect(pair.queries == wins + losses + ties)
    #expect((pair.candidateScore, pair.baselineScore) == (nil, nil))
    #expect(pair.qualitySentence.hasPrefix("According to people: "))
    #expect(pair.sentences.contains { $0.contains("neither would do on 2") })
    #expect(pair.mcnemar == pair.people?.preference.signTest)
    if word == .tooFew {
      #expect(
        pair.qualitySentence.hasSuffix(
          "12 queries are too few to claim anything; 30 are the least."))
    }
  }

  @Test("18 wins, 9 losses, 13 ties: the worked example reaches the comparison")
  func worked() throws {
    let pair = try Self.comparison(
      Self.ungraded(40), Self.choices(wins: 18, losses: 9, ties: 13))
    let people = try #require(pair.people)
    #expect(abs(people.preference.signTest - 0.122) < 5e-4)
    #expect(people.preference.winRate == 0.6125)
    let interval = try #require(people.difference?.interval)
    #expect(abs(interval.low + 0.029) < 5e-4 && abs(interval.high - 0.457) < 5e-4)
    #expect(pair.difference == people.difference)
    #expect(
      pair.peopleSentence
        == "People chose candidate on 18 and baseline on 9 of 40 queries; both would do on 13. Wins less losses: +22.5 points (-2.9 to +45.7), sign test p 0.1221."
    )
  }

  @Test("Choices count once for each query, whoever made them and of whichever trial")
  func onceAQuery() throws {
    let lines = Self.choices(wins: 20, losses: 5, ties: 15)
    var again = Self.choices(wins: 20, losses: 5, ties: 15, reviewer: "bert")
    for index in again.indices {
      again[index].item += "-other-trial"
      again[index].left.trial = 1
    }
    let one = try Self.comparison(Self.ungraded(40), lines)
    let both = try Self.comparison(Self.ungraded(40), lines + again)
    #expect(both.people == one.people)
    #expect(both.difference == one.difference)
  }

  @Test("Copies of a query are one, and queries that belong together widen the interval")
  func clusters() throws {
    var facts = RunFacts()
    for index in 0..<60 { facts.texts[Made.id(index)] = "text \(index % 20)" }
    let lines = Self.choices(wins: 40, losses: 10, ties: 10)
    let plain = try Self.comparison(Self.ungraded(60), lines)
    let copies = try Self.comparison(Self.ungraded(60), lines, facts: facts)
    #expect(plain.quality == .better)
    #expect(copies.groups == 20)
    #expect(copies.closedGates == [.duplicates])
    #expect(copies.overall == .notProven)
  }

  @Test("Queries that nobody rated are no missing outcomes, but a run that is not done is")
  func unrated() throws {
    let lines = Self.choices(wins: 60, losses: 20, ties: 20)
    var facts = RunFacts()
    facts.plannedQueries = 300
    facts.plannedTrials = 1
    let whole = try Self.comparison(Self.ungraded(300), lines, facts: facts)
    #expect(whole.closedGates.isEmpty)
    #expect(
      whole.gates.first?.reason.hasPrefix("People rated 100 of 300 queries") == true,
      "\(whole.gates[0])")
    // The test that may be looked at any time has decided here, and has not with fewer choices.
    let early = try Self.comparison(Self.ungraded(110), lines, facts: facts)
    #expect(early.closedGates.isEmpty)
    let few = Self.choices(wins: 14, losses: 4, ties: 12)
    #expect(
      try Self.comparison(Self.ungraded(110), few, facts: facts).closedGates == [.peeking])
  }

  // MARK: - People beside scores

  /// Equal scores on 100 queries, for a tenth of the money.
  private static let equal = Made.pair(
    candidateOnly: 3, baselineOnly: 3, queries: 400, costs: (0.01, 0.1))
  /// Much worse scores.
  private static let worse = Made.pair(
    candidateOnly: 0, baselineOnly: 100, queries: 400, costs: (0.01, 0.1))

  @Test("People who prefer the baseline keep equal scores from being enough")
  func disputed() throws {
    let alone = try Self.comparison(Self.equal, [])
    #expect(alone.overall == .useOnAverage)
    #expect(alone.people == nil && !alone.isDisputed)
    let pair = try Self.comparison(Self.equal, Self.choices(wins: 4, losses: 20, ties: 16))
    #expect(pair.quality == .goodEnough)
    #expect(!pair.restsOnPeople && pair.isDisputed)
    #expect(pair.overall == .notProven)
    #expect(pair.closedGates.isEmpty)
    #expect(
      pair.overallSentence
        == "Not proven that candidate can replace baseline: people prefer baseline, and the scores do not show it."
    )
    #expect(pair.peopleSentence?.hasSuffix(": they prefer baseline.") == true)
  }

  @Test(
    "People who prefer nobody, or the candidate, leave what the scores come to",
    arguments: [(10, 12, 18), (20, 4, 16), (2, 5, 4)])
  func undisputed(wins: Int, losses: Int, ties: Int) throws {
    let pair = try Self.comparison(
      Self.equal, Self.choices(wins: wins, losses: losses, ties: ties))
    #expect(pair.overall == .useOnAverage)
    #expect(!pair.isDisputed)
    #expect(pair.peopleSentence != nil)
  }

  @Test("It is the same the other way round: scores that are worse do not overrule people")
  func otherWay() throws {
    #expect(try Self.comparison(Self.worse, []).overall == .doNotUse)
    let pair = try Self.comparison(Self.worse, Self.choices(wins: 20, losses: 4, ties: 16))
    #expect(pair.quality == .worse)
    #expect(pair.overall == .notProven)
    #expect(pair.overallSentence.contains("people prefer candidate"))
    let same = try Self.comparison(Self.worse, Self.choices(wins: 4, losses: 20, ties: 16))
    #expect(same.overall == .doNotUse)
  }

  @Test("Scores decide from 30 queries on, below that whichever are more", arguments: [29, 30])
  func decides(scored: Int) throws {
    var outcomes = Self.ungraded(60)
    for index in outcomes.indices where outcomes[index].query < Made.id(scored) {
      outcomes[index].score = 1
    }
    let pair = try Self.comparison(outcomes, Self.choices(wins: 40, losses: 10, ties: 10))
    #expect(pair.restsOnPeople == (scored < 30))
    #expect(pair.queries == (scored < 30 ? 60 : 30))
    let fewer = try Self.comparison(outcomes, Self.choices(wins: 10, losses: 5))
    #expect(!fewer.restsOnPeople)
  }

  @Test("Choices are no labels: a judge that nobody checked stays one")
  func judged() throws {
    var outcomes = Self.equal
    for index in outcomes.indices {
      outcomes[index].fields["grades"] = [["grader": "judge@1/x/y", "score": 1]]
    }
    let pair = try Self.comparison(outcomes, Self.choices(wins: 40, losses: 10, ties: 10))
    #expect(pair.closedGates == [.judge])
    #expect(pair.overall == .notProven)
    #expect(pair.qualitySentence.hasPrefix("According to the judge: "))
  }

  // MARK: - Several candidates, and the order of lines

  @Test("Several candidates widen the intervals, adjust the p-values and get strengths")
  func several() throws {
    let lines =
      Self.choices(wins: 24, losses: 10, ties: 6, candidate: "a")
      + Self.choices(wins: 8, losses: 20, ties: 12, candidate: "b", from: 40)
    let assessment = try Self.assessment(Self.ungraded(80, candidates: ["a", "b"]), lines)
    #expect(assessment.level == 0.975)
    let first = try #require(assessment.comparisons[0].people)
    let second = try #require(assessment.comparisons[1].people)
    #expect(
      (assessment.comparisons[0].candidate, assessment.comparisons[1].candidate) == ("a", "b"))
    #expect(first.difference?.interval == first.preference.interval(level: 0.975))
    let raw = [first.preference.signTest, second.preference.signTest]
    #expect([first.holm, second.holm] == Holm.adjusted(raw))
    let strengths = try #require(assessment.people?.strengths)
    let setups = try #require(assessment.people?.setups)
    #expect(setups == ["a", "b", "baseline"])
    #expect(strengths.strengths[0] > strengths.strengths[2])
    #expect(strengths.strengths[2] > strengths.strengths[1])
    let said = try #require(assessment.json["people"]?["strengths"]?["setups"]?[0])
    #expect(said["low"]?.double == strengths.interval(of: 0).low)
    #expect(said["high"]?.double == strengths.interval(of: 0).high)
    #expect(assessment.lines.contains("People"))
  }

  @Test("Changing the setups over mirrors what people said", arguments: [1, 2, 3] as [UInt64])
  func mirrored(seed: UInt64) throws {
    var random = Xoshiro(seed: seed)
    let counts = (0..<4).map { _ in Int(random.unit() * 30) + 1 }
    let lines = Self.choices(
      wins: counts[0], losses: counts[1], ties: counts[2], neither: counts[3])
    let outcomes = Self.ungraded(200)
    let one = try Self.comparison(outcomes, lines)
    var table = try OutcomeTable(outcomes)
    table.preferences = Preferences(lines)
    let other = try Assessment(table, AssessmentOptions(baseline: "candidate")).comparisons[0]
    #expect(one.people?.preference.wins == other.people?.preference.losses)
    #expect(one.people?.preference.neither == other.people?.preference.neither)
    #expect(one.difference?.value == other.difference.map { -$0.value })
    #expect(one.difference?.interval?.low == other.difference?.interval.map { -$0.high })
  }

  @Test("A run's folder is read with its choices; shuffling their lines changes no byte")
  func folder() throws {
    let lines = Self.choices(wins: 20, losses: 9, ties: 10, neither: 4)
    func assessment(_ lines: [PreferenceLine]) throws -> String {
      let scratch = try Scratch()
      let attempts = ["candidate", "baseline"].flatMap { setup in
        (0..<50).map { query in
          #"{"plan":"p","attempt":"\#(setup)\#(query)","try":0,"query":"\#(Made.id(query))","#
            + #""setup":"\#(setup)","trial":0,"ending":"scored","score":null,"#
            + #""cost_usd":"\#(setup == "baseline" ? "0.1" : "0.01")"}"#
        }
      }
      try scratch.write(attempts.joined(separator: "\n") + "\n", to: "attempts.jsonl")
      try scratch.write(
        lines.map { $0.json.text + "\n" }.joined() + "{\"cut", to: "preferences.jsonl")
      var reader = OutcomeReader()
      try reader.read(path: scratch.path)
      let assessment = try Assessment(
        try reader.table(), AssessmentOptions(baseline: "baseline"))
      return assessment.json.text + "\n" + assessment.lines.joined(separator: "\n")
    }
    let plain = try assessment(lines)
    #expect(plain.contains("People chose candidate on 20 and baseline on 9 of 43 queries"))
    #expect(plain.contains("1 line of the log could not be read"))
    var random = SeededGenerator(seed: 4)
    for _ in 0..<3 { #expect(try assessment(lines.shuffled(using: &random)) == plain) }
  }
}
