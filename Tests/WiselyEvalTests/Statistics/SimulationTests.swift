// SPDX-License-Identifier: Apache-2.0

import EvalSimulation
import Testing
import WiselyEval

@Suite("The simulation table")
struct SimulationTests {
  let simulation = Simulation(runs: 2_000, seed: 4)

  /// Coverage and false claims of normal, t, Newcombe and Bonett–Price, each from 40,000 runs.
  static let expected: [[(covered: Double, falseClaims: Double)]] = [
    [(0.639, 0.357), (0.654, 0.346), (0.940, 0.057), (1.000, 0.000)],
    [(0.777, 0.213), (0.855, 0.143), (0.874, 0.117), (0.999, 0.000)],
    [(0.889, 0.098), (0.900, 0.097), (0.905, 0.083), (0.992, 0.005)],
    [(0.945, 0.032), (0.947, 0.030), (0.946, 0.031), (0.966, 0.019)],
    [(0.938, 0.045), (0.942, 0.045), (0.939, 0.043), (0.964, 0.027)],
    [(0.947, 0.033), (0.951, 0.032), (0.949, 0.033), (0.958, 0.028)],
    [(0.948, 0.026), (0.949, 0.026), (0.949, 0.027), (0.950, 0.026)],
  ]

  @Test(
    "Coverage and false claims of every interval are those of the table, within noise",
    .timeLimit(.minutes(5)), arguments: Table.rows.indices)
  func coverage(_ index: Int) async {
    let row = Table.rows[index]
    let found = await simulation.coverage(
      queries: row.queries, of: .atMargin(row.margin, disagreement: row.disagreement))
    for (method, expected) in zip(Method.allCases, SimulationTests.expected[index]) {
      #expect(isNear(found[method]?.covered, expected.covered), "\(method.rawValue)")
      #expect(isNear(found[method]?.falseClaims, expected.falseClaims), "\(method.rawValue)")
    }
  }

  @Test(
    "Looking at a fixed interval again and again makes false claims; betting does not",
    .timeLimit(.minutes(5)), arguments: zip(Table.peeking, [(0.133, 0.012), (0.154, 0.011)]))
  func peeking(
    _ row: (disagreement: Double, margin: Double), _ expected: (fixed: Double, betting: Double)
  ) async {
    let found = await simulation.peeking(.atMargin(row.margin, disagreement: row.disagreement))
    #expect(isNear(found.fixed, expected.fixed))
    #expect(isNear(found.betting, expected.betting))
  }

  @Test(
    "The betting test needs about as many queries as the table says", .timeLimit(.minutes(5)),
    arguments: zip(Table.needed, [(345, 650), (205, 298), (168, 312)]))
  func needed(
    _ row: (disagreement: Double, margin: Double, fixed: Int), _ expected: (median: Int, most: Int)
  ) async {
    let found = await simulation.needed(.equal(margin: row.margin, disagreement: row.disagreement))
    // How many runs the table's quantiles are from is not known; they are noisier than its shares.
    #expect((Double(found.median) / Double(expected.median) - 1).magnitude < 0.1)
    #expect((Double(found.most) / Double(expected.most) - 1).magnitude < 0.1)
    let plan = SampleSize.nonInferiority(disagreement: row.disagreement, margin: row.margin)
    #expect(plan == row.fixed)
  }

  @Test("A seed settles the table, and another one gives another")
  func seeded() async {
    let scenario = Scenario.atMargin(0.05, disagreement: 0.1)
    let few = Simulation(runs: 600, seed: 1)
    let one = await few.coverage(queries: 20, of: scenario)
    let again = await few.coverage(queries: 20, of: scenario)
    let other = await Simulation(runs: 600, seed: 2).coverage(queries: 20, of: scenario)
    #expect(one == again)
    #expect(one != other)
  }

  /// Whether two simulated shares are alike: four standard errors, and the rounding of the table.
  private func isNear(_ found: Double?, _ expected: Double) -> Bool {
    guard let found else { return false }
    // A share of none in the table may be a few in ten thousand.
    let share = min(max(expected, 0.0005), 0.9995)
    let error = (share * (1 - share) * (1.0 / Double(simulation.runs) + 1.0 / 40_000)).squareRoot()
    return (found - expected).magnitude < 4 * error + 0.0005
  }
}
