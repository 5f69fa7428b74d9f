// SPDX-License-Identifier: Apache-2.0

/// What a query file is written in: a dialect, which says what the fields mean, and a syntax.
///
/// Written `dialect-syntax`, such as `promptfoo-yaml`; either half alone leaves the other to the
/// file.
public struct QueryFormat: Hashable, Sendable, CustomStringConvertible {
  /// What the fields mean.
  public enum Dialect: String, Hashable, Sendable, CaseIterable {
    /// A question, what is expected, and whatever else.
    case plain
    /// promptfoo's tests: variables, prompts, assertions.
    case promptfoo
    /// OpenAI evals: `input` and `ideal`.
    case openai
    /// Inspect: `input`, `target` and perhaps `choices`.
    case inspect
  }

  /// How the fields are written down.
  public enum Syntax: String, Hashable, Sendable, CaseIterable {
    /// Values separated by commas, semicolons or tabs.
    case csv
    /// One JSON value; comments and trailing commas are let through.
    case json
    /// One JSON object a line.
    case jsonl
    /// One YAML document.
    case yaml
  }

  /// What the fields mean, or nil to find out.
  public var dialect: Dialect?
  /// How they are written down, or nil to find out.
  public var syntax: Syntax?

  /// A format; what is nil is found out.
  public init(_ dialect: Dialect? = nil, _ syntax: Syntax? = nil) {
    self.dialect = dialect
    self.syntax = syntax
  }

  /// Reads `promptfoo-csv`, `promptfoo` or `csv`; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    guard let first = parts.first, parts.count <= 2 else { return nil }
    let syntax = Syntax(rawValue: parts.last ?? "")
    let dialect = Dialect(rawValue: first)
    guard parts.count == 2 ? dialect != nil && syntax != nil : dialect != nil || syntax != nil
    else { return nil }
    self.init(dialect, syntax)
  }

  /// `promptfoo-csv`.
  public var description: String {
    [dialect?.rawValue, syntax?.rawValue].compactMap(\.self).joined(separator: "-")
  }
}
