// SPDX-License-Identifier: Apache-2.0

/// One occurrence of an option on the command line.
struct Occurrence: Sendable {
  /// The name as typed.
  var name: String
  /// The word given with it; flags have none.
  var value: String?
  var isNegated = false
}

/// A property that declares arguments and can be filled from a command line.
protocol DeclaredProperty {
  func declarations(path: [String]) -> [ArgumentDeclaration]
  mutating func bind(_ found: FoundArguments, path: [String]) throws
}

/// The state behind a property wrapper: its declaration, and the value once there is one.
struct DeclaredValue<Value: Sendable>: Sendable {
  var value: Value?
  var declaration: @Sendable (_ path: [String]) -> ArgumentDeclaration
  var fold: @Sendable (_ found: [Occurrence], ArgumentDeclaration) throws -> Value

  mutating func bind(_ found: FoundArguments, path: [String]) throws {
    let declaration = declaration(path)
    let occurrences = found.occurrences(of: declaration)
    if !occurrences.isEmpty {
      value = try fold(occurrences, declaration)
    } else if value == nil {
      throw found.missing(declaration)
    }
  }

  func read(_ wrapper: String) -> Value {
    guard let value else {
      preconditionFailure(
        "An @\(wrapper) without a default was read before the command line was parsed.")
    }
    return value
  }
}

/// How one word becomes one element.
struct ElementReader<Element: Sendable>: Sendable {
  var read: @Sendable (_ word: String, ArgumentDeclaration) throws -> Element
  var describe: @Sendable (Element) -> String
  var allowedValues: [String]
  var completion: CompletionKind

  init(completion: CompletionKind?) where Element: ExpressibleByArgument {
    read = { word, declaration in
      guard let element = Element(argument: word) else {
        throw ArgumentsError.invalidValue(word, of: declaration, expected: Element.expectedValue)
      }
      return element
    }
    describe = { $0.defaultValueDescription }
    allowedValues = Element.allValueStrings
    self.completion = completion ?? Element.defaultCompletionKind
  }

  init(
    completion: CompletionKind?, transform: @escaping @Sendable (String) throws -> Element
  ) {
    read = { word, declaration in
      do {
        return try transform(word)
      } catch {
        throw ArgumentsError.invalidValue(word, of: declaration, reason: error)
      }
    }
    describe = { String(describing: $0) }
    allowedValues = []
    self.completion = completion ?? .none
  }
}

extension DeclaredValue {
  /// A value given at most once.
  static func single<Element>(
    kind: ArgumentDeclaration.Kind, names: NameSpecification, help: ArgumentHelp?,
    initial: Value?, shown: Element?, isRequired: Bool, reader: ElementReader<Element>,
    wrap: @escaping @Sendable (Element) -> Value
  ) -> Self {
    let text = shown.map(reader.describe)
    return Self(
      value: initial,
      declaration: { path in
        make(kind, path, names, help, text, isRequired: isRequired, isRepeating: false, reader)
      },
      fold: { found, declaration in
        if found.count > 1 { throw ArgumentsError.repeated(found, declaration) }
        return wrap(try reader.read(found[0].value ?? "", declaration))
      })
  }

  /// A value given as often as wanted.
  static func repeating<Element>(
    kind: ArgumentDeclaration.Kind, names: NameSpecification, help: ArgumentHelp?,
    initial: [Element]?, reader: ElementReader<Element>
  ) -> Self where Value == [Element] {
    let text = initial.map { $0.map(reader.describe).joined(separator: ", ") }
    return Self(
      value: initial,
      declaration: { path in
        make(
          kind, path, names, help, text, isRequired: initial == nil, isRepeating: true, reader)
      },
      fold: { found, declaration in
        try found.map { try reader.read($0.value ?? "", declaration) }
      })
  }

  private static func make<Element>(
    _ kind: ArgumentDeclaration.Kind, _ path: [String], _ names: NameSpecification,
    _ help: ArgumentHelp?, _ defaultText: String?, isRequired: Bool, isRepeating: Bool,
    _ reader: ElementReader<Element>
  ) -> ArgumentDeclaration {
    ArgumentDeclaration(
      kind: kind, path: path, names: names.names(property: path.last ?? ""),
      help: help ?? ArgumentHelp(), defaultText: defaultText.flatMap { $0.isEmpty ? nil : $0 },
      allowedValues: reader.allowedValues, isRequired: isRequired, isRepeating: isRepeating,
      completion: reader.completion)
  }
}
