// SPDX-License-Identifier: Apache-2.0

/// The stored properties of a command, taken apart so that parsed values can be put in.
struct PropertyTable {
  private var properties: [(name: String, value: Any)]

  init(_ arguments: any ParsableArguments) {
    properties = Mirror(reflecting: arguments).children.compactMap { child in
      guard let label = child.label else { return nil }
      // A property wrapper's storage carries an underscore its coding key does not have.
      let isWrapped = child.value is any DeclaredProperty && label.hasPrefix("_")
      return (isWrapped ? String(label.dropFirst()) : label, child.value)
    }
  }

  func declarations(path: [String] = []) -> [ArgumentDeclaration] {
    properties.flatMap { property in
      (property.value as? any DeclaredProperty)?.declarations(path: path + [property.name]) ?? []
    }
  }

  /// The properties by name, filled with what the command line said.
  func bound(to found: FoundArguments, path: [String]) throws -> [String: Any] {
    var values: [String: Any] = [:]
    for (name, value) in properties {
      guard var declared = value as? any DeclaredProperty else {
        values[name] = value
        continue
      }
      try declared.bind(found, path: path + [name])
      values[name] = declared
    }
    return values
  }
}

extension ParsableArguments {
  /// Makes the value anew with everything found on the command line, and lets it validate itself.
  static func make(
    of properties: PropertyTable, from found: FoundArguments, path: [String] = []
  ) throws -> Self {
    // The synthesised init(from:) is the one way to set stored properties by name; value semantics
    // stay intact, which a shared box behind each wrapper would break.
    let values = try properties.bound(to: found, path: path)
    var arguments = try Self(from: PropertyDecoder(values: values))
    try arguments.validate()
    return arguments
  }
}
