// SPDX-License-Identifier: Apache-2.0

/// A key; it never appears in a description, a dump or an interpolation.
public struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  private let text: String

  /// A key without white space around it, or nil when nothing is left or it could not be a header's value.
  public init?(_ text: String) {
    let trimmed = text.drop(while: \.isWhitespace)
    let end = trimmed.lastIndex { !$0.isWhitespace }
    guard let end else { return nil }
    let key = trimmed[...end]
    guard key.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else { return nil }
    self.text = String(key)
  }

  /// The key, for the one header it goes into.
  package var revealed: String { text }

  /// A stand-in.
  public var description: String { "(a key)" }
  /// A stand-in.
  public var debugDescription: String { description }
  /// Nothing inside.
  public var customMirror: Mirror { Mirror(self, children: []) }

  /// A text without the key, as servers like to quote it, whole or cut short.
  package func redacted(from message: String) -> String {
    var clean = message.replacing(text, with: "(key)")
    // Some servers show the beginning: "Incorrect API key provided: sk-abc123…".
    let beginning = String(text.prefix(12))
    guard text.count > 16 else { return clean }
    clean = clean.replacing(beginning, with: "(key)")
    return clean.replacing(String(text.suffix(8)), with: "(key)")
  }
}
