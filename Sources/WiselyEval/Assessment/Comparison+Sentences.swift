// SPDX-License-Identifier: Apache-2.0

extension Comparison {
  /// What it comes to, then the three words and what they rest on, a sentence each.
  public var sentences: [String] {
    let ceilings = quality == .tooFew ? [] : [lineSentence, oracleSentence]
    return
      ([
        overallSentence, qualitySentence, peopleSentence, consistencySentence, costSentence,
      ] + ceilings).compactMap(\.self)
      + gates.filter(\.isClosed).map { "\($0.gate.sentenceTitle): \($0.reason)" }
  }

  /// What is to be done.
  public var overallSentence: String {
    switch overall {
    case .use: "Use \(candidate) instead of \(baseline)."
    case .useOnAverage:
      "Use \(candidate) instead of \(baseline) where the average counts; consistency was not measured."
    case .doNotUse: "Do not use \(candidate) instead of \(baseline): \(fault)."
    case .tradeOff:
      "A trade-off between \(candidate) and \(baseline), which is yours to make: \(price)."
    case .notProven: "Not proven that \(candidate) can replace \(baseline): \(doubt)."
    }
  }

  private var fault: String {
    if quality == .worse { return "it is worse by more than your margin" }
    if consistency.word == .worse {
      return "it is right every time less often, by more than your margin"
    }
    if cost.word == .dearer { return "it costs more and is not shown to be better" }
    return "it costs more than the expensive setup and is not shown to be better"
  }

  private var price: String {
    guard let pricePerRightAnswer else {
      return "the price of one more right answer is not defined"
    }
    let range = pricePerRightAnswer.interval.map {
      " (\(Figures.dollars($0.low)) to \(Figures.dollars($0.high)))"
    }
    return
      "one more right answer costs \(Figures.dollars(pricePerRightAnswer.value))\(range ?? "")"
  }

  private var doubt: String {
    let closed = closedGates.map(\.title)
    if queries == 0, ungraded > 0 { return "nobody has graded the answers" }
    if quality == .tooFew { return "the queries are too few" }
    if !closed.isEmpty { return closed.joined(separator: ", ") }
    if isDisputed { return dispute }
    if !quality.isAcceptable { return "its quality is open" }
    if let word = consistency.word, !word.isAcceptable {
      return word == .tooFew ? "consistency has too few queries" : "its consistency is open"
    }
    return cost.word == .unknown ? "its cost is unknown" : "whether it is cheaper is open"
  }

  /// What may be claimed of quality.
  public var qualitySentence: String {
    (queries > 0 ? source : "")
      + Self.sentence(quality, difference?.interval, queries: queries, self)
  }

  /// What may be claimed of consistency.
  public var consistencySentence: String {
    guard let everyTrial, let word = consistency.word else {
      return isCorrected && trials >= ConsistencyWord.fewestTrials
        ? "Consistency was not measured: to confirm the judge in that, people have to label every trial of \(Judging.fewestLabels) queries of each setup."
        : "Consistency was not measured."
    }
    let shares =
      "Right in all \(everyTrial.trials) trials: \(Figures.percent(everyTrial.candidate)) against \(Figures.percent(everyTrial.baseline))."
    // That they are too few was said of quality.
    if word == .tooFew, quality == .tooFew, everyTrial.queries == queries { return shares }
    return shares + " "
      + Self.sentence(
        word, everyTrial.difference.interval, queries: everyTrial.queries, self,
        projects: false)
  }

  /// How answers get grades that have none.
  static let howToGrade =
    "People choose between answers in 'wisely eval review', which says what they prefer; scores come from a model that judges ('wisely eval run --judge') or from what queries expect ('expected', 'assert')."

  /// Why answers have no grades that a judge was asked about.
  static let judgeIsSilent =
    "The judge gave none; 'grades' in the run's log says why, and another model judges in a new run."

  private static func sentence(
    _ word: QualityWord, _ interval: Interval?, queries: Int, _ comparison: Comparison,
    projects: Bool = true
  ) -> String {
    let margin = Figures.margin(comparison.margin)
    func by(_ low: Double, _ high: Double) -> String {
      "by \(Figures.points(low)) to \(Figures.points(high)) points"
    }
    let low = interval?.low ?? 0
    let high = interval?.high ?? 0
    switch word {
    case .tooFew where queries == 0 && comparison.ungraded > 0:
      return
        "None of \(Figures.count(comparison.ungraded, "query", "queries")) has a score of both, so nothing can be said of quality. \(comparison.isJudged ? Comparison.judgeIsSilent : Comparison.howToGrade)"
    case .tooFew:
      let few = queries == 1 ? "1 query is" : "\(Figures.count(queries)) queries are"
      return "\(few) too few to claim anything; \(QualityWord.fewestQueries) are the least."
    case .better: return "Better, \(by(low, high))."
    case .goodEnough:
      return "At most \(margin) points worse; not shown to be worse at all."
    case .goodEnoughMeasurablyWorse:
      return "Worse, \(by(-high, -low)); within your margin of \(margin)."
    case .worse: return "Worse by more than your margin of \(margin): \(by(-high, -low))."
    case .worseSizeUnclear:
      return "Worse, \(by(-high, -low)); whether by more than the margin is not settled."
    case .inconclusive:
      guard interval != nil, low <= 0, high >= 0 else {
        return "Anything is possible: the groups of queries are too few to tell."
      }
      let range =
        "Could be \(Figures.points(-low)) points worse or \(Figures.points(high)) better."
      return projects ? range + " " + comparison.projection : range
    }
  }

  private var projection: String {
    switch queriesNeeded {
    case nil: return "How many more queries would settle it cannot be told from so few."
    case .never: return "More queries will not show that it is good enough."
    case .moreThan(let most):
      return "It would take more than \(Figures.count(most)) queries to settle it."
    case .about(let count):
      let more = Figures.count(max(1, count - queries), "more query", "more queries")
      return "About \(more) would settle it."
    }
  }

  /// What may be claimed of cost.
  public var costSentence: String {
    guard let one = cost.candidate, let other = cost.baseline else {
      return "The cost is unknown."
    }
    let amounts = "\(Figures.dollars(one)) against \(Figures.dollars(other)) a query"
    guard cost.word != .unknown else {
      return
        "The cost of \(Figures.percent(cost.unknown)) of the attempts is unknown; the others took \(amounts)."
    }
    guard let ratio = cost.ratio else {
      return one > 0 && other > 0
        ? "It takes \(amounts); one query is too few for a ratio."
        : "It takes \(amounts); there is no ratio to nothing."
    }
    let range = cost.interval.map {
      " (\(Figures.trimmed($0.low)) to \(Figures.trimmed($0.high)))"
    }
    let start = "\(Figures.trimmed(ratio)) times the cost\(range ?? ""): \(amounts)"
    return switch cost.word {
    case .cheaper: "Cheaper: \(start)."
    case .dearer: "Dearer: \(start)."
    case .unclear, .unknown: "Which is cheaper is not settled: \(start)."
    }
  }

  /// Whether it beats a random mix of the same cost; nil without a line.
  public var lineSentence: String? {
    guard let line else { return nil }
    guard let quality = line.quality, let lift = line.lift else {
      return line.isBeyond
        ? "It costs more than \(line.expensive), so no mix of \(line.cheap) and \(line.expensive) has its cost."
        : nil
    }
    let share = Figures.percent(max(0, line.position), 0)
    let start =
      "\(beginning("The same money")) spent by sending \(share) of the queries at random to \(line.expensive) would have scored \(Figures.percent(quality)); this setup scored \(Figures.percent(line.score)) (lift \(Figures.signed(lift)) points"
    guard let interval = line.interval else {
      return line.queries < Bootstrap.fewestQueries
        ? start + "); below \(Bootstrap.fewestQueries) queries that shows nothing."
        : start + "); without an interval that shows nothing."
    }
    let range = ", \(Figures.signed(interval.low)) to \(Figures.signed(interval.high)))"
    let end =
      if interval.low > 0 {
        "its cleverness is shown."
      } else if interval.high < 0 {
        "a coin would have done better."
      } else {
        "its cleverness is not shown."
      }
    return "\(start)\(range): \(end)"
  }

  /// The beginning of a sentence about scores that nobody corrects for what a judge gets wrong.
  private func beginning(_ words: String) -> String {
    isJudged ? "By the judge's scores, \(words.prefix(1).lowercased() + words.dropFirst())" : words
  }

  /// What perfect switching would reach; nil without two to choose from.
  public var oracleSentence: String? {
    guard let oracle else { return nil }
    let price = oracle.routerCost.map { " at \(Figures.dollars($0)) a query" }
    return
      "\(beginning("Even")) perfect switching between \(oracle.cheap) and \(oracle.expensive) would reach \(Figures.percent(oracle.quality))\(price ?? ""), with \(Figures.percent(oracle.escalated)) sent to the latter."
  }
}

extension Gate {
  /// The name at the beginning of a sentence.
  var sentenceTitle: String { title.prefix(1).uppercased() + title.dropFirst() }
}
