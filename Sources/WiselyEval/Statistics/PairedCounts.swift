// SPDX-License-Identifier: Apache-2.0

import Glibc

/// How often only one of two setups was right, out of so many queries.
package struct PairedCounts: Hashable, Sendable {
  /// Queries that only the candidate got right: b.
  package var candidateOnly: Int
  /// Queries that only the baseline got right: c.
  package var baselineOnly: Int
  /// All queries that both were asked: n.
  package var queries: Int

  /// Some counts.
  package init(candidateOnly: Int, baselineOnly: Int, queries: Int) {
    precondition(
      candidateOnly >= 0 && baselineOnly >= 0 && candidateOnly + baselineOnly <= queries,
      "The disagreements are among the queries.")
    self.candidateOnly = candidateOnly
    self.baselineOnly = baselineOnly
    self.queries = queries
  }

  /// Queries on which the setups disagree.
  package var disagreements: Int { candidateOnly + baselineOnly }

  /// The share of queries on which the setups disagree; nil without queries.
  package var disagreementShare: Double? {
    queries > 0 ? Double(disagreements) / Double(queries) : nil
  }

  /// The difference of the shares of right answers; nil without queries.
  package var difference: Double? {
    queries > 0 ? Double(candidateOnly - baselineOnly) / Double(queries) : nil
  }

  /// The same with the setups changed over.
  package var swapped: PairedCounts {
    PairedCounts(candidateOnly: baselineOnly, baselineOnly: candidateOnly, queries: queries)
  }

  /// The adjusted Wald interval of Bonett and Price (2012); nil without queries.
  ///
  /// p1 = (b+1)/(n+2), p2 = (c+1)/(n+2); p1 - p2 ± z√((p1 + p2 - (p1 - p2)²)/(n+2)), within -1 and
  /// 1.
  package func bonettPrice(level: Double = 0.95) -> Interval? {
    guard queries > 0 else { return nil }
    return Self.bonettPrice(
      candidateOnly: Double(candidateOnly), baselineOnly: Double(baselineOnly),
      queries: Double(queries), level: level)
  }

  /// The same for counts that are expected, and need not be whole.
  static func bonettPrice(
    candidateOnly: Double, baselineOnly: Double, queries: Double, level: Double
  ) -> Interval {
    let scale = queries + 2
    let difference = (candidateOnly - baselineOnly) / scale
    let sum = (candidateOnly + baselineOnly + 2) / scale
    let half =
      Normal.critical(level) * ((sum - difference * difference) / scale).squareRoot()
    return Interval(max(-1, difference - half), min(1, difference + half))
  }

  /// McNemar's test (1947), exact: p = min(1, 2·P(X ≤ min(b, c))), X of b + c coin flips.
  package var mcnemar: Double {
    let fewer = min(candidateOnly, baselineOnly)
    return min(1, 2 * Binomial.atMost(fewer, of: disagreements, chance: 0.5))
  }

  /// The same with half of the probability of what was seen: less careful than the exact one.
  package var midP: Double {
    guard disagreements > 0 else { return 1 }
    let fewer = min(candidateOnly, baselineOnly)
    let seen = Binomial.probability(fewer, of: disagreements, chance: 0.5)
    // With equal counts both tails hold what was seen, and it must not count twice.
    if candidateOnly == baselineOnly { return 1 - seen / 2 }
    return min(1, 2 * Binomial.atMost(fewer, of: disagreements, chance: 0.5) - seen)
  }

  /// Evidence against "disagreements are coin flips" at any time: e = 2^(b+c)·B(b+1, c+1).
  ///
  /// 20 is evidence at 5 percent, whenever one looks; Ramdas and others (2023).
  package var signEvidence: Double {
    let b = Double(candidateOnly)
    let c = Double(baselineOnly)
    return exp(Double(disagreements) * log(2) + Beta.logFunction(b + 1, c + 1))
  }
}
