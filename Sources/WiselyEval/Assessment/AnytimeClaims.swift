// SPDX-License-Identifier: Apache-2.0

/// What may be claimed of a difference that was looked at before the planned end.
///
/// The claims are those of the betting tests, one observation for each query in the order of the
/// plan, and one for each group of queries that belong together: its mean, where its last query
/// stands.
struct AnytimeClaims: Sendable {
  private let differences: [Double]
  private let level: Double
  private let found: [Betting.Claim: Int]

  /// - Parameters:
  ///   - scores: The scores so far.
  ///   - order: The order of the plan; nil for that of the scores. What is not in it does not count.
  ///   - level: How sure each claim is, two-sided.
  ///   - margin: The loss that is accepted.
  init(_ scores: PairedScores, order: [String]?, level: Double, margin: Double) {
    let groups = Self.groups(scores.rows, order)
    differences = groups.compactMap { Mean.of($0.map(\.difference)) }
    var seen: [Int] = []
    for group in groups { seen.append((seen.last ?? 0) + group.count) }
    self.level = level
    var found: [Betting.Claim: Int] = [:]
    for claim in Betting.Claim.allCases {
      let place = Betting.claim(claim, of: differences, margin: margin, alpha: (1 - level) / 2)
      found[claim] = place.map { seen[$0 - 1] }
    }
    self.found = found
  }

  /// The mean differences that no bet has made implausible; worked out each time it is asked for.
  var interval: Interval? {
    ConfidenceSequence.interval(ofDifferences: differences, level: level)
  }

  /// The query at which a claim was made; nil if it was not.
  func query(of claim: Betting.Claim) -> Int? { found[claim] }

  /// The word that the claims come to, on the ladder of ``QualityWord``.
  func word(queries: Int) -> QualityWord {
    if queries < QualityWord.fewestQueries { return .tooFew }
    if found[.better] != nil { return .better }
    if found[.goodEnough] != nil {
      return found[.worse] == nil ? .goodEnough : .goodEnoughMeasurablyWorse
    }
    if found[.worseByMargin] != nil { return .worse }
    return found[.worse] == nil ? .inconclusive : .worseSizeUnclear
  }

  /// The rows in the order of the plan, those of a group together where its last one stands.
  private static func groups(
    _ rows: [PairedScores.Row], _ order: [String]?
  ) -> [[PairedScores.Row]] {
    var rows = rows
    if let order {
      let places = Dictionary(zip(order, order.indices), uniquingKeysWith: { first, _ in first })
      rows = rows.filter { places[$0.query] != nil }
        .sorted { (places[$0.query] ?? 0) < (places[$1.query] ?? 0) }
    }
    var last: [String: Int] = [:]
    for (index, row) in rows.enumerated() {
      if let cluster = row.cluster { last[cluster] = index }
    }
    var waiting: [String: [PairedScores.Row]] = [:]
    return rows.enumerated().compactMap { index, row in
      guard let cluster = row.cluster else { return [row] }
      waiting[cluster, default: []].append(row)
      return last[cluster] == index ? waiting[cluster] : nil
    }
  }
}
