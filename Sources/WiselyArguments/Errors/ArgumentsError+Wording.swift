// SPDX-License-Identifier: Apache-2.0

extension ArgumentsError {
  static func invalidValue(
    _ word: String, of declaration: ArgumentDeclaration, expected: String
  ) -> Self {
    let subject = "invalid value \(quoted(word)) for '\(declaration.preferredName)'"
    guard !declaration.allowedValues.isEmpty else {
      return Self(.invalidValue, "\(subject); expected \(expected)")
    }
    let list = "choose one of \(declaration.allowedValues.joined(separator: ", "))"
    if let nearest = Suggestion.nearest(to: word, among: declaration.allowedValues) {
      return Self(.invalidValue, "\(subject); did you mean '\(nearest)'? (\(list))")
    }
    return Self(.invalidValue, "\(subject); \(list)")
  }

  static func invalidValue(
    _ word: String, of declaration: ArgumentDeclaration, reason: any Error
  ) -> Self {
    Self(
      .invalidValue,
      "invalid value \(quoted(word)) for '\(declaration.preferredName)': \(reason)")
  }

  static func repeated(_ found: [Occurrence], _ declaration: ArgumentDeclaration) -> Self {
    let first = quoted(found[0].value ?? "")
    let second = quoted(found[1].value ?? "")
    return Self(
      .repeatedOption,
      """
      option '\(declaration.preferredName)' is given more than once (\(first), then \(second)); \
      keep one of them
      """)
  }

  static func needsValue(
    _ name: String, of declaration: ArgumentDeclaration, next: String?
  ) -> Self {
    guard let next, next != "--" else {
      return Self(
        .missingValue,
        "option '\(name)' needs a value; write '\(name)\(joint(name))<\(declaration.valueName)>'")
    }
    let mend = visible(name + "=" + next)
    return Self(
      .missingValue,
      """
      option '\(name)' needs a value, but \(quoted(next)) looks like an option; \
      if it is the value, write '\(mend)'
      """)
  }

  private static func joint(_ name: String) -> String { name.hasPrefix("--") ? "=" : " " }

  /// A user's word between quotes, safe to print on one line of a terminal.
  static func quoted(_ word: String) -> String { "'\(visible(word))'" }

  // Control characters in an argument could repaint the terminal or fake a second line.
  static func visible(_ word: String, limit: Int = 80) -> String {
    var text = ""
    for scalar in word.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .format where scalar == "\u{200D}": text.unicodeScalars.append(scalar)
      case .control, .format, .lineSeparator, .paragraphSeparator:
        text += scalar.escaped(asASCII: true)
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text.count > limit ? text.prefix(limit) + "…" : text
  }
}
