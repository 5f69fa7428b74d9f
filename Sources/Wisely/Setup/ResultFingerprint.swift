// SPDX-License-Identifier: Apache-2.0

/// A digest of what a tool said that does not change with identifiers, times and addresses.
struct ResultFingerprint: Hashable {
  private let digest: [UInt8]

  init(_ text: String) {
    var hash = SHA256()
    hash.update(Self.normalized(text))
    digest = hash.finish()
  }

  /// The text with UUIDs, hexadecimal addresses and identifiers, dates, clock times, epoch times and
  /// durations each replaced by one mark; carriage returns are dropped.
  static func normalized(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      let startsWord = index == 0 || !isWord(bytes[index - 1])
      if startsWord, isWord(byte), let end = volatileEnd(bytes, at: index) {
        result.append(UInt8(ascii: "~"))
        index = end
        continue
      }
      if byte != 0x0D { result.append(byte) }
      index += 1
    }
    return result
  }

  private static func volatileEnd(_ bytes: [UInt8], at start: Int) -> Int? {
    guard isDigit(bytes[start]) || isHex(bytes[start]) else { return nil }
    return uuid(bytes, start) ?? address(bytes, start) ?? date(bytes, start)
      ?? clock(bytes, start) ?? identifier(bytes, start) ?? duration(bytes, start)
  }

  // MARK: - Shapes

  private static func uuid(_ bytes: [UInt8], _ start: Int) -> Int? {
    var index = start
    for (part, count) in [8, 4, 4, 4, 12].enumerated() {
      if part > 0 {
        guard at(bytes, index) == UInt8(ascii: "-") else { return nil }
        index += 1
      }
      guard index + count <= bytes.count, bytes[index..<index + count].allSatisfy(isHex) else {
        return nil
      }
      index += count
    }
    return ends(bytes, index) ? index : nil
  }

  private static func address(_ bytes: [UInt8], _ start: Int) -> Int? {
    guard bytes[start] == UInt8(ascii: "0"), at(bytes, start + 1) == UInt8(ascii: "x") else {
      return nil
    }
    let end = run(bytes, start + 2, isHex)
    return end > start + 4 && ends(bytes, end) ? end : nil
  }

  /// `2026-09-30`, with a time after `T` or one space and a zone if there is one.
  private static func date(_ bytes: [UInt8], _ start: Int) -> Int? {
    var index = start
    for (part, count) in [4, 2, 2].enumerated() {
      if part > 0 {
        guard at(bytes, index) == UInt8(ascii: "-") || at(bytes, index) == UInt8(ascii: "/") else {
          return nil
        }
        index += 1
      }
      guard run(bytes, index, isDigit) == index + count else { return nil }
      index += count
    }
    if let mark = at(bytes, index), mark == UInt8(ascii: "T") || mark == UInt8(ascii: " "),
      index + 1 < bytes.count, let end = clock(bytes, index + 1)
    {
      return end
    }
    return index
  }

  /// `14:03` or `14:03:59.120`, with a zone.
  private static func clock(_ bytes: [UInt8], _ start: Int) -> Int? {
    var index = run(bytes, start, isDigit)
    guard index == start + 2, at(bytes, index) == UInt8(ascii: ":"),
      run(bytes, index + 1, isDigit) == index + 3
    else { return nil }
    index += 3
    if at(bytes, index) == UInt8(ascii: ":"), run(bytes, index + 1, isDigit) == index + 3 {
      index += 3
    }
    if let mark = at(bytes, index), mark == UInt8(ascii: ".") || mark == UInt8(ascii: ",") {
      let end = run(bytes, index + 1, isDigit)
      if end > index + 1 { index = end }
    }
    if at(bytes, index) == UInt8(ascii: "Z") { return index + 1 }
    if let sign = at(bytes, index), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
      let end = run(bytes, index + 1) { isDigit($0) || $0 == UInt8(ascii: ":") }
      if end >= index + 3 { index = end }
    }
    return index
  }

  /// Hexadecimal of eight digits and more that has both letters and digits, and epoch times.
  private static func identifier(_ bytes: [UInt8], _ start: Int) -> Int? {
    let end = run(bytes, start, isHex)
    guard ends(bytes, end) else { return nil }
    let digits = bytes[start..<end].count(where: isDigit)
    if end - start >= 8, digits > 0, digits < end - start { return end }
    let isEpoch = digits == end - start && bytes[start] == UInt8(ascii: "1")
    return isEpoch && [10, 13, 16, 19].contains(digits) ? end : nil
  }

  /// `0.31s`, `12 ms`, `3 seconds`.
  private static func duration(_ bytes: [UInt8], _ start: Int) -> Int? {
    var index = run(bytes, start, isDigit)
    guard index > start else { return nil }
    if at(bytes, index) == UInt8(ascii: ".") {
      let end = run(bytes, index + 1, isDigit)
      if end > index + 1 { index = end }
    }
    if at(bytes, index) == UInt8(ascii: " ") { index += 1 }
    let end = run(bytes, index) { isLetter($0) || $0 >= 0x80 }
    guard ends(bytes, end) else { return nil }
    return units.contains(String(decoding: bytes[index..<end], as: UTF8.self)) ? end : nil
  }

  private static let units: Set<String> = [
    "s", "ms", "us", "µs", "μs", "ns", "sec", "secs", "second", "seconds", "min", "mins", "minutes",
    "milliseconds",
  ]

  // MARK: - Bytes

  private static func at(_ bytes: [UInt8], _ index: Int) -> UInt8? {
    index < bytes.count ? bytes[index] : nil
  }

  private static func run(_ bytes: [UInt8], _ start: Int, _ fits: (UInt8) -> Bool) -> Int {
    var index = start
    while index < bytes.count, fits(bytes[index]) { index += 1 }
    return index
  }

  private static func ends(_ bytes: [UInt8], _ index: Int) -> Bool {
    index >= bytes.count || !isWord(bytes[index])
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
  private static func isHex(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x61...0x66).contains(byte | 0x20)
  }
  private static func isWord(_ byte: UInt8) -> Bool {
    isDigit(byte) || isLetter(byte) || byte == UInt8(ascii: "_") || byte >= 0x80
  }
}

extension JSONValue {
  /// The value as compact text with members sorted by name, the last of duplicates winning.
  var canonicalText: String { canonical.text }

  private var canonical: JSONValue {
    switch self {
    case .object(let object):
      let members = Dictionary(
        object.members.map { ($0.key, $0.value.canonical) }, uniquingKeysWith: { $1 })
      return .object(JSONObject(members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }))
    case .array(let elements): return .array(elements.map(\.canonical))
    case .null, .bool, .number, .string: return self
    }
  }
}
