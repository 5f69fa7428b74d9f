// SPDX-License-Identifier: Apache-2.0

/// How many queries it takes to show that a candidate is within the margin.
public enum QueriesNeeded: Hashable, Sendable {
  /// About so many, in four of five runs.
  case about(Int)
  /// More than so many, which is as far as anybody looked.
  case moreThan(Int)
  /// More of them will not show it: the difference found lies beyond the margin.
  case never

  /// The number, where there is one.
  public var count: Int? {
    if case .about(let count) = self { count } else { nil }
  }
}

/// Looks ahead: what the interval that decides will say of more queries like these.
///
/// For each number of queries the interval is made by the very method that will be used of so many
/// (see ``PairedDifference``), from the scores found, in proportion. The method may change on the
/// way: once ten queries differ, Student's interval takes the place of the betting interval. The
/// chance of showing the margin is four in five, as in ``SampleSize``.
struct QueryProjection {
  /// Farther ahead nobody looks.
  static let limit = 100_000
  /// The chance that so many queries show it.
  static let power = 0.8

  private let scores: PairedScores
  private let difference: PairedDifference
  /// The estimate that a judge's scores were corrected to, if they were.
  private let corrected: Estimate?
  private let level: Double
  private let sorted: [Double]
  private let variance: Double
  private let normal: Double
  /// From how many queries on there will most likely be differences enough for Student's interval.
  private let knownFrom: Int

  /// A look ahead from some scores; nil of fewer than two queries.
  init?(
    _ scores: PairedScores, _ difference: PairedDifference, corrected: Estimate? = nil,
    level: Double
  ) {
    let differences = scores.differences
    guard let variance = Mean.variance(differences) else { return nil }
    self.scores = scores
    self.difference = difference
    self.corrected = corrected
    self.level = level
    self.variance = variance
    sorted = differences.sorted()
    normal = Normal.critical(level)
    knownFrom = Self.knownFrom(difference.counts)
  }

  private static func knownFrom(_ counts: PairedCounts) -> Int {
    guard counts.disagreements > 0 else { return .max }
    guard counts.disagreements < PairedDifference.fewestForT else { return 0 }
    let share = Double(counts.disagreements) / Double(counts.queries)
    let differ = { (count: Int) in
      Binomial.atLeast(PairedDifference.fewestForT, of: count, chance: share) >= power
    }
    var low = 0
    var high = PairedDifference.fewestForT
    while !differ(high) { (low, high) = (high, 2 * high) }
    while high - low > 1 {
      let middle = (low + high) / 2
      if differ(middle) { high = middle } else { low = middle }
    }
    return high
  }

  /// How many queries the margin takes.
  func queries(margin: Double) -> QueriesNeeded {
    guard (corrected ?? difference.estimate).value > -margin else { return .never }
    let now = corrected == nil ? difference.estimate.interval : corrected?.interval
    let isShown = now.map { $0.low > -margin } ?? false
    var bets = Bets(sorted, level: level)
    // What these queries do not show, so many do not show either.
    var count = max(QualityWord.fewestQueries, isShown ? 0 : sorted.count + 1)
    while count <= Self.limit {
      if shows(margin, in: count, &bets) { return .about(count) }
      // In steps of a hundredth: nobody knows it better than that.
      count += max(1, count / 100)
    }
    return .moreThan(max(Self.limit, sorted.count))
  }

  /// Whether so many queries would show the margin, in four of five runs.
  private func shows(_ margin: Double, in count: Int, _ bets: inout Bets) -> Bool {
    let size = Double(count)
    let scale = (Double(sorted.count) / size).squareRoot()
    if let corrected {
      let error = (corrected.standardError ?? 0) * scale
      // Without a spread there is no interval, whatever the number.
      return error > 0
        && corrected.value - (normal + Self.reserve) * error > -margin
    }
    guard difference.isClustered else {
      // The mean of one run in five lies lower by more than that.
      let target = -margin + Self.reserve * (variance / size).squareRoot()
      return clears(target, in: count, &bets)
    }
    guard let error = difference.estimate.standardError.map({ $0 * scale }) else { return false }
    let target = -margin + Self.reserve * error
    let groups = Double(difference.groups) / Double(sorted.count) * size
    guard groups >= 2, error >= 0 else { return false }
    let isKnown = count >= knownFrom && error > 0
    guard
      student(difference.estimate.value, error, degrees: groups - 1, isAbove: target)
    else { return false }
    // Few groups claim nothing that the queries alone do not, nor do few differences.
    if isKnown, groups >= Double(PairedDifference.fewestGroups) { return true }
    if difference.counts.disagreements == 0, tiesLow(groups) <= target { return false }
    return clears(target, in: count, &bets)
  }

  /// Whether the interval of so many queries on their own lies above a target.
  private func clears(_ target: Double, in count: Int, _ bets: inout Bets) -> Bool {
    let size = Double(count)
    if scores.isBinary {
      let counts = difference.counts
      let part = size / Double(counts.queries)
      let interval = PairedCounts.bonettPrice(
        candidateOnly: Double(counts.candidateOnly) * part,
        baselineOnly: Double(counts.baselineOnly) * part, queries: size, level: level)
      return interval.low > target
    }
    if difference.counts.disagreements == 0 { return tiesLow(size) > target }
    if count >= knownFrom, variance > 1e-24 {
      return student(
        difference.estimate.value, (variance / size).squareRoot(), degrees: size - 1,
        isAbove: target)
    }
    return bets.excludes(below: target, in: count)
  }

  private func tiesLow(_ size: Double) -> Double {
    scores.isBinary
      ? PairedCounts.bonettPrice(candidateOnly: 0, baselineOnly: 0, queries: size, level: level)
        .low
      : -Proportion.neverHappened(in: size, level: level)
  }

  private func student(
    _ mean: Double, _ error: Double, degrees: Double, isAbove target: Double
  ) -> Bool {
    // Student's factor is never below the normal one, and takes a hundred times as long.
    mean - normal * error > target
      && mean - StudentT.critical(level, degrees: degrees) * error > target
  }

  private static let reserve = Normal.quantile(power)
}

/// The betting interval of differences like those found, as they come in.
private struct Bets {
  private let sorted: [Double]
  private var sequence: ConfidenceSequence

  init(_ sorted: [Double], level: Double) {
    self.sorted = sorted
    sequence = ConfidenceSequence(level: level)
  }

  /// Whether the interval after so many lies above a mean; the number must not fall from call to
  /// call.
  mutating func excludes(below mean: Double, in count: Int) -> Bool {
    while sequence.differences.count < count {
      // Steps of the golden ratio take every part of the list equally often, from the beginning on.
      let place = (Double(sequence.differences.count) * 0.618_033_988_749_894_9 + 0.5)
        .truncatingRemainder(dividingBy: 1)
      sequence.observe(sorted[min(sorted.count - 1, Int(place * Double(sorted.count)))])
    }
    return sequence.excludes(below: mean)
  }
}
