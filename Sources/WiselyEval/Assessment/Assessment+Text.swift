// SPDX-License-Identifier: Apache-2.0

extension Assessment {
  /// The assessment for a terminal, a line each.
  public var lines: [String] {
    var lines = setupTable
    for comparison in comparisons {
      lines += [
        "",
        "\(comparison.candidate) against \(comparison.baseline): \(comparison.overall.rawValue)",
      ]
      lines.append(
        "  quality \(comparison.quality.rawValue), consistency \(comparison.consistency.rawValue), cost \(comparison.cost.word.rawValue)"
      )
      if let line = differenceLine(comparison) { lines.append("  " + line) }
      lines += comparison.sentences.map { "  " + $0 }
      lines += comparison.categories.map { "    " + $0.sentence }
    }
    lines += peopleLines + judgeLines + consultingLines + hardestLines
    let remarks = AssessmentWarnings.beyondGates(warnings, of: comparisons)
    if !remarks.isEmpty { lines += ["", "Warnings"] + remarks.map { "  " + $0 } }
    lines += ["", methodLine]
    return lines
  }

  private var setupTable: [String] {
    let head = [
      "setup", "queries", "score", "95 % interval", "every time", "cost a query",
      "cost a right answer",
    ]
    let rows = setups.map { setup -> [String] in
      let interval = setup.score?.interval.map {
        "\(Figures.percent($0.low)) to \(Figures.percent($0.high))"
      }
      let power = setup.consistency.flatMap { $0.trials > 1 ? $0.passPower.last?.value : nil }
      return [
        setup.setup, Figures.count(setup.queries),
        setup.score.map { Figures.percent($0.value) } ?? "-", interval ?? "-",
        power.map { Figures.percent($0) } ?? "-",
        setup.cost.map { Figures.dollars($0.perQuery.mean) } ?? "unknown",
        setup.cost?.perRightAnswer.map { Figures.dollars($0) } ?? "-",
      ]
    }
    return TextTable([head] + rows).lines
  }

  private func differenceLine(_ comparison: Comparison) -> String? {
    guard let difference = comparison.difference else { return nil }
    let basis = comparison.restsOnPeople ? "difference of people's choices" : "difference"
    var parts = ["\(basis) \(Figures.signed(difference.value)) points"]
    if let interval = difference.interval {
      parts.append(
        "\(Figures.percent(comparison.level, 2)) interval \(Figures.signed(interval.low)) to \(Figures.signed(interval.high)) (\(difference.method))"
      )
    }
    if let other = comparison.independent {
      parts.append("without groups \(Figures.signed(other.low)) to \(Figures.signed(other.high))")
    }
    parts.append(
      "better on \(Figures.count(comparison.candidateOnly)), worse on \(Figures.count(comparison.baselineOnly)) of \(Figures.count(comparison.queries, "query", "queries"))"
    )
    // Of people the same figure stands in their sentence, as a sign test.
    if let p = comparison.mcnemar, !comparison.restsOnPeople {
      let holm = comparison.holm.flatMap { $0 == p ? nil : ", \(Figures.probability($0)) by Holm" }
      parts.append("McNemar p \(Figures.probability(p))\(holm ?? "")")
    }
    if let p = comparison.nonInferiority, !comparison.restsOnPeople {
      parts.append("p against a loss beyond the margin \(Figures.probability(p))")
    }
    return parts.joined(separator: "; ")
  }

  private var peopleLines: [String] {
    guard let people else { return [] }
    let lines = people.strengthLines.drop { $0.isEmpty } + people.reviewerLines
    return ["", "People"] + lines.map { "  " + $0 }
  }

  private var judgeLines: [String] {
    judgeChecks.isEmpty
      ? [] : ["", "The judge and people"] + judgeChecks.map { "  " + $0.sentence }
  }

  private var hardestLines: [String] {
    guard let hardest else { return [] }
    return ["", hardest.sentence]
  }

  private var consultingLines: [String] {
    guard !consulting.isEmpty else { return [] }
    var lines = ["", "Consulting"]
    for setup in consulting.setups { lines.append("  " + setup.sentence) }
    for effect in consulting.effects { lines.append("  " + effect.sentence) }
    for pair in consulting.disagreements {
      for side in [pair.first, pair.second] where side.attempts > 0 {
        lines.append("  " + side.sentence)
      }
    }
    return lines
  }

  private var methodLine: String {
    let correction =
      comparisons.count > 1
      ? "each interval at \(Figures.percent(level, 2)) for \(comparisons.count) candidates together"
      : "intervals at 95 %"
    return
      "Margin \(Figures.margin(options.margin)) points; \(correction); seed \(options.seed), \(Figures.count(options.resamples)) resamples."
  }
}

extension SetupConsulting {
  /// How it consulted.
  var sentence: String {
    let interval = rate?.interval.map {
      " (\(Figures.percent($0.low)) to \(Figures.percent($0.high)))"
    }
    var parts = [
      "\(setup) consulted in \(Figures.percent(rate?.value ?? 0))\(interval ?? "") of \(Figures.count(attempts, "attempt", "attempts"))"
    ]
    if consultations > 0 {
      parts.append(
        "advice \(Figures.count(followed)) followed, \(Figures.count(ignored)) ignored, \(Figures.count(unclear)) unclear, \(Figures.count(failures)) failed"
      )
    }
    if !triggers.isEmpty {
      let causes = triggers.sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }
        .map { "\($0.key) \(Figures.count($0.value))" }
      parts.append("brought about by: " + causes.joined(separator: ", "))
    }
    if !shareByRole.isEmpty {
      let shares = shareByRole.sorted { $0.key < $1.key }
        .map { "\($0.key) \(Figures.percent($0.value))" }
      parts.append("money: " + shares.joined(separator: ", "))
    }
    return parts.joined(separator: "; ") + "."
  }
}

extension AdvisorEffect {
  /// What the part does.
  var sentence: String {
    let what =
      switch kind {
      case .advisor: "The advisor adds"
      case .placebo: "Advice from itself adds"
      case .beyondPlacebo: "Over advice from itself the advisor adds"
      case .lowEffort: "Over the expensive model at low effort it adds"
      }
    let range = difference.interval.map {
      " (\(Figures.signed($0.low)) to \(Figures.signed($0.high)))"
    }
    var money = ""
    if let one = cost.candidate, let other = cost.baseline {
      money = ", at \(Figures.dollars(one)) against \(Figures.dollars(other)) a query"
    }
    return
      "\(what) \(Figures.signed(difference.value)) points\(range ?? "")\(money): \(setup) against \(against)."
  }
}

extension DifficultyDisagreement.Side {
  /// Who was right where only one consulted.
  var sentence: String {
    "\(consulted) consulted and \(other) did not on \(Figures.count(attempts, "attempt", "attempts")): the one that did was better on \(Figures.count(consultedBetter)), the other on \(Figures.count(otherBetter))."
  }
}

extension Figures {
  /// A p-value.
  static func probability(_ value: Double) -> String {
    value < 0.0001 ? "below 0.0001" : fixed(value, 4)
  }
}
