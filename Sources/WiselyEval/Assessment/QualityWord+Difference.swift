// SPDX-License-Identifier: Apache-2.0

extension QualityWord {
  /// The word for a difference; with few groups nothing is claimed that the queries alone do not
  /// say.
  package init(
    _ difference: PairedDifference, margin: Double, fewest: Int = QualityWord.fewestQueries
  ) {
    let queries =
      difference.queries < fewest
      ? difference.queries : max(difference.queries, QualityWord.fewestQueries)
    let word = QualityWord(
      queries: queries, interval: difference.estimate.interval, margin: margin)
    guard word != .tooFew, difference.isClustered,
      difference.groups < PairedDifference.fewestGroups
    else {
      self = word
      return
    }
    let alone = QualityWord(
      queries: queries, interval: difference.independent, margin: margin)
    self = word == alone ? word : .inconclusive
  }
}

extension PairedDifference {
  /// Whether some queries belong together.
  var isClustered: Bool { groups < queries }
}
