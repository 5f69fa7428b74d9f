// SPDX-License-Identifier: Apache-2.0

// What people chose, in figures.

extension Report {
  /// Each candidate against the baseline, by people's choices.
  var choiceTable: ReportTable {
    ReportTable(
      "What people chose",
      head: [
        "setup", "queries", "preferred", "baseline preferred", "both would do",
        "neither would do", "win rate", "points (interval)", "sign test p", "Holm",
      ], numeric: [1, 2, 3, 4, 5, 6, 7, 8, 9],
      rows: comparisons.compactMap { pair in
        guard let people = pair.people else { return nil }
        let said = people.preference
        return [
          .name(pair.candidate), .words(Figures.count(people.queries + said.neither)),
          .words(Figures.count(said.wins)), .words(Figures.count(said.losses)),
          .words(Figures.count(said.ties)), .words(Figures.count(said.neither)),
          .words(Figures.percent(said.winRate)), .words(Figures.points(people.difference)),
          .words(Figures.probability(said.signTest)),
          .words(people.holm.map { Figures.probability($0) } ?? "–"),
        ]
      })
  }

  /// How strong more than two setups are.
  var strengthTable: ReportTable {
    let figures = (people?.strengths).map { strengths in
      strengths.strengths.indices.map { index in
        (
          name: people?.setups[index] ?? "", value: strengths.strengths[index],
          interval: strengths.interval(of: index)
        )
      }
    }
    let rows = (figures ?? []).sorted { (-$0.value, $0.name) < (-$1.value, $1.name) }
    return ReportTable(
      "Strength by people's choices (Bradley–Terry, log odds)",
      head: ["setup", "strength (95 %)"], numeric: [1],
      rows: rows.map { row in
        let ends = [row.interval.low, row.interval.high].map { Self.logOdds($0) }
        return [
          .name(row.name),
          .words("\(Self.logOdds(row.value)) (\(ends.joined(separator: " to ")))"),
        ]
      })
  }

  /// Who rated.
  var reviewerTable: ReportTable {
    ReportTable(
      "Who rated",
      head: ["reviewer", "items", "left", "right", "both", "neither", "with themself", "κ"],
      numeric: [1, 2, 3, 4, 5, 6, 7],
      rows: (people?.reviewers ?? []).map { reviewer in
        [.name(reviewer.name), .words(Figures.count(reviewer.items))]
          + ReviewChoice.allCases.map { .words(Figures.count(reviewer.counts[$0] ?? 0)) }
          + [
            .words(Figures.percent(reviewer.withThemself?.agreement)),
            .words(Self.kappa(reviewer.withThemself)),
          ]
      })
  }

  /// How far reviewers agree.
  var agreementTable: ReportTable {
    ReportTable(
      "How far reviewers agree", head: ["", "and", "items", "agreed on", "κ"], numeric: [2, 3, 4],
      rows: (people?.agreements ?? []).map { pair in
        [
          .name(pair.first), .name(pair.second), .words(Figures.count(pair.agreement.count)),
          .words(Figures.percent(pair.agreement.agreement)), .words(Self.kappa(pair.agreement)),
        ]
      })
  }

  private static func logOdds(_ value: Double) -> String {
    (value > 0 ? "+" : "") + Typography.minus(Figures.fixed(value, 2))
  }

  private static func kappa(_ agreement: JudgeAgreement?) -> String {
    agreement?.kappa.map { Typography.minus(Figures.fixed($0, 2)) } ?? "–"
  }

  /// What is said above the figures.
  static let peopleSentences = [
    "People chose between two answers without knowing whose they were. Every query counts once, whatever many say of it; where neither would do is evidence for none.",
    "Where too little was scored, the words rest on these choices. Where scores decide, clear choices against them keep the claim from being made. They are no labels, so they do not confirm a judge.",
  ]
}
