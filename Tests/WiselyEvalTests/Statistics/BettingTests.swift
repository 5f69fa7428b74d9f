// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyEval
import WiselyTesting

@Suite("Betting")
struct BettingTests {
  @Test("The walks of the test that may be looked at are the worked ones")
  func workedWalks() throws {
    let worked = try Worked()
    let ties = repeatElement(0.0, count: 1_000)
    #expect(
      Betting.claim(.goodEnough, of: ties)
        == (try worked["e_process", "all ties, margin 0.05"].int))
    #expect(
      Betting.claim(.goodEnough, of: ties, margin: 0.1)
        == (try worked["e_process", "all ties, margin 0.10"].int))
    let losing = (0..<5_000).map { $0 % 5 == 4 ? -1.0 : 0 }
    #expect(Betting.claim(.goodEnough, of: losing) == nil)
    #expect(try worked["e_process", "d = 0,0,0,0,-1 repeated, margin 0.05"].isNull)
    #expect(
      Betting.claim(.worse, of: losing)
        == (try worked["e_process", "d = 0,0,0,0,-1 repeated, worse than 0"].int))
  }

  @Test("The wealth after each query is the worked one")
  func workedWealth() throws {
    let worked = try Worked()
    var test = Betting(.goodEnough)
    var walk: [Int: Double] = [:]
    for time in 1...50 {
      test.observe(0)
      walk[time] = test.wealth
    }
    let ties = try worked["e_process", "wealth after 1,2,3,10,50 ties at margin 0.05"].numbers()
    for (time, expected) in zip([1, 2, 3, 10, 50], ties) {
      #expect(isClose(walk[time], expected), "\(time)")
    }
    test = Betting(.goodEnough)
    let name = "wealth after each of d=1,-1,0,1,1 at margin 0.05"
    for (difference, expected) in zip(
      [1.0, -1, 0, 1, 1], try worked["e_process", name].numbers())
    {
      test.observe(difference)
      #expect(isClose(test.wealth, expected))
    }
  }

  @Test("A claim stays once it was made, whatever comes")
  func staying() {
    var test = Betting(.better)
    for _ in 0..<100 { test.observe(1) }
    let claimed = test.claimedAt
    #expect(claimed != nil)
    for _ in 0..<100 { test.observe(-1) }
    #expect(test.wealth < 1 && test.claimedAt == claimed && test.queries == 200)
  }

  @Test("Changing the setups over turns better into worse, to the bit", arguments: 1...10)
  func mirrored(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var better = Betting(.better)
    var worse = Betting(.worse)
    var sequence = ConfidenceSequence()
    var turned = ConfidenceSequence()
    for _ in 0..<300 {
      let difference = Double.random(in: -0.5...1, using: &random)
      better.observe(difference)
      worse.observe(-difference)
      sequence.observe(difference)
      turned.observe(-difference)
      #expect(better.wealth == worse.wealth)
    }
    #expect(better.claimedAt == worse.claimedAt && better.claimedAt != nil)
    #expect(sequence.interval == turned.interval.map { Interval(-$0.high, -$0.low) })
  }

  @Test("The confidence sequence has the worked ends")
  func workedSequence() throws {
    let worked = try Worked()
    var sequence = ConfidenceSequence()
    let values = [1, 1, 0, 1, 1, 1, 0, 1, 1, 1].map { Double($0) }
    for time in 1...50 {
      sequence.observe(2 * values[(time - 1) % 10] - 1)
      guard let expected = try worked["betting_cs"]["t=\(time)"]?.interval() else { continue }
      let found = try #require(sequence.interval)
      let low = (found.low + 1) / 2
      let high = (found.high + 1) / 2
      // The file has the outermost of a thousand means that is not ruled out.
      #expect(low <= expected.low + 1e-12 && low > expected.low - 0.001, "\(time)")
      #expect(high >= expected.high - 1e-12 && high < expected.high + 0.001, "\(time)")
    }
  }

  @Test("False claims at the margin stay below α, however often one looks")
  func falseClaims() {
    var claims = 0
    let runs = 2_000
    for seed in 0..<runs {
      var random = Xoshiro(seed: UInt64(seed))
      let walk = (0..<300).lazy.map { _ -> Double in
        let unit = random.unit()
        return unit < 0.025 ? 1 : unit < 0.1 ? -1 : 0
      }
      if Betting.claim(.goodEnough, of: Array(walk)) != nil { claims += 1 }
    }
    // 2.5 percent are allowed; four standard deviations above that would be 3.9.
    #expect(claims < runs * 39 / 1_000)
    #expect(claims > 0)
  }

  @Test("Nothing, one and equal differences have an interval with width or none")
  func degenerate() throws {
    #expect(ConfidenceSequence.interval(ofDifferences: []) == nil)
    #expect(ConfidenceSequence.interval(ofDifferences: [1]) == Interval(-1, 1))
    let found = try #require(
      ConfidenceSequence.interval(ofDifferences: [Double](repeating: 1, count: 500)))
    #expect(found.low < 1 && found.low > 0.9 && found.high == 1)
    // First all wins, then all losses: no mean is plausible for such an order.
    let turned = [Double](repeating: 1, count: 300) + [Double](repeating: -1, count: 300)
    #expect(ConfidenceSequence.interval(ofDifferences: turned) == nil)
  }
}
