// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyEval

@Suite("Shares")
struct ProportionTests {
  @Test("Wilson's and Clopper and Pearson's intervals are the worked ones")
  func workedIntervals() throws {
    let worked = try Worked()
    for (name, expected) in try worked.members("wilson95") {
      let parts = name.split(separator: "/").compactMap { Int($0) }
      #expect(isClose(Proportion.wilson(parts[0], parts[1]), try expected.interval()), "\(name)")
    }
    for (name, expected) in try worked.members("clopper_pearson95") {
      let parts = name.split(separator: "/").compactMap { Int($0) }
      let found = Proportion.clopperPearson(parts[0], parts[1])
      #expect(isClose(found, try expected.interval()), "\(name)")
    }
  }

  @Test("Of no trials everything is possible, and of one trial nothing is certain")
  func degenerate() {
    #expect(Proportion.wilson(0, 0) == Interval(0, 1))
    #expect(Proportion.clopperPearson(0, 0) == Interval(0, 1))
    #expect(Proportion.wilson(1, 1).high == 1)
    #expect(Proportion.wilson(1, 1).low < 0.21)
    #expect(Proportion.neverHappened(in: 0) == 1)
  }

  @Test("Counting wrong instead of right mirrors both intervals", arguments: [1, 7, 40])
  func mirrored(_ trials: Int) {
    for right in 0...trials {
      for method in [Proportion.wilson, Proportion.clopperPearson] {
        let one = method(right, trials, 0.95)
        let other = method(trials - right, trials, 0.95)
        #expect((one.low - (1 - other.high)).magnitude < 1e-14)
        #expect(one.low < one.high)
      }
    }
  }

  @Test("Clopper and Pearson's ends are where the tails have their share", arguments: [0.9, 0.99])
  func tails(_ level: Double) {
    for (right, trials) in [(3, 10), (57, 100), (999, 1_000), (41_234, 100_000)] {
      let found = Proportion.clopperPearson(right, trials, level: level)
      let tail = (1 - level) / 2
      #expect(
        isClose(Binomial.atLeast(right, of: trials, chance: found.low), tail, within: 1e-9))
      #expect(isClose(Binomial.atMost(right, of: trials, chance: found.high), tail, within: 1e-9))
    }
  }

  @Test("What never happened in n is rarer than about 3/n")
  func ruleOfThree() throws {
    for (name, expected) in try Worked().members("zero_variance_halfwidth") {
      let n = Int(figures(in: name)[0])
      #expect(isClose(Proportion.neverHappened(in: n), try #require(expected.double)))
      #expect(Proportion.neverHappened(in: n) < 3 / Double(n))
    }
  }
}
