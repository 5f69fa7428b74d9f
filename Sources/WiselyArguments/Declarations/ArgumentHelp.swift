// SPDX-License-Identifier: Apache-2.0

/// The help text of one option or argument; a string literal is the short form.
public struct ArgumentHelp: Sendable, Hashable, ExpressibleByStringInterpolation {
  /// Where an option is mentioned.
  public enum Visibility: Sendable, Hashable {
    /// Everywhere.
    case `default`
    /// Nowhere, though it parses.
    case hidden
  }

  /// One sentence.
  public var abstract: String
  /// More sentences, printed below the first in help and manual.
  public var discussion: String
  /// The word between angle brackets; `nil` takes the option's name.
  public var valueName: String?
  /// Where the option is mentioned.
  public var visibility: Visibility

  /// Describes an option.
  public init(
    _ abstract: String = "",
    discussion: String = "",
    valueName: String? = nil,
    visibility: Visibility = .default
  ) {
    self.abstract = abstract
    self.discussion = discussion
    self.valueName = valueName
    self.visibility = visibility
  }

  /// Takes a literal as the abstract.
  public init(stringLiteral value: String) {
    self.init(value)
  }

  /// An option that parses but is mentioned nowhere.
  public static var hidden: Self { Self(visibility: .hidden) }
}
