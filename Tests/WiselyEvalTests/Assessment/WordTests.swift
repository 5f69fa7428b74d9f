// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import WiselyEval

@Suite struct WordTests {
  static let margin = 0.05
  static let tiny = 1e-12

  static let rungs: [(Double, Double, QualityWord)] = [
    (tiny, 0.1, .better), (0, 0.1, .goodEnough), (-tiny, 0.1, .goodEnough),
    (-margin + tiny, 0.1, .goodEnough), (-margin, 0.1, .inconclusive),
    (-margin - tiny, 0.1, .inconclusive), (-margin + tiny, 0, .goodEnough),
    (-margin + tiny, -tiny, .goodEnoughMeasurablyWorse), (-margin, -tiny, .worseSizeUnclear),
    (-margin, 0, .inconclusive), (-0.2, tiny, .inconclusive), (-0.2, 0, .inconclusive),
    (-0.2, -tiny, .worseSizeUnclear), (-0.2, -margin + tiny, .worseSizeUnclear),
    (-0.2, -margin, .worseSizeUnclear), (-0.2, -margin - tiny, .worse),
  ]

  @Test("The ladder is strict at and around every boundary", arguments: rungs)
  func ladder(low: Double, high: Double, word: QualityWord) {
    #expect(QualityWord(queries: 30, interval: Interval(low, high), margin: Self.margin) == word)
    #expect(
      QualityWord(queries: 29, interval: Interval(low, high), margin: Self.margin) == .tooFew)
  }

  @Test("Without an interval nothing is claimed")
  func noInterval() {
    #expect(QualityWord(queries: 30, interval: nil, margin: 0.05) == .inconclusive)
    #expect(QualityWord(queries: 0, interval: nil, margin: 0.05) == .tooFew)
  }

  @Test("A claim holds in its own interval, and in no interval that reaches its bound")
  func claims() {
    for (low, high, word) in Self.rungs {
      guard let claim = word.claim else { continue }
      #expect(claim.holds(in: Interval(low, high), margin: Self.margin))
      #expect(!claim.holds(in: Interval(-1, 1), margin: Self.margin))
    }
    #expect(!QualityWord.Claim.aboveZero.holds(in: Interval(0, 1), margin: Self.margin))
    #expect(!QualityWord.Claim.belowZero.holds(in: Interval(-1, 0), margin: Self.margin))
    #expect(!QualityWord.Claim.aboveMargin.holds(in: Interval(-0.05, 1), margin: Self.margin))
    #expect(!QualityWord.Claim.belowMargin.holds(in: Interval(-1, -0.05), margin: Self.margin))
  }

  @Test(
    "The cost word is strict too, and unknown from more than one attempt in a hundred",
    arguments: [
      (0.5, 1 - tiny, 0, .cheaper), (0.5, 1, 0, .unclear), (0.5, 1.5, 0, .unclear),
      (1, 1.5, 0, .unclear), (1 + tiny, 1.5, 0, .dearer), (0.1, 0.2, 0.01, .cheaper),
      (0.1, 0.2, 0.01 + tiny, .unknown),
    ] as [(Double, Double, Double, CostWord)])
  func cost(low: Double, high: Double, unknown: Double, word: CostWord) {
    #expect(CostWord(interval: Interval(low, high), unknownShare: unknown) == word)
    #expect(
      CostWord(interval: nil, unknownShare: unknown) == (word == .unknown ? .unknown : .unclear))
  }

  @Test(
    "What the words come to",
    arguments: [
      (.goodEnough, .measured(.goodEnough), .cheaper, .use),
      (.better, .measured(.goodEnoughMeasurablyWorse), .cheaper, .use),
      (.goodEnoughMeasurablyWorse, .measured(.better), .cheaper, .use),
      (.goodEnough, .notMeasured, .cheaper, .useOnAverage),
      (.goodEnough, .measured(.inconclusive), .cheaper, .notProven),
      (.goodEnough, .measured(.tooFew), .cheaper, .notProven),
      (.goodEnough, .measured(.worseSizeUnclear), .cheaper, .notProven),
      (.goodEnough, .measured(.worse), .cheaper, .doNotUse),
      (.worse, .notMeasured, .cheaper, .doNotUse),
      (.worse, .notMeasured, .unknown, .doNotUse),
      (.goodEnough, .measured(.goodEnough), .dearer, .doNotUse),
      (.inconclusive, .notMeasured, .dearer, .doNotUse),
      (.worseSizeUnclear, .notMeasured, .dearer, .doNotUse),
      (.better, .notMeasured, .dearer, .tradeOff),
      (.better, .measured(.worse), .dearer, .doNotUse),
      (.worseSizeUnclear, .notMeasured, .cheaper, .tradeOff),
      (.worseSizeUnclear, .notMeasured, .unclear, .notProven),
      (.goodEnough, .measured(.goodEnough), .unclear, .notProven),
      (.goodEnough, .measured(.goodEnough), .unknown, .notProven),
      (.inconclusive, .measured(.goodEnough), .cheaper, .notProven),
      (.tooFew, .measured(.worse), .dearer, .notProven),
      (.tooFew, .notMeasured, .cheaper, .notProven),
    ] as [(QualityWord, ConsistencyWord, CostWord, Overall)])
  func overall(
    quality: QualityWord, consistency: ConsistencyWord, cost: CostWord, overall: Overall
  ) {
    #expect(Overall(quality: quality, consistency: consistency, cost: cost) == overall)
    let open = Gate.allCases.map { GateFinding($0, isClosed: false, "") }
    #expect(overall.behind(open) == overall)
    for gate in Gate.allCases {
      #expect(overall.behind([GateFinding(gate, isClosed: true, "")]) == .notProven)
    }
  }

  @Test("Beyond the line only a better setup is not advised against")
  func beyondLine() {
    for quality in QualityWord.allCases {
      let overall = Overall(
        quality: quality, consistency: .notMeasured, cost: .unclear, isBeyondLine: true)
      switch quality {
      case .tooFew, .better: #expect(overall == .notProven)
      default: #expect(overall == .doNotUse)
      }
    }
  }

  @Test("Spellings are those of the specification")
  func spellings() {
    #expect(
      QualityWord.allCases.map(\.rawValue) == [
        "too_few", "better", "good_enough", "good_enough_measurably_worse", "worse",
        "worse_size_unclear", "inconclusive",
      ])
    #expect(
      CostWord.allCases.map(\.rawValue) == ["cheaper", "dearer", "cost_unclear", "cost_unknown"])
    #expect(
      Overall.allCases.map(\.rawValue) == [
        "use", "use_on_average", "do_not_use", "trade_off", "not_proven",
      ])
    #expect(
      Gate.allCases.map(\.title) == [
        "missing outcomes", "suspicious run", "dependent trials", "duplicates", "peeking",
        "in sample", "judge",
      ])
    #expect(ConsistencyWord.notMeasured.rawValue == "not_measured")
  }

  @Test(
    "Numbers are rounded for people only",
    arguments: [
      (0.0, 1, "0.0"), (-0.0004, 1, "0.0"), (-0.0005, 2, "-0.05"), (0.27814, 1, "27.8"),
      (1, 1, "100.0"), (-0.2494314, 2, "-24.94"), (0.004, 0, "0"),
    ])
  func figures(value: Double, places: Int, text: String) {
    #expect(Figures.points(value, places) == text)
  }

  @Test("A margin has no needless decimals")
  func margins() {
    #expect(Figures.margin(0.05) == "5")
    #expect(Figures.margin(0.025) == "2.5")
    #expect(Figures.margin(0.1) == "10")
    #expect(Figures.signed(0.0037, 2) == "+0.37")
    #expect(Figures.signed(0) == "0.0")
    #expect(Figures.count(1_234_567) == "1,234,567")
    #expect(Figures.count(999) == "999")
  }
}
