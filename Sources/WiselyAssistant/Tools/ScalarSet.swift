// SPDX-License-Identifier: Apache-2.0

/// A set of characters of a search pattern, as Unicode scalars.
struct ScalarSet: Hashable, Sendable {
  private var ranges: [ClosedRange<UInt32>]
  private var isNegated: Bool
  private var ignoresCase: Bool
  /// Membership of the first 128 scalars, since text is mostly those.
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  init(_ ranges: [ClosedRange<UInt32>], isNegated: Bool = false, ignoresCase: Bool = false) {
    self.ranges = ranges
    self.isNegated = isNegated
    self.ignoresCase = ignoresCase
    for value in UInt32(0)..<64 {
      if decide(value) { low |= 1 << UInt64(value) }
      if decide(value + 64) { high |= 1 << UInt64(value) }
    }
  }

  func contains(_ value: UInt32) -> Bool {
    if value < 64 { return low >> UInt64(value) & 1 == 1 }
    if value < 128 { return high >> UInt64(value - 64) & 1 == 1 }
    return decide(value)
  }

  private func decide(_ value: UInt32) -> Bool {
    var isIn = isListed(value)
    if !isIn, ignoresCase, let scalar = Unicode.Scalar(value) {
      let other = [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping]
      isIn = other.contains { mapping in
        // A mapping to several letters (ß, SS) is no single character to compare with.
        mapping.unicodeScalars.count == 1
          && mapping.unicodeScalars.first.map { isListed($0.value) } == true
      }
    }
    return isIn != isNegated
  }

  private func isListed(_ value: UInt32) -> Bool { ranges.contains { $0.contains(value) } }

  // MARK: - Classes

  static let everything: [ClosedRange<UInt32>] = [0...0x10_FFFF]
  static let digits: [ClosedRange<UInt32>] = [0x30...0x39]
  static let spaces: [ClosedRange<UInt32>] = [
    0x09...0x0D, 0x20...0x20, 0x85...0x85, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A,
    0x2028...0x2029, 0x202F...0x202F, 0x205F...0x205F, 0x3000...0x3000,
  ]
  /// Letters, digits and `_`; beyond ASCII, everything but the blocks of punctuation and symbols.
  static let words: [ClosedRange<UInt32>] = [
    0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A, 0xAA...0xAA, 0xB5...0xB5, 0xBA...0xBA,
    0xC0...0xD6, 0xD8...0xF6, 0xF8...0x1FFF, 0x2C00...0x2DFF, 0x3040...0xD7FF, 0xF900...0xFDFF,
    0xFE70...0xFEFC, 0xFF10...0xFF19, 0xFF21...0xFF3A, 0xFF41...0xFF5A, 0xFF66...0xFFDC,
    0x1_0000...0x1_CFFF, 0x2_0000...0x3_FFFF,
  ]

  static func isWord(_ value: UInt32?) -> Bool {
    guard let value else { return false }
    return words.contains { $0.contains(value) }
  }

  /// Everything a list of ranges leaves out.
  static func inverse(of ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
    var result: [ClosedRange<UInt32>] = []
    var next: UInt32 = 0
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if range.lowerBound > next { result.append(next...(range.lowerBound - 1)) }
      next = max(next, range.upperBound + 1)
    }
    if next <= 0x10_FFFF { result.append(next...0x10_FFFF) }
    return result
  }
}
