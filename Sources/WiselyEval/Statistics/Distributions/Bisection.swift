// SPDX-License-Identifier: Apache-2.0

/// Finding where an increasing function passes zero.
enum Bisection {
  /// The value where the function passes zero, to the last bit that halving can settle.
  static func root(
    from lowest: Double, to highest: Double, _ function: (Double) -> Double
  ) -> Double {
    var low = lowest
    var high = highest
    for _ in 0..<1_100 {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { break }
      if function(middle) < 0 { low = middle } else { high = middle }
    }
    return low + (high - low) / 2
  }
}
