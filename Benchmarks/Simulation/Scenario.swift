// SPDX-License-Identifier: Apache-2.0

import WiselyEval

/// Queries on which two setups disagree so often, and differ by so much in truth.
package struct Scenario: Hashable, Sendable {
  /// The share of queries on which they disagree.
  package var disagreement: Double
  /// The loss that is accepted.
  package var margin: Double
  /// The true mean difference.
  package var difference: Double

  /// Setups of which the candidate is worse by exactly the margin: claiming it good enough is false.
  package static func atMargin(_ margin: Double, disagreement: Double) -> Scenario {
    Scenario(disagreement: disagreement, margin: margin, difference: -margin)
  }

  /// Setups that are equally good.
  package static func equal(margin: Double, disagreement: Double) -> Scenario {
    Scenario(disagreement: disagreement, margin: margin, difference: 0)
  }

  /// How many of the queries on which both agree are right, which only Newcombe's interval looks at.
  static let rightWhenAgreed = 2.0 / 3

  /// The difference on one query: 1, 0 or -1.
  func draw(_ random: inout Xoshiro) -> Int {
    let unit = random.unit()
    if unit < (disagreement + difference) / 2 { return 1 }
    return unit < disagreement ? -1 : 0
  }

  /// What came of so many queries: both right, only the candidate, only the baseline, neither.
  func draw(_ queries: Int, _ random: inout Xoshiro) -> Sample {
    var sample = Sample()
    for _ in 0..<queries {
      switch draw(&random) {
      case 1: sample.candidateOnly += 1
      case -1: sample.baselineOnly += 1
      default: if random.unit() < Scenario.rightWhenAgreed { sample.both += 1 }
      }
    }
    sample.queries = queries
    return sample
  }

  /// The counts of one simulated run.
  struct Sample {
    var queries = 0
    var both = 0
    var candidateOnly = 0
    var baselineOnly = 0

    var counts: PairedCounts {
      PairedCounts(candidateOnly: candidateOnly, baselineOnly: baselineOnly, queries: queries)
    }
  }
}
