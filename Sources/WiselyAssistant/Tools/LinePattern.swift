// SPDX-License-Identifier: Apache-2.0

/// What a search looks for in a line: plain words without regard to case, or a regular expression.
struct LinePattern: Sendable {
  private enum Kind: Sendable {
    case words(needle: [UInt8], isASCII: Bool)
    case program(RegexProgram)
  }

  /// What one search may spend on a regular expression, in machine steps: some seconds at most.
  static let maximumSteps = 200_000_000

  private let kind: Kind
  private var steps = LinePattern.maximumSteps

  /// - Throws: `PatternError` for an empty, over-long or malformed pattern.
  init(_ pattern: String, isRegex: Bool) throws(PatternError) {
    guard !pattern.isEmpty else {
      throw PatternError("The pattern is empty; say what to look for.")
    }
    guard pattern.utf8.count <= 1_000 else {
      throw PatternError("The pattern is longer than 1000 bytes; look for less.")
    }
    guard isRegex || !pattern.utf8.contains(UInt8(ascii: "\n")) else {
      throw PatternError("The pattern has a line break, but lines are searched one by one.")
    }
    if isRegex {
      kind = .program(try RegexProgram(pattern))
    } else {
      let isASCII = pattern.utf8.allSatisfy { $0 < 0x80 }
      kind = .words(needle: Array(pattern.lowercased().utf8), isASCII: isASCII)
    }
  }

  /// Whether a line has it.
  mutating func matches(_ line: Substring) throws(PatternError) -> Bool {
    switch kind {
    case .program(let program): return try program.matches(line, steps: &steps)
    case .words(let needle, let isASCII):
      // Lower-casing ASCII byte by byte cannot change what an ASCII needle finds in other text.
      guard !isASCII else {
        return line.utf8.withContiguousStorageIfAvailable { Self.has(needle, in: $0) }
          ?? Array(line.utf8).withUnsafeBufferPointer { Self.has(needle, in: $0) }
      }
      return Array(line.lowercased().utf8).withUnsafeBufferPointer { Self.has(needle, in: $0) }
    }
  }

  private static func has(_ needle: [UInt8], in line: UnsafeBufferPointer<UInt8>) -> Bool {
    guard line.count >= needle.count else { return false }
    return needle.withUnsafeBufferPointer { needle in
      var start = 0
      let last = line.count - needle.count
      while start <= last {
        var offset = 0
        while offset < needle.count, lowered(line[start + offset]) == needle[offset] { offset += 1 }
        if offset == needle.count { return true }
        start += 1
      }
      return false
    }
  }

  private static func lowered(_ byte: UInt8) -> UInt8 {
    byte &- 0x41 < 26 ? byte | 0x20 : byte
  }
}
