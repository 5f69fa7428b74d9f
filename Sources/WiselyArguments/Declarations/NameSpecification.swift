// SPDX-License-Identifier: Apache-2.0

/// The names of an option: derived from the property, or spelled out.
public struct NameSpecification: Sendable, Hashable, ExpressibleByArrayLiteral {
  /// One way to name an option.
  public struct Element: Sendable, Hashable {
    enum Form: Hashable { case long, short, customLong(String), customShort(Character) }
    var form: Form

    /// The property's name in kebab-case behind two dashes.
    public static var long: Self { Self(form: .long) }

    /// The first letter of the property's name behind one dash.
    public static var short: Self { Self(form: .short) }

    /// A word of its own behind two dashes.
    public static func customLong(_ name: String) -> Self { Self(form: .customLong(name)) }

    /// A letter of its own behind one dash.
    public static func customShort(_ character: Character) -> Self {
      Self(form: .customShort(character))
    }
  }

  var elements: [Element]

  /// Lists several names; the first long one is used in messages.
  public init(arrayLiteral elements: Element...) {
    self.elements = elements
  }

  /// The property's name in kebab-case behind two dashes.
  public static var long: Self { [.long] }

  /// The first letter of the property's name behind one dash.
  public static var short: Self { [.short] }

  /// Both derived forms.
  public static var shortAndLong: Self { [.short, .long] }

  /// A word of its own behind two dashes.
  public static func customLong(_ name: String) -> Self { [.customLong(name)] }

  /// A letter of its own behind one dash.
  public static func customShort(_ character: Character) -> Self { [.customShort(character)] }

  func names(property: String) -> [Name] {
    elements.map { element in
      switch element.form {
      case .long: .long(Name.kebabCase(property))
      case .short: .short(property.first ?? "?")
      case .customLong(let name): .long(name)
      case .customShort(let character): .short(character)
      }
    }
  }
}
