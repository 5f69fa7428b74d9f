// SPDX-License-Identifier: Apache-2.0

import Glibc

extension PreferenceSummary {
  /// The same for a person: some short paragraphs, each line ended.
  public var text: String {
    guard !pairs.isEmpty else { return "Nobody has rated anything yet.\n" }
    var lines: [String] = []
    for pair in pairs { lines += describe(pair) }
    if let strengths { lines += describe(strengths) }
    lines += [""] + reviewerLines
    if !remarks.isEmpty { lines += [""] + remarks }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Who rated, and how far they agree, a line each.
  var reviewerLines: [String] {
    reviewers.flatMap { describe($0) }
      + agreements.map { "\($0.first) and \($0.second) \(describe($0.agreement))." }
  }

  /// How strong more than two setups are, a line each.
  var strengthLines: [String] { strengths.map { describe($0) } ?? [] }

  private func describe(_ pair: Pair) -> [String] {
    let preference = pair.preference
    let usable = preference.counts.queries
    var lines = [
      "\(pair.first) against \(pair.second), \(counted(usable + preference.neither, "item")):",
      "  \(pair.first) preferred \(preference.wins), \(pair.second) preferred \(preference.losses), both would do \(preference.ties), neither would do \(preference.neither)",
    ]
    if preference.neither > 0 {
      lines.append(
        "  Where neither would do is no tie for the cheap one; what follows is of the other \(usable)."
      )
    }
    if let interval = preference.interval(), let value = preference.counts.difference,
      let rate = preference.winRate
    {
      lines.append(
        "  wins minus losses \(points(value)) points, 95 % from \(points(interval.low)) to \(points(interval.high)); sign test p = \(decimal(preference.signTest, 3)); win rate \(decimal(rate * 100, 1)) % with ties as halves"
      )
    }
    return lines
  }

  private func describe(_ strengths: BradleyTerry) -> [String] {
    let order = setups.indices.sorted {
      (-strengths.strengths[$0], setups[$0]) < (-strengths.strengths[$1], setups[$1])
    }
    var lines = ["", "Strengths (Bradley-Terry, log odds), ties as halves, neither left out:"]
    let width = setups.map(\.count).max() ?? 0
    for index in order {
      let name = setups[index]
      let space = String(repeating: " ", count: width - name.count)
      let interval = strengths.interval(of: index)
      lines.append(
        "  \(name)\(space)  \(signed(strengths.strengths[index], 2)), 95 % from \(signed(interval.low, 2)) to \(signed(interval.high, 2))"
      )
    }
    if strengths.isSmoothed {
      lines.append(
        "  Some setup never won or never lost, so half a win was added in each direction.")
    }
    return lines
  }

  private func describe(_ reviewer: Reviewer) -> [String] {
    let choices = ReviewChoice.allCases.map { "\($0.rawValue) \(reviewer.counts[$0] ?? 0)" }
    var line =
      "\(reviewer.name) rated \(counted(reviewer.items, "item")) (\(choices.joined(separator: ", ")))"
    if let own = reviewer.withThemself {
      line += " and, shown some twice, \(describe(own)) with themself"
    }
    return [line + "."]
  }

  private func describe(_ agreement: JudgeAgreement) -> String {
    let same = agreement.table.indices.reduce(0) { $0 + agreement.table[$1][$1] }
    let kappa = agreement.kappa.map { "κ = \(decimal($0, 2))" } ?? "κ is not defined"
    return "agreed on \(same) of \(counted(agreement.count, "item")) (\(kappa))"
  }

  private func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  private func points(_ value: Double) -> String { signed(value * 100, 1) }

  private func signed(_ value: Double, _ digits: Int) -> String {
    let text = decimal(value.magnitude, digits)
    let isZero = !text.contains { $0 != "0" && $0 != "." }
    return isZero ? text : (value < 0 ? "-" : "+") + text
  }

  /// A number that is not negative, with so many digits behind the point.
  private func decimal(_ value: Double, _ digits: Int) -> String {
    let scale = (0..<digits).reduce(1) { scale, _ in scale * 10 }
    let whole = (value * Double(scale)).rounded()
    guard whole < 1e15 else { return "\(value)" }
    let number = Int(whole)
    guard digits > 0 else { return "\(number)" }
    let fraction = "\(number % scale)"
    let zeros = String(repeating: "0", count: digits - fraction.count)
    return "\(number / scale).\(zeros)\(fraction)"
  }
}
