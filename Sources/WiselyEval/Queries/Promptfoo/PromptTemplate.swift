// SPDX-License-Identifier: Apache-2.0

import Wisely

/// A text with `{{variables}}`, filled in one pass so that values are never taken for templates.
///
/// Of Nunjucks this is the part that prompts are made of; filters, conditions and loops are errors.
struct PromptTemplate: Hashable, Sendable {
  private enum Piece: Hashable, Sendable {
    case text(String)
    case variable([String])
  }

  private var pieces: [Piece] = []

  /// Reads a template.
  ///
  /// - Throws: `EvalError` that names what is not supported.
  init(_ text: String) throws(EvalError) {
    var rest = text[...]
    while let open = rest.firstIndex(of: "{") {
      let mark = rest[open...].prefix(2)
      guard let (end, kind) = Self.marks[String(mark)] else {
        add(rest[...open])
        rest = rest[rest.index(after: open)...]
        continue
      }
      add(rest[..<open])
      let inner = rest[rest.index(open, offsetBy: 2)...]
      guard let close = inner.firstRange(of: end) else {
        throw EvalError(.input, "The template has '\(mark)' without '\(end)'.")
      }
      let content = inner[..<close.lowerBound]
      switch kind {
      case .comment: break
      case .statement:
        throw EvalError(
          .input,
          "The template has '\(mark)\(content)\(end)', which is not supported; "
            + "use variables only.")
      case .variable: pieces.append(.variable(try Self.path(content.trimmingSpace())))
      }
      rest = inner[close.upperBound...]
    }
    add(rest)
  }

  private enum Kind { case variable, statement, comment }

  private static let marks: [String: (end: String, kind: Kind)] = [
    "{{": ("}}", .variable), "{%": ("%}", .statement), "{#": ("#}", .comment),
  ]

  private mutating func add(_ text: Substring) {
    if !text.isEmpty { pieces.append(.text(String(text))) }
  }

  private static func path(_ text: String) throws(EvalError) -> [String] {
    let steps = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let isPath = steps.allSatisfy { step in
      !step.isEmpty && step.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
    }
    guard isPath, steps[0].first?.isNumber == false else {
      throw EvalError(
        .input,
        "The template has '{{\(text)}}', which is no name of a variable; filters and "
          + "expressions are not supported.")
    }
    return steps
  }

  /// The names of the variables, each once.
  var names: [String] {
    var names: [String] = []
    for case .variable(let path) in pieces where !names.contains(path[0]) { names.append(path[0]) }
    return names
  }

  /// The text with the variables' values.
  ///
  /// - Throws: `EvalError` that names a variable without a value.
  func filled(with variables: JSONObject) throws(EvalError) -> String {
    var text = ""
    for piece in pieces {
      switch piece {
      case .text(let words): text += words
      case .variable(let path):
        var value: JSONValue? = .object(variables)
        for step in path { value = value?[step] ?? Int(step).flatMap { value?[$0] } }
        guard let value else {
          throw EvalError(
            .input,
            "The template uses '{{\(path.joined(separator: "."))}}', and no variable says what "
              + "that is.")
        }
        text += value.string ?? (value.isNull ? "" : value.text)
      }
    }
    return text
  }
}
