// SPDX-License-Identifier: Apache-2.0

/// How the opposite of a flag is written.
public enum FlagInversion: Sendable, Hashable {
  /// `--color` and `--no-color`.
  case prefixedNo
}

/// A switch without a value: given or not, on or off, or counted.
@propertyWrapper
public struct Flag<Value: Sendable>: Sendable, Decodable, DeclaredProperty {
  var declared: DeclaredValue<Value>

  /// The parsed value, or the declared default before parsing.
  public var wrappedValue: Value {
    get { declared.read("Flag") }
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

extension Flag where Value == Bool {
  /// Declares a flag that switches to the opposite of its default.
  public init(
    wrappedValue: Bool, name: NameSpecification = .long, help: ArgumentHelp? = nil
  ) {
    declared = DeclaredValue(
      value: wrappedValue,
      declaration: { Self.declaration($0, name, help) },
      fold: { _, _ in !wrappedValue })
  }

  /// Declares a flag that can be switched both ways.
  public init(
    wrappedValue: Bool, name: NameSpecification = .long, inversion: FlagInversion,
    help: ArgumentHelp? = nil
  ) {
    declared = DeclaredValue(
      value: wrappedValue,
      declaration: { path in
        var declaration = Self.declaration(path, name, help, inversion: inversion)
        let shown = wrappedValue ? declaration.names.first : declaration.negativeNames.first
        declaration.defaultText = shown?.description
        return declaration
      },
      fold: Self.switched)
  }
}

extension Flag where Value == Bool? {
  /// Declares a flag that can be switched both ways and knows when it was not given.
  public init(
    wrappedValue: Bool? = nil, name: NameSpecification = .long, inversion: FlagInversion,
    help: ArgumentHelp? = nil
  ) {
    declared = DeclaredValue(
      value: .some(wrappedValue),
      declaration: { Self.declaration($0, name, help, inversion: inversion) },
      fold: { try Self.switched($0, $1) })
  }
}

extension Flag where Value == Int {
  /// Declares a flag whose occurrences are counted, as in `-vvv`.
  public init(name: NameSpecification = .long, help: ArgumentHelp? = nil) {
    declared = DeclaredValue(
      value: 0,
      declaration: { path in
        var declaration = Self.declaration(path, name, help)
        declaration.isRepeating = true
        return declaration
      },
      fold: { found, _ in found.count })
  }
}

extension Flag {
  private static func declaration(
    _ path: [String], _ names: NameSpecification, _ help: ArgumentHelp?,
    inversion: FlagInversion? = nil
  ) -> ArgumentDeclaration {
    var declaration = ArgumentDeclaration(
      kind: .flag, path: path, names: names.names(property: path.last ?? ""),
      help: help ?? ArgumentHelp(), isRequired: false, isRepeating: false)
    if inversion == .prefixedNo {
      declaration.negativeNames = declaration.names.compactMap { name in
        if case .long(let word) = name { .long("no-\(word)") } else { nil }
      }
    }
    return declaration
  }

  // An alias that says --color and a user who adds --no-color may both be right; guessing hides it.
  private static func switched(
    _ found: [Occurrence], _ declaration: ArgumentDeclaration
  ) throws -> Bool {
    if let other = found.first(where: { $0.isNegated != found[0].isNegated }) {
      throw ArgumentsError(
        .conflictingOptions,
        "options '\(found[0].name)' and '\(other.name)' contradict each other; keep one of them")
    }
    return !found[0].isNegated
  }
}
