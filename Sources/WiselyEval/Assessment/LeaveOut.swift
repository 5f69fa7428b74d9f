// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// What a comparison comes to without the one query that moves it most.
public struct LeaveOut: Hashable, Sendable {
  /// The difference without a query.
  public struct Quality: Hashable, Sendable {
    /// The query.
    public var query: String
    /// The difference of the others.
    public var difference: Double
    /// The word for the others; nil where the words do not rest on an interval of fixed size.
    public var word: QualityWord?
  }

  /// The ratio of costs without a query.
  public struct Cost: Hashable, Sendable {
    /// The query.
    public var query: String
    /// The ratio of the others; nil when one of the means is 0.
    public var ratio: Double?
    /// The word for the others.
    public var word: CostWord
  }

  /// What becomes of the difference; nil of fewer than two queries.
  public var quality: Quality?
  /// What becomes of the ratio; nil without one.
  public var cost: Cost?
}

extension LeaveOut.Quality {
  /// The query that changes the word if one does, else the one that moves the difference most.
  init?(_ scores: PairedScores, word: QualityWord?, level: Double, margin: Double) {
    let rows = scores.rows
    let differences = scores.differences
    guard rows.count > 1, let mean = Mean.of(differences) else { return nil }
    let indices = differences.indices
    guard let low = indices.min(by: { differences[$0] < differences[$1] }),
      let high = indices.max(by: { differences[$0] < differences[$1] })
    else { return nil }
    func without(_ index: Int) -> LeaveOut.Quality? {
      var rest = rows
      let query = rest.remove(at: index).query
      guard let found = PairedDifference(PairedScores(rest), level: level) else { return nil }
      return LeaveOut.Quality(
        query: query, difference: found.estimate.value,
        word: word.map { _ in QualityWord(found, margin: margin, fewest: 1) })
    }
    let isLowFirst = (differences[low] - mean).magnitude >= (differences[high] - mean).magnitude
    let found = (isLowFirst ? [low, high] : [high, low]).compactMap { without($0) }
    guard let first = found.first(where: { $0.word != word }) ?? found.first else { return nil }
    self = first
  }
}

extension LeaveOut {
  /// Sentences for a claim that rests on one query.
  func warnings(_ comparison: Comparison) -> [String] {
    var sentences: [String] = []
    if let quality, let word = quality.word, word != comparison.quality,
      comparison.quality != .tooFew
    {
      sentences.append(
        "Without the one query '\(quality.query)' the quality of \(comparison.candidate) would be '\(word.rawValue)' and not '\(comparison.quality.rawValue)'."
      )
    }
    if let cost, cost.word != comparison.cost.word,
      comparison.cost.word == .cheaper || comparison.cost.word == .dearer
    {
      let ratio = cost.ratio.map { ", \(Figures.trimmed($0)) times" } ?? ""
      sentences.append(
        "Without the one query '\(cost.query)' the cost of \(comparison.candidate) would be '\(cost.word.rawValue)'\(ratio), and not '\(comparison.cost.word.rawValue)'."
      )
    }
    return sentences
  }

  /// Both as data.
  public var json: JSONValue {
    [
      "quality": quality.map {
        [
          "query": .string($0.query), "difference": JSONValue($0.difference),
          "word": $0.word.map { .string($0.rawValue) } ?? .null,
        ]
      } ?? .null,
      "cost": cost.map {
        [
          "query": .string($0.query), "ratio": JSONValue($0.ratio),
          "word": .string($0.word.rawValue),
        ]
      } ?? .null,
    ]
  }
}
