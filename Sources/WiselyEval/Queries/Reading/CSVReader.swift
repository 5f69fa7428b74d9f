// SPDX-License-Identifier: Apache-2.0

/// Reads comma-separated values as RFC 4180 has them, with what spreadsheets make of it.
///
/// Lines may end in CR LF, LF or CR; a byte order mark is skipped; quoted fields may contain line
/// breaks; the separator may be a semicolon or a tab where the header says so. Empty lines are
/// skipped.
struct CSVReader {
  /// One record.
  struct Record: Hashable {
    /// The line on which it begins, from 1.
    var line: Int
    var fields: [String]
  }

  private(set) var records: [Record] = []
  private(set) var problems: [QuerySet.Problem] = []
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private var separator = UInt8(ascii: ",")

  /// Reads a text, which is valid UTF-8.
  init(_ bytes: [UInt8], separator: Character? = nil) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    self.separator = separator?.asciiValue ?? Self.separator(in: bytes[position...])
    while position < bytes.count { readRecord() }
  }

  /// The separator that the first line uses most; a comma where none does.
  private static func separator(in bytes: ArraySlice<UInt8>) -> UInt8 {
    var counts: [UInt8: Int] = [:]
    var isQuoted = false
    for byte in bytes {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      guard !isQuoted else { continue }
      if byte == lineFeed || byte == carriageReturn { break }
      counts[byte, default: 0] += 1
    }
    let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    // Of equals the first, so that a comma wins.
    return candidates.max { counts[$0, default: 0] < counts[$1, default: 0] }
      .flatMap { counts[$0] == nil ? nil : $0 } ?? UInt8(ascii: ",")
  }

  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  private mutating func readRecord() {
    let start = line
    var fields: [String] = []
    while true {
      fields.append(readField())
      guard position < bytes.count, bytes[position] == separator else { break }
      position += 1
    }
    skipLineBreak()
    if fields != [""] { records.append(Record(line: start, fields: fields)) }
  }

  private mutating func readField() -> String {
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
      let start = position
      while position < bytes.count, !isEnd(bytes[position]) { position += 1 }
      return String(decoding: bytes[start..<position], as: UTF8.self)
    }
    return readQuotedField()
  }

  private mutating func readQuotedField() -> String {
    let start = line
    var field: [UInt8] = []
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      guard byte == UInt8(ascii: "\"") else {
        field.append(byte)
        let isBreak =
          byte == Self.lineFeed
          || byte == Self.carriageReturn
            && !(position < bytes.count && bytes[position] == Self.lineFeed)
        if isBreak { line += 1 }
        continue
      }
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
        return String(decoding: field + readRest(), as: UTF8.self)
      }
      field.append(byte)
      position += 1
    }
    problems.append(
      QuerySet.Problem(
        line: start, "A quoted field has no end; write quotation marks inside it twice."))
    return String(decoding: field, as: UTF8.self)
  }

  /// What stands between a closing quotation mark and the next separator, which is nothing.
  private mutating func readRest() -> [UInt8] {
    let start = position
    while position < bytes.count, !isEnd(bytes[position]) { position += 1 }
    let rest = Array(bytes[start..<position])
    guard rest.contains(where: { $0 != UInt8(ascii: " ") }) else { return [] }
    problems.append(
      QuerySet.Problem(
        line: line,
        "Text follows the end of a quoted field; write quotation marks inside it twice."))
    return rest
  }

  private func isEnd(_ byte: UInt8) -> Bool {
    byte == separator || byte == Self.lineFeed || byte == Self.carriageReturn
  }

  private mutating func skipLineBreak() {
    guard position < bytes.count else { return }
    let byte = bytes[position]
    position += 1
    if byte == Self.carriageReturn, position < bytes.count, bytes[position] == Self.lineFeed {
      position += 1
    }
    line += 1
  }
}
