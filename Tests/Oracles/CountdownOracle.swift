// SPDX-License-Identifier: Apache-2.0

/// Numbers, a target and how near one can come to it, by building the results of every subset.
package struct CountdownOracle {
  package var numbers: [Int]
  package var target: Int

  package init(numbers: [Int], target: Int) {
    self.numbers = numbers
    self.target = target
  }

  package init(count: Int, using generator: inout SeededSource) {
    numbers = (1..<count).map { _ in generator.int(2...10) } + [generator.pick([25, 50, 75, 100])]
    target = generator.int(101...700)
  }

  /// Every value that a calculation with each number at most once can have.
  package var values: Set<Int> {
    var results = Array(repeating: Set<Int>(), count: 1 << numbers.count)
    for subset in 1..<results.count {
      if subset & (subset - 1) == 0 {
        results[subset] = [numbers[subset.trailingZeroBitCount]]
        continue
      }
      var found: Set<Int> = []
      var part = (subset - 1) & subset
      while part > 0 {
        // Each division of the subset once.
        if part >= subset ^ part {
          for a in results[part] {
            for b in results[subset ^ part] { found.formUnion(Self.combined(a, b)) }
          }
        }
        part = (part - 1) & subset
      }
      results[subset] = found
    }
    return results.reduce(into: []) { $0.formUnion($1) }
  }

  private static func combined(_ a: Int, _ b: Int) -> [Int] {
    let (big, small) = (max(a, b), min(a, b))
    var combined = [big + small, big * small]
    if big > small { combined.append(big - small) }
    if big % small == 0 { combined.append(big / small) }
    return combined
  }

  /// The least distance from the target.
  package var distance: Int { values.map { abs($0 - target) }.min() ?? target }

  /// The nearest value, or nil when two are equally near.
  package var nearest: Int? {
    let values = values
    let distance = values.map { abs($0 - target) }.min() ?? 0
    let nearest = [target - distance, target + distance].filter { values.contains($0) }
    return Set(nearest).count == 1 ? nearest.first : nil
  }

  package func example(_ nearest: Int) -> Example {
    Example(
      "Use the numbers \(numbers.map(String.init).joined(separator: ", ")), each at most once, with + - * / to make \(target) or come as near to it as possible; every result on the way is a positive whole number. What is the result?",
      "\(nearest)")
  }
}
