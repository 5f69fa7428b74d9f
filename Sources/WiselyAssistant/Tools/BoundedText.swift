// SPDX-License-Identifier: Apache-2.0

/// Lines for a tool's result, up to a number of bytes.
struct BoundedText {
  /// What a result may hold, notes at the end not counted.
  static let maximumBytes = 30_000
  /// What is shown of one line, in bytes.
  static let maximumLine = 2_000

  private(set) var text = ""
  /// Whether a line was refused for want of room.
  private(set) var isFull = false

  /// Adds a line, or refuses it; after the first refusal all are refused, so nothing is missing between.
  mutating func add(_ line: String) -> Bool {
    guard !isFull, text.utf8.count + line.utf8.count + 1 <= Self.maximumBytes else {
      isFull = true
      return false
    }
    text += line
    text += "\n"
    return true
  }

  /// The whole result: the lines, then notes in parentheses, then the line that sums up.
  func finished(notes: [String], summary: String) -> String {
    text + notes.map { "(\($0))\n" }.joined() + summary
  }

  /// A line cut to what is shown of one, on a character's edge.
  static func cut(_ line: Substring) -> String {
    guard line.utf8.count > maximumLine else { return String(line) }
    var end = line.utf8.index(line.startIndex, offsetBy: maximumLine)
    while line.utf8[end] & 0xC0 == 0x80 { end = line.utf8.index(before: end) }
    return "\(line[..<end])… [line cut; it has \(line.utf8.count) bytes]"
  }

  /// `1 file`, `2 files`.
  static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }
}
