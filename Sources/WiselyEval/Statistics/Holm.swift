// SPDX-License-Identifier: Apache-2.0

/// Correcting for having compared several setups.
package enum Holm {
  /// The p-values of Holm (1979): adjusted, in the order given.
  package static func adjusted(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var result = values
    var least = 0.0
    for (rank, index) in order.enumerated() {
      least = max(least, min(1, Double(values.count - rank) * values[index]))
      result[index] = least
    }
    return result
  }

  /// Bonferroni's level for each of some intervals, so that all of them hold together.
  package static func level(_ level: Double = 0.95, comparisons: Int) -> Double {
    1 - (1 - level) / Double(max(1, comparisons))
  }
}
