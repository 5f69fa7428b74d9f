// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Intervals that others use and the assessment does not, kept to show why.
package enum Alternatives {
  /// Newcombe's square-and-add interval (1998) for paired shares: too narrow with few
  /// disagreements.
  ///
  /// Both right, only the candidate, only the baseline, neither. Nil without queries.
  package static func newcombe(
    _ both: Int, _ candidateOnly: Int, _ baselineOnly: Int, _ neither: Int, level: Double = 0.95
  ) -> Interval? {
    let queries = both + candidateOnly + baselineOnly + neither
    guard queries > 0 else { return nil }
    let n = Double(queries)
    let left = Double(both + candidateOnly)
    let right = Double(both + baselineOnly)
    let leftInterval = Proportion.wilson(both + candidateOnly, queries, level: level)
    let rightInterval = Proportion.wilson(both + baselineOnly, queries, level: level)
    let product = (left * (n - left)) * (right * (n - right))
    let correlation =
      product > 0
      ? Double(both * neither - candidateOnly * baselineOnly) / product.squareRoot() : 0
    let difference = (left - right) / n
    let below = (left / n - leftInterval.low, rightInterval.high - right / n)
    let above = (leftInterval.high - left / n, right / n - rightInterval.low)
    let half = { (parts: (Double, Double)) in
      max(0, parts.0 * parts.0 + parts.1 * parts.1 - 2 * correlation * (parts.0 * parts.1))
        .squareRoot()
    }
    return Interval(max(-1, difference - half(below)), min(1, difference + half(above)))
  }

  /// Half the width of the empirical Bernstein interval of Maurer and Pontil (2009): far too wide.
  ///
  /// √(2V·ln(4/α)/n) + 7R·ln(4/α)/(3(n - 1)); nil with fewer than two values.
  package static func bernsteinHalfWidth(
    queries: Int, variance: Double, range: Double = 2, level: Double = 0.95
  ) -> Double? {
    guard queries > 1 else { return nil }
    let factor = log(4 / (1 - level))
    return (2 * variance * factor / Double(queries)).squareRoot()
      + 7 * range * factor / (3 * Double(queries - 1))
  }
}
