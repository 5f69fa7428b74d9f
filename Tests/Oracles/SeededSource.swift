// SPDX-License-Identifier: Apache-2.0

/// Random numbers that are the same for the same seed (SplitMix64).
package struct SeededSource: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed &* 0x2545_F491_4F6C_DD1D &+ 1 }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  package mutating func int(_ range: ClosedRange<Int>) -> Int {
    // By hand: the standard library may draw differently in its next version, and files depend on it.
    range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
  }

  package mutating func pick<T>(_ choices: [T]) -> T { choices[int(0...choices.count - 1)] }

  package mutating func sample<T>(_ count: Int, of choices: [T]) -> [T] {
    var (rest, sample): ([T], [T]) = (choices, [])
    for _ in 0..<min(count, choices.count) {
      sample.append(rest.remove(at: int(0...rest.count - 1)))
    }
    return sample
  }
}

/// A question with its answer, the answer found in another way than the models find it.
package struct Example {
  package var query: String
  package var expected: String

  package init(_ query: String, _ expected: String) {
    self.query = query
    self.expected = expected
  }
}
