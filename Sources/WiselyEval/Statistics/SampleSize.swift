// SPDX-License-Identifier: Apache-2.0

import Glibc

/// How many queries a claim needs.
package enum SampleSize {
  /// To show a difference, two-sided: n = ⌈(z_{α/2}√p_d + z_β√(p_d - Δ²))²/Δ²⌉.
  ///
  /// Nil when the difference is 0 or larger than the share of disagreements allows.
  package static func superiority(
    disagreement: Double, difference: Double, alpha: Double = 0.05, power: Double = 0.8
  ) -> Int? {
    guard difference != 0, difference.magnitude <= disagreement else { return nil }
    let square = difference * difference
    let root =
      Normal.critical(1 - alpha) * disagreement.squareRoot()
      + Normal.quantile(power) * (disagreement - square).squareRoot()
    return whole(root * root / square)
  }

  /// To show that the loss is within the margin: n = ⌈(z_{α/2} + z_β)²·(p_d - θ²)/(δ + θ)²⌉.
  ///
  /// Nil when the true difference is not above minus the margin: more queries will not show it.
  package static func nonInferiority(
    disagreement: Double, difference: Double = 0, margin: Double, alpha: Double = 0.05,
    power: Double = 0.8
  ) -> Int? {
    guard difference > -margin, difference.magnitude <= disagreement else { return nil }
    return toSettle(
      variance: disagreement - difference * difference, distance: margin + difference,
      alpha: alpha, power: power)
  }

  /// To show a mean difference of several trials; Miller (2024).
  ///
  /// n = ⌈(z_{α/2} + z_β)²(ω² + σ²_A/K_A + σ²_B/K_B)/Δ²⌉ with ω² the variance between queries and
  /// σ² that within a query.
  package static func repeated(
    between: Double, within: (candidate: Double, baseline: Double),
    trials: (candidate: Int, baseline: Int), difference: Double, alpha: Double = 0.05,
    power: Double = 0.8
  ) -> Int? {
    guard trials.candidate > 0, trials.baseline > 0 else { return nil }
    let variance =
      between + within.candidate / Double(trials.candidate)
      + within.baseline / Double(trials.baseline)
    return toSettle(variance: variance, distance: difference, alpha: alpha, power: power)
  }

  /// To tell a mean difference from a bound so far away: n = ⌈(z_{α/2} + z_β)²·σ²/distance²⌉.
  package static func toSettle(
    variance: Double, distance: Double, alpha: Double = 0.05, power: Double = 0.8
  ) -> Int? {
    guard distance != 0, variance >= 0 else { return nil }
    let z = Normal.critical(1 - alpha) + Normal.quantile(power)
    return whole(z * z * variance / (distance * distance))
  }

  /// The fewest queries that show the margin when the setups never differ, by Bonett and Price.
  package static func allTies(margin: Double, level: Double = 0.95) -> Int? {
    guard margin > 0 else { return nil }
    let z = Normal.critical(level)
    guard let near = whole(z * 2.0.squareRoot() / margin) else { return nil }
    var queries = max(1, near - 4)
    while true {
      let ties = PairedCounts(candidateOnly: 0, baselineOnly: 0, queries: queries)
      if let interval = ties.bonettPrice(level: level), interval.low > -margin { return queries }
      queries += 1
    }
  }

  /// The smallest difference that so many queries can hope to show.
  package static func detectable(
    queries: Int, disagreement: Double, alpha: Double = 0.05, power: Double = 0.8
  ) -> Double? {
    guard queries > 0, disagreement > 0 else { return nil }
    let needs = { (difference: Double) -> Double in
      let root =
        Normal.critical(1 - alpha) * disagreement.squareRoot()
        + Normal.quantile(power)
        * max(0, disagreement - difference * difference).squareRoot()
      return root * root / (difference * difference)
    }
    guard needs(disagreement) <= Double(queries) else { return nil }
    return Bisection.root(from: 0, to: disagreement) { Double(queries) - needs($0) }
  }

  /// The smallest margin that so many queries of equally good setups can hope to show.
  package static func margin(
    queries: Int, disagreement: Double, alpha: Double = 0.05, power: Double = 0.8
  ) -> Double? {
    guard queries > 0, disagreement >= 0 else { return nil }
    let z = Normal.critical(1 - alpha) + Normal.quantile(power)
    return z * (disagreement / Double(queries)).squareRoot()
  }

  private static func whole(_ number: Double) -> Int? {
    Int(exactly: number.rounded(.up))
  }
}
