// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyEval

@Suite("Agreement of judges and people")
struct AgreementTests {
  @Test("Cohen's κ is the worked one, and a rate corrected for errors too")
  func kappa() throws {
    let worked = try Worked()
    let table = try worked["cohen_kappa", "table"].rows().map { $0.map { Int($0) } }
    let found = try #require(JudgeAgreement(table))
    #expect(isClose(found.kappa, try worked.number("cohen_kappa", "kappa")))
    #expect(found.agreement == 0.85 && found.count == 100)
    let corrected = JudgeErrors.roganGladen(
      rate: try worked.number("rogan_gladen", "judge_rate"),
      sensitivity: try worked.number("rogan_gladen", "sensitivity"),
      specificity: try worked.number("rogan_gladen", "specificity"))
    #expect(isClose(corrected, try worked.number("rogan_gladen", "corrected")))
    #expect(JudgeErrors.roganGladen(rate: 0.5, sensitivity: 0.5, specificity: 0.5) == nil)
    #expect(JudgeErrors.roganGladen(rate: 0, sensitivity: 0.9, specificity: 0.9) == 0)
  }

  @Test("Labels give the same agreement as their table, whoever comes first")
  func labels() throws {
    let first = ["a", "b", "b", "tie", "a"]
    let second = ["a", "b", "a", "tie", "b"]
    let found = try #require(JudgeAgreement(first, second))
    let turned = try #require(JudgeAgreement(second, first))
    #expect(found.kappa == turned.kappa && found.agreement == 0.6)
    #expect(isClose(found.kappa, (0.6 - 0.36) / 0.64, within: 1e-12))
    #expect(JudgeAgreement([String](), []) == nil)
    #expect(JudgeAgreement([[0, 0], [0, 0]]) == nil)
    #expect(JudgeAgreement(["a", "a"], ["a", "a"])?.kappa == nil)
    let errors = JudgeErrors(bothRight: 26, onlyJudge: 6, onlyPeople: 1, bothWrong: 7)
    #expect(isClose(errors.sensitivity, 26.0 / 27))
    #expect(isClose(errors.specificity, 7.0 / 13))
    #expect(errors.agreement?.agreement == 33.0 / 40)
    let none = JudgeErrors(bothRight: 0, onlyJudge: 0, onlyPeople: 0, bothWrong: 0)
    #expect(none.sensitivity == nil && none.specificity == nil && none.agreement == nil)
  }

  @Test("A judged rate corrected by labels is the worked one")
  func predictionPowered() throws {
    let worked = try Worked()
    let judge = [Double](repeating: 1, count: 160) + [Double](repeating: 0, count: 40)
    let labelled = [(1.0, 1.0, 26), (1, 0, 6), (0, 0, 7), (0, 1, 1)].flatMap {
      judge, human, times in
      (0..<times).map { _ in (judge: judge, human: human) }
    }
    let found = try #require(PredictionPowered.estimate(judge: judge, labelled: labelled))
    #expect(isClose(found.value, try worked.number("ppi", "estimate")))
    #expect(isClose(found.standardError, try worked.number("ppi", "se")))
    #expect(isClose(found.interval, try worked["ppi", "ci"].interval()))
    let people = labelled.map(\.human)
    #expect(isClose(Mean.of(people), try worked.number("ppi", "human_only", "mean")))
    #expect(isClose(Mean.standardError(people), try worked.number("ppi", "human_only", "se")))
    let student = try #require(Mean.tInterval(people))
    #expect(isClose(student.low, try worked.number("ppi", "human_only", "lo")))
    #expect(isClose(student.high, try worked.number("ppi", "human_only", "hi")))
    #expect(PredictionPowered.estimate(judge: judge, labelled: []) == nil)
    #expect(PredictionPowered.estimate(judge: [], labelled: labelled) == nil)
    #expect(
      PredictionPowered.estimate(judge: [1, 1], labelled: [(1, 1), (1, 1)])?.interval == nil)
  }

  @Test("A judge asked in both orders has the worked figures")
  func swap() throws {
    let worked = try Worked()
    let name = "pairs (first order, swapped order) as win of A"
    let pairs = try worked["judge_swap", name].rows().map { (first: $0[0], swapped: $0[1]) }
    let found = try #require(JudgeSwap(pairs))
    #expect(isClose(found.consistency, try worked.number("judge_swap", "consistency")))
    #expect(
      isClose(found.firstPositionRate, try worked.number("judge_swap", "first_position_rate")))
    #expect(
      isClose(found.singleOrderRate, try worked.number("judge_swap", "win_rate_A_single_order")))
    let expected = try worked["judge_swap", "win_rate_A_debiased"]
    #expect(isClose(found.winRate.value, try #require(expected["mean"]?.double)))
    #expect(isClose(found.winRate.standardError, try #require(expected["se"]?.double)))
    #expect(isClose(found.winRate.interval?.low, try #require(expected["lo"]?.double)))
    #expect(isClose(found.winRate.interval?.high, try #require(expected["hi"]?.double)))
    #expect(JudgeSwap([]) == nil)
  }

  @Test("People's preferences have the worked test, rate and interval")
  func preference() throws {
    let worked = try Worked()
    let found = Preference(wins: 18, losses: 9, ties: 13)
    #expect(isClose(found.winRate, try worked.number("preference", "win_rate_ties_half")))
    #expect(isClose(found.signTest, try worked.number("preference", "sign_test_exact")))
    #expect(isClose(found.interval(), try worked["preference", "diff_ci"].interval()))
    // Two answers that nobody would send are no evidence that they are alike.
    let unsendable = Preference(wins: 18, losses: 9, ties: 13, neither: 50)
    #expect(unsendable.interval() == found.interval() && unsendable.winRate == found.winRate)
    #expect(Preference(wins: 0, losses: 0, ties: 0).winRate == nil)
    #expect(Preference(wins: 0, losses: 0, ties: 0).interval() == nil)
  }

  @Test(
    "Strengths from preferences are the worked ones",
    arguments: ["bradley_terry", "bradley_terry_separated_prior_half"])
  func bradleyTerry(_ name: String) throws {
    let worked = try Worked()
    let found = try BradleyTerry(wins: try worked[name, "wins[i][j]"].rows())
    #expect(found.isSmoothed == (name != "bradley_terry"))
    for (value, expected) in zip(found.strengths, try worked[name, "theta"].numbers()) {
      #expect(isClose(value, expected))
    }
    for (value, expected) in zip(found.standardErrors, try worked[name, "se"].numbers()) {
      #expect(isClose(value, expected))
    }
    #expect(
      isClose(found.chance(0, beats: 1), try worked.number(name, "p_first_beats_second")))
    #expect(ExactSum.of(found.strengths).magnitude < 1e-12)
  }

  @Test("Setups that were never compared with the others have no strength")
  func disconnected() throws {
    #expect(throws: EvalError(.undefined, "")) {
      try BradleyTerry(wins: [[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 2], [0, 0, 1, 0]])
    }
    #expect(throws: EvalError(.undefined, "")) { try BradleyTerry(wins: [[0]]) }
    #expect(throws: EvalError(.undefined, "")) { try BradleyTerry(wins: []) }
    // Two groups that only lose to each other one way are separated, though nobody always wins.
    let separated = try BradleyTerry(
      wins: [[0, 2, 1, 0], [1, 0, 0, 1], [0, 0, 0, 2], [0, 0, 1, 0]])
    #expect(separated.isSmoothed)
    let even = try BradleyTerry(wins: [[0, 3], [3, 0]])
    #expect(even.strengths == [0, 0] && even.chance(0, beats: 1) == 0.5)
  }

  @Test("Every worked example has a test, but for rows that are not there")
  func covered() throws {
    let tested: Set<String> = [
      "wilson95", "clopper_pearson95", "t_interval", "clustered", "mcnemar", "bonett_price95",
      "newcombe95", "all_ties_min_n", "cost_ratio", "repeated", "pass_hat", "pass_at",
      "worst_of_k", "n_superiority_80", "n_noninferiority_80", "holm", "noninferiority_p",
      "empirical_bernstein_halfwidth", "zero_variance_halfwidth", "e_process", "evalue_sign",
      "betting_cs", "bradley_terry", "bradley_terry_separated_prior_half", "preference",
      "judge_swap", "cohen_kappa", "rogan_gladen", "ppi", "mix_line", "apgr", "frontier",
      "advisor_claim_2.7pp_n300", "advisor_null_19", "n_repeated", "variance_components_tau",
      "missing_bounds", "icer", "pass3_difference",
      // Walks over recorded issues whose rows are not among the recordings.
      "anytime_real",
    ]
    let found = try Set(#require(Worked().root.object).keys)
    #expect(found == tested)
  }
}
