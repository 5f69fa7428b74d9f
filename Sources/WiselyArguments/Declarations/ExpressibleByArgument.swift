// SPDX-License-Identifier: Apache-2.0

/// A type that can be read from one word of a command line.
public protocol ExpressibleByArgument: Sendable {
  /// Reads the word, or returns `nil` when it makes no sense.
  init?(argument: String)

  /// How a default of this type is shown in help.
  var defaultValueDescription: String { get }

  /// All words that are understood, if they are few; help and errors list them.
  static var allValueStrings: [String] { get }

  /// What a shell offers for such a value.
  static var defaultCompletionKind: CompletionKind { get }

  /// What an error says is wanted, for example "a whole number".
  static var expectedValue: String { get }
}

extension ExpressibleByArgument {
  /// The value as text.
  public var defaultValueDescription: String { String(describing: self) }

  /// An open set: nothing to list.
  public static var allValueStrings: [String] { [] }

  /// The listed words, or nothing.
  public static var defaultCompletionKind: CompletionKind {
    allValueStrings.isEmpty ? .none : .list(allValueStrings)
  }

  /// A wording for types that say nothing better.
  public static var expectedValue: String { "another form" }
}

extension ExpressibleByArgument where Self: RawRepresentable, RawValue: ExpressibleByArgument {
  /// Reads the raw value.
  public init?(argument: String) {
    guard let raw = RawValue(argument: argument) else { return nil }
    self.init(rawValue: raw)
  }

  /// The raw value as text.
  public var defaultValueDescription: String { rawValue.defaultValueDescription }

  /// What the raw value's type expects.
  public static var expectedValue: String { RawValue.expectedValue }
}

extension ExpressibleByArgument
where Self: RawRepresentable & CaseIterable, RawValue: ExpressibleByArgument {
  /// The raw values of all cases, in order of declaration.
  public static var allValueStrings: [String] { allCases.map(\.rawValue.defaultValueDescription) }
}

extension String: ExpressibleByArgument {
  /// Takes the word as it is, the empty one included.
  public init?(argument: String) { self = argument }

  /// Any text.
  public static var expectedValue: String { "text" }
}

extension Int: ExpressibleByArgument {
  /// Reads decimal digits with an optional sign.
  public init?(argument: String) { self.init(argument) }

  /// Decimal digits.
  public static var expectedValue: String { "a whole number" }
}

extension Double: ExpressibleByArgument {
  /// Reads a decimal number; infinities and NaN are refused because no option means them.
  public init?(argument: String) {
    guard let value = Double(argument), value.isFinite else { return nil }
    self = value
  }

  /// Decimal digits with a fraction.
  public static var expectedValue: String { "a number" }
}

extension Bool: ExpressibleByArgument {
  /// Reads `true` or `false`.
  public init?(argument: String) { self.init(argument) }

  /// The two words.
  public static var allValueStrings: [String] { ["true", "false"] }
}
