// SPDX-License-Identifier: Apache-2.0

/// Why an evaluation cannot go on.
public struct EvalError: Error, Sendable, CustomStringConvertible {
  /// What went wrong; an open set.
  public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The spelling.
    public let rawValue: String
    /// A code.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// The spelling.
    public var description: String { rawValue }

    /// A file cannot be read or understood.
    public static let input = Code(rawValue: "input")
    /// The plan does not fit together, or not to an earlier one.
    public static let plan = Code(rawValue: "plan")
    /// A setup or field that was named is not there.
    public static let name = Code(rawValue: "name")
    /// A log cannot be written.
    public static let output = Code(rawValue: "output")
    /// A figure is not defined for these data.
    public static let undefined = Code(rawValue: "undefined")
  }

  /// What went wrong.
  public var code: Code
  /// One sentence that names the file, line or field and the mend.
  public var message: String

  /// An error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The sentence.
  public var description: String { message }
}

extension EvalError: Hashable {
  /// Errors are alike when their codes are.
  public static func == (left: EvalError, right: EvalError) -> Bool { left.code == right.code }
  /// Hashes the code.
  public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
