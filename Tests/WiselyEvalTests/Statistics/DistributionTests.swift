// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyEval

@Suite("Distributions")
struct DistributionTests {
  @Test("Normal shares and quantiles have the values of the tables")
  func normal() {
    // Computed with 30 digits.
    let quantiles: [(Double, Double)] = [
      (0.975, 1.95996398454005386), (0.8, 0.841621233572914364), (0.995, 2.57582930354890045),
      (1e-12, -7.03448382530113193), (0.3, -0.524400512708040816),
    ]
    for (share, value) in quantiles {
      #expect(isClose(Normal.quantile(share), value, within: 1e-13), "\(share)")
      #expect(isClose(Normal.below(value), share, within: 1e-12), "\(value)")
    }
    #expect(Normal.quantile(0.5) == 0)
    #expect(Normal.quantile(0) == -.infinity)
    #expect(Normal.quantile(1) == .infinity)
    #expect(isClose(Normal.above(10), 7.619853024160526e-24, within: 1e-12))
    #expect(isClose(Normal.critical(0.95), 1.95996398454005386, within: 1e-14))
  }

  @Test("Student's critical values have the values of the tables")
  func student() {
    let values: [(Double, Double, Double)] = [
      (0.95, 1, 12.7062047361746933),
      (0.95, 2, 4.30265272974946179),
      (0.95, 9, 2.262157162798205),
      (0.99, 5, 4.03214298355522718),
      (0.95, 11.5, 2.18936589380436428),
      (0.95, 199, 1.97195654425175345),
      (0.998, 29, 3.39624028835680265),
    ]
    for (level, degrees, expected) in values {
      #expect(isClose(StudentT.critical(level, degrees: degrees), expected, within: 1e-11))
    }
    // With very many degrees it is the normal distribution.
    #expect(isClose(StudentT.critical(0.95, degrees: 1e9), Normal.critical(0.95), within: 1e-8))
    #expect(StudentT.below(0, degrees: 3) == 0.5)
    // One degree is Cauchy's distribution: a quarter lies above 1.
    #expect(isClose(StudentT.above(1, degrees: 1), 0.25, within: 1e-14))
    #expect(isClose(StudentT.below(1, degrees: 1), 0.75, within: 1e-14))
  }

  @Test("Beta shares have the values of the tables, and quantiles go back")
  func beta() {
    let values: [(Double, Double, Double, Double)] = [
      (0.3, 2, 3, 0.34829999999999998),
      (0.001, 0.5, 0.5, 0.0201350416333774912),
      (0.5, 100, 110, 0.755395889425366249),
      (0.02, 1, 400, 0.999690664134194287),
      (0.42, 412, 580, 0.61875114204603526),
      (0.9, 30, 1.5, 0.0947876811496115567),
      (0.001, 0.5, 250, 0.520390101128284108),
      (1e-9, 10.25, 28.25, 2.90739074002622313e-84),
      (0.0078125, 67.5, 24.75, 2.40840439099208931e-121),
    ]
    for (value, left, right, expected) in values {
      #expect(isClose(Beta.below(value, left, right), expected, within: 1e-10))
      if value > 1e-3 {
        #expect(isClose(Beta.above(1 - value, right, left), expected, within: 1e-10))
      }
      #expect(isClose(Beta.quantile(expected, left, right), value, within: 1e-10))
    }
    #expect(Beta.below(0, 2, 3) == 0)
    #expect(Beta.below(1, 2, 3) == 1)
    #expect(Beta.quantile(0, 2, 3) == 0)
    #expect(Beta.quantile(1, 2, 3) == 1)
  }

  @Test("Binomial tails are the sums of their probabilities")
  func binomial() {
    for (trials, chance) in [(1, 0.5), (13, 0.2), (200, 0.731)] {
      var sum = 0.0
      for successes in 0...trials {
        #expect(
          (1 - Binomial.atLeast(successes, of: trials, chance: chance) - sum).magnitude < 1e-12)
        sum += Binomial.probability(successes, of: trials, chance: chance)
        #expect((Binomial.atMost(successes, of: trials, chance: chance) - sum).magnitude < 1e-12)
      }
    }
    #expect(Binomial.probability(0, of: 5, chance: 0) == 1)
    #expect(Binomial.probability(5, of: 5, chance: 1) == 1)
    #expect(Binomial.probability(6, of: 5, chance: 0.5) == 0)
    #expect(isClose(Binomial.probability(2, of: 4, chance: 0.5), 0.375, within: 1e-13))
  }

  @Test("The generator gives the published numbers, and each number as often as the others")
  func generator() {
    // The reference implementation, its state filled by SplitMix64 from 0.
    var random = Xoshiro(seed: 0)
    #expect(
      (0..<3).map { _ in random.next() } == [
        0x99ec5f36cb75f2b4,
        0xbf6e1f784956452a,
        0x1a5f849d4933e6e0,
      ])
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[random.below(7)] += 1 }
    // Five standard deviations of a binomial count.
    #expect(counts.allSatisfy { ($0 - 10_000).magnitude < 463 })
    let units = (0..<10_000).map { _ in random.unit() }
    #expect(units.allSatisfy { $0 >= 0 && $0 < 1 })
    #expect((ExactSum.of(units) / 10_000 - 0.5).magnitude < 0.015)
  }
}
