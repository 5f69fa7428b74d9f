// SPDX-License-Identifier: Apache-2.0

/// Reads the setup notation by recursive descent; operators do not chain without parentheses.
struct SetupNotationParser {
  private enum Operator: String, CaseIterable {
    case advised = "+"
    case planned = ".."
    case cascade = "^"
  }

  private let text: String
  private let characters: [Character]
  private var position = 0

  init(_ text: String) {
    self.text = text
    characters = Array(text)
  }

  mutating func parse() throws(SetupError) -> SetupNotation {
    guard characters.contains(where: { !$0.isWhitespace }) else {
      throw SetupError(
        "The setup is empty; write a model such as 'haiku', or a pair such as 'haiku+opus'.")
    }
    let setup = try parsePair()
    guard position == characters.count else {
      throw error("'\(characters[position])' does not belong here; take it out")
    }
    return setup
  }

  private func error(_ reason: String) -> SetupError {
    SetupError("Setup '\(text)', column \(position + 1): \(reason).")
  }

  private mutating func parsePair() throws(SetupError) -> SetupNotation {
    let first = try parseOperand()
    guard let (operation, _) = takeOperator() else { return first }
    let second = try parseOperand()
    let start = position
    if let (next, _) = takeOperator() {
      position = start
      let left = "\(first)\(operation.rawValue)\(second)"
      throw error(
        "'\(next.rawValue)' follows a pair; say what belongs together, as in '(\(left))\(next.rawValue)…'"
      )
    }
    switch operation {
    case .advised: return .advised(executor: first, advisor: second)
    case .planned: return .planned(planner: first, executor: second)
    case .cascade: return .cascade(first: first, strong: second)
    }
  }

  private mutating func takeOperator() -> (Operator, Int)? {
    skipSpace()
    for candidate in Operator.allCases {
      let symbol = Array(candidate.rawValue)
      guard characters[position...].starts(with: symbol) else { continue }
      position += symbol.count
      return (candidate, position)
    }
    return nil
  }

  private mutating func skipSpace() {
    while position < characters.count, characters[position].isWhitespace { position += 1 }
  }

  private mutating func parseOperand() throws(SetupError) -> SetupNotation {
    skipSpace()
    guard position < characters.count else { throw error("a model is missing here") }
    if characters[position] == "(" { return try parseGroup() }
    let name = takeName()
    guard !name.isEmpty else {
      throw error("a model's name was expected, not '\(characters[position])'")
    }
    skipSpace()
    guard position < characters.count, characters[position] == "@" else {
      return name == "opusplan" ? Self.opusplan : .model(name: name, effort: nil)
    }
    position += 1
    let mark = position
    let word = takeName()
    guard let effort = Effort(rawValue: word) else {
      position = mark
      let known = Effort.allCases.map(\.rawValue).joined(separator: ", ")
      throw error("'\(word)' is no effort; the efforts are \(known)")
    }
    guard name != "opusplan" else {
      position = mark
      throw error("'opusplan' is a pair and takes no effort; write 'opus@\(word)..sonnet'")
    }
    return .model(name: name, effort: effort)
  }

  private static let opusplan = SetupNotation.planned(
    planner: .model(name: "opus", effort: nil), executor: .model(name: "sonnet", effort: nil))

  private mutating func parseGroup() throws(SetupError) -> SetupNotation {
    let opened = position
    position += 1
    let inner = try parsePair()
    skipSpace()
    guard position < characters.count, characters[position] == ")" else {
      position = opened
      throw error("this parenthesis is never closed")
    }
    position += 1
    return inner
  }

  private mutating func takeName() -> String {
    skipSpace()
    let start = position
    while position < characters.count {
      let character = characters[position]
      let isDots =
        character == "." && position + 1 < characters.count && characters[position + 1] == "."
      guard !isDots, Self.isNameCharacter(character) else { break }
      position += 1
    }
    return String(characters[start..<position])
  }

  private static func isNameCharacter(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || "-._/:".contains(character)
  }
}
