// SPDX-License-Identifier: Apache-2.0

extension CommandLineParser {
  /// Whether a word is read as an option: `-` alone and negative numbers are not.
  func looksLikeOption(_ word: String) -> Bool {
    guard word.hasPrefix("-"), word != "-" else { return false }
    guard let second = word.dropFirst().first, second.isNumber || second == "." else { return true }
    if declaration(named: .short(second)) != nil { return true }
    return Double(word) == nil
  }

  /// The nearest declaration of a name, from the current command up to the root.
  func declaration(named name: Name) -> ArgumentDeclaration? {
    for level in levels.reversed() {
      if let match = level.declarations.first(where: { $0.isNamed(name) }) { return match }
    }
    return nil
  }

  mutating func readLongOption(_ word: String) throws -> Invocation? {
    let body = word.dropFirst(2)
    let parts = body.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = Name.long(String(parts[0]))
    let attached = parts.count == 2 ? String(parts[1]) : nil
    guard let declaration = declaration(named: name) else {
      if let invocation = builtIn(name), attached == nil { return invocation }
      throw unknownOption(name.description)
    }
    try read(name, declaration, attached: attached)
    return nil
  }

  mutating func readShortOptions(_ word: String) throws -> Invocation? {
    // `-setup x` would be read as `-s` with the value "etup"; nobody means that.
    if let error = missingDash(in: word) { throw error }
    var letters = word.dropFirst()
    while let letter = letters.popFirst() {
      let name = Name.short(letter)
      guard let declaration = declaration(named: name) else {
        if let invocation = builtIn(name), letters.isEmpty { return invocation }
        throw unknownShortOption(name, in: word)
      }
      if declaration.kind == .option, !letters.isEmpty {
        if letters.first == "=" { letters = letters.dropFirst() }
        try read(name, declaration, attached: String(letters))
        return nil
      }
      if letters.first == "=" {
        try read(name, declaration, attached: String(letters.dropFirst()))
        return nil
      }
      try read(name, declaration, attached: nil)
    }
    return nil
  }

  private mutating func read(
    _ name: Name, _ declaration: ArgumentDeclaration, attached: String?
  ) throws {
    guard declaration.kind == .option else {
      if let attached {
        throw ArgumentsError(
          .unexpectedValue,
          """
          option '\(name)' takes no value; write '\(name)' without \
          \(ArgumentsError.quoted("=" + attached))
          """)
      }
      let isNegated = declaration.negativeNames.contains(name)
      found.add(Occurrence(name: name.description, isNegated: isNegated), to: declaration)
      return
    }
    guard let attached else {
      let next = index < words.count ? words[index] : nil
      guard let next, !looksLikeOption(next) else {
        throw ArgumentsError.needsValue(name.description, of: declaration, next: next)
      }
      index += 1
      found.add(Occurrence(name: name.description, value: next), to: declaration)
      return
    }
    found.add(Occurrence(name: name.description, value: attached), to: declaration)
  }

  /// `--help`, `-h` and, at the root, `--version`, where the command declares none of its own.
  private func builtIn(_ name: Name) -> Invocation? {
    switch name {
    case .long("help"), .short("h"): return .help(helpPage)
    case .long("version") where levels.count == 1 && !current.configuration.version.isEmpty:
      return .version(current.configuration.version)
    default: return nil
    }
  }
}
