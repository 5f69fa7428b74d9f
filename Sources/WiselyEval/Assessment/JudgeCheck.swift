// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// How a judge's scores compare with what people said of the same answers, for one setup.
public struct JudgeCheck: Hashable, Sendable {
  /// The setup whose answers they are.
  public var setup: String
  /// Answers that both the judge and a person have seen.
  public var answers: Int
  /// How much more people give than the judge; nil of one query.
  public var shift: Estimate?
  /// Who called what right; nil where nobody said what counts as right.
  public var errors: JudgeErrors?

  /// The check of a setup; nil where no answer has both a judge's score and a label.
  init?(_ table: OutcomeTable, setup: String, line: Double?) {
    var shifts: [Double] = []
    var pairs: [(judge: Double, human: Double)] = []
    for query in table.queries {
      let labelled = table.outcomes(of: setup, for: query).filter(\.isJudged).compactMap {
        outcome -> (judge: Double, human: Double)? in
        guard let judge = outcome.effectiveScore, let human = outcome.humanScore else { return nil }
        return (judge, human)
      }
      pairs += labelled
      if let shift = Mean.of(labelled.map { $0.human - $0.judge }) { shifts.append(shift) }
    }
    guard !pairs.isEmpty, let shift = Mean.of(shifts) else { return nil }
    self.setup = setup
    answers = pairs.count
    self.shift = Mean.standardError(shifts).map { error in
      Estimate(
        shift, standardError: error, interval: Mean.tInterval(shifts), method: "t")
    }
    let line = line ?? SetupConsistency.usualLine(pairs.flatMap { [$0.judge, $0.human] })
    errors = line.map { line in
      JudgeErrors(
        bothRight: pairs.count { $0.judge >= line && $0.human >= line },
        onlyJudge: pairs.count { $0.judge >= line && $0.human < line },
        onlyPeople: pairs.count { $0.judge < line && $0.human >= line },
        bothWrong: pairs.count { $0.judge < line && $0.human < line })
    }
  }
}

extension JudgeCheck {
  /// The check in a sentence.
  var sentence: String {
    var parts: [String] = []
    if let errors, let agreement = errors.agreement {
      func share(_ value: Double?) -> String { value.map { Figures.percent($0) } ?? "none" }
      let kappa = agreement.kappa.map { ", κ \(Figures.fixed($0, 2))" } ?? ""
      parts = [
        "the judge and people agree on \(Figures.percent(agreement.agreement))\(kappa)",
        "it sees \(share(errors.sensitivity)) of the right ones and \(share(errors.specificity)) of the wrong ones",
      ]
    }
    if let shift {
      let range = shift.interval.map {
        " (\(Figures.signed($0.low)) to \(Figures.signed($0.high)))"
      }
      parts.append(
        "people's mean less the judge's is \(Figures.signed(shift.value)) points\(range ?? "")")
    }
    if parts.isEmpty { parts = ["of one query nothing can be said of the judge"] }
    return
      "\(setup), \(Figures.count(answers, "labelled answer", "labelled answers")): \(parts.joined(separator: "; "))."
  }

  /// The check as data.
  public var json: JSONValue {
    let agreement = errors?.agreement
    return [
      "setup": .string(setup), "answers": JSONValue(answers), "shift": shift?.json ?? .null,
      "agreement": JSONValue(agreement?.agreement), "kappa": JSONValue(agreement?.kappa),
      "sensitivity": JSONValue(errors?.sensitivity),
      "specificity": JSONValue(errors?.specificity),
    ]
  }
}
