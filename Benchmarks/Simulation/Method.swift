// SPDX-License-Identifier: Apache-2.0

import WiselyEval

/// A way to make an interval for a paired difference.
package enum Method: String, CaseIterable, Sendable {
  case normal
  case t
  case newcombe = "Newcombe"
  case bonettPrice = "Bonett–Price"

  /// The interval with its widths of zero, which is what is held against the first two.
  func interval(_ sample: Scenario.Sample, critical: Critical) -> Interval? {
    let n = Double(sample.queries)
    let mean = Double(sample.candidateOnly - sample.baselineOnly) / n
    let square = Double(sample.candidateOnly + sample.baselineOnly) / n - mean * mean
    switch self {
    case .normal:
      let half = critical.normal * (square / n).squareRoot()
      return Interval(mean - half, mean + half)
    case .t:
      let half = critical.student * (square / (n - 1)).squareRoot()
      return Interval(mean - half, mean + half)
    case .newcombe:
      let agreed = sample.both + sample.candidateOnly + sample.baselineOnly
      return Alternatives.newcombe(
        sample.both, sample.candidateOnly, sample.baselineOnly, sample.queries - agreed)
    case .bonettPrice:
      return sample.counts.bonettPrice()
    }
  }

  /// How many standard errors the intervals of one number of queries are wide.
  struct Critical: Sendable {
    let normal = Normal.critical(0.95)
    let student: Double

    init(queries: Int) { student = StudentT.critical(0.95, degrees: Double(queries - 1)) }
  }
}
