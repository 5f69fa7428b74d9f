// SPDX-License-Identifier: Apache-2.0

/// A command line that cannot be carried out, with one sentence saying why and how to mend it.
public struct ArgumentsError: Error, Sendable, CustomStringConvertible {
  /// What is wrong, for programs.
  public struct Code: RawRepresentable, Hashable, Sendable {
    /// A stable word.
    public var rawValue: String

    /// Wraps a word.
    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    /// No such option here.
    public static let unknownOption = Code(rawValue: "unknown-option")
    /// No such subcommand.
    public static let unknownCommand = Code(rawValue: "unknown-command")
    /// An option stands without its value.
    public static let missingValue = Code(rawValue: "missing-value")
    /// A required option or argument is absent.
    public static let missingArgument = Code(rawValue: "missing-argument")
    /// A flag was given a value.
    public static let unexpectedValue = Code(rawValue: "unexpected-value")
    /// More arguments than the command takes.
    public static let unexpectedArgument = Code(rawValue: "unexpected-argument")
    /// A value of the wrong form.
    public static let invalidValue = Code(rawValue: "invalid-value")
    /// A single option given more than once.
    public static let repeatedOption = Code(rawValue: "repeated-option")
    /// Options that exclude each other.
    public static let conflictingOptions = Code(rawValue: "conflicting-options")
    /// The command's own validation refused.
    public static let validation = Code(rawValue: "validation")
  }

  /// What is wrong, for programs.
  public var code: Code
  /// What is wrong and how to mend it, one sentence without a full stop.
  public var message: String
  /// The command whose help text explains more, for example `wisely ask`.
  public var commandPath: String?

  /// Describes a bad command line; the parser fills in the command path.
  public init(_ code: Code = .validation, _ message: String, commandPath: String? = nil) {
    self.code = code
    self.message = message
    self.commandPath = commandPath
  }

  /// Refuses from a command's own validation.
  public init(_ message: String) {
    self.init(.validation, message)
  }

  /// The message.
  public var description: String { message }
}

extension ArgumentsError: Hashable {
  /// Equal codes make equal errors; wording may change.
  public static func == (first: Self, second: Self) -> Bool { first.code == second.code }

  /// Hashes the code.
  public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
