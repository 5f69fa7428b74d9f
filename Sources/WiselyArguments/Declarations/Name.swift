// SPDX-License-Identifier: Apache-2.0

/// An option's name as it is matched and printed.
enum Name: Sendable, Hashable, CustomStringConvertible {
  case long(String)
  case short(Character)

  var description: String {
    switch self {
    case .long(let name): "--\(name)"
    case .short(let character): "-\(character)"
    }
  }

  var isLong: Bool {
    if case .long = self { true } else { false }
  }

  /// Turns `maxTokens` and `useJSONLines` into `max-tokens` and `use-json-lines`.
  static func kebabCase(_ identifier: String) -> String {
    let characters = Array(identifier)
    var words = ""
    for (index, character) in characters.enumerated() {
      if character == "_" {
        words += "-"
        continue
      }
      if character.isUppercase, index > 0, characters[index - 1] != "_" {
        let afterLowercase = !characters[index - 1].isUppercase
        let beforeLowercase = index + 1 < characters.count && characters[index + 1].isLowercase
        if afterLowercase || beforeLowercase { words += "-" }
      }
      words += character.lowercased()
    }
    return words
  }
}
