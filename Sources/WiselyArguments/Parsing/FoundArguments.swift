// SPDX-License-Identifier: Apache-2.0

/// Everything the command line said, by declaration.
struct FoundArguments {
  var byIdentity: [String: [Occurrence]] = [:]

  func occurrences(of declaration: ArgumentDeclaration) -> [Occurrence] {
    byIdentity[declaration.identity] ?? []
  }

  mutating func add(_ occurrence: Occurrence, to declaration: ArgumentDeclaration) {
    byIdentity[declaration.identity, default: []].append(occurrence)
  }

  func missing(_ declaration: ArgumentDeclaration) -> ArgumentsError {
    let about =
      declaration.help.abstract.isEmpty ? "" : " (\(Self.clause(declaration.help.abstract)))"
    let kind = declaration.kind == .positional ? "argument" : "option"
    return ArgumentsError(
      .missingArgument, "missing \(kind) '\(declaration.signature)'\(about); add it")
  }

  /// A help sentence as it fits between parentheses.
  private static func clause(_ sentence: String) -> String {
    let first = sentence.prefix(1).lowercased()
    let second = sentence.dropFirst().first
    // An abbreviation such as "URL" keeps its capital.
    let body = second?.isUppercase == true ? sentence : first + sentence.dropFirst()
    return body.hasSuffix(".") ? String(body.dropLast()) : body
  }
}
