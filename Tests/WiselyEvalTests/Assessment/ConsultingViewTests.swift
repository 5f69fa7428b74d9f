// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

@testable import WiselyEval

@Suite struct ConsultingViewTests {
  static func consultation(_ outcome: String, _ verdict: String? = nil, followed: Bool? = nil)
    -> JSONValue
  {
    var object: JSONObject = ["outcome": .string(outcome)]
    if let verdict { object["verdict"] = .string(verdict) }
    if let followed { object["followed"] = .bool(followed) }
    return .object(object)
  }

  /// One outcome with its answer and consultations.
  static func outcome(
    _ setup: String, _ query: Int, _ score: Double, answer: String = "",
    _ consultations: [JSONValue]? = nil, cost: Double = 0.01
  ) -> Outcome {
    var outcome = Outcome(query: Made.id(query), setup: setup, score: score, cost: cost)
    outcome.answer = answer
    outcome.consultations = consultations?.count
    outcome.fields["consultations"] = consultations.map { .array($0) }
    outcome.costByRole = consultations == nil ? [:] : ["executor": 0.004, "advisor": 0.006]
    return outcome
  }

  let outcomes = [
    outcome("haiku", 0, 0, answer: "1"), outcome("haiku", 1, 1, answer: "2"),
    outcome("haiku", 2, 0, answer: "3"), outcome("haiku", 3, 0, answer: "4"),
    outcome("haiku+opus", 0, 1, answer: "10", [consultation("advised", "change")]),
    outcome("haiku+opus", 1, 1, answer: "2", [consultation("advised", "proceed")]),
    outcome(
      "haiku+opus", 2, 0, answer: "3",
      [consultation("advised", "change"), consultation("unavailable"), consultation("echo")]),
    outcome("haiku+opus", 3, 0, answer: "4", []),
    outcome("haiku+haiku", 0, 0, [consultation("advised", "stop", followed: false)]),
    outcome("haiku+haiku", 1, 1, []), outcome("haiku+haiku", 2, 1, []),
    outcome("haiku+haiku", 3, 0, [consultation("advised", "change", followed: true)]),
    outcome("opus@low", 0, 1), outcome("opus@low", 1, 1), outcome("opus@low", 2, 1),
    outcome("opus@low", 3, 1), outcome("opus", 0, 1), outcome("opus", 1, 1),
    outcome("opus", 2, 1), outcome("opus", 3, 1),
  ]

  func view() throws -> ConsultingView {
    try Assessment(try OutcomeTable(outcomes), AssessmentOptions(baseline: "opus")).consulting
  }

  @Test("How often, for how much, and what became of the advice")
  func setups() throws {
    let view = try view()
    #expect(view.setups.map(\.setup) == ["haiku+haiku", "haiku+opus"])
    let advised = view.setups[1]
    #expect(advised.attempts == 4)
    #expect(advised.rate?.value == 0.75)
    #expect(advised.rate?.interval != nil)
    #expect(advised.perAttempt == 1.25)
    #expect(advised.advised == 3)
    #expect(advised.failed == ["unavailable": 1, "echo": 1])
    #expect(advised.verdicts == ["change": 2, "proceed": 1])
    // One changed its answer, one was told to go on; the third was told to change and did not.
    #expect([advised.followed, advised.ignored, advised.unclear] == [2, 1, 0])
    #expect(abs((advised.shareByRole["advisor"] ?? 0) - 0.6) < 1e-12)
    let placebo = view.setups[0]
    #expect([placebo.followed, placebo.ignored, placebo.unclear] == [1, 1, 0])
  }

  @Test("What brought consultations about is counted, and an advisor that nobody asked is told of")
  func doubts() throws {
    var outcomes = outcomes
    for index in outcomes.indices where outcomes[index].setup == "haiku+opus" {
      let all = outcomes[index].fields["consultations"]?.array ?? []
      outcomes[index].fields["consultations"] = .array(
        all.map { consultation in
          var object = consultation.object ?? [:]
          object["trigger"] = .string(object["outcome"] == "echo" ? "stalled" : "asked")
          return .object(object)
        })
    }
    for index in outcomes.indices where outcomes[index].setup == "haiku+haiku" {
      outcomes[index].consultations = 0
      outcomes[index].fields["consultations"] = []
    }
    let assessment = try Assessment(
      try OutcomeTable(outcomes), AssessmentOptions(baseline: "opus"))
    #expect(assessment.consulting.setups[1].triggers == ["asked": 4, "stalled": 1])
    #expect(
      assessment.warnings.contains(
        "haiku+haiku consulted in none of 4 attempts: what it scored says nothing of its advisor."))
    #expect(
      assessment.warnings.contains(
        "2 of 5 consultations of haiku+opus ended without advice: echo 1, unavailable 1."))
    #expect(
      assessment.lines.contains { $0.contains("brought about by: asked 4, stalled 1") })
  }

  @Test("A setup that goes by a configured name is taken apart like any other")
  func configured() throws {
    var facts = RunFacts()
    facts.notations = ["team": "haiku+opus", "echo": "haiku+haiku"]
    let renamed = outcomes.map { outcome in
      var outcome = outcome
      outcome.setup =
        ["haiku+opus": "team", "haiku+haiku": "echo"][outcome.setup] ?? outcome.setup
      return outcome
    }
    let options = AssessmentOptions(baseline: "opus")
    let named = try Assessment(try OutcomeTable(renamed, facts: facts), options)
    let plain = try Assessment(try OutcomeTable(outcomes), options)
    #expect(
      Set(named.consulting.effects.map { "\($0.kind) \($0.difference.value)" })
        == Set(plain.consulting.effects.map { "\($0.kind) \($0.difference.value)" }))
    #expect(named.consulting.effects.count == 4)
    #expect(named.cheap == plain.cheap)
    func oracle(_ assessment: Assessment, _ setup: String) -> OracleCeiling? {
      assessment.comparisons.first { $0.candidate == setup }?.oracle
    }
    #expect(oracle(named, "team") == oracle(plain, "haiku+opus"))
    #expect(oracle(named, "team") != nil)
  }

  @Test("The advisor's own effect, the placebo, and the expensive model at low effort are printed")
  func effects() throws {
    let view = try view()
    let pairs = view.effects.map {
      "\($0.kind.rawValue) \($0.setup) \($0.against) \($0.difference.value)"
    }
    #expect(
      pairs == [
        "placebo haiku+haiku haiku 0.25", "advisor haiku+opus haiku 0.25",
        "beyond_placebo haiku+opus haiku+haiku 0.0", "low_effort haiku+opus opus@low -0.5",
      ])
    #expect(view.effects.allSatisfy { $0.queries == 4 && $0.cost.candidate == 0.01 })
  }

  @Test("A configured placebo is one by its plan")
  func placebo() throws {
    let renamed = outcomes.map { outcome in
      var outcome = outcome
      if outcome.setup == "haiku+haiku" { outcome.setup = "haiku+mirror" }
      return outcome
    }
    var facts = RunFacts()
    facts.placebos = ["haiku+mirror"]
    let view = try Assessment(
      try OutcomeTable(renamed, facts: facts), AssessmentOptions(baseline: "opus")
    ).consulting
    #expect(view.effects.map(\.kind) == [.placebo, .advisor, .beyondPlacebo, .lowEffort])
  }

  @Test("Where two setups disagree about difficulty, and who was right")
  func difficulty() throws {
    let disagreement = try #require(try view().disagreements.first)
    // haiku+haiku consulted on 0 and 3, haiku+opus on 0, 1 and 2.
    #expect(disagreement.first.consulted == "haiku+haiku")
    #expect(disagreement.first.attempts == 1)
    #expect(disagreement.second.consulted == "haiku+opus")
    #expect(disagreement.second.attempts == 2)
    #expect(disagreement.second.consultedBetter == 0)
    #expect(disagreement.second.otherBetter == 1)
    #expect(disagreement.second.consultedScore == 0.5)
    #expect(disagreement.second.otherScore == 1)
  }

  @Test("Long answers that differ show nothing, and equal ones that advice was ignored")
  func longAnswers() throws {
    let long = String(repeating: "word ", count: 30)
    let change = Self.consultation("advised", "change")
    let view = try Assessment(
      try OutcomeTable([
        Self.outcome("haiku", 0, 1, answer: long), Self.outcome("haiku", 1, 1, answer: long),
        Self.outcome("haiku+opus", 0, 1, answer: long + "more", [change]),
        Self.outcome("haiku+opus", 1, 1, answer: long, [change]), Self.outcome("opus", 0, 1),
      ]), AssessmentOptions(baseline: "opus")
    ).consulting
    let advised = try #require(view.setups.first)
    #expect([advised.followed, advised.ignored, advised.unclear] == [0, 1, 1])
  }

  @Test("Setups that cannot consult are left out")
  func none() throws {
    let view = try Assessment(
      try OutcomeTable(outcomes.filter { !$0.setup.contains("+") }),
      AssessmentOptions(baseline: "opus")
    ).consulting
    #expect(view.isEmpty)
  }

  @Test("A log has consultations for every setup; only those that can consult are shown")
  func logs() throws {
    let advice = Self.consultation("advised", "proceed")
    let names = ["opus", "haiku^opus", "opus..haiku", "haiku+opus", "(haiku+opus)^fable"]
    let view = try Assessment(
      try OutcomeTable(
        names.map { Self.outcome($0, 0, 1, []) } + [Self.outcome("thrifty", 0, 1, [advice])]),
      AssessmentOptions(baseline: "opus")
    ).consulting
    #expect(view.setups.map(\.setup) == ["(haiku+opus)^fable", "haiku+opus", "thrifty"])
  }
}
