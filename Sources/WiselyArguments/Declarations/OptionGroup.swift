// SPDX-License-Identifier: Apache-2.0

/// Options that several commands share, declared once in a type of their own.
///
/// A group given before a subcommand's name also counts for the subcommand that declares it.
@propertyWrapper
public struct OptionGroup<Group: ParsableArguments>: Sendable, Decodable, DeclaredProperty {
  var title: String?

  /// The group with its parsed values.
  public var wrappedValue: Group

  /// Includes the options of a group, under a heading of their own if there is a title.
  public init(title: String? = nil) {
    self.title = title
    wrappedValue = Group()
  }

  /// Refuses: values come from a command line only.
  public init(from decoder: any Decoder) throws {
    throw DecodingError.dataCorrupted(
      .init(codingPath: decoder.codingPath, debugDescription: "not a command line"))
  }

  func declarations(path: [String]) -> [ArgumentDeclaration] {
    PropertyTable(wrappedValue).declarations(path: path).map { inner in
      var declaration = inner
      declaration.section = inner.section ?? title
      return declaration
    }
  }

  mutating func bind(_ found: FoundArguments, path: [String]) throws {
    wrappedValue = try Group.make(of: PropertyTable(wrappedValue), from: found, path: path)
  }
}
