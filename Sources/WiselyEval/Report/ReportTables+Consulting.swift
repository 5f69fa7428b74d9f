// SPDX-License-Identifier: Apache-2.0

import Wisely

extension Report {
  /// How setups consulted.
  var consultingTable: ReportTable {
    ReportTable(
      "How setups consulted",
      head: [
        "setup", "attempts that consulted (95 %)", "advice", "followed", "ignored",
        "cannot be told", "failed", "advisor's share of the cost",
      ], numeric: [1, 2, 3, 4, 5, 6, 7],
      rows: consulting.setups.map { setup in
        [
          .name(setup.setup), .words(Figures.share(setup.rate)),
          .words(Figures.count(setup.advised)), .words(Figures.count(setup.followed)),
          .words(Figures.count(setup.ignored)), .words(Figures.count(setup.unclear)),
          .words(Figures.count(setup.failed.values.reduce(0, +))),
          .words(Figures.percent(setup.shareByRole["advisor"])),
        ]
      })
  }

  /// What consultations ended in.
  var verdictTable: ReportTable {
    let verdicts = Verdict.allCases.map(\.rawValue)
    let failures = Set(consulting.setups.flatMap(\.failed.keys)).sorted()
    return ReportTable(
      "What consultations ended in", head: ["setup"] + verdicts + failures,
      numeric: Set(1...(verdicts.count + failures.count)),
      rows: consulting.setups.filter { $0.advised + $0.failed.count > 0 }.map { setup in
        [.name(setup.setup)] + verdicts.map { .words(Figures.count(setup.verdicts[$0] ?? 0)) }
          + failures.map { .words(Figures.count(setup.failed[$0] ?? 0)) }
      })
  }

  /// What brought consultations about.
  var triggerTable: ReportTable {
    let triggers = Set(consulting.setups.flatMap(\.triggers.keys)).sorted()
    return ReportTable(
      "What brought consultations about", head: ["setup"] + triggers,
      numeric: Set(1...max(1, triggers.count)),
      rows: triggers.isEmpty
        ? []
        : consulting.setups.filter { !$0.triggers.isEmpty }.map { setup in
          [.name(setup.setup)] + triggers.map { .words(Figures.count(setup.triggers[$0] ?? 0)) }
        })
  }

  /// What the advisor adds.
  var effectTable: ReportTable {
    ReportTable(
      "What the advisor adds",
      head: ["", "setup", "against", "points (95 %)", "cost", "cost without", "ratio"],
      numeric: [3, 4, 5, 6],
      rows: consulting.effects.map { effect in
        [
          .words(effect.kind.title), .name(effect.setup), .name(effect.against),
          .words(Figures.points(effect.difference)),
          .words(Figures.dollars(effect.cost.candidate)),
          .words(Figures.dollars(effect.cost.baseline)), .words(Figures.ratio(effect.cost)),
        ]
      })
  }

  /// Where setups disagree about what is difficult.
  var disagreementTable: ReportTable {
    ReportTable(
      "Where setups disagree about difficulty",
      head: [
        "consulted", "did not", "attempts", "the one that did was better", "the other was better",
        "score of the one that did", "score of the other",
      ], numeric: [2, 3, 4, 5, 6],
      rows: consulting.disagreements.flatMap { [$0.first, $0.second] }.filter { $0.attempts > 0 }
        .map { side in
          [
            .name(side.consulted), .name(side.other), .words(Figures.count(side.attempts)),
            .words(Figures.count(side.consultedBetter)), .words(Figures.count(side.otherBetter)),
            .words(Figures.percent(side.consultedScore)),
            .words(Figures.percent(side.otherScore)),
          ]
        })
  }

  /// Every gate of every candidate.
  var gateTable: ReportTable {
    ReportTable(
      "Gates", head: ["setup", "gate", "", "what was found"],
      rows: comparisons.flatMap { pair in
        pair.gates.map { finding in
          [
            .name(pair.candidate), .words(finding.gate.title),
            .words(finding.isClosed ? "closed" : "open"), .words(finding.reason),
          ]
        }
      })
  }

  /// How the figures were made.
  var methodTable: ReportTable {
    var rows: [[ReportTable.Cell]] = [
      ["baseline", .name(baseline)],
      ["margin", "\(Figures.margin(options.margin)) points"],
      [
        "intervals",
        comparisons.count > 1
          ? "\(Figures.percent(level, 2)) each, for \(Figures.count(comparisons.count)) candidates together at 95 % (Bonferroni)"
          : "95 %",
      ],
      [
        "resampling",
        "seed \(options.seed), \(Figures.count(options.resamples)) resamples of whole queries",
      ],
    ]
    if let cheap { rows.append(["cheap setup", .name(cheap)]) }
    if let cluster = options.cluster {
      rows.append(["queries belong together by", .name(cluster)])
    }
    if let line = options.line {
      rows.append(["an answer is right from", "score \(Figures.trimmed(line))"])
    }
    if let plan {
      for (name, value) in [
        ("plan", plan.hash), ("order seed", plan.seed), ("prices", plan.priceVersion),
        ("program", plan.program), ("ends", plan.stopping),
      ] where !value.isEmpty {
        rows.append([.words(name), .name(value)])
      }
      if !plan.graders.isEmpty {
        rows.append(["graders", .name(plan.graders.joined(separator: ", "))])
      }
    }
    if let spent { rows.append(["paid now", .words(spent.display)]) }
    if let judging, judging > .zero { rows.append(["judging cost", .words(judging.display)]) }
    return ReportTable("How it was worked out", head: ["", ""], rows: rows)
  }
}

extension AdvisorEffect.Kind {
  /// What the pair shows.
  var title: String {
    switch self {
    case .advisor: "advisor"
    case .placebo: "placebo"
    case .beyondPlacebo: "advisor over placebo"
    case .lowEffort: "advisor over low effort"
    }
  }
}
