// SPDX-License-Identifier: Apache-2.0

/// One option, flag or argument as the parser, the help text and the generators see it.
struct ArgumentDeclaration: Sendable {
  enum Kind: Sendable, Hashable { case positional, option, flag }

  var kind: Kind
  /// The property names that lead here, outermost group first.
  var path: [String]
  var names: [Name] = []
  /// The names that switch an invertible flag off.
  var negativeNames: [Name] = []
  var help: ArgumentHelp
  var defaultText: String?
  var allowedValues: [String] = []
  var isRequired: Bool
  var isRepeating: Bool
  var completion: CompletionKind = .none
  var section: String?

  /// Equal for the same option declared by a command and by its parent, which then share the value.
  var identity: String {
    if kind == .positional { return "<\(path.joined(separator: "."))>" }
    return "\(kind) \(names.map(\.description).sorted().joined(separator: " "))"
  }

  var isVisible: Bool { help.visibility == .default }

  var valueName: String {
    if let name = help.valueName { return name }
    if case .long(let name) = names.first(where: \.isLong) { return name }
    return Name.kebabCase(path.last ?? "")
  }

  /// The name used in messages and usage lines.
  var preferredName: String {
    (names.first(where: \.isLong) ?? names.first)?.description ?? "<\(valueName)>"
  }

  /// `--setup <setup>`, `<prompt>` or `--json`.
  var signature: String {
    kind == .option ? "\(preferredName) <\(valueName)>" : preferredName
  }

  /// How it stands in a usage line.
  var synopsis: String {
    var text = signature
    if let negative = negativeNames.first { text += "|\(negative)" }
    if !isRequired { text = "[\(text)]" }
    return isRepeating ? text + "..." : text
  }

  func isNamed(_ name: Name) -> Bool {
    names.contains(name) || negativeNames.contains(name)
  }
}
