// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Everything that a report shows, worked out once for all of its formats.
public struct Report: Sendable {
  /// What a report can be written as.
  public enum Format: String, Hashable, Sendable, CaseIterable {
    /// One page that needs nothing beside it.
    case html
    /// Markdown.
    case markdown = "md"
    /// JSON.
    case json
  }

  /// What the plan of the run says; nil for results made elsewhere.
  let plan: ReportPlan?
  /// What was compared, and how strictly.
  let options: AssessmentOptions
  /// Each setup by itself, the baseline first.
  let setups: [SetupSummary]
  /// Each candidate against the baseline.
  let comparisons: [Comparison]
  /// The setups that no other beats in both cost and quality.
  let frontier: [String]
  /// What consulting did.
  let consulting: ConsultingView
  /// What people said who chose between answers; nil when nobody did.
  let people: PreferenceSummary?
  /// What a reader should know.
  let warnings: [String]
  /// The cheap setup that mixes are made with.
  let cheap: String?
  /// How sure each interval of a comparison is.
  let level: Double
  /// The queries that came out differently, a list for each candidate.
  let flips: [FlipList]
  /// How many queries there are.
  let queries: Int
  /// The most trials of a query.
  let trials: Int
  /// What was paid, replays left out; nil when nobody says.
  let spent: Money?
  /// What judging cost; nil when nobody says.
  let judging: Money?
  /// The whole assessment; nil when there is only one setup.
  let assessment: Assessment?

  /// A report of some outcomes; with only one setup there is no comparison in it.
  ///
  /// - Throws: `EvalError` when a setup or field that is named is not there.
  public init(
    _ table: OutcomeTable, plan: ReportPlan? = nil, options: AssessmentOptions
  ) throws(EvalError) {
    self.plan = plan
    self.options = options
    queries = table.queries.count
    trials = table.setups.map { table.trials(of: $0) }.max() ?? 0
    spent = table.spent
    judging = table.judging
    let baseline = try table.checked(options.baseline)
    guard table.setups.count > 1 else {
      let grouping = Grouping(clusters: table.facts.clusters, texts: table.facts.texts)
      let summary = SetupSummary(
        table, setup: baseline, line: options.line, grouping: grouping)
      setups = [summary]
      comparisons = []
      frontier = summary.score != nil && summary.cost != nil ? [baseline] : []
      consulting = ConsultingView(table, setups: [baseline], grouping: grouping)
      people = nil
      warnings = AssessmentWarnings(table, [], [summary], consulting, options).sentences
      cheap = nil
      level = 0.95
      flips = []
      assessment = nil
      return
    }
    let assessment = try Assessment(table, options)
    self.assessment = assessment
    setups = assessment.setups
    comparisons = assessment.comparisons
    frontier = assessment.frontier
    consulting = assessment.consulting
    people = assessment.people
    warnings = assessment.warnings
    cheap = assessment.cheap
    level = assessment.level
    let choices = QueryChoices.all(
      table.preferences.of(Set(table.setups), queries: Set(table.queries)).choices,
      baseline: baseline)
    flips = assessment.comparisons.map { pair in
      FlipList(
        table, candidate: pair.candidate, baseline: baseline, plan: plan,
        choices: pair.restsOnPeople
          ? choices.first { $0.first == pair.candidate && $0.second == baseline } : nil)
    }
  }

  /// The report in a format.
  public func text(_ format: Format) -> String {
    switch format {
    case .html: HTMLReport(report: self).text
    case .markdown: MarkdownReport(report: self).text
    case .json: json.prettyText + "\n"
    }
  }
}

extension Report {
  /// The setup that the others are held against.
  var baseline: String { options.baseline }

  /// What it is called.
  var title: String {
    switch comparisons.count {
    case 0: "Evaluation of \(baseline)"
    case 1: "Evaluation of \(comparisons[0].candidate) against \(baseline)"
    default: "Evaluation of \(comparisons.count) setups against \(baseline)"
    }
  }

  /// What was done, in a line.
  var subtitle: String {
    var parts = [
      Figures.count(queries, "query", "queries"), Figures.count(setups.count, "setup", "setups"),
      Figures.count(trials, "trial", "trials"),
    ]
    if !comparisons.isEmpty { parts.append("margin \(Figures.margin(options.margin)) points") }
    if let spent { parts.append("\(spent.display) spent") }
    return parts.joined(separator: " · ")
  }

  /// What a reader should know beyond the closed gates, which stand with their candidates.
  var remarks: [String] { AssessmentWarnings.beyondGates(warnings, of: comparisons) }

  /// The oracle between the cheap setup and the baseline, where there is one with costs.
  var ceiling: OracleCeiling? {
    comparisons.compactMap(\.oracle).first {
      $0.cheap == cheap && $0.expensive == baseline && $0.routerCost != nil
    }
  }
}
