// SPDX-License-Identifier: Apache-2.0

/// The queries of a file, with everything a reader should know about how they were read.
public struct QuerySet: Hashable, Sendable {
  /// The queries, in the order of the file; ids are unique.
  public var queries: [Query]
  /// What the file was read as, such as `promptfoo-csv`.
  public var format: String
  /// What could not be read or is not supported, each with its line; nothing is skipped silently.
  public var problems: [Problem]
  /// What is odd but usable, such as duplicates, each with its line.
  public var warnings: [Problem]
  /// SHA-256 of the file's bytes, in hexadecimal.
  public var hash: String

  /// One sentence about one line.
  public struct Problem: Hashable, Sendable, CustomStringConvertible {
    /// The line, from 1; 0 for the whole file.
    public var line: Int
    /// The sentence.
    public var message: String

    /// A sentence about a line.
    public init(line: Int, _ message: String) {
      self.line = line
      self.message = message
    }

    /// `line 7: …`.
    public var description: String { line == 0 ? message : "line \(line): \(message)" }
  }

  /// Some queries.
  public init(
    _ queries: [Query], format: String, problems: [Problem] = [], warnings: [Problem] = [],
    hash: String = ""
  ) {
    self.queries = queries
    self.format = format
    self.problems = problems
    self.warnings = warnings
    self.hash = hash
  }
}
