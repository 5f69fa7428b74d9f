// SPDX-License-Identifier: Apache-2.0

import Wisely

// The figures of every chart and section, so that nothing can be seen only in a picture.

extension Report {
  /// The words for each candidate.
  var wordTable: ReportTable {
    ReportTable(
      "The words",
      head: ["setup", "assessment", "quality", "consistency", "cost", "points", "cost ratio"],
      numeric: [5, 6],
      rows: comparisons.map { pair in
        [
          .name(pair.candidate), .words(pair.overall.title.lowercased()),
          .words(pair.quality.title),
          .words(pair.consistency.rawValue.replacingUnderscores),
          .words(pair.cost.word.title), .words(Figures.points(pair.difference)),
          .words(Figures.ratio(pair.cost)),
        ]
      })
  }

  /// Cost and quality of each setup.
  var planeTable: ReportTable {
    ReportTable(
      "Cost and quality",
      head: ["", "setup", "queries", "mean score (95 %)", "cost a query", "on the frontier"],
      numeric: [0, 2, 3, 4],
      rows: setups.enumerated().map { index, setup in
        [
          "\(index + 1)", .name(setup.setup), .words(Figures.count(setup.queries)),
          .words(Figures.share(setup.score)),
          .words(setup.cost.map { Figures.dollars($0.perQuery.mean) } ?? "unknown"),
          .words(frontier.contains(setup.setup) ? "yes" : "no"),
        ]
      })
  }

  /// Each candidate against a random mix.
  var mixTable: ReportTable {
    ReportTable(
      "Against a random mix of cheap and expensive",
      head: ["setup", "mix", "scored", "the mix scores", "lift (95 %)", "oracle", "oracle's cost"],
      numeric: [1, 2, 3, 4, 5, 6],
      rows: comparisons.compactMap { pair in
        guard pair.line != nil || pair.oracle != nil else { return nil }
        let lift = pair.line.flatMap { line in
          line.lift.map { Estimate($0, interval: line.interval, method: "bootstrap") }
        }
        return [
          .name(pair.candidate),
          .words(
            pair.line.map {
              $0.isBeyond ? "dearer than all" : Figures.percent(max(0, $0.position), 0)
            } ?? "–"),
          .words(Figures.percent(pair.line?.score)), .words(Figures.percent(pair.line?.quality)),
          .words(Figures.points(lift, places: 2)), .words(Figures.percent(pair.oracle?.quality)),
          .words(Figures.dollars(pair.oracle?.routerCost)),
        ]
      })
  }

  /// The paired differences.
  var differenceTable: ReportTable {
    ReportTable(
      "Paired differences",
      head: [
        "setup", "queries", "setup scores", "baseline scores", "points (interval)", "method",
        "better on", "worse on", "McNemar p", "Holm", "p against a loss beyond the margin",
      ], numeric: [1, 2, 3, 4, 6, 7, 8, 9, 10],
      rows: comparisons.map { pair in
        [
          .name(pair.candidate), .words(Figures.count(pair.queries)),
          .words(Figures.percent(pair.candidateScore)),
          .words(Figures.percent(pair.baselineScore)), .words(Figures.points(pair.difference)),
          .words(pair.difference?.method ?? "–"), .words(Figures.count(pair.candidateOnly)),
          .words(Figures.count(pair.baselineOnly)),
          .words(pair.mcnemar.map { Figures.probability($0) } ?? "–"),
          .words(pair.holm.map { Figures.probability($0) } ?? "–"),
          .words(pair.nonInferiority.map { Figures.probability($0) } ?? "–"),
        ]
      })
  }

  /// The differences by category, which are shown and not judged.
  var categoryTable: ReportTable {
    ReportTable(
      "By \(options.category ?? "category"), without claims",
      head: ["setup", "", "queries", "points (interval)"], numeric: [2, 3],
      rows: comparisons.flatMap { pair in
        pair.categories.map { category in
          [
            .name(pair.candidate), .words(category.category),
            .words(Figures.count(category.queries)),
            .words(Figures.points(category.difference)),
          ]
        }
      })
  }

  /// What each setup costs.
  var costTable: ReportTable {
    ReportTable(
      "What a query costs",
      head: [
        "setup", "mean", "median", "95th percentile", "total", "a right answer", "unknown",
        "replayed",
      ], numeric: [1, 2, 3, 4, 5, 6, 7],
      rows: setups.map { setup in
        guard let cost = setup.cost else {
          return [
            .name(setup.setup), "unknown", "–", "–", "–", "–",
            .words(Figures.count(setup.attempts)), .words(Figures.count(setup.replayed)),
          ]
        }
        return [
          .name(setup.setup), .words(Figures.dollars(cost.perQuery.mean)),
          .words(Figures.dollars(cost.perQuery.median)),
          .words(Figures.dollars(cost.perQuery.percentile95)),
          .words(Figures.dollars(cost.total)), .words(Figures.dollars(cost.perRightAnswer)),
          .words(Figures.count(cost.unknown)), .words(Figures.count(setup.replayed)),
        ]
      })
  }

  /// What of the money went to whom.
  var roleTable: ReportTable {
    let roles = costRoles
    return ReportTable(
      "Cost by role, for a query",
      head: ["setup"] + roles, numeric: Set(1...max(1, roles.count)),
      rows: setups.compactMap { setup in
        guard let parts = costParts(of: setup, roles) else { return nil }
        let sum = parts.reduce(0, +)
        return [.name(setup.setup)]
          + parts.map { part in
            .words(
              part == 0
                ? "–"
                : "\(Figures.dollars(part)) (\(Figures.percent(sum > 0 ? part / sum : 0, 0)))")
          }
      })
  }

  /// How alike the trials are.
  var consistencyTable: ReportTable {
    ReportTable(
      "Trials of the same query",
      head: [
        "setup", "trials", "mean score", "all right", "always", "sometimes", "never",
        "two trials differ", "worst of all",
      ],
      numeric: [1, 2, 3, 4, 5, 6, 7, 8],
      rows: setups.map { setup in
        guard let own = setup.consistency else {
          return [.name(setup.setup), "–", .words(Figures.percent(setup.score?.value))]
            + Array(repeating: "–", count: 6)
        }
        return [
          .name(setup.setup), .words(String(own.trials)),
          .words(Figures.percent(setup.score?.value)), .words(Figures.share(own.passPower.last)),
          .words(Figures.percent(own.always)), .words(Figures.percent(own.sometimes)),
          .words(Figures.percent(own.never)), .words(Figures.percent(own.disagreement)),
          .words(Figures.percent(own.worst.last)),
        ]
      })
  }

  /// Right in k trials of k.
  var passTable: ReportTable {
    let most = setups.compactMap { $0.consistency?.passPower.count }.max() ?? 0
    return ReportTable(
      "Right in all of k trials (pass^k)",
      head: ["setup"] + (1...max(1, most)).map { "k = \($0)" },
      numeric: Set(1...max(1, most)),
      rows: setups.compactMap { setup in
        guard let powers = setup.consistency?.passPower, most > 1 else { return nil }
        return [.name(setup.setup)]
          + (0..<most).map { .words($0 < powers.count ? Figures.share(powers[$0]) : "–") }
      })
  }
}

extension CostWord {
  /// The word for people.
  var title: String { rawValue.replacingUnderscores }
}

extension Report {
  /// The roles that money went to, those of ours first.
  var costRoles: [String] {
    let found = Set(setups.flatMap { $0.cost.map { Array($0.byRole.keys) } ?? [] })
    let known = CallRole.allCases.map(\.rawValue)
    var roles = known.filter(found.contains) + found.subtracting(known).sorted()
    let rest = setups.contains { setup in
      costParts(of: setup, roles + [Self.unsplit])?.last ?? 0 > 0
    }
    if rest { roles.append(Self.unsplit) }
    return roles
  }

  /// Money of which nobody said whom it went to.
  static let unsplit = "not split"

  /// What of the mean of a query went to each role; nil when no cost is known.
  func costParts(of setup: SetupSummary, _ roles: [String]) -> [Double]? {
    guard let cost = setup.cost else { return nil }
    let mean = cost.perQuery.mean
    guard cost.total > 0 else { return roles.map { _ in 0 } }
    let named = ExactSum.of(cost.byRole.values)
    // Rounding is nobody's money.
    let rest = cost.total - named > cost.total * 1e-6 ? cost.total - named : 0
    return roles.map { role in
      (role == Self.unsplit ? rest : cost.byRole[role] ?? 0) / (named + rest) * mean
    }
  }
}
