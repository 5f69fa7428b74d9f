// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Everything that may be said of some outcomes: every candidate against the baseline, and why not
/// more.
public struct Assessment: Hashable, Sendable {
  /// Each candidate against the baseline.
  public var comparisons: [Comparison]
  /// Each setup by itself, the baseline first.
  public var setups: [SetupSummary]
  /// The setups that no other beats in both cost and quality, cheapest first.
  public var frontier: [String]
  /// What consulting did.
  public var consulting: ConsultingView
  /// How a judge compares with people's labels, for each setup with some.
  public var judgeChecks: [JudgeCheck]
  /// What every setup scores on the hardest tenth of the queries; nil of few.
  public var hardest: HardestTenth?
  /// What people said who chose between answers; nil when nobody did.
  public var people: PreferenceSummary?
  /// What a reader should know, in sentences.
  public var warnings: [String]
  /// What was compared, and how strictly.
  public var options: AssessmentOptions
  /// The cheap setup that mixes are made with, if there is one.
  public var cheap: String?
  /// How sure each interval of a comparison is, so that all of them hold together.
  public var level: Double

  /// Assesses outcomes.
  ///
  /// - Throws: `EvalError` when a setup or field that is named is not there.
  public init(_ table: OutcomeTable, _ options: AssessmentOptions) throws(EvalError) {
    let baseline = try table.checked(options.baseline)
    var candidates = table.setups.filter { $0 != baseline }
    if let named = options.candidates {
      candidates = []
      for name in named where !candidates.contains(name) {
        guard name != baseline else {
          throw EvalError(.name, "'\(name)' is the baseline; compare it with another setup.")
        }
        candidates.append(try table.checked(name))
      }
    }
    guard !candidates.isEmpty else {
      throw EvalError(
        .input, "There is only the setup '\(baseline)' in these outcomes, and nothing to compare.")
    }
    let clusters = try options.cluster.map { field throws(EvalError) in
      try table.clusters(by: field)
    }
    let grouping = Grouping(
      clusters: clusters ?? table.facts.clusters, texts: table.facts.texts)
    let categories = try options.category.map { field throws(EvalError) in
      try table.clusters(by: field, option: "--category")
    }
    let named = try (options.cheap ?? table.facts.cheap).map { name throws(EvalError) in
      try table.checked(name)
    }
    let setups = ([baseline] + candidates).map {
      SetupSummary(table, setup: $0, line: options.line, grouping: grouping)
    }
    let cheap = named ?? Self.cheapest(table, except: baseline)
    let level = Holm.level(comparisons: candidates.count)
    let preferences = table.preferences.of(
      Set([baseline] + candidates), queries: Set(table.queries))
    let maker = ComparisonMaker(
      table: table, options: options, grouping: grouping, level: level,
      categories: categories ?? [:], cheap: cheap,
      choices: QueryChoices.all(preferences.choices, baseline: baseline)
        .filter { $0.second == baseline })
    let comparisons = Self.adjusted(candidates.map { maker.compare($0) })
    self.comparisons = comparisons
    self.setups = setups
    self.options = options
    self.cheap = cheap
    self.level = level
    frontier = Self.frontier(setups)
    consulting = ConsultingView(table, setups: [baseline] + candidates, grouping: grouping)
    let said = PreferenceSummary(preferences, baseline: baseline)
    people = preferences.choices.isEmpty ? nil : said
    judgeChecks = ([baseline] + candidates).compactMap {
      JudgeCheck(table, setup: $0, line: options.line)
    }
    hardest = HardestTenth(table, setups: [baseline] + candidates)
    warnings =
      AssessmentWarnings(table, comparisons, setups, consulting, options).sentences + said.remarks
  }

  /// The cheapest setup that is one model alone.
  private static func cheapest(_ table: OutcomeTable, except baseline: String) -> String? {
    table.setups.filter { $0 != baseline && !table.isComposite($0) }
      .compactMap { setup in
        SetupSummary(table, setup: setup, line: nil).cost.map { ($0.perQuery.mean, setup) }
      }
      .min { $0 < $1 }?.1
  }

  /// The comparisons with the p-values that count all of them.
  private static func adjusted(_ comparisons: [Comparison]) -> [Comparison] {
    var comparisons = comparisons
    let tested = comparisons.indices.filter { comparisons[$0].mcnemar != nil }
    let values = Holm.adjusted(tested.compactMap { comparisons[$0].mcnemar })
    for (index, value) in zip(tested, values) { comparisons[index].holm = value }
    let chosen = comparisons.indices.filter { comparisons[$0].people != nil }
    let signs = Holm.adjusted(
      chosen.compactMap { comparisons[$0].people?.preference.signTest })
    for (index, value) in zip(chosen, signs) { comparisons[index].people?.holm = value }
    return comparisons
  }

  private static func frontier(_ setups: [SetupSummary]) -> [String] {
    Frontier(
      setups.compactMap { setup in
        guard let quality = setup.score?.value, let cost = setup.cost?.perQuery.mean else {
          return nil
        }
        return Frontier.Point(setup.setup, cost: cost, quality: quality)
      }
    ).points.map(\.name)
  }
}
