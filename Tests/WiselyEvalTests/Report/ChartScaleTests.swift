// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import WiselyEval

@Suite struct ChartScaleTests {
  @Test(
    "Ticks are round",
    arguments: [
      (0.0, 1.0, 6, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
      (0.0, 0.0035, 5, ["0.000", "0.001", "0.002", "0.003"]),
      (-0.12, 0.03, 5, ["-0.10", "-0.05", "0.00"]), (0.0, 730.0, 4, ["0", "200", "400", "600"]),
      (0.62, 0.97, 8, ["0.65", "0.70", "0.75", "0.80", "0.85", "0.90", "0.95"]),
    ])
  func linear(low: Double, high: Double, most: Int, expected: [String]) {
    let ticks = ChartScale(low, high, from: 0, to: 100).ticks(most)
    #expect(ticks.map { Figures.fixed($0.value, $0.decimals) } == expected)
  }

  @Test(
    "Logarithmic ticks are round",
    arguments: [
      (0.0009, 0.12, 8, ["0.001", "0.002", "0.005", "0.01", "0.02", "0.05", "0.1"]),
      (0.001, 100.0, 8, ["0.001", "0.01", "0.1", "1", "10", "100"]),
      (0.001, 100.0, 3, ["0.001", "0.1", "10"]),
    ])
  func logarithmic(low: Double, high: Double, most: Int, expected: [String]) {
    let scale = ChartScale(low, high, from: 0, to: 100, isLogarithmic: true)
    let ticks = scale.ticks(most)
    #expect(ticks.count <= most)
    #expect(ticks.count == expected.count)
    for (tick, text) in zip(ticks, expected) {
      #expect(Figures.fixed(tick.value, tick.decimals) == text)
    }
  }

  @Test("Ticks are few, ascending, within the axis and where their values lie")
  func properties() {
    var random = Xoshiro(seed: 11)
    for _ in 0..<2_000 {
      let low = (random.unit() - 0.5) * [0.001, 1, 1_000][random.below(3)]
      let high = low + random.unit() * [1e-6, 0.01, 1, 1e6][random.below(4)]
      let most = 2 + random.below(9)
      let isLogarithmic = random.below(2) == 0
      let scale = ChartScale(low, high, from: 300, to: 20, isLogarithmic: isLogarithmic)
      let ticks = scale.ticks(most)
      #expect(ticks.count <= most)
      for (left, right) in zip(ticks, ticks.dropFirst()) {
        #expect(left.value < right.value)
        #expect(scale.place(left.value) > scale.place(right.value))
      }
      for tick in ticks { #expect((20...300).contains(scale.place(tick.value))) }
    }
  }

  @Test("A scale puts its ends at the ends and a value outside at the nearer one")
  func ends() {
    let scale = ChartScale(2, 4, from: 10, to: 110)
    #expect(scale.place(2) == 10)
    #expect(scale.place(3) == 60)
    #expect(scale.place(4) == 110)
    #expect(scale.place(-5) == 10)
    #expect(scale.place(9) == 110)
    let flat = ChartScale(0, 0, from: 0, to: 1)
    #expect(flat.place(0) == 0)
    let decades = ChartScale(0.01, 100, from: 0, to: 100, isLogarithmic: true)
    #expect((decades.place(1) - 50).magnitude < 1e-9)
  }
}
