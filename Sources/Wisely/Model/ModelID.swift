// SPDX-License-Identifier: Apache-2.0

/// The name of a model as its maker or its setup spells it.
public struct ModelID: RawRepresentable, Hashable, Codable, Sendable, Comparable,
  ExpressibleByStringLiteral, CustomStringConvertible
{
  /// The spelling.
  public let rawValue: String

  /// A name; any text, since makers add models every month.
  public init(rawValue: String) { self.rawValue = rawValue }
  /// A name.
  public init(_ rawValue: String) { self.rawValue = rawValue }
  /// A name.
  public init(stringLiteral value: String) { rawValue = value }

  /// The spelling.
  public var description: String { rawValue }

  /// Orders names by their bytes.
  public static func < (left: ModelID, right: ModelID) -> Bool { left.rawValue < right.rawValue }

  /// Who serves it, where the name says so before a slash: `gemini` of `gemini/gemini-2.5-pro`.
  public var provider: String? {
    let parts = rawValue.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    return parts.count == 2 && !parts[0].isEmpty ? String(parts[0]) : nil
  }
}
