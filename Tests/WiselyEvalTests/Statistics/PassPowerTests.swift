// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyEval
import WiselyTesting

@Suite("Consistency")
struct PassPowerTests {
  @Test("pass^k and pass@k of a query are the worked ones")
  func workedShares() throws {
    for (name, expected) in try Worked().members("pass_hat") {
      let n = figures(in: name).map { Int($0) }
      let found = PassPower.allRight(.init(right: n[1], of: n[0]), power: n[2])
      #expect(isClose(found, try #require(expected.double)), "\(name)")
    }
    for (name, expected) in try Worked().members("pass_at") {
      let n = figures(in: name).map { Int($0) }
      let found = PassPower.anyRight(.init(right: n[1], of: n[0]), power: n[2])
      #expect(isClose(found, try #require(expected.double)), "\(name)")
    }
  }

  @Test("The expected worst of k trials is the worked one")
  func workedWorst() throws {
    let worked = try Worked()
    let scores = try worked["worst_of_k", "scores"].numbers()
    for (name, expected) in try worked.members("worst_of_k") where name != "scores" {
      let found = PassPower.worst(scores, power: Int(figures(in: name)[0]))
      #expect(isClose(found, try #require(expected.double)), "\(name)")
    }
    #expect(PassPower.worst(scores, power: 5) == nil)
  }

  @Test("pass^k, flips and classes of the worked trials")
  func workedTrials() throws {
    let worked = try Worked()
    for setup in ["A", "B"] {
      let trials = try #require(worked["repeated", setup].object).members
        .map { PassPower.Trials(try $0.value.numbers()) }
      for (power, expected) in try worked.members("repeated")
        .first(where: { $0.0 == setup + "_pass_hat" })?.1.object?.members
        .map({ ($0.key, $0.value) }) ?? []
      {
        let found = PassPower.allRight(trials, power: try #require(Int(power)))
        #expect(isClose(found?.value, try #require(expected.double)), "\(setup) \(power)")
      }
    }
    let lists = try #require(worked["repeated", "A"].object).members.map { try $0.value.numbers() }
    let trials = lists.map { PassPower.Trials($0) }
    #expect(isClose(PassPower.flips(trials), try worked.number("repeated", "A_flip_rate")))
    let classes = ConsistencyClasses(trials)
    #expect(classes.always == (try worked["repeated", "classes_A", "always"].int))
    #expect(classes.sometimes == (try worked["repeated", "classes_A", "sometimes"].int))
    #expect(classes.never == (try worked["repeated", "classes_A", "never"].int))
    let parts = try #require(TrialVariance(lists))
    #expect(isClose(parts.within, try worked.number("repeated", "A_within_var")))
    #expect(isClose(parts.ofMeans, try worked.number("repeated", "A_var_of_means")))
  }

  @Test("The airline tasks of τ-bench have the published pass^1 to pass^4 and variances")
  func airline() throws {
    var scores: [String: [Double]] = [:]
    for row in try SharedData.lines("recordings/tau_airline_gpt4o.jsonl") {
      scores[try #require(row["id"]?.string), default: []].append(
        try #require(row["score"]?.double))
    }
    let lists = scores.sorted { $0.key < $1.key }.map(\.value)
    let trials = lists.map { PassPower.Trials($0) }
    #expect(trials.count == 50 && trials.allSatisfy { $0.count == 4 })
    for (power, expected) in [(1, 0.42), (2, 0.82 / 3), (3, 0.22), (4, 0.2)] {
      #expect(isClose(PassPower.allRight(trials, power: power)?.value, expected, within: 1e-12))
    }
    #expect(PassPower.allRight(trials, power: 5) == nil)
    let worked = try Worked()
    let parts = try #require(TrialVariance(lists))
    #expect(isClose(parts.within, try worked.number("variance_components_tau", "within")))
    #expect(isClose(parts.ofMeans, try worked.number("variance_components_tau", "var_of_means")))
    #expect(isClose(parts.between, try worked.number("variance_components_tau", "between")))
    #expect(isClose(parts.share, try worked.number("variance_components_tau", "icc")))
    #expect((parts.naiveStandardError * 100 - 3.50).magnitude < 0.005)
    #expect((parts.standardError * 100 - 5.22).magnitude < 0.005)
  }

  @Test("A mean over queries has an interval for queries, with width")
  func estimates() throws {
    let perfect = [PassPower.Trials](repeating: .init(right: 3, of: 3), count: 12)
    #expect(PassPower.allRight(perfect, power: 3)?.interval == Proportion.wilson(12, 12))
    let mixed = (0..<40).map { PassPower.Trials(right: $0 % 4, of: 3) }
    let found = try #require(PassPower.allRight(mixed, power: 2))
    #expect(found.method == "t" && isClose(found.value, (1.0 / 3 + 1) / 4))
    #expect(PassPower.anyRight(mixed, power: 3)?.value == 0.75)
    #expect(PassPower.allRight([], power: 1) == nil)
    #expect(PassPower.allRight(mixed + [.init(right: 1, of: 1)], power: 2) == nil)
    #expect(PassPower.allRight(PassPower.Trials(right: 1, of: 1), power: 0) == nil)
    #expect(PassPower.flips(PassPower.Trials(right: 1, of: 1)) == nil)
    #expect(PassPower.flips([]) == nil)
    #expect(PassPower.Trials([0.5, 0.8, 0.79], threshold: 0.8).right == 1)
  }

  @Test("The order of queries and trials changes no bit", arguments: 1...10)
  func orderIndependent(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let lists = (0..<60).map { _ in (0..<4).map { _ in Double.random(in: 0...1, using: &random) } }
    let shuffled = lists.map { $0.shuffled(using: &random) }.shuffled(using: &random)
    #expect(TrialVariance(lists) == TrialVariance(shuffled))
    let trials = [lists, shuffled].map { $0.map { PassPower.Trials($0, threshold: 0.3) } }
    #expect(PassPower.allRight(trials[0], power: 3) == PassPower.allRight(trials[1], power: 3))
    #expect(PassPower.flips(trials[0]) == PassPower.flips(trials[1]))
    for (one, other) in zip(lists, lists.map { $0.shuffled(using: &random) }) {
      #expect(PassPower.worst(one, power: 3) == PassPower.worst(other, power: 3))
    }
  }

  @Test("Without a second trial or query there are no parts of the variance")
  func degenerate() throws {
    #expect(TrialVariance([]) == nil)
    #expect(TrialVariance([[1, 0]]) == nil)
    #expect(TrialVariance([[1, 0], [1]]) == nil)
    let same = try #require(TrialVariance([[1, 1], [1, 1]]))
    #expect(same.share == nil && same.within == 0)
    // Trials alone explain the spread of the means.
    #expect(try #require(TrialVariance([[1, 0], [0, 1], [1, 0]])).between == 0)
  }
}
