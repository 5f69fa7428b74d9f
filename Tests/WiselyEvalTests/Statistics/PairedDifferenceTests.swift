// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyEval
import WiselyTesting

@Suite("Paired differences")
struct PairedDifferenceTests {
  @Test("Several trials are averaged within their query first")
  func repeated() throws {
    let worked = try Worked()
    let left = try #require(try worked["repeated", "A"].object)
    let right = try #require(try worked["repeated", "B"].object)
    let rows = try left.members.map { member in
      let other = try #require(right[member.key]).numbers()
      return try #require(
        PairedScores.Row(
          query: member.key, candidate: try member.value.numbers(), baseline: other))
    }
    for (row, expected) in zip(rows, try worked["repeated", "per_query_diff"].numbers()) {
      #expect(isClose(row.difference, expected))
    }
    let pairs = PairedScores(rows)
    #expect(!pairs.isBinary)
    let found = try #require(PairedDifference(pairs))
    #expect(found.queries == 5)
    #expect(isClose(found.estimate.value, try worked.number("repeated", "paired", "mean")))
    #expect(isClose(found.estimate.standardError, try worked.number("repeated", "paired", "se")))
    let student = try #require(Mean.tInterval(pairs.differences))
    #expect(isClose(student.low, try worked.number("repeated", "paired", "lo")))
    #expect(isClose(student.high, try worked.number("repeated", "paired", "hi")))
    // Only four queries differ, which is too few for Student's t.
    #expect(found.estimate.method == "betting")
    #expect(found.mcnemar == nil)
  }

  @Test("The method follows from the scores")
  func methods() throws {
    let ties = [Double](repeating: 0, count: 30)
    let ten = Array(ties.dropLast(10)) + (0..<10).map { Double($0 % 3 - 1) * 0.25 + 0.01 }
    #expect(PairedDifference(try binary(0, 3, 30))?.estimate.method == "bonett-price")
    #expect(PairedDifference(try graded(ties))?.estimate.method == "all-ties")
    #expect(PairedDifference(try graded(ten))?.estimate.method == "t")
    #expect(PairedDifference(try graded(Array(ten.dropLast()) + [0]))?.estimate.method == "betting")
    // Many differences that are all alike have no variance to judge by.
    let alike = [Double](repeating: -0.25, count: 40)
    let found = try #require(PairedDifference(try graded(alike)))
    #expect(found.estimate.method == "betting")
    let interval = try #require(found.estimate.interval)
    #expect(interval.low < -0.25 && interval.high > -0.25 && interval.high < 0)
  }

  @Test("When all queries are equal the interval is ±(1 - 0.05^(1/n))")
  func allTies() throws {
    for (name, expected) in try Worked().members("zero_variance_halfwidth") {
      let n = Int(figures(in: name)[0])
      let half = try #require(expected.double)
      let found = PairedDifference(try graded([Double](repeating: 0, count: n)))
      #expect(isClose(found?.estimate.interval, Interval(-half, half)), "\(name)")
      #expect(found?.estimate.value == 0)
    }
    #expect(PairedDifference.allTies(0) == nil)
  }

  @Test("Not being worse has the worked p")
  func nonInferiority() throws {
    for (name, expected) in try Worked().members("noninferiority_p") {
      let numbers = figures(in: name)
      let found = PairedDifference.nonInferiority(
        numbers[0], standardError: numbers[1], margin: numbers[2])
      #expect(isClose(found, try #require(expected.double)), "\(name)")
    }
  }

  @Test("Groups use the larger standard error, with a degree of freedom less than groups")
  func clusters() throws {
    var random = SeededGenerator(seed: 7)
    let differences = (0..<60).map { _ in Double.random(in: -1...1, using: &random) }
    let alone = try #require(PairedDifference(try graded(differences)))
    let shared = differences.enumerated().map { differences[$0.offset / 4 * 4] }
    let names = differences.indices.map { Optional("c\($0 / 4)") }
    let grouped = try #require(PairedDifference(try graded(shared, clusters: names)))
    let without = try #require(PairedDifference(try graded(shared)))
    #expect(alone.clustered == nil && alone.groups == 60)
    #expect(grouped.groups == 15)
    #expect(grouped.estimate.method == "cluster-t")
    let error = try #require(grouped.estimate.standardError)
    // Four copies of each value: about twice the standard error.
    #expect(error > 1.9 * (without.estimate.standardError ?? 1))
    let half = StudentT.critical(0.95, degrees: 14) * error
    #expect(grouped.estimate.interval == grouped.clustered)
    #expect(
      isClose(
        grouped.estimate.interval,
        Interval(grouped.estimate.value - half, grouped.estimate.value + half), within: 1e-12))
    #expect(grouped.independent == without.estimate.interval)
  }

  @Test("Groups that even out use the independent error, with fewer degrees of freedom")
  func evenGroups() throws {
    // In every group of two one loss and one tie.
    let pairs = PairedScores(
      try (0..<60).map { try row("q\($0)", Double($0 % 2), 1, in: "g\($0 / 2)") })
    let found = try #require(PairedDifference(pairs))
    let error = try #require(Mean.standardError(pairs.differences))
    #expect(found.groups == 30 && found.estimate.standardError == error)
    let half = StudentT.critical(0.95, degrees: 29) * error
    // Not as wide as either: Bonett and Price's reaches further up.
    let expected = Interval(-0.5 - half, -0.5 + half)
    #expect(isClose(found.estimate.interval, expected, within: 1e-12))
    #expect(found.independent?.high ?? -1 > expected.high)
    #expect(found.independent == found.counts.bonettPrice())
    #expect(found.mcnemar == found.counts.mcnemar)
  }

  @Test("One group has no interval; few groups must agree with the queries")
  func fewGroups() throws {
    let differences = (0..<40).map { Double($0 % 2) * -0.5 - 0.1 }
    let one = try #require(
      PairedDifference(try graded(differences, clusters: differences.map { _ in "all" })))
    #expect(one.groups == 1)
    #expect(one.estimate.interval == nil && one.estimate.method == "none")
    #expect(QualityWord(one, margin: 0.05) == .inconclusive)
    let two = try #require(
      PairedDifference(
        try graded(differences, clusters: differences.indices.map { "g\($0 / 20)" })))
    // By queries it is worse than the margin; two groups cannot say so.
    #expect(two.independent?.high ?? 0 < -0.05)
    #expect(two.clustered?.high ?? -1 > -0.05)
    #expect(QualityWord(two, margin: 0.05) == .inconclusive)
    let alone = try #require(PairedDifference(try graded(differences)))
    #expect(QualityWord(alone, margin: 0.05) == .worse)
  }

  @Test("A hundred copies of two queries that tie are two ties")
  func copies() throws {
    for pairs in [
      PairedScores(try (0..<100).map { try row("q\($0)", 1, 1, in: "c\($0 % 2)") }),
      try graded(
        [Double](repeating: 0, count: 100), clusters: (0..<100).map { "c\($0 % 2)" }),
    ] {
      let found = try #require(PairedDifference(pairs))
      #expect(found.estimate.interval?.low ?? 0 < -0.65)
    }
  }

  @Test("Changing the setups over mirrors everything, to the bit", arguments: Sample.allCases)
  func mirrored(_ sample: Sample) throws {
    for seed in 0..<20 as Range<UInt64> {
      let pairs = try sample.pairs(seed: seed)
      let one = try #require(PairedDifference(pairs))
      let other = try #require(PairedDifference(pairs.swapped))
      #expect(one.estimate.value == -other.estimate.value)
      #expect(one.estimate.standardError == other.estimate.standardError)
      #expect(one.estimate.method == other.estimate.method)
      #expect(one.mcnemar == other.mcnemar)
      #expect(one.counts == other.counts.swapped)
      for (left, right) in [
        (one.estimate.interval, other.estimate.interval), (one.independent, other.independent),
        (one.clustered, other.clustered),
      ] {
        #expect(left == right.map { Interval(-$0.high, -$0.low) })
      }
    }
  }

  @Test("The order of the queries changes no bit", arguments: Sample.allCases)
  func orderIndependent(_ sample: Sample) throws {
    for seed in 0..<20 as Range<UInt64> {
      var random = SeededGenerator(seed: seed &+ 99)
      let pairs = try sample.pairs(seed: seed)
      let shuffled = PairedScores(pairs.rows.shuffled(using: &random))
      #expect(PairedDifference(pairs) == PairedDifference(shuffled))
    }
  }

  @Test("No interval lacks width or leaves -1 to 1", arguments: Sample.allCases)
  func degenerate(_ sample: Sample) throws {
    #expect(PairedDifference(PairedScores([])) == nil)
    for size in 1...12 {
      let found = try #require(PairedDifference(try sample.pairs(seed: 3, size: size)))
      #expect(found.estimate.value.isFinite)
      if let interval = found.estimate.interval {
        #expect(interval.low < interval.high)
        #expect(interval.low >= -1 && interval.high <= 1)
        #expect(interval.low <= found.estimate.value && found.estimate.value <= interval.high)
      }
    }
  }

  /// Kinds of comparisons.
  enum Sample: CaseIterable {
    case binary, few, graded, ties, clustered

    func pairs(seed: UInt64, size: Int = 57) throws -> PairedScores {
      var random = SeededGenerator(seed: seed)
      return PairedScores(
        try (0..<size).map { index in
          var candidate = Double.random(in: 0...1, using: &random)
          var baseline = Double.random(in: 0...1, using: &random)
          switch self {
          case .binary: (candidate, baseline) = (candidate.rounded(), baseline.rounded())
          case .few: if index % 9 != 0 { candidate = baseline }
          case .ties: candidate = baseline
          case .graded, .clustered: break
          }
          return try row(
            "q\(index)", candidate, baseline, in: self == .clustered ? "c\(index / 4)" : nil)
        })
    }
  }
}
