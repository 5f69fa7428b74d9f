// SPDX-License-Identifier: Apache-2.0

/// Finds what is whole on a line of a log that a killed run left half written.
enum AttemptSalvage {
  /// How every line of a log begins.
  private static let start = Array(#"{"plan":""#.utf8)

  /// The last whole beginning on a broken line of a log, empty when there is none; nil for others.
  static func rest(of line: [UInt8]) -> [UInt8]? {
    guard line.count >= start.count, line.starts(with: start) else { return nil }
    var position = line.count - start.count
    while position > 0 {
      if line[position...].starts(with: start) { return Array(line[position...]) }
      position -= 1
    }
    return []
  }
}
