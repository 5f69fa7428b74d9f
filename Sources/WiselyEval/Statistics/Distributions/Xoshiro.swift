// SPDX-License-Identifier: Apache-2.0

/// A generator of random numbers that a seed determines, on every machine and in every version.
///
/// xoshiro256** of Blackman and Vigna (2018), its state filled by SplitMix64 of Steele, Lea and
/// Flood (2014), as its authors advise.
package struct Xoshiro: RandomNumberGenerator, Hashable, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// A generator.
  package init(seed: UInt64) {
    var mixer = seed
    state = (
      Xoshiro.mix(&mixer), Xoshiro.mix(&mixer), Xoshiro.mix(&mixer), Xoshiro.mix(&mixer)
    )
  }

  /// The next 64 bits.
  package mutating func next() -> UInt64 {
    let product = state.1 &* 5
    let result = (product << 7 | product >> 57) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = state.3 << 45 | state.3 >> 19
    return result
  }

  /// A number from 0 up to but not including 1.
  package mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A whole number from 0 up to but not including a bound, each as likely as the others.
  package mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0, "There is at least one number to choose from.")
    // Lemire's method: the few products that would make some numbers likelier are thrown away.
    let width = UInt64(bound)
    var product = next().multipliedFullWidth(by: width)
    if product.low < width {
      let least = (0 &- width) % width
      while product.low < least { product = next().multipliedFullWidth(by: width) }
    }
    return Int(product.high)
  }

  private static func mix(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  /// Generators are alike when their states are.
  package static func == (left: Xoshiro, right: Xoshiro) -> Bool { left.state == right.state }

  /// Hashes the state.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(state.0)
    hasher.combine(state.1)
    hasher.combine(state.2)
    hasher.combine(state.3)
  }
}
