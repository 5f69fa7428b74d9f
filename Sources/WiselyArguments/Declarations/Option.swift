// SPDX-License-Identifier: Apache-2.0

/// A value given behind a name: `--name value`, `--name=value`, `-n value` or `-nvalue`.
@propertyWrapper
public struct Option<Value: Sendable>: Sendable, Decodable, DeclaredProperty {
  var declared: DeclaredValue<Value>

  /// The parsed value, or the declared default before parsing.
  public var wrappedValue: Value {
    get { declared.read("Option") }
    set { declared.value = newValue }
  }

  /// Refuses: values come from a command line only.
  public init(from decoder: any Decoder) throws {
    throw DecodingError.dataCorrupted(
      .init(codingPath: decoder.codingPath, debugDescription: "not a command line"))
  }

  func declarations(path: [String]) -> [ArgumentDeclaration] { [declared.declaration(path)] }

  mutating func bind(_ found: FoundArguments, path: [String]) throws {
    try declared.bind(found, path: path)
  }
}

extension Option where Value: ExpressibleByArgument {
  /// Declares a value with a default.
  public init(
    wrappedValue: Value, name: NameSpecification = .long, help: ArgumentHelp? = nil,
    completion: CompletionKind? = nil
  ) {
    declared = .single(
      kind: .option, names: name, help: help, initial: wrappedValue, shown: wrappedValue,
      isRequired: false, reader: ElementReader(completion: completion), wrap: { $0 })
  }

  /// Declares a value that must be given.
  public init(
    name: NameSpecification = .long, help: ArgumentHelp? = nil, completion: CompletionKind? = nil
  ) {
    declared = .single(
      kind: .option, names: name, help: help, initial: nil, shown: nil, isRequired: true,
      reader: ElementReader(completion: completion), wrap: { $0 })
  }
}

extension Option {
  /// Declares a value that may be absent.
  public init<Wrapped: ExpressibleByArgument>(
    wrappedValue: Wrapped? = nil, name: NameSpecification = .long, help: ArgumentHelp? = nil,
    completion: CompletionKind? = nil
  ) where Value == Wrapped? {
    declared = .single(
      kind: .option, names: name, help: help, initial: .some(wrappedValue), shown: wrappedValue,
      isRequired: false, reader: ElementReader(completion: completion), wrap: { $0 })
  }

  /// Declares a value that may be given any number of times.
  public init<Element: ExpressibleByArgument>(
    wrappedValue: [Element], name: NameSpecification = .long, help: ArgumentHelp? = nil,
    completion: CompletionKind? = nil
  ) where Value == [Element] {
    declared = .repeating(
      kind: .option, names: name, help: help, initial: wrappedValue,
      reader: ElementReader(completion: completion))
  }

  /// Declares a value that must be given at least once.
  public init<Element: ExpressibleByArgument>(
    name: NameSpecification = .long, help: ArgumentHelp? = nil, completion: CompletionKind? = nil
  ) where Value == [Element] {
    declared = .repeating(
      kind: .option, names: name, help: help, initial: nil,
      reader: ElementReader(completion: completion))
  }
}
