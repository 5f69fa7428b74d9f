// SPDX-License-Identifier: Apache-2.0

/// One line of a help section: what is typed, and what it means.
struct HelpEntry: Sendable {
  var label: String
  var text: String
  var discussion = ""

  init(label: String, text: String) {
    self.label = label
    self.text = text
  }

  init(_ declaration: ArgumentDeclaration) {
    label = Self.label(of: declaration)
    var facts: [String] = []
    if !declaration.allowedValues.isEmpty, declaration.kind != .flag {
      facts.append("values: \(declaration.allowedValues.joined(separator: ", "))")
    }
    if let text = declaration.defaultText { facts.append("default: \(text)") }
    if declaration.kind == .option, declaration.isRequired { facts.append("required") }
    if declaration.kind == .option, declaration.isRepeating { facts.append("repeatable") }
    let note = facts.isEmpty ? "" : "(\(facts.joined(separator: "; ")))"
    text = [declaration.help.abstract, note].filter { !$0.isEmpty }.joined(separator: " ")
    discussion = declaration.help.discussion
  }

  private static func label(of declaration: ArgumentDeclaration) -> String {
    guard declaration.kind != .positional else {
      return declaration.preferredName + (declaration.isRepeating ? "..." : "")
    }
    let short = declaration.names.filter { !$0.isLong }.map(\.description)
    let long = declaration.names.filter(\.isLong).map(\.description)
    let negative = declaration.negativeNames.map(\.description)
    var label = (short + [(long + negative).joined(separator: "/")])
      .filter { !$0.isEmpty }.joined(separator: ", ")
    // Options without a letter line up with those that have one.
    if short.isEmpty { label = "    " + label }
    if declaration.kind == .option { label += " <\(declaration.valueName)>" }
    return label
  }
}
