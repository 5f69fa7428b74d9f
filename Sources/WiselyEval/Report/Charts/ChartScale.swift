// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Where a value lies along an axis, and which values to write beside it.
struct ChartScale: Hashable, Sendable {
  /// The values that the axis spans.
  let low: Double
  let high: Double
  /// Where they lie in the chart.
  let start: Double
  let end: Double
  /// Whether equal steps multiply.
  let isLogarithmic: Bool

  /// A scale; a span of nothing is widened.
  init(
    _ low: Double, _ high: Double, from start: Double, to end: Double, isLogarithmic: Bool = false
  ) {
    self.low = low
    self.high = high > low ? high : low + (low == 0 ? 1 : low.magnitude)
    self.start = start
    self.end = end
    self.isLogarithmic = isLogarithmic && low > 0
  }

  /// Where a value lies; values outside lie at the nearer end.
  func place(_ value: Double) -> Double {
    let value = min(max(value, low), high)
    let share =
      isLogarithmic
      ? (log(value) - log(low)) / (log(high) - log(low)) : (value - low) / (high - low)
    return start + share * (end - start)
  }

  /// A value on the axis with as many decimals as its neighbours need.
  struct Tick: Hashable, Sendable {
    var value: Double
    var decimals: Int
  }

  /// Round values, at most so many.
  func ticks(_ most: Int) -> [Tick] {
    isLogarithmic ? logarithmicTicks(most) : linearTicks(most)
  }

  private func linearTicks(_ most: Int) -> [Tick] {
    let most = max(2, most)
    var exponent = Int(log10((high - low) / Double(most)).rounded(.down))
    while true {
      for factor in [1, 2, 5] {
        if let ticks = multiples(of: factor, exponent, most: most) { return ticks }
      }
      exponent += 1
    }
  }

  /// The multiples of a round step within the span; nil when they are too many.
  private func multiples(of factor: Int, _ exponent: Int, most: Int) -> [Tick]? {
    let power = pow(10, Double(exponent.magnitude))
    // Divide by whole numbers: 3 * 0.1 is not 0.3.
    let value = { (index: Double) -> Double in
      let whole = index * Double(factor)
      return exponent < 0 ? whole / power : whole * power
    }
    let step = value(1)
    let first = (low / step - 1e-9).rounded(.up)
    let last = (high / step + 1e-9).rounded(.down)
    guard last - first < Double(most) else { return nil }
    guard first <= last else { return [] }
    return stride(from: first, through: last, by: 1).map {
      Tick(value: value($0), decimals: max(0, -exponent))
    }
  }

  private func logarithmicTicks(_ most: Int) -> [Tick] {
    let first = Int(log10(low).rounded(.down))
    let last = Int(log10(high).rounded(.up))
    for factors in [[1, 2, 5], [1, 3], [1]] {
      let ticks = ticks(factors, first...last)
      if ticks.count <= most { return ticks }
    }
    let decades = ticks([1], first...last)
    let stride = (decades.count + most - 1) / max(1, most)
    return decades.enumerated().filter { $0.offset % stride == 0 }.map(\.element)
  }

  private func ticks(_ factors: [Int], _ exponents: ClosedRange<Int>) -> [Tick] {
    exponents.flatMap { exponent in
      factors.map { factor in
        let power = pow(10, Double(exponent.magnitude))
        return Tick(
          value: exponent < 0 ? Double(factor) / power : Double(factor) * power,
          decimals: max(0, -exponent))
      }
    }.filter { $0.value >= low * (1 - 1e-9) && $0.value <= high * (1 + 1e-9) }
  }
}
