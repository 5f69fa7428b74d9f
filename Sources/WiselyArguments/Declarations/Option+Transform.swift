// SPDX-License-Identifier: Apache-2.0

extension Option {
  /// Declares a value with a default, read by a closure whose error becomes the message.
  public init(
    wrappedValue: Value, name: NameSpecification = .long, help: ArgumentHelp? = nil,
    completion: CompletionKind? = nil, transform: @escaping @Sendable (String) throws -> Value
  ) {
    declared = .single(
      kind: .option, names: name, help: help, initial: wrappedValue, shown: wrappedValue,
      isRequired: false, reader: ElementReader(completion: completion, transform: transform),
      wrap: { $0 })
  }

  /// Declares a value that must be given, read by a closure whose error becomes the message.
  public init(
    name: NameSpecification = .long, help: ArgumentHelp? = nil, completion: CompletionKind? = nil,
    transform: @escaping @Sendable (String) throws -> Value
  ) {
    declared = .single(
      kind: .option, names: name, help: help, initial: nil, shown: nil, isRequired: true,
      reader: ElementReader(completion: completion, transform: transform), wrap: { $0 })
  }

  /// Declares a value that may be absent, read by a closure whose error becomes the message.
  public init<Wrapped>(
    wrappedValue: Wrapped? = nil, name: NameSpecification = .long, help: ArgumentHelp? = nil,
    completion: CompletionKind? = nil, transform: @escaping @Sendable (String) throws -> Wrapped
  ) where Value == Wrapped? {
    declared = .single(
      kind: .option, names: name, help: help, initial: .some(wrappedValue), shown: wrappedValue,
      isRequired: false, reader: ElementReader(completion: completion, transform: transform),
      wrap: { $0 })
  }

  /// Declares a repeatable value, each read by a closure whose error becomes the message.
  public init<Element>(
    wrappedValue: [Element], name: NameSpecification = .long, help: ArgumentHelp? = nil,
    completion: CompletionKind? = nil, transform: @escaping @Sendable (String) throws -> Element
  ) where Value == [Element] {
    declared = .repeating(
      kind: .option, names: name, help: help, initial: wrappedValue,
      reader: ElementReader(completion: completion, transform: transform))
  }

  /// Declares a value given at least once, each read by a closure whose error becomes the message.
  public init<Element>(
    name: NameSpecification = .long, help: ArgumentHelp? = nil, completion: CompletionKind? = nil,
    transform: @escaping @Sendable (String) throws -> Element
  ) where Value == [Element] {
    declared = .repeating(
      kind: .option, names: name, help: help, initial: nil,
      reader: ElementReader(completion: completion, transform: transform))
  }
}
