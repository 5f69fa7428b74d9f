// SPDX-License-Identifier: Apache-2.0

/// Why a text is not JSON, and where.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, as a clause ("a comma or a closing brace was expected").
  public var reason: String
  /// The byte at which reading stopped, from 0.
  public var offset: Int
  /// The line, from 1.
  public var line: Int
  /// The column in bytes, from 1.
  public var column: Int

  /// An error at a place.
  public init(_ reason: String, offset: Int, line: Int, column: Int) {
    self.reason = reason
    self.offset = offset
    self.line = line
    self.column = column
  }

  /// An error at a byte of a text; line and column are counted from it.
  public init(_ reason: String, offset: Int, in bytes: some Collection<UInt8>) {
    var line = 1
    var column = 1
    for byte in bytes.prefix(offset) {
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else {
        column += 1
      }
    }
    self.init(reason, offset: offset, line: line, column: column)
  }

  /// The reason and the place in one sentence.
  public var description: String { "line \(line), column \(column): \(reason)" }
}
