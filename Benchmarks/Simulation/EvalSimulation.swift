// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Prints the simulation table: `EvalSimulation [--runs N] [--seed N]`.
@main
struct EvalSimulation {
  static func main() async {
    var simulation = Simulation(runs: 40_000, seed: 1)
    var words = CommandLine.arguments.dropFirst()
    while let option = words.popFirst() {
      let value = words.popFirst()
      switch option {
      case "--runs":
        guard let runs = value.flatMap({ Int($0) }), runs > 0 else { return refuse(option) }
        simulation.runs = runs
      case "--seed":
        guard let seed = value.flatMap({ UInt64($0) }) else { return refuse(option) }
        simulation.seed = seed
      default:
        return refuse(option)
      }
    }
    print("\(simulation.runs) runs a figure, seed \(simulation.seed)\n")
    await Table.print(simulation)
  }

  private static func refuse(_ option: String) {
    var line = "\(option) is not understood; use --runs N and --seed N, whole numbers.\n"
    _ = line.withUTF8 { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    exit(2)
  }
}
