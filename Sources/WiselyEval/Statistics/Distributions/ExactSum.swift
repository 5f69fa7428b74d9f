// SPDX-License-Identifier: Apache-2.0

/// A sum that is rounded once, at the end, so that the order of the terms changes no bit of it.
///
/// Shewchuk, *Adaptive precision floating-point arithmetic* (1997): the partial sums do not overlap
/// and together are the exact sum. The terms must be finite.
package struct ExactSum: Sendable {
  private var parts: [Double] = []

  /// Zero.
  package init() {}

  /// Adds a term.
  package mutating func add(_ term: Double) {
    var high = term
    var kept = 0
    for index in parts.indices {
      let part = parts[index]
      let (large, small) = high.magnitude < part.magnitude ? (part, high) : (high, part)
      high = large + small
      let lost = small - (high - large)
      if lost != 0 {
        parts[kept] = lost
        kept += 1
      }
    }
    parts.removeSubrange(kept...)
    parts.append(high)
  }

  /// The sum, correctly rounded.
  package var value: Double {
    guard var index = parts.indices.last else { return 0 }
    var high = parts[index]
    var lost = 0.0
    while index > 0, lost == 0 {
      index -= 1
      let part = parts[index]
      let before = high
      high = before + part
      lost = part - (high - before)
    }
    // Half-way cases look at the sign of the next part, or the order would show after all.
    if index > 0, lost != 0, (lost < 0) == (parts[index - 1] < 0) {
      let twice = lost * 2
      let other = high + twice
      if twice == other - high { high = other }
    }
    return high == 0 ? 0 : high
  }

  /// The sum of some terms.
  package static func of(_ terms: some Sequence<Double>) -> Double {
    var sum = ExactSum()
    for term in terms { sum.add(term) }
    return sum.value
  }
}
