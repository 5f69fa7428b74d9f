// SPDX-License-Identifier: Apache-2.0

/// A knapsack and its best value, by dynamic programming over the capacity.
package struct KnapsackOracle {
  package var items: [(name: String, weight: Int, value: Int)]
  package var capacity: Int

  private static let names = [
    "lamp", "anvil", "radio", "globe", "fiddle", "kettle", "mirror", "carpet", "barometer", "stove",
    "clock", "saddle", "printer", "vase", "sextant", "bench", "drill", "tent", "ladder", "canoe",
  ]

  package init(items: [(name: String, weight: Int, value: Int)], capacity: Int) {
    self.items = items
    self.capacity = capacity
  }

  package init(count: Int, using generator: inout SeededSource) {
    items = generator.sample(count, of: Self.names).map { name in
      let weight = generator.int(2...18)
      // Values close to the weights make greedy choices go wrong.
      return (name, weight, weight * generator.int(3...5) + generator.int(0...9))
    }
    let total = items.reduce(0) { $0 + $1.weight }
    capacity = max(4, total * generator.int(35...60) / 100)
  }

  package var best: Int {
    var best = Array(repeating: 0, count: capacity + 1)
    for item in items where item.weight <= capacity {
      for room in stride(from: capacity, through: item.weight, by: -1) {
        best[room] = max(best[room], best[room - item.weight] + item.value)
      }
    }
    return best[capacity]
  }

  package var example: Example {
    let list = items.map { "\($0.name) (weight \($0.weight), value \($0.value))" }
    return Example(
      "A van can carry at most \(capacity) kg. These things stand ready: \(list.joined(separator: ", ")). What is the highest total value that can be taken along?",
      "\(best)")
  }
}
